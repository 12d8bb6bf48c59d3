-- Fields that an account adds to its users and organizations: 0003 made the table, and nothing has used it so far.

-- Whatever its case, as the keys of a question are (`plan:gold`).
DROP INDEX custom_fields_by_key;
CREATE UNIQUE INDEX custom_fields_by_key ON custom_fields (object, key COLLATE NOCASE);
ALTER TABLE custom_fields ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

-- The choices of a drop-down list. A table of their own, so that two admins who add one at once keep both; a list inside the
-- field's row would lose one. Nothing has ever read or written the column.
ALTER TABLE custom_fields DROP COLUMN options;
CREATE TABLE custom_field_options (
  id       INTEGER PRIMARY KEY,
  field_id INTEGER NOT NULL REFERENCES custom_fields (id) ON DELETE CASCADE,
  name     TEXT NOT NULL,
  -- What records keep, and a tag of whoever has it.
  value    TEXT NOT NULL,
  position INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX custom_field_options_by_value ON custom_field_options (field_id, value);
CREATE INDEX custom_field_options_by_position ON custom_field_options (field_id, position, id);

-- `users.user_fields` and `organizations.organization_fields` keep values by the field's id, not by its key: a field that is
-- deleted and made anew, perhaps of another type, begins without the old one's values. So the index looks up the key. All else
-- is as in 0007.
DROP VIEW search_texts;
CREATE VIEW search_texts (kind, id, text) AS
  SELECT 0, id, format(replace('%s|%s|%s|%s|%s|%s|%s|%s|%s|', '|', ' ' || char(3) || ' ') || '%s', name_normal_form,
      (SELECT group_concat(i.value, char(2)) FROM identities i WHERE i.user_id = u.id AND i.type = 'email'),
      concat_ws(char(2), phone, (SELECT group_concat(i.value, char(2)) FROM identities i
                WHERE i.user_id = u.id AND i.type = 'phone_number' AND i.value IS NOT u.phone)),
      (SELECT group_concat(i.value, char(2)) FROM identities i WHERE i.user_id = u.id AND i.type NOT IN ('email', 'phone_number')),
      external_id, substr(details, 1, 2000), substr(notes, 1, 2000),
      iif(tags = '[]', NULL, (SELECT group_concat(t.value, char(2)) FROM json_each(u.tags) t)),
      iif(user_fields = '{}', NULL, (
        SELECT group_concat(c.key || ' ' || iif(f.type IN ('true', 'false'), f.type, v.value), char(2))
        FROM json_each(u.user_fields) f CROSS JOIN custom_fields c ON c.id = CAST(f.key AS INTEGER),
          json_each(iif(f.type = 'array', f.value, json_array(f.value))) v)),
      concat_ws(' ', CASE role WHEN 'end-user' THEN 'u e' WHEN 'agent' THEN 'u a' ELSE 'u d' END, iif(suspended, 's', NULL),
        iif(EXISTS (SELECT 1 FROM identities i WHERE i.user_id = u.id AND i.verified = 1), 'v', NULL),
        (SELECT 'm ' || group_concat(format('o%x', m.organization_id), ' ') FROM organization_memberships m WHERE m.user_id = u.id),
        (SELECT group_concat(format('g%x', g.group_id), ' ') FROM group_memberships g WHERE g.user_id = u.id)))
    FROM users u WHERE active = 1
  UNION ALL
  SELECT 1, id, format(replace('%s|%s|||%s|%s|%s|%s|%s|', '|', ' ' || char(3) || ' ') || '%s', name_normal_form,
      (SELECT group_concat(d.domain, char(2)) FROM organization_domains d WHERE d.organization_id = o.id),
      external_id, substr(details, 1, 2000), substr(notes, 1, 2000),
      iif(tags = '[]', NULL, (SELECT group_concat(t.value, char(2)) FROM json_each(o.tags) t)),
      iif(organization_fields = '{}', NULL, (
        SELECT group_concat(c.key || ' ' || iif(f.type IN ('true', 'false'), f.type, v.value), char(2))
        FROM json_each(o.organization_fields) f CROSS JOIN custom_fields c ON c.id = CAST(f.key AS INTEGER),
          json_each(iif(f.type = 'array', f.value, json_array(f.value))) v)),
      concat_ws(' ', 'o', nullif(format('g%x', group_id), 'g0')))
    FROM organizations o;
