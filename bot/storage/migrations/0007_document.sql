-- Every version of a paper that was handed out: which, its text, and the answers and facts it used, in `content`
-- (AES-256-GCM). A version is never changed; the borrower's key and rows go together.
CREATE TABLE document (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  borrower_id INTEGER NOT NULL REFERENCES borrower (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,
  content BLOB NOT NULL
) STRICT;
CREATE INDEX document_borrower ON document (borrower_id, id);
