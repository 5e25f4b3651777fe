-- What the holder of a shared number, or a platform, objects to, and what is shown since. `subject` is a keyed hash, never the
-- number; `wish` is what one moderator asked for and another decided on, `reason` one of a fixed list,
-- `review_id` the case in which it was said, 0 for none. No borrower's row.
CREATE TABLE objection (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  subject BLOB NOT NULL,
  wish TEXT NOT NULL CHECK (wish IN ('note', 'hide', 'lift')),
  reason TEXT NOT NULL,
  review_id INTEGER NOT NULL,
  asked_by INTEGER NOT NULL,
  asked_at INTEGER NOT NULL,
  decided_by INTEGER,
  decided_at INTEGER,
  granted INTEGER
) STRICT;
CREATE INDEX objection_subject ON objection (subject, id);
