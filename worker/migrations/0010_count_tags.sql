-- Which tags there are, and how often they are used; and which organizations have become one.

-- Kept by triggers, because to count them would be to read every user, organization and ticket. What has no tags costs nothing;
-- a tag more or less at a record is one row here.
CREATE TABLE tags (
  id    INTEGER PRIMARY KEY,
  name  TEXT NOT NULL UNIQUE,
  -- How many users who are not deleted, organizations, and tickets that are not deleted have it.
  count INTEGER NOT NULL,
  -- Sorts the most used first. A text, because cursors hold texts.
  rank  TEXT NOT NULL GENERATED ALWAYS AS (printf('%012d', 999999999999 - count)) VIRTUAL
) STRICT;
CREATE INDEX tags_by_rank ON tags (rank, id);

INSERT INTO counts (name, value) VALUES ('tags', 0);
CREATE TRIGGER tags_are_counted_in AFTER INSERT ON tags BEGIN
  UPDATE counts SET value = value + 1 WHERE name = 'tags';
END;
CREATE TRIGGER tags_are_counted_out AFTER DELETE ON tags BEGIN
  UPDATE counts SET value = value - 1 WHERE name = 'tags';
END;

-- Whoever inserts here two JSON arrays of tags has those of the first counted one less, and those of the second one more.
-- (Without ON CONFLICT: within a trigger the outer statement's way with conflicts would take its place.)
CREATE VIEW tag_changes (old, new) AS SELECT '[]', '[]';
CREATE TRIGGER tags_are_counted INSTEAD OF INSERT ON tag_changes BEGIN
  INSERT INTO tags (name, count) SELECT n.value, 0 FROM json_each(NEW.new) n WHERE NOT EXISTS (SELECT 1 FROM tags t WHERE t.name = n.value);
  UPDATE tags SET count = count + 1 WHERE name IN (SELECT value FROM json_each(NEW.new) EXCEPT SELECT value FROM json_each(NEW.old));
  UPDATE tags SET count = count - 1 WHERE name IN (SELECT value FROM json_each(NEW.old) EXCEPT SELECT value FROM json_each(NEW.new));
  DELETE FROM tags WHERE count = 0 AND name IN (SELECT value FROM json_each(NEW.old));
END;

CREATE TRIGGER user_tags_are_counted_in AFTER INSERT ON users WHEN NEW.active AND NEW.tags != '[]' BEGIN
  INSERT INTO tag_changes VALUES ('[]', NEW.tags);
END;
CREATE TRIGGER user_tags_are_counted_over AFTER UPDATE OF tags, active ON users
  WHEN iif(OLD.active, OLD.tags, '[]') != iif(NEW.active, NEW.tags, '[]') BEGIN
  INSERT INTO tag_changes VALUES (iif(OLD.active, OLD.tags, '[]'), iif(NEW.active, NEW.tags, '[]'));
END;
CREATE TRIGGER organization_tags_are_counted_in AFTER INSERT ON organizations WHEN NEW.tags != '[]' BEGIN
  INSERT INTO tag_changes VALUES ('[]', NEW.tags);
END;
CREATE TRIGGER organization_tags_are_counted_over AFTER UPDATE OF tags ON organizations WHEN OLD.tags != NEW.tags BEGIN
  INSERT INTO tag_changes VALUES (OLD.tags, NEW.tags);
END;
CREATE TRIGGER organization_tags_are_counted_out AFTER DELETE ON organizations WHEN OLD.tags != '[]' BEGIN
  INSERT INTO tag_changes VALUES (OLD.tags, '[]');
END;
CREATE TRIGGER ticket_tags_are_counted_in AFTER INSERT ON tickets WHEN NEW.deleted = 0 AND NEW.tags != '[]' BEGIN
  INSERT INTO tag_changes VALUES ('[]', NEW.tags);
END;
CREATE TRIGGER ticket_tags_are_counted_over AFTER UPDATE OF tags, deleted ON tickets
  WHEN iif(OLD.deleted, '[]', OLD.tags) != iif(NEW.deleted, '[]', NEW.tags) BEGIN
  INSERT INTO tag_changes VALUES (iif(OLD.deleted, '[]', OLD.tags), iif(NEW.deleted, '[]', NEW.tags));
END;

-- What was there before.
INSERT INTO tags (name, count)
  SELECT t.value, count(*) FROM (
    SELECT tags FROM users WHERE active = 1 UNION ALL SELECT tags FROM organizations UNION ALL SELECT tags FROM tickets WHERE deleted = 0
  ) r, json_each(r.tags) t GROUP BY t.value;

-- Organizations that went into others.
CREATE TABLE organization_merges (
  id        INTEGER PRIMARY KEY,
  winner_id INTEGER NOT NULL,
  -- It is there no more.
  loser_id  INTEGER NOT NULL UNIQUE,
  -- The one that is gone, as the API showed it: what the other could not take is still here.
  loser     TEXT NOT NULL,
  -- Of its external id.
  loser_external_id_normal_form TEXT,
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX organization_merges_by_winner ON organization_merges (winner_id);
