-- Tickets, as far as a directory of customers needs them: who asked for help, who gets copies, what was said.

CREATE TABLE tickets (
  -- Small and consecutive, as people say them on the phone: SQLite gives the largest and one more, and rows are never
  -- taken away, so no number comes twice.
  id              INTEGER PRIMARY KEY,
  subject         TEXT NOT NULL,
  status          TEXT NOT NULL CHECK (status IN ('new', 'open', 'pending', 'hold', 'solved', 'closed')),
  priority        TEXT CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
  type            TEXT CHECK (type IN ('problem', 'incident', 'question', 'task')),
  external_id     TEXT,
  requester_id    INTEGER NOT NULL REFERENCES users (id),
  submitter_id    INTEGER NOT NULL REFERENCES users (id),
  assignee_id     INTEGER REFERENCES users (id),
  group_id        INTEGER REFERENCES groups (id),
  organization_id INTEGER REFERENCES organizations (id) ON DELETE SET NULL,
  -- A JSON array of strings, sorted.
  tags            TEXT NOT NULL DEFAULT '[]',
  -- Whether customers see any of it: one of its comments is public.
  is_public       INTEGER NOT NULL,
  deleted         INTEGER NOT NULL DEFAULT 0,
  version         INTEGER NOT NULL DEFAULT 1,
  created_at      TEXT NOT NULL,
  updated_at      TEXT NOT NULL
) STRICT;
CREATE INDEX tickets_by_update ON tickets (updated_at) WHERE deleted = 0;
CREATE INDEX tickets_by_external_id ON tickets (external_id) WHERE deleted = 0 AND external_id IS NOT NULL;
CREATE INDEX tickets_by_requester ON tickets (requester_id) WHERE deleted = 0;
CREATE INDEX tickets_by_assignee ON tickets (assignee_id) WHERE deleted = 0 AND assignee_id IS NOT NULL;
-- Whole, because an organization or a group that goes looks for its tickets here, deleted ones too.
CREATE INDEX tickets_by_organization ON tickets (organization_id, deleted);
CREATE INDEX tickets_by_group ON tickets (group_id, deleted);

-- What one call did to a ticket. Whatever else the call writes hangs on this row: where it is missing, nothing happened.
CREATE TABLE ticket_audits (
  id         INTEGER PRIMARY KEY,
  ticket_id  INTEGER NOT NULL REFERENCES tickets (id),
  author_id  INTEGER NOT NULL REFERENCES users (id),
  -- A JSON array of Zendesk's events `Create` and `Change`; the comment is a row of its own.
  events     TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX ticket_audits_by_ticket ON ticket_audits (ticket_id, id);

CREATE TABLE ticket_comments (
  id         INTEGER PRIMARY KEY,
  ticket_id  INTEGER NOT NULL REFERENCES tickets (id),
  audit_id   INTEGER NOT NULL UNIQUE REFERENCES ticket_audits (id),
  author_id  INTEGER NOT NULL REFERENCES users (id),
  body       TEXT NOT NULL,
  html_body  TEXT NOT NULL,
  public     INTEGER NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX ticket_comments_by_ticket ON ticket_comments (ticket_id, id);

-- Who gets copies: customers and others by mail, agents who follow.
CREATE TABLE ticket_copies (
  ticket_id INTEGER NOT NULL REFERENCES tickets (id),
  kind      TEXT NOT NULL CHECK (kind IN ('email_cc', 'follower')),
  user_id   INTEGER NOT NULL REFERENCES users (id),
  PRIMARY KEY (ticket_id, kind, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_copies_by_user ON ticket_copies (user_id, kind, ticket_id);

INSERT INTO counts (name, value) VALUES ('tickets', 0);
CREATE TRIGGER tickets_are_counted_in AFTER INSERT ON tickets BEGIN
  UPDATE counts SET value = value + 1 WHERE name = 'tickets';
END;
CREATE TRIGGER tickets_are_counted_out AFTER UPDATE OF deleted ON tickets WHEN OLD.deleted = 0 AND NEW.deleted = 1 BEGIN
  UPDATE counts SET value = value - 1 WHERE name = 'tickets';
END;
