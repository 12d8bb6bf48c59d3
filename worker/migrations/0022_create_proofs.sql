-- Addresses that somebody is to prove. Of the three secrets only hashes are here: the handle, which the page that asked has; the token
-- of the link; the code, which has so few values that its hash is keyed with the Worker's secret.
CREATE TABLE proofs (
  id              INTEGER PRIMARY KEY,
  purpose         TEXT NOT NULL CHECK (purpose IN ('sign_up', 'sign_in', 'verify_identity', 'request')),
  handle_hash     TEXT NOT NULL UNIQUE,
  token_hash      TEXT NOT NULL UNIQUE,
  code_hash       TEXT NOT NULL,
  -- As it was written, and in its normal form.
  email           TEXT NOT NULL,
  normal_form     TEXT NOT NULL,
  locale          TEXT NOT NULL,
  -- The customer whose address it is said to be.
  user_id         INTEGER,
  -- What whoever signs up says of themselves, in JSON, as it was sent.
  draft           TEXT,
  -- Where the account adds whoever signs up before they have proved anything: 'due' until that is done.
  addition        TEXT CHECK (addition IN ('due', 'done')),
  attempts        INTEGER NOT NULL DEFAULT 0,
  resent          INTEGER NOT NULL DEFAULT 0,
  -- Milliseconds.
  mailed_ms       INTEGER NOT NULL,
  code_expires_ms INTEGER NOT NULL,
  expires_ms      INTEGER NOT NULL,
  used_at         TEXT,
  created_at      TEXT NOT NULL
) STRICT;
CREATE INDEX proofs_by_age ON proofs (expires_ms);
CREATE INDEX proofs_due ON proofs (id) WHERE addition = 'due';
CREATE INDEX proofs_by_user ON proofs (user_id) WHERE user_id IS NOT NULL;
