-- Mails, each written in the batch of the change that it tells of, and sent by the queue's consumer.
CREATE TABLE outbox (
  id         INTEGER PRIMARY KEY,
  kind       TEXT NOT NULL,
  email      TEXT NOT NULL,
  locale     TEXT NOT NULL,
  -- The customer to whom it is written, where one is known.
  user_id    INTEGER,
  -- What it says besides (JSON, sealed with the Worker's secret: a link in it signs in). Gone once it is sent.
  sealed     TEXT,
  -- 'failed' are the dead letters: given up.
  status     TEXT NOT NULL CHECK (status IN ('queued', 'success', 'failed')),
  attempts   INTEGER NOT NULL DEFAULT 0,
  -- When it may be sent (milliseconds). Whoever takes it to send it moves that on: who dies has it sent again.
  due_ms     INTEGER NOT NULL,
  -- Why it was not taken the last time, in the mail service's words.
  cause      TEXT,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_due ON outbox (due_ms) WHERE status = 'queued';
CREATE INDEX outbox_by_status ON outbox (status, id);
CREATE INDEX outbox_by_user ON outbox (user_id) WHERE user_id IS NOT NULL;
