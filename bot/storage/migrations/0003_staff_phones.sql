-- Where a moderator's alerts go: the Telegram id, sealed; and the hours in which only danger to life rings (23-7).
ALTER TABLE staff ADD COLUMN phone BLOB;
ALTER TABLE staff ADD COLUMN quiet TEXT NOT NULL DEFAULT '23-7';

-- What a moderator's phone shows of a case: the message, how often it rang, when it rings again (NULL: not again),
-- and the last transcript line shown there (NULL: the case is not followed on the phone).
CREATE TABLE staff_alert (
  review_id INTEGER NOT NULL REFERENCES review (id) ON DELETE CASCADE,
  staff_id INTEGER NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
  message INTEGER NOT NULL,
  times INTEGER NOT NULL,
  again_at INTEGER,
  seen INTEGER,
  PRIMARY KEY (review_id, staff_id)
) STRICT, WITHOUT ROWID;
