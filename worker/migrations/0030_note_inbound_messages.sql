-- Mail that has come in, each message once: what it was is not here, only by what it is known again.
CREATE TABLE inbound_messages (
  -- SHA-256 of what tells a message from every other (shared/src/inbound/message.rs), in hex: the same one, delivered twice, is
  -- refused here, in the batch that would make something of it.
  digest     TEXT PRIMARY KEY,
  -- SHA-256 of its Message-ID, in hex: who answers it goes on with its ticket.
  message_id TEXT,
  -- The ticket, or what waits to be one under this number.
  ticket_id  INTEGER NOT NULL,
  created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX inbound_messages_by_message_id ON inbound_messages (message_id) WHERE message_id IS NOT NULL;
