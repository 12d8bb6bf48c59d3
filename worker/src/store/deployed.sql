-- What tools/deploy.sh has to know of the database before it deploys.
--
-- `needs_admin`: nobody could manage this deployment. User 1 is the admin whom first_admin.sql makes; without an address
-- that admin is not finished. `has_demo`: demo/seed.sql was applied, whose tokens everybody knows.
SELECT
  NOT EXISTS (
    SELECT 1 FROM users u
    WHERE u.role = 'admin' AND (u.id != 1 OR EXISTS (SELECT 1 FROM identities i WHERE i.user_id = u.id AND i.type = 'email'))
  ) AS needs_admin,
  EXISTS (SELECT 1 FROM api_tokens WHERE name = 'Local development' AND revoked_at IS NULL) AS has_demo;
