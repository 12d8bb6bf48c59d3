-- The whole directory: what a user has besides the fields of the form, organizations in full, groups, custom roles, fields
-- that an account defines, and users who were deleted.
--
-- `version` counts a record's changes, so that a caller can change what they have seen and nothing newer (If-Match).

ALTER TABLE users ADD COLUMN alias TEXT;
ALTER TABLE users ADD COLUMN signature TEXT;
-- Null: as the role has it.
ALTER TABLE users ADD COLUMN moderator INTEGER;
ALTER TABLE users ADD COLUMN only_private_comments INTEGER;
ALTER TABLE users ADD COLUMN custom_role_id INTEGER REFERENCES custom_roles (id);
-- A JSON object: values by the key of their user field, none that is null.
ALTER TABLE users ADD COLUMN user_fields TEXT NOT NULL DEFAULT '{}';
-- Set with `active = 0`. What identifies the user goes with `purged_at`.
ALTER TABLE users ADD COLUMN deleted_at TEXT;
ALTER TABLE users ADD COLUMN purged_at TEXT;
ALTER TABLE users ADD COLUMN version INTEGER NOT NULL DEFAULT 1;

DROP INDEX users_by_external_id;
CREATE UNIQUE INDEX users_by_external_id ON users (external_id_normal_form) WHERE external_id_normal_form IS NOT NULL AND active = 1;
DROP INDEX users_by_phone;
CREATE INDEX users_by_phone ON users (phone) WHERE phone IS NOT NULL AND active = 1;
DROP INDEX users_by_name;
CREATE INDEX users_by_name ON users (name_normal_form) WHERE active = 1;
CREATE INDEX users_by_update ON users (updated_at);
CREATE INDEX users_staff ON users (id) WHERE active = 1 AND role != 'end-user';
CREATE INDEX users_admins ON users (id) WHERE active = 1 AND role = 'admin';
CREATE INDEX users_by_custom_role ON users (custom_role_id) WHERE custom_role_id IS NOT NULL;
CREATE INDEX users_deleted ON users (id) WHERE active = 0;

-- How many there are, by what. `count(*)` walks an index, and a million rows of one take a tenth of a second.
CREATE TABLE counts (
  name  TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO counts
  SELECT 'users.' || role, (SELECT count(*) FROM users u WHERE u.role = roles.role AND u.active = 1)
    FROM (SELECT 'end-user' AS role UNION ALL SELECT 'agent' UNION ALL SELECT 'admin') roles
  UNION ALL SELECT 'users.deleted', (SELECT count(*) FROM users WHERE active = 0)
  UNION ALL SELECT 'organizations', (SELECT count(*) FROM organizations);
CREATE TRIGGER users_are_counted_in AFTER INSERT ON users BEGIN
  UPDATE counts SET value = value + 1 WHERE name = iif(NEW.active, 'users.' || NEW.role, 'users.deleted');
END;
CREATE TRIGGER users_are_counted_over AFTER UPDATE OF role, active ON users WHEN OLD.role != NEW.role OR OLD.active != NEW.active BEGIN
  UPDATE counts SET value = value - 1 WHERE name = iif(OLD.active, 'users.' || OLD.role, 'users.deleted');
  UPDATE counts SET value = value + 1 WHERE name = iif(NEW.active, 'users.' || NEW.role, 'users.deleted');
END;
CREATE TRIGGER organizations_are_counted_in AFTER INSERT ON organizations BEGIN
  UPDATE counts SET value = value + 1 WHERE name = 'organizations';
END;
CREATE TRIGGER organizations_are_counted_out AFTER DELETE ON organizations BEGIN
  UPDATE counts SET value = value - 1 WHERE name = 'organizations';
END;

-- Anew, because SQLite changes no CHECK: identities of every kind that Zendesk has.
CREATE TABLE all_identities (
  id                  INTEGER PRIMARY KEY,
  user_id             INTEGER NOT NULL REFERENCES users (id),
  type                TEXT NOT NULL CHECK (type IN ('email', 'phone_number', 'twitter', 'facebook', 'google', 'agent_forwarding',
                        'any_channel', 'foreign', 'sdk', 'messaging', 'microsoft')),
  value               TEXT NOT NULL,
  normal_form         TEXT NOT NULL,
  -- One of each type per user is the primary one.
  is_primary          INTEGER NOT NULL DEFAULT 0,
  verified            INTEGER NOT NULL DEFAULT 0,
  verified_at         TEXT,
  -- 'reserved_example' is never mailed: RFC 2606 and RFC 6761 give the domain to nobody.
  deliverable_state   TEXT NOT NULL CHECK (deliverable_state IN ('deliverable', 'undeliverable', 'reserved_example')),
  undeliverable_count INTEGER NOT NULL DEFAULT 0,
  -- Its user is deleted: it is shown with them, and free for somebody else.
  released            INTEGER NOT NULL DEFAULT 0,
  created_at          TEXT NOT NULL,
  updated_at          TEXT NOT NULL
) STRICT;
INSERT INTO all_identities (id, user_id, type, value, normal_form, is_primary, verified, deliverable_state, created_at, updated_at)
  SELECT id, user_id, type, value, normal_form, is_primary, verified, deliverable_state, created_at, updated_at FROM identities;
DROP TABLE identities;
ALTER TABLE all_identities RENAME TO identities;
CREATE UNIQUE INDEX identities_by_normal_form ON identities (type, normal_form) WHERE released = 0;
CREATE UNIQUE INDEX identities_primary ON identities (user_id, type) WHERE is_primary = 1;
CREATE INDEX identities_by_user ON identities (user_id);

ALTER TABLE organizations ADD COLUMN external_id TEXT;
ALTER TABLE organizations ADD COLUMN external_id_normal_form TEXT;
ALTER TABLE organizations ADD COLUMN details TEXT;
ALTER TABLE organizations ADD COLUMN notes TEXT;
ALTER TABLE organizations ADD COLUMN group_id INTEGER REFERENCES groups (id);
ALTER TABLE organizations ADD COLUMN shared_tickets INTEGER NOT NULL DEFAULT 0;
ALTER TABLE organizations ADD COLUMN shared_comments INTEGER NOT NULL DEFAULT 0;
-- A JSON array of strings, sorted.
ALTER TABLE organizations ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
-- A JSON object: values by the key of their organization field, none that is null.
ALTER TABLE organizations ADD COLUMN organization_fields TEXT NOT NULL DEFAULT '{}';
ALTER TABLE organizations ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
CREATE UNIQUE INDEX organizations_by_external_id ON organizations (external_id_normal_form) WHERE external_id_normal_form IS NOT NULL;
CREATE INDEX organizations_by_update ON organizations (updated_at);
CREATE INDEX organizations_by_group ON organizations (group_id) WHERE group_id IS NOT NULL;

-- Whose addresses belong to which organization. Several may claim a domain: the first by name has it (Zendesk).
CREATE TABLE organization_domains (
  organization_id INTEGER NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
  domain          TEXT NOT NULL,
  position        INTEGER NOT NULL,
  PRIMARY KEY (organization_id, domain)
) STRICT, WITHOUT ROWID;
CREATE INDEX organization_domains_by_domain ON organization_domains (domain);

DROP INDEX organization_memberships_by_organization;
CREATE INDEX organization_memberships_by_organization ON organization_memberships (organization_id, user_id);

CREATE TABLE groups (
  id               INTEGER PRIMARY KEY,
  name             TEXT NOT NULL,
  name_normal_form TEXT NOT NULL,
  description      TEXT NOT NULL DEFAULT '',
  is_public        INTEGER NOT NULL DEFAULT 1,
  -- The one that new agents are in; one per account.
  is_default       INTEGER NOT NULL DEFAULT 0,
  deleted          INTEGER NOT NULL DEFAULT 0,
  created_at       TEXT NOT NULL,
  updated_at       TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX groups_by_name ON groups (name_normal_form) WHERE deleted = 0;
CREATE UNIQUE INDEX groups_default ON groups (is_default) WHERE is_default = 1;

-- Which agents work in which group.
CREATE TABLE group_memberships (
  id         INTEGER PRIMARY KEY,
  user_id    INTEGER NOT NULL REFERENCES users (id),
  group_id   INTEGER NOT NULL REFERENCES groups (id),
  -- The one that `default_group_id` of the user shows.
  is_default INTEGER NOT NULL DEFAULT 0,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX group_memberships_by_user ON group_memberships (user_id, group_id);
CREATE UNIQUE INDEX group_memberships_default ON group_memberships (user_id) WHERE is_default = 1;
CREATE INDEX group_memberships_by_group ON group_memberships (group_id, user_id);

CREATE TABLE custom_roles (
  id               INTEGER PRIMARY KEY,
  name             TEXT NOT NULL,
  name_normal_form TEXT NOT NULL UNIQUE,
  description      TEXT,
  -- A JSON object of Zendesk's keys; shared/src/policy reads those that decide something here.
  configuration    TEXT NOT NULL,
  created_at       TEXT NOT NULL,
  updated_at       TEXT NOT NULL
) STRICT;

-- Fields that an account adds to its users and organizations.
CREATE TABLE custom_fields (
  id                       INTEGER PRIMARY KEY,
  object                   TEXT NOT NULL CHECK (object IN ('user', 'organization')),
  key                      TEXT NOT NULL,
  type                     TEXT NOT NULL,
  title                    TEXT NOT NULL,
  description              TEXT,
  position                 INTEGER NOT NULL DEFAULT 9999,
  active                   INTEGER NOT NULL DEFAULT 1,
  regexp_for_validation    TEXT,
  -- Of a checkbox: the tag that a ticked one stands for.
  tag                      TEXT,
  -- Of a drop-down list: a JSON array of {id, name, value}.
  options                  TEXT,
  relationship_target_type TEXT,
  created_at               TEXT NOT NULL,
  updated_at               TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX custom_fields_by_key ON custom_fields (object, key);
CREATE INDEX custom_fields_by_position ON custom_fields (object, position, id);
