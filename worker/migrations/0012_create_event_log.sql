-- What has happened to customers, for those who are told of it (webhooks): one log, kept by triggers, so that no way in can be
-- forgotten (docs/adr/0012-how-do-webhooks-learn-what-has-happened.md).
--
-- While no webhook is active nobody is told anything, and nothing is logged: then a trigger costs one look into an index.

-- Where the events are sent.
CREATE TABLE webhooks (
  id             INTEGER PRIMARY KEY,
  -- The name of the id in the API (shared/src/value/ulid.rs).
  ulid           TEXT NOT NULL UNIQUE,
  name           TEXT NOT NULL DEFAULT '',
  description    TEXT,
  endpoint       TEXT NOT NULL DEFAULT '',
  http_method    TEXT NOT NULL DEFAULT 'POST',
  request_format TEXT NOT NULL DEFAULT 'json',
  status         TEXT NOT NULL DEFAULT 'inactive' CHECK (status IN ('active', 'inactive')),
  -- A JSON array of types of events.
  subscriptions  TEXT NOT NULL DEFAULT '[]',
  -- A JSON object of texts.
  custom_headers TEXT NOT NULL DEFAULT '{}',
  -- A JSON object: how it shows at the receiver who calls, without what is secret; null: it does not.
  authentication TEXT,
  -- The secret part of it, sealed with the Worker's secret.
  credential     TEXT,
  -- The secret that signs is derived from the Worker's own, the id and this number: a copy of the database signs nothing.
  secret_version INTEGER NOT NULL DEFAULT 1,
  -- The last event before it became active: it is told of those that come after.
  hears_after    INTEGER NOT NULL DEFAULT 0,
  created_by     INTEGER NOT NULL,
  updated_by     INTEGER NOT NULL,
  created_at     TEXT NOT NULL,
  updated_at     TEXT NOT NULL,
  version        INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX webhooks_by_status ON webhooks (status, id);

-- A row a changed row. What type of event it is, or of which several, shared/src/event.rs says.
CREATE TABLE events (
  -- In the order of commits, and never given twice.
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  at         TEXT NOT NULL,
  kind       TEXT NOT NULL CHECK (kind IN ('user', 'merge', 'identity', 'organization_membership', 'group_membership', 'default_group',
               'organization')),
  -- The user or the organization that it happened to.
  subject_id INTEGER NOT NULL,
  -- JSON objects: what has changed, before and after. No `previous`: it is new. No `current`: it is gone.
  previous   TEXT,
  current    TEXT
) STRICT;
CREATE INDEX events_by_subject ON events (subject_id, id);

-- How far the log has been read: every event up to this one has its invocations. One row.
CREATE TABLE event_progress (
  id            INTEGER PRIMARY KEY CHECK (id = 1),
  last_event_id INTEGER NOT NULL
) STRICT;
INSERT INTO event_progress VALUES (1, 0);

-- What is to be sent, and what became of it. An event comes to a webhook once: the index below decides that.
CREATE TABLE webhook_invocations (
  id           INTEGER PRIMARY KEY,
  ulid         TEXT NOT NULL,
  webhook_id   INTEGER NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
  -- As the receiver sees it: a UUID that is made of the row in the log and the type, the same each time.
  event_id     TEXT NOT NULL,
  type         TEXT NOT NULL,
  -- Events of one subject are sent in their order.
  subject_id   INTEGER NOT NULL,
  body         TEXT NOT NULL,
  status       TEXT NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'success', 'failed')),
  -- When it may be sent, in milliseconds since 1970. Null: after the subject's event before it. While it is being sent, when to
  -- send it again if nobody says what became of it.
  next_at      INTEGER,
  attempts     INTEGER NOT NULL DEFAULT 0,
  status_code  INTEGER,
  completed_at TEXT,
  created_at   TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX webhook_invocations_once ON webhook_invocations (webhook_id, event_id);
CREATE INDEX webhook_invocations_by_webhook ON webhook_invocations (webhook_id, id);
CREATE INDEX webhook_invocations_by_status ON webhook_invocations (webhook_id, status, id);
CREATE INDEX webhook_invocations_by_age ON webhook_invocations (status, id);
CREATE INDEX webhook_invocations_due ON webhook_invocations (webhook_id, next_at) WHERE status = 'queued';
CREATE INDEX webhook_invocations_in_order ON webhook_invocations (webhook_id, subject_id, id) WHERE status = 'queued';
CREATE INDEX webhook_invocations_by_subject ON webhook_invocations (subject_id);

-- Each time that one was sent, or was not because of where it would have gone.
CREATE TABLE webhook_attempts (
  id            INTEGER PRIMARY KEY,
  ulid          TEXT NOT NULL,
  invocation_id INTEGER NOT NULL REFERENCES webhook_invocations (id) ON DELETE CASCADE,
  status        TEXT NOT NULL CHECK (status IN ('success', 'failed')),
  -- Null where nobody answered; then `cause` says why.
  status_code   INTEGER,
  cause         TEXT,
  -- What the receiver answered, as far as it is kept: a JSON array of {key, value}, and the beginning of a text.
  headers       TEXT NOT NULL DEFAULT '[]',
  payload       TEXT NOT NULL DEFAULT '',
  invoked_at    TEXT NOT NULL,
  completed_at  TEXT NOT NULL
) STRICT;
CREATE INDEX webhook_attempts_by_invocation ON webhook_attempts (invocation_id, id);

-- One row, the time, while somebody listens; else none.
CREATE VIEW listening (at) AS
  SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE EXISTS (SELECT 1 FROM webhooks WHERE status = 'active');

CREATE TRIGGER users_are_told AFTER INSERT ON users BEGIN
  INSERT INTO events (at, kind, subject_id, current) SELECT at, 'user', NEW.id, '{}' FROM listening;
END;
-- Nothing of a user who is purged: who that was is what is taken away.
CREATE TRIGGER users_are_told_as_changed
  AFTER UPDATE OF name, alias, role, external_id, custom_role_id, details, notes, only_private_comments, tags, iana_time_zone, suspended,
    active, user_fields ON users WHEN NEW.purged_at IS NULL BEGIN
  INSERT INTO events (at, kind, subject_id, previous, current)
    SELECT l.at, 'user', NEW.id, json_group_object(key, old), json_group_object(key, new)
    FROM listening l CROSS JOIN (WITH columns (key, old, new) AS (VALUES
      ('name', OLD.name, NEW.name), ('alias', OLD.alias, NEW.alias), ('role', OLD.role, NEW.role),
      ('external_id', OLD.external_id, NEW.external_id), ('custom_role_id', OLD.custom_role_id, NEW.custom_role_id),
      ('details', OLD.details, NEW.details), ('notes', OLD.notes, NEW.notes),
      ('only_private_comments', OLD.only_private_comments, NEW.only_private_comments), ('tags', OLD.tags, NEW.tags),
      ('time_zone', OLD.iana_time_zone, NEW.iana_time_zone), ('suspended', OLD.suspended, NEW.suspended),
      ('active', OLD.active, NEW.active), ('user_fields', OLD.user_fields, NEW.user_fields)) SELECT key, old, new FROM columns WHERE old IS NOT new)
    HAVING count(*) > 0;
END;
-- Who is purged is in no log either, but for what still has to be sent.
CREATE TRIGGER users_are_told_no_more AFTER UPDATE OF purged_at ON users WHEN OLD.purged_at IS NULL AND NEW.purged_at IS NOT NULL BEGIN
  DELETE FROM events WHERE subject_id = NEW.id AND id <= (SELECT last_event_id FROM event_progress WHERE id = 1);
  DELETE FROM webhook_invocations WHERE subject_id = NEW.id AND status != 'queued';
  INSERT INTO events (at, kind, subject_id, previous) SELECT at, 'user', NEW.id, '{}' FROM listening;
END;
-- Two profiles that become one leave no other row that says so; the entry is written in the batch that merges them.
CREATE TRIGGER merges_are_told AFTER INSERT ON audit_log WHEN NEW.action = 'user.merged' BEGIN
  INSERT INTO events (at, kind, subject_id, current) SELECT at, 'merge', NEW.target_id, NEW.detail FROM listening;
END;

-- Identities of a deleted user are released, and nobody's; that the user is deleted is told.
CREATE TRIGGER identities_are_told AFTER INSERT ON identities WHEN NEW.released = 0 BEGIN
  INSERT INTO events (at, kind, subject_id, current)
    SELECT at, 'identity', NEW.user_id,
      json_object('id', NEW.id, 'type', NEW.type, 'value', NEW.value, 'primary', NEW.is_primary, 'verified', NEW.verified) FROM listening;
END;
CREATE TRIGGER identities_are_told_as_changed AFTER UPDATE OF value, is_primary, verified ON identities
  WHEN OLD.released = 0 AND NEW.released = 0 AND OLD.user_id = NEW.user_id
    AND (OLD.value != NEW.value OR OLD.is_primary != NEW.is_primary OR OLD.verified != NEW.verified) BEGIN
  INSERT INTO events (at, kind, subject_id, previous, current)
    SELECT at, 'identity', NEW.user_id,
      json_object('id', OLD.id, 'type', OLD.type, 'value', OLD.value, 'primary', OLD.is_primary, 'verified', OLD.verified),
      json_object('id', NEW.id, 'type', NEW.type, 'value', NEW.value, 'primary', NEW.is_primary, 'verified', NEW.verified) FROM listening;
END;
CREATE TRIGGER identities_are_told_as_moved AFTER UPDATE OF user_id ON identities
  WHEN OLD.released = 0 AND NEW.released = 0 AND OLD.user_id != NEW.user_id BEGIN
  INSERT INTO events (at, kind, subject_id, previous)
    SELECT at, 'identity', OLD.user_id,
      json_object('id', OLD.id, 'type', OLD.type, 'value', OLD.value, 'primary', OLD.is_primary, 'verified', OLD.verified) FROM listening;
  INSERT INTO events (at, kind, subject_id, current)
    SELECT at, 'identity', NEW.user_id,
      json_object('id', NEW.id, 'type', NEW.type, 'value', NEW.value, 'primary', NEW.is_primary, 'verified', NEW.verified) FROM listening;
END;
CREATE TRIGGER identities_are_told_no_more AFTER DELETE ON identities WHEN OLD.released = 0 BEGIN
  INSERT INTO events (at, kind, subject_id, previous)
    SELECT at, 'identity', OLD.user_id,
      json_object('id', OLD.id, 'type', OLD.type, 'value', OLD.value, 'primary', OLD.is_primary, 'verified', OLD.verified) FROM listening;
END;

CREATE TRIGGER memberships_are_told AFTER INSERT ON organization_memberships BEGIN
  INSERT INTO events (at, kind, subject_id, current)
    SELECT at, 'organization_membership', NEW.user_id, json_object('id', NEW.organization_id) FROM listening;
END;
CREATE TRIGGER memberships_are_told_as_moved AFTER UPDATE OF user_id, organization_id ON organization_memberships
  WHEN OLD.user_id != NEW.user_id OR OLD.organization_id != NEW.organization_id BEGIN
  INSERT INTO events (at, kind, subject_id, previous)
    SELECT at, 'organization_membership', OLD.user_id, json_object('id', OLD.organization_id) FROM listening;
  INSERT INTO events (at, kind, subject_id, current)
    SELECT at, 'organization_membership', NEW.user_id, json_object('id', NEW.organization_id) FROM listening;
END;
CREATE TRIGGER memberships_are_told_no_more AFTER DELETE ON organization_memberships BEGIN
  INSERT INTO events (at, kind, subject_id, previous)
    SELECT at, 'organization_membership', OLD.user_id, json_object('id', OLD.organization_id) FROM listening;
END;

-- Whoever inserts here a user and a default group, before and after, has that told. It takes two writes to choose another
-- default, and sometimes the same again: what is not sent yet is told as the one change that it comes to.
CREATE VIEW default_group_changes (user_id, previous, current) AS SELECT 0, 0, 0;
CREATE TRIGGER default_groups_are_told INSTEAD OF INSERT ON default_group_changes BEGIN
  INSERT INTO events (at, kind, subject_id, previous, current)
    SELECT l.at, 'default_group', NEW.user_id,
      coalesce((SELECT e.previous FROM events e WHERE e.subject_id = NEW.user_id AND e.kind = 'default_group'
                AND e.id > (SELECT last_event_id FROM event_progress WHERE id = 1) ORDER BY e.id LIMIT 1), json_object('id', NEW.previous)),
      json_object('id', NEW.current)
    FROM listening l;
  DELETE FROM events WHERE subject_id = NEW.user_id AND kind = 'default_group'
    AND id > (SELECT last_event_id FROM event_progress WHERE id = 1)
    AND (previous = current OR id < (SELECT max(e.id) FROM events e WHERE e.subject_id = NEW.user_id AND e.kind = 'default_group'));
END;
CREATE TRIGGER group_memberships_are_told AFTER INSERT ON group_memberships BEGIN
  INSERT INTO events (at, kind, subject_id, current)
    SELECT at, 'group_membership', NEW.user_id, json_object('id', NEW.group_id) FROM listening;
  INSERT INTO default_group_changes SELECT NEW.user_id, NULL, NEW.group_id FROM listening WHERE NEW.is_default = 1;
END;
CREATE TRIGGER group_memberships_are_told_as_default AFTER UPDATE OF is_default ON group_memberships
  WHEN OLD.is_default != NEW.is_default BEGIN
  INSERT INTO default_group_changes
    SELECT NEW.user_id, iif(OLD.is_default, NEW.group_id, NULL), iif(NEW.is_default, NEW.group_id, NULL) FROM listening;
END;
CREATE TRIGGER group_memberships_are_told_no_more AFTER DELETE ON group_memberships BEGIN
  INSERT INTO events (at, kind, subject_id, previous)
    SELECT at, 'group_membership', OLD.user_id, json_object('id', OLD.group_id) FROM listening;
  INSERT INTO default_group_changes SELECT OLD.user_id, OLD.group_id, NULL FROM listening WHERE OLD.is_default = 1;
END;

CREATE TRIGGER organizations_are_told AFTER INSERT ON organizations BEGIN
  INSERT INTO events (at, kind, subject_id, current) SELECT at, 'organization', NEW.id, '{}' FROM listening;
END;
CREATE TRIGGER organizations_are_told_as_changed AFTER UPDATE OF name, external_id, tags, organization_fields ON organizations BEGIN
  INSERT INTO events (at, kind, subject_id, previous, current)
    SELECT l.at, 'organization', NEW.id, json_group_object(key, old), json_group_object(key, new)
    FROM listening l CROSS JOIN (WITH columns (key, old, new) AS (VALUES
      ('name', OLD.name, NEW.name), ('external_id', OLD.external_id, NEW.external_id), ('tags', OLD.tags, NEW.tags),
      ('organization_fields', OLD.organization_fields, NEW.organization_fields)) SELECT key, old, new FROM columns WHERE old IS NOT new)
    HAVING count(*) > 0;
END;
-- The row is gone when it is told: here is what is shown of it.
CREATE TRIGGER organizations_are_told_no_more AFTER DELETE ON organizations BEGIN
  INSERT INTO events (at, kind, subject_id, previous)
    SELECT at, 'organization', OLD.id,
      json_object('created_at', OLD.created_at, 'external_id', OLD.external_id, 'group_id', OLD.group_id, 'name', OLD.name,
        'shared_comments', OLD.shared_comments, 'shared_tickets', OLD.shared_tickets, 'updated_at', OLD.updated_at) FROM listening;
END;
