-- What happened to each exhibit: `content` is the entry's text, `link` binds it to the entry before it (bot/custody.py),
-- `details` are the words that the entry holds only as a hash; NULL: there were none, or their exhibit was removed.
-- `exhibit` 0 concerns all of them. `content` and `details` are AES-256-GCM.
CREATE TABLE custody (
  borrower_id INTEGER NOT NULL REFERENCES borrower (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  exhibit INTEGER NOT NULL,
  link BLOB NOT NULL,
  content BLOB NOT NULL,
  details BLOB,
  PRIMARY KEY (borrower_id, number)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER custody_never_changes BEFORE UPDATE ON custody
WHEN NEW.details IS NOT NULL OR NEW.borrower_id <> OLD.borrower_id OR NEW.number <> OLD.number OR NEW.at <> OLD.at
  OR NEW.exhibit <> OLD.exhibit OR NEW.link <> OLD.link OR NEW.content <> OLD.content
BEGIN
  SELECT RAISE(ABORT, 'custody rows never change, their details can only be forgotten');
END;
CREATE TRIGGER custody_stays BEFORE DELETE ON custody
WHEN EXISTS (SELECT 1 FROM borrower WHERE id = OLD.borrower_id)
BEGIN
  SELECT RAISE(ABORT, 'custody rows stay');
END;

-- Outside time stamps (RFC 3161) over the link of entry `number`; `content` is the token, AES-256-GCM.
CREATE TABLE custody_stamp (
  borrower_id INTEGER NOT NULL REFERENCES borrower (id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  at INTEGER NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (borrower_id, number)
) STRICT, WITHOUT ROWID;
