-- The first admin of a deployment: a role and an API token, and nothing that a rule would have to judge. tools/deploy.sh
-- gives name and address to the API with that token, so that the rulebook judges them as it judges everybody's.
--
-- @HASH@ is the token's. Run again after an interruption, this replaces the token that nobody may have seen.
-- Made ids are never this small, so user 1 is this one for ever.
INSERT OR IGNORE INTO users (id, name, name_normal_form, role, role_type, locale, time_zone, iana_time_zone, created_at, updated_at)
VALUES (1, 'Admin', 'admin', 'admin', 4, 'en-US', 'America/New_York', 'America/New_York',
        strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), strftime('%Y-%m-%dT%H:%M:%SZ', 'now'));

INSERT OR IGNORE INTO group_memberships (id, user_id, group_id, is_default, created_at, updated_at)
VALUES (1, 1, 1, 1, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), strftime('%Y-%m-%dT%H:%M:%SZ', 'now'));

INSERT OR REPLACE INTO api_tokens (id, user_id, hash, name, created_at)
VALUES (1, 1, '@HASH@', 'First admin', strftime('%Y-%m-%dT%H:%M:%SZ', 'now'));

INSERT OR IGNORE INTO audit_log (id, at, actor_id, action, target_id, request_id, detail)
VALUES (1, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), NULL, 'user.created', 1, 'make deploy', '{"fields":["role"]}');
