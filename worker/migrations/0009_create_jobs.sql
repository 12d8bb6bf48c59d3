-- Bulk calls: what was asked for, and what became of each item. Kept for a day.

CREATE TABLE jobs (
  -- `V3-` and the number in 32 hexadecimal digits is how the API names it (shared/src/job.rs).
  id               INTEGER PRIMARY KEY,
  kind             TEXT NOT NULL,
  -- The caller's rights when they asked; whatever they may later, these count. So do the settings of that time.
  caller_id        INTEGER NOT NULL,
  standing         TEXT NOT NULL,
  -- A JSON array: those that the caller belonged to.
  organizations    TEXT NOT NULL,
  -- Which tickets the caller saw; null for all.
  restriction      TEXT,
  entry_point      TEXT NOT NULL,
  settings_version INTEGER NOT NULL,
  request_id       TEXT NOT NULL,
  -- How many items there are.
  total            INTEGER NOT NULL,
  -- A JSON object: the items, and what all of them have in common. Empty once everything is done.
  payload          TEXT NOT NULL,
  status           TEXT NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'working', 'completed', 'failed')),
  created_at       TEXT NOT NULL,
  -- When an item was last done. Where nothing has moved for a while, the message that moves it is lost.
  moved_at         TEXT NOT NULL
) STRICT;
CREATE INDEX jobs_unfinished ON jobs (moved_at) WHERE status IN ('queued', 'working');

-- Written in the batch of the item's own effect: the primary key refuses an item that is done already, and the effect with it.
CREATE TABLE job_results (
  job_id INTEGER NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  item   INTEGER NOT NULL,
  -- The row as JSON, as the API shows it.
  result TEXT NOT NULL,
  PRIMARY KEY (job_id, item)
) STRICT, WITHOUT ROWID;
