-- Requests that wait: until their sender has proved the address, or until staff have looked at them. `id` is the number that the
-- ticket is to have: this table and `tickets` count together, and no row of either is ever taken away. Of what was deleted, or has
-- become a ticket, only the number is left here.
CREATE TABLE suspended_tickets (
  id         INTEGER PRIMARY KEY,
  state      TEXT NOT NULL CHECK (state IN ('suspended', 'recovered', 'deleted')),
  -- Why it waits (shared/src/registration).
  reason     TEXT NOT NULL,
  -- Who says to have sent it; the address in its normal form.
  name       TEXT,
  email      TEXT,
  subject    TEXT,
  content    TEXT,
  priority   TEXT,
  type       TEXT,
  -- The request as it was sent, in JSON: it is read once more when it becomes a ticket.
  draft      TEXT,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX suspended_tickets_by_state ON suspended_tickets (state);
-- Those that are released when their address is proved.
CREATE INDEX suspended_tickets_by_email ON suspended_tickets (email) WHERE state = 'suspended' AND reason = 'ask_to_register';
