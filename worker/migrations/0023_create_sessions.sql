-- Customers who are signed in, each in one browser. Only the hash of what its cookie has is here: 244 random bits need no salt.
CREATE TABLE sessions (
  id         INTEGER PRIMARY KEY,
  user_id    INTEGER NOT NULL REFERENCES users (id),
  hash       TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  expires_at TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_age ON sessions (expires_at);
-- Whoever is deleted, suspended or becomes staff is signed out.
CREATE TRIGGER sessions_of_customers AFTER UPDATE OF active, suspended, role ON users
WHEN NEW.active = 0 OR NEW.suspended = 1 OR NEW.role != 'end-user' BEGIN
  DELETE FROM sessions WHERE user_id = NEW.id;
END;
