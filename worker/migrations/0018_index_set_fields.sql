-- `facts` has f with the id in hexadecimal of each field of the account's own that a record has a value of: what `KEY:*` and
-- `KEY:none` ask for. Among the values the words of a key may as well be those of another, `plan` of `plan_b`. All else is as in 0011.
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
        (SELECT group_concat(format('g%x', g.group_id), ' ') FROM group_memberships g WHERE g.user_id = u.id),
        (SELECT group_concat(format('f%x', CAST(f.key AS INTEGER)), ' ') FROM json_each(u.user_fields) f)))
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
      concat_ws(' ', 'o', nullif(format('g%x', group_id), 'g0'),
        (SELECT group_concat(format('f%x', CAST(f.key AS INTEGER)), ' ') FROM json_each(o.organization_fields) f)))
    FROM organizations o;

-- Whoever has values already: as in 0007, in parts where they are more than 200,000.
INSERT INTO search_renewals SELECT 0, id FROM users WHERE active = 1 AND user_fields != '{}'
  UNION ALL SELECT 1, id FROM organizations WHERE organization_fields != '{}';
