-- The directory. D1 holds the truth; what is not here can be lost at any moment.
--
-- Ids are made by the Worker: time-ordered integers below 2^53, so that JavaScript holds them exactly (shared/src/value/id.rs).
-- Times are ISO 8601 in UTC to the second, as the API shows them; as text they sort.
-- A column `normal_form` holds what uniqueness is decided on; shared/src/value makes it, SQL never does.

CREATE TABLE users (
  id                 INTEGER PRIMARY KEY,
  name               TEXT NOT NULL,
  name_normal_form   TEXT NOT NULL,
  role               TEXT NOT NULL CHECK (role IN ('end-user', 'agent', 'admin')),
  -- Zendesk's numbers: 1 is a light agent, 4 an admin; null for customers and plain agents.
  role_type          INTEGER,
  -- Which tickets an agent may see; null for all. 'requested' for customers.
  ticket_restriction TEXT CHECK (ticket_restriction IN ('organization', 'groups', 'assigned', 'requested')),
  -- The number as last given. It is a direct line where an identity of this user holds it, otherwise a shared one.
  phone              TEXT,
  external_id        TEXT,
  external_id_normal_form TEXT,
  locale             TEXT NOT NULL,
  time_zone          TEXT NOT NULL,
  iana_time_zone     TEXT NOT NULL,
  -- A JSON array of strings, sorted.
  tags               TEXT NOT NULL DEFAULT '[]',
  details            TEXT,
  notes              TEXT,
  active             INTEGER NOT NULL DEFAULT 1,
  suspended          INTEGER NOT NULL DEFAULT 0,
  -- Who added this user: an agent who sees only some tickets may open the customers whom they added.
  added_by           INTEGER,
  created_at         TEXT NOT NULL,
  updated_at         TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX users_by_external_id ON users (external_id_normal_form) WHERE external_id_normal_form IS NOT NULL;
CREATE INDEX users_by_name ON users (name_normal_form);

-- What a user is recognised by: many per user, each at one user only. The index decides that, never a look before an insert.
CREATE TABLE identities (
  id                INTEGER PRIMARY KEY,
  user_id           INTEGER NOT NULL REFERENCES users (id),
  type              TEXT NOT NULL CHECK (type IN ('email', 'phone_number')),
  value             TEXT NOT NULL,
  normal_form       TEXT NOT NULL,
  -- One of each type per user is the primary one.
  is_primary        INTEGER NOT NULL DEFAULT 0,
  verified          INTEGER NOT NULL DEFAULT 0,
  -- 'reserved_example' is never mailed: RFC 2606 and RFC 6761 give the domain to nobody.
  deliverable_state TEXT NOT NULL CHECK (deliverable_state IN ('deliverable', 'reserved_example')),
  created_at        TEXT NOT NULL,
  updated_at        TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX identities_by_normal_form ON identities (type, normal_form);
CREATE UNIQUE INDEX identities_primary ON identities (user_id, type) WHERE is_primary = 1;
CREATE INDEX identities_by_user ON identities (user_id);

CREATE TABLE organizations (
  id               INTEGER PRIMARY KEY,
  name             TEXT NOT NULL,
  name_normal_form TEXT NOT NULL UNIQUE,
  created_at       TEXT NOT NULL,
  updated_at       TEXT NOT NULL
) STRICT;

CREATE TABLE organization_memberships (
  id              INTEGER PRIMARY KEY,
  user_id         INTEGER NOT NULL REFERENCES users (id),
  organization_id INTEGER NOT NULL REFERENCES organizations (id),
  -- The one that `organization_id` of the user shows.
  is_default      INTEGER NOT NULL DEFAULT 0,
  created_at      TEXT NOT NULL,
  updated_at      TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX organization_memberships_by_user ON organization_memberships (user_id, organization_id);
CREATE UNIQUE INDEX organization_memberships_default ON organization_memberships (user_id) WHERE is_default = 1;
CREATE INDEX organization_memberships_by_organization ON organization_memberships (organization_id);

-- Tokens for programs. Only the hash (SHA-256, hex) is here: a token has 256 random bits, so its hash needs no salt.
CREATE TABLE api_tokens (
  id         INTEGER PRIMARY KEY,
  user_id    INTEGER NOT NULL REFERENCES users (id),
  hash       TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  created_at TEXT NOT NULL,
  revoked_at TEXT
) STRICT;

-- Keys that portals sign embed tokens with. The secret is not here at all: it is derived from the Worker's secret and
-- the id, so a copy of this database signs nothing (docs/adr/0003-how-are-embed-keys-kept.md).
CREATE TABLE embed_keys (
  id         INTEGER PRIMARY KEY,
  name       TEXT NOT NULL,
  -- A JSON array: the origins whose pages may use tokens of this key.
  origins    TEXT NOT NULL,
  created_by INTEGER NOT NULL,
  created_at TEXT NOT NULL,
  revoked_at TEXT
) STRICT;

-- Every version of the settings, whole; the newest counts. A change adds a version and takes none away.
CREATE TABLE settings (
  version    INTEGER PRIMARY KEY,
  value      TEXT NOT NULL,
  changed_by INTEGER NOT NULL,
  changed_at TEXT NOT NULL
) STRICT;

-- Who did what. Append-only: the triggers below hold for every caller, ours included.
CREATE TABLE audit_log (
  id         INTEGER PRIMARY KEY,
  at         TEXT NOT NULL,
  actor_id   INTEGER,
  action     TEXT NOT NULL,
  target_id  INTEGER,
  request_id TEXT NOT NULL,
  -- A JSON object: what is needed to understand the action later. Names of fields, not what is in them.
  detail     TEXT NOT NULL
) STRICT;

CREATE INDEX audit_log_by_target ON audit_log (target_id);
CREATE TRIGGER audit_log_keeps_rows BEFORE DELETE ON audit_log BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;
CREATE TRIGGER audit_log_keeps_contents BEFORE UPDATE ON audit_log BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;

-- Answers to requests that carried an Idempotency-Key, so that the same request gets the same answer again.
CREATE TABLE idempotency_keys (
  caller_id   INTEGER NOT NULL,
  key         TEXT NOT NULL,
  -- SHA-256 of method, path and body.
  fingerprint TEXT NOT NULL,
  status      INTEGER NOT NULL,
  location    TEXT,
  body        TEXT NOT NULL,
  created_at  TEXT NOT NULL,
  PRIMARY KEY (caller_id, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
