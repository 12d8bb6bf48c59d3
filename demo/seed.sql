-- A small account for local development. Never applied to a deployment: only tools/serve.sh reads it, with --local.
-- The tokens are fixed so that scripts can use them (README.md); here are their hashes.

INSERT OR IGNORE INTO organizations (id, name, name_normal_form, created_at, updated_at) VALUES
  (301, 'Northwind Traders', 'northwind traders', '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z'),
  (302, 'Lotus Tea House', 'lotus tea house', '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z');

INSERT OR IGNORE INTO users (id, name, name_normal_form, role, role_type, ticket_restriction, phone, locale, time_zone, iana_time_zone, created_at, updated_at) VALUES
  (101, 'Ada Admin', 'ada admin', 'admin', 4, NULL, NULL, 'en-US', 'America/New_York', 'America/New_York', '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z'),
  (102, 'Amir Agent', 'amir agent', 'agent', NULL, NULL, NULL, 'en-US', 'America/New_York', 'America/New_York', '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z'),
  (103, 'Rosa Restricted', 'rosa restricted', 'agent', NULL, 'groups', NULL, 'en-US', 'America/New_York', 'America/New_York', '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z'),
  (104, 'Lin Light', 'lin light', 'agent', 1, NULL, NULL, 'en-US', 'America/New_York', 'America/New_York', '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z'),
  (201, 'Ana Díaz', 'ana díaz', 'end-user', NULL, 'requested', '+34911234567', 'en-US', 'America/New_York', 'America/New_York', '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z'),
  (202, '王小明', '王小明', 'end-user', NULL, 'requested', '+8613812345678', 'en-US', 'America/New_York', 'America/New_York', '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z'),
  (203, 'محمد علي', 'محمد علي', 'end-user', NULL, 'requested', NULL, 'en-US', 'America/New_York', 'America/New_York', '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z'),
  (204, 'Grace Okafor', 'grace okafor', 'end-user', NULL, 'requested', '+12125550123', 'en-US', 'America/New_York', 'America/New_York', '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z');

INSERT OR IGNORE INTO identities (id, user_id, type, value, normal_form, is_primary, verified, deliverable_state, created_at, updated_at) VALUES
  (401, 101, 'email', 'admin@example.com', 'admin@example.com', 1, 1, 'reserved_example', '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z'),
  (402, 102, 'email', 'agent@example.com', 'agent@example.com', 1, 1, 'reserved_example', '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z'),
  (403, 103, 'email', 'restricted@example.com', 'restricted@example.com', 1, 1, 'reserved_example', '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z'),
  (404, 104, 'email', 'light@example.com', 'light@example.com', 1, 1, 'reserved_example', '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z'),
  (405, 201, 'email', 'ana.diaz@example.org', 'ana.diaz@example.org', 1, 0, 'reserved_example', '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z'),
  (406, 201, 'phone_number', '+34911234567', '+34911234567', 1, 0, 'deliverable', '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z'),
  (407, 202, 'email', 'xiaoming@example.org', 'xiaoming@example.org', 1, 0, 'reserved_example', '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z'),
  (408, 202, 'phone_number', '+8613812345678', '+8613812345678', 1, 0, 'deliverable', '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z'),
  (409, 203, 'email', 'm.ali@example.org', 'm.ali@example.org', 1, 0, 'reserved_example', '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z'),
  (410, 204, 'email', 'grace@example.net', 'grace@example.net', 1, 0, 'reserved_example', '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z'),
  (411, 204, 'phone_number', '+12125550123', '+12125550123', 1, 0, 'deliverable', '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z');

INSERT OR IGNORE INTO organization_memberships (id, user_id, organization_id, is_default, created_at, updated_at) VALUES
  (501, 201, 301, 1, '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z'),
  (502, 202, 302, 1, '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z'),
  (503, 204, 301, 1, '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z');

-- Group 1 is every account's first.
INSERT OR IGNORE INTO group_memberships (id, user_id, group_id, is_default, created_at, updated_at) VALUES
  (701, 101, 1, 1, '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z'),
  (702, 102, 1, 1, '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z'),
  (703, 103, 1, 1, '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z'),
  (704, 104, 1, 1, '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z');

INSERT OR IGNORE INTO custom_roles (id, name, name_normal_form, description, configuration, created_at, updated_at) VALUES
  (801, 'Reader', 'reader', 'Sees customers whom somebody else has found',
    '{"end_user_profile_access":"readonly","end_user_list_access":"none","ticket_access":"assigned-only"}', '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z'),
  (802, 'Editor', 'editor', NULL,
    '{"end_user_profile_access":"edit","end_user_list_access":"full","ticket_access":"within-groups","ticket_editing":true,"organization_notes_editing":true}',
    '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z'),
  (803, 'Partner', 'partner', 'Works for one organization, and at it',
    '{"end_user_profile_access":"edit-within-org","end_user_list_access":"none","ticket_access":"within-organization","update_user_own_name":true,"manage_user_own_contacts":true}',
    '2026-01-02T09:00:00Z', '2026-01-02T09:00:00Z');

INSERT OR IGNORE INTO api_tokens (id, user_id, hash, name, created_at) VALUES
  (601, 101, '1734d503f6aa6a047c36d113cbad769f719c93784b469b771c4c3e7c63adbefd', 'Local development', '2026-01-02T09:00:00Z'),
  (602, 102, '461ebf6d4b05429948791eef4c4b12032c438a092bee97eeca46ec0bb29806a2', 'Local development', '2026-01-02T09:00:00Z'),
  (603, 103, '86234a867a1a3e5a7c4a07610fe23ad78f0aa6f6ea6ffe267abd2739ab798924', 'Local development', '2026-01-02T09:00:00Z'),
  (604, 104, '00caaf21a16f2ddc5c4f268da4facaa4d946aa0b06dfad4d25482cec3b87fae2', 'Local development', '2026-01-02T09:00:00Z');

-- The key that demo/portal.js signs with; its secret follows from demo/local.env.
INSERT OR IGNORE INTO embed_keys (id, name, origins, created_by, created_at) VALUES (1001, 'Demo portal', '["http://localhost:8787","http://127.0.0.1:8787"]', 101, '2026-01-02T09:00:00Z');
