-- Slow work that a turn asked for: its arguments in `content`, AES-256-GCM. The row goes in the transaction that stores
-- what came of it. Whoever works on it moves `due_at` ahead, so a crash offers it again; NULL: given up.
CREATE TABLE job (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  borrower_id INTEGER NOT NULL REFERENCES borrower (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  due_at INTEGER,
  tries INTEGER NOT NULL DEFAULT 0,
  content BLOB NOT NULL
) STRICT;
CREATE INDEX job_due ON job (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX job_borrower ON job (borrower_id);
