-- What borrowers let others count, and nothing that says who or which: a collector's number as a keyed hash with the kind
-- of violation it was recorded for; a platform's id with a kind of violation or an outcome. Rows go with the borrower.
CREATE TABLE shared_number (
  borrower_id INTEGER NOT NULL REFERENCES borrower (id) ON DELETE CASCADE,
  number_hash BLOB NOT NULL,
  kind TEXT NOT NULL,
  PRIMARY KEY (borrower_id, number_hash, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX shared_number_hash ON shared_number (number_hash);

CREATE TABLE shared_platform (
  borrower_id INTEGER NOT NULL REFERENCES borrower (id) ON DELETE CASCADE,
  platform TEXT NOT NULL,
  kind TEXT NOT NULL,
  PRIMARY KEY (borrower_id, platform, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX shared_platform_name ON shared_platform (platform);
