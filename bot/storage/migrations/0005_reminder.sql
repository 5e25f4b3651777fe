-- When to look at a borrower's plan again: one row each, so at most one reminder is under way. `content` (AES-256-GCM)
-- holds what was reminded of before. `due_at` NULL: nothing to remind of, or the borrower wants none.
CREATE TABLE reminder (
  borrower_id INTEGER PRIMARY KEY REFERENCES borrower (id) ON DELETE CASCADE,
  due_at INTEGER,
  content BLOB NOT NULL
) STRICT;
CREATE INDEX reminder_due ON reminder (due_at) WHERE due_at IS NOT NULL;
