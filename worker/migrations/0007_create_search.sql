-- Search: one index of every user and organization that is not deleted, current with every write because triggers keep it, whoever
-- writes (docs/adr/0006-how-is-the-directory-searched.md). It is in groups of three letters, without accents and case, so that
-- any part of a word is found; `shared/src/search` makes the questions.
--
-- A row is `id * 2` for a user and `id * 2 + 1` for an organization: the order of rows is that of time. A column is
-- `| value | value ||`, with a space before and after each word: ' ng ' is a whole word, ' ng' a word's beginning, '| vip |' a
-- whole value, and ' ||' is there where there is any. `facts` has a letter for what is so: u (user) or o (organization); e, a, d
-- (the role: end user, agent, admin); s (suspended); v (an identity is verified); m (is in an organization); and of each
-- organization and group o or g with its id in hexadecimal.
CREATE VIRTUAL TABLE search_index USING fts5 (
  name, email, phone, contact, external_id, details, notes, tags, fields, facts,
  content = '', contentless_delete = 1, tokenize = 'trigram remove_diacritics 1'
);

-- What is searched for, column after column, with char(3) between columns and char(2) between values of one, which no text has.
-- Kind 0 is users, 1 organizations. Of long texts as much as a page holds.
CREATE VIEW search_texts (kind, id, text) AS
  SELECT 0, id, format(replace('%s|%s|%s|%s|%s|%s|%s|%s|%s|', '|', ' ' || char(3) || ' ') || '%s', name_normal_form,
      (SELECT group_concat(i.value, char(2)) FROM identities i WHERE i.user_id = u.id AND i.type = 'email'),
      concat_ws(char(2), phone, (SELECT group_concat(i.value, char(2)) FROM identities i
                WHERE i.user_id = u.id AND i.type = 'phone_number' AND i.value IS NOT u.phone)),
      (SELECT group_concat(i.value, char(2)) FROM identities i WHERE i.user_id = u.id AND i.type NOT IN ('email', 'phone_number')),
      external_id, substr(details, 1, 2000), substr(notes, 1, 2000),
      iif(tags = '[]', NULL, (SELECT group_concat(t.value, char(2)) FROM json_each(u.tags) t)),
      iif(user_fields = '{}', NULL, (SELECT group_concat(f.key || ' ' || iif(f.type IN ('true', 'false'), f.type, f.value), char(2))
                                     FROM json_each(u.user_fields) f)),
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
      iif(organization_fields = '{}', NULL, (SELECT group_concat(f.key || ' ' || iif(f.type IN ('true', 'false'), f.type, f.value), char(2))
                                             FROM json_each(o.organization_fields) f)),
      concat_ws(' ', 'o', nullif(format('g%x', group_id), 'g0')))
    FROM organizations o;

-- The columns as a JSON array, with one space before, between and after words: what is no part of a word is a space (`SEPARATORS`
-- in shared/src/search/words.rs), and each letter of Chinese, Japanese and Korean is a word (`is_word_by_itself`), since nothing
-- there says where a word ends.
CREATE VIEW search_columns (kind, id, columns) AS
  SELECT kind, id, '["' || replace(replace(replace(replace(' ' || CASE WHEN spaced GLOB '*[ぁ-ヿ㐀-鿿가-힣豈-﫿𠀀-𲎯]*' THEN (
      WITH RECURSIVE letters (at, letter) AS (
        SELECT 1, substr(spaced, 1, 1) UNION ALL SELECT at + 1, substr(spaced, at + 1, 1) FROM letters WHERE at < length(spaced)
      )
      SELECT group_concat(iif(letter GLOB '[ぁ-ヿ㐀-鿿가-힣豈-﫿𠀀-𲎯]', ' ' || letter || ' ', letter), '') FROM letters
    ) ELSE spaced END || ' ', ' ', ' ' || char(1)), char(1) || ' ', ''), char(1), ''), char(3), '","') || '"]'
  FROM (
    SELECT t.kind, t.id, s.value AS spaced
    FROM (
      SELECT kind, id,
        replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(text,
          '.', ' '), ',', ' '), ';', ' '), ':', ' '), '-', ' '), '_', ' '), '+', ' '), '@', ' '), '&', ' '), '#', ' '),
          '/', ' '), '\', ' '), '*', ' '), '=', ' '), '<', ' '), '>', ' '), '(', ' '), ')', ' '), '"', ' '), '''', ' '), '|', ' ') AS text
      FROM search_texts
    ) t,
    -- A value that is made once, though it is used several times.
    json_each(json_array(replace(
      replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(t.text,
        '’', ' '), '‘', ' '), '“', ' '), '”', ' '), '·', ' '), '・', ' '), '、', ' '), '。', ' '),
        '（', ' '), '）', ' '), '　', ' '), char(160), ' '), char(9), ' '), char(10), ' '), char(13), ' '),
      char(2), ' | '))) s
  );

-- Whoever inserts here a kind and an id has that record indexed anew.
CREATE VIEW search_renewals (kind, id) AS SELECT 0, 0;
CREATE TRIGGER search_is_renewed INSTEAD OF INSERT ON search_renewals BEGIN
  DELETE FROM search_index WHERE rowid = NEW.id * 2 + NEW.kind;
  INSERT INTO search_index (rowid, name, email, phone, contact, external_id, details, notes, tags, fields, facts)
    SELECT NEW.id * 2 + NEW.kind,
      max(iif(c.key = 0, '|' || nullif(c.value, ' ') || '||', NULL)), max(iif(c.key = 1, '|' || nullif(c.value, ' ') || '||', NULL)),
      max(iif(c.key = 2, '|' || nullif(c.value, ' ') || '||', NULL)), max(iif(c.key = 3, '|' || nullif(c.value, ' ') || '||', NULL)),
      max(iif(c.key = 4, '|' || nullif(c.value, ' ') || '||', NULL)), max(iif(c.key = 5, '|' || nullif(c.value, ' ') || '||', NULL)),
      max(iif(c.key = 6, '|' || nullif(c.value, ' ') || '||', NULL)), max(iif(c.key = 7, '|' || nullif(c.value, ' ') || '||', NULL)),
      max(iif(c.key = 8, '|' || nullif(c.value, ' ') || '||', NULL)), max(iif(c.key = 9, '|' || nullif(c.value, ' ') || '||', NULL))
    FROM search_columns s, json_each(s.columns) c WHERE s.kind = NEW.kind AND s.id = NEW.id HAVING count(*) > 0;
END;

-- Users who are written in several rows are indexed once, when all are there: named here before, and deleted here after. Empty
-- between transactions.
CREATE TABLE search_due (
  user_id INTEGER PRIMARY KEY
) STRICT;
CREATE TRIGGER search_is_done AFTER DELETE ON search_due BEGIN
  INSERT INTO search_renewals VALUES (0, OLD.user_id);
END;

CREATE TRIGGER users_are_searched AFTER INSERT ON users WHEN NOT EXISTS (SELECT 1 FROM search_due WHERE user_id = NEW.id) BEGIN
  INSERT INTO search_renewals VALUES (0, NEW.id);
END;
CREATE TRIGGER users_are_searched_as_changed
  AFTER UPDATE OF name, name_normal_form, phone, external_id, details, notes, tags, user_fields, role, suspended, active ON users
  WHEN NOT EXISTS (SELECT 1 FROM search_due WHERE user_id = NEW.id) BEGIN
  INSERT INTO search_renewals VALUES (0, NEW.id);
END;
CREATE TRIGGER users_are_searched_no_more AFTER DELETE ON users BEGIN
  INSERT INTO search_renewals VALUES (0, OLD.id);
END;
CREATE TRIGGER identities_are_searched AFTER INSERT ON identities
  WHEN NOT EXISTS (SELECT 1 FROM search_due WHERE user_id = NEW.user_id) BEGIN
  INSERT INTO search_renewals VALUES (0, NEW.user_id);
END;
CREATE TRIGGER identities_are_searched_as_changed AFTER UPDATE OF user_id, type, value, verified ON identities BEGIN
  INSERT INTO search_renewals SELECT 0, OLD.user_id WHERE OLD.user_id != NEW.user_id UNION ALL SELECT 0, NEW.user_id;
END;
CREATE TRIGGER identities_are_searched_no_more AFTER DELETE ON identities BEGIN
  INSERT INTO search_renewals VALUES (0, OLD.user_id);
END;
CREATE TRIGGER memberships_are_searched AFTER INSERT ON organization_memberships
  WHEN NOT EXISTS (SELECT 1 FROM search_due WHERE user_id = NEW.user_id) BEGIN
  INSERT INTO search_renewals VALUES (0, NEW.user_id);
END;
CREATE TRIGGER memberships_are_searched_as_changed AFTER UPDATE OF user_id, organization_id ON organization_memberships BEGIN
  INSERT INTO search_renewals SELECT 0, OLD.user_id WHERE OLD.user_id != NEW.user_id UNION ALL SELECT 0, NEW.user_id;
END;
CREATE TRIGGER memberships_are_searched_no_more AFTER DELETE ON organization_memberships BEGIN
  INSERT INTO search_renewals VALUES (0, OLD.user_id);
END;
CREATE TRIGGER group_memberships_are_searched AFTER INSERT ON group_memberships BEGIN
  INSERT INTO search_renewals VALUES (0, NEW.user_id);
END;
CREATE TRIGGER group_memberships_are_searched_no_more AFTER DELETE ON group_memberships BEGIN
  INSERT INTO search_renewals VALUES (0, OLD.user_id);
END;
CREATE TRIGGER organizations_are_searched AFTER INSERT ON organizations BEGIN
  INSERT INTO search_renewals VALUES (1, NEW.id);
END;
CREATE TRIGGER organizations_are_searched_as_changed
  AFTER UPDATE OF name, name_normal_form, external_id, details, notes, tags, organization_fields, group_id ON organizations BEGIN
  INSERT INTO search_renewals VALUES (1, NEW.id);
END;
CREATE TRIGGER organizations_are_searched_no_more AFTER DELETE ON organizations BEGIN
  INSERT INTO search_renewals VALUES (1, OLD.id);
END;
CREATE TRIGGER domains_are_searched AFTER INSERT ON organization_domains BEGIN
  INSERT INTO search_renewals VALUES (1, NEW.organization_id);
END;
CREATE TRIGGER domains_are_searched_no_more AFTER DELETE ON organization_domains BEGIN
  INSERT INTO search_renewals VALUES (1, OLD.organization_id);
END;

-- Whoever was there before: a directory of more than 200,000 needs this in parts, since D1 gives a statement 30 seconds.
INSERT INTO search_renewals SELECT 0, id FROM users WHERE active = 1 UNION ALL SELECT 1, id FROM organizations;
