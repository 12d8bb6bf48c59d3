-- The allowlist and the blocklist, a row for each line: an address is looked up by its three patterns (the address, its domain,
-- `*`), however long the lists are.
CREATE TABLE registration_lines (
  list       TEXT NOT NULL CHECK (list IN ('allowlist', 'blocklist')),
  -- In its normal form.
  pattern    TEXT NOT NULL,
  effect     TEXT NOT NULL CHECK (effect IN ('allow', 'suspend', 'reject')),
  added_by   INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  PRIMARY KEY (list, pattern, effect),
  CHECK ((list = 'allowlist') = (effect = 'allow'))
) STRICT, WITHOUT ROWID;
