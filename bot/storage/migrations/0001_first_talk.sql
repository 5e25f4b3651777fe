-- Every row of a borrower's carries borrower_id and goes with the borrower (ON DELETE CASCADE).
-- Times are microseconds since 1970 UTC; `content`, `conversation`, `identity` and `data_key` are AES-256-GCM.

-- One row: proves at start that the master key is the one this database was made with.
CREATE TABLE vault (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seal BLOB NOT NULL
) STRICT;

-- Who, and the open conversation: one row, because every turn reads and writes both.
-- `sender_hash` finds who writes without saying who it is; `version` decides a race between two turns;
-- `number` is the last one given out in this borrower's transcript; `silent`: has told nothing (yet, or since erasing).
CREATE TABLE borrower (
  id INTEGER PRIMARY KEY,
  sender_hash BLOB NOT NULL UNIQUE,
  channel TEXT NOT NULL,
  version INTEGER NOT NULL,
  number INTEGER NOT NULL,
  silent INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  heard_at INTEGER NOT NULL,
  data_key BLOB NOT NULL,
  identity BLOB NOT NULL,
  conversation BLOB NOT NULL
) STRICT;

-- The answers of one dialog about one thing; `begun` keeps the order in which they were begun.
CREATE TABLE record (
  borrower_id INTEGER NOT NULL REFERENCES borrower (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  begun INTEGER NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (borrower_id, id)
) STRICT, WITHOUT ROWID;

-- One turn: what came in has `number` - 1, the replies have `number`. `handled` is the keyed hash of the message id.
CREATE TABLE message (
  id INTEGER PRIMARY KEY,
  borrower_id INTEGER NOT NULL REFERENCES borrower (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  handled BLOB,
  content BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX message_number ON message (borrower_id, number);
CREATE UNIQUE INDEX message_handled ON message (borrower_id, handled);

-- Replies that wait: the row goes once they are sent. `due_at` NULL: given up, `reason` says why.
CREATE TABLE outbox (
  borrower_id INTEGER NOT NULL REFERENCES borrower (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  channel TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  due_at INTEGER,
  tries INTEGER NOT NULL DEFAULT 0,
  reason TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (borrower_id, number)
) STRICT, WITHOUT ROWID;

-- Why a person should look: how grave in the clear, to sort by; reason, rule and words in `content`.
CREATE TABLE flag (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  borrower_id INTEGER NOT NULL REFERENCES borrower (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  severity TEXT NOT NULL CHECK (severity IN ('P0', 'P1', 'P2', 'P3')),
  content BLOB NOT NULL
) STRICT;
CREATE INDEX flag_borrower ON flag (borrower_id);

-- A file's bytes lie in the file room under `id`; its name, type and SHA-256 in `content`.
CREATE TABLE file (
  id TEXT PRIMARY KEY,
  borrower_id INTEGER NOT NULL REFERENCES borrower (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  size INTEGER NOT NULL,
  content BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX file_borrower ON file (borrower_id);

-- Files whose rows are gone and whose bytes must follow.
CREATE TABLE doomed_file (
  id TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- What happened, never what was said. Rows are added only; an erased borrower's go with the borrower.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  borrower_id INTEGER,
  at INTEGER NOT NULL,
  event TEXT NOT NULL,
  about TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX audit_borrower ON audit (borrower_id);
CREATE TRIGGER audit_never_changes BEFORE UPDATE ON audit
BEGIN
  SELECT RAISE(ABORT, 'audit rows never change');
END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit
WHEN OLD.borrower_id IS NULL OR EXISTS (SELECT 1 FROM borrower WHERE id = OLD.borrower_id)
BEGIN
  SELECT RAISE(ABORT, 'audit rows stay');
END;
