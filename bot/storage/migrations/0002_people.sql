-- People behind the bot: cases made of flags, who works on them, and a trail that shows every change.
-- Times are microseconds since 1970 UTC; `content`, `secret` and `payload` are AES-256-GCM.

-- While `held_until` lies ahead a person writes and the bot is silent; a time that has passed means that the person
-- left without handing back. While `muted_until` lies ahead nobody answers, except to danger.
ALTER TABLE borrower ADD COLUMN held_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE borrower ADD COLUMN muted_until INTEGER NOT NULL DEFAULT 0;

-- All that a person should look at about one borrower, from the first flag until it is closed.
-- `waiting_since` NULL: answered, the borrower's turn. `claimed_by` counts only while `lease_until` lies ahead.
-- `change` is the newest of all when this row was touched last: an open desk asks for the largest.
CREATE TABLE review (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  borrower_id INTEGER NOT NULL REFERENCES borrower (id) ON DELETE CASCADE,
  severity TEXT NOT NULL CHECK (severity IN ('P0', 'P1', 'P2', 'P3')),
  opened_at INTEGER NOT NULL,
  waiting_since INTEGER,
  answered_at INTEGER,
  claimed_by INTEGER,
  lease_until INTEGER NOT NULL DEFAULT 0,
  closed_at INTEGER,
  outcome TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  change INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX review_open ON review (borrower_id) WHERE closed_at IS NULL;
CREATE INDEX review_borrower ON review (borrower_id);
CREATE INDEX review_waiting ON review (severity, waiting_since) WHERE closed_at IS NULL AND waiting_since IS NOT NULL;
CREATE INDEX review_answered ON review (answered_at) WHERE closed_at IS NULL AND waiting_since IS NULL;
CREATE INDEX review_claimed ON review (claimed_by, lease_until) WHERE closed_at IS NULL AND claimed_by IS NOT NULL;
CREATE INDEX review_change ON review (change);

-- `judged`: what the moderator who closed the case thought of the flag.
ALTER TABLE flag ADD COLUMN review_id INTEGER;
ALTER TABLE flag ADD COLUMN judged TEXT NOT NULL DEFAULT '';
CREATE INDEX flag_review ON flag (review_id);

INSERT INTO review (borrower_id, severity, opened_at, waiting_since, change)
  SELECT borrower_id, min(severity), min(at), min(at), 1 FROM flag GROUP BY borrower_id;
UPDATE flag SET review_id = (SELECT id FROM review WHERE review.borrower_id = flag.borrower_id);

-- Whoever stores a flag opens the borrower's case with it, or makes the open one graver; it can not be forgotten.
CREATE TRIGGER flag_opens_review AFTER INSERT ON flag
BEGIN
  INSERT INTO review (borrower_id, severity, opened_at, waiting_since, change)
    VALUES (NEW.borrower_id, NEW.severity, NEW.at, NEW.at, (SELECT coalesce(max(change), 0) + 1 FROM review))
    ON CONFLICT (borrower_id) WHERE closed_at IS NULL DO UPDATE SET
      severity = min(severity, excluded.severity), waiting_since = coalesce(waiting_since, excluded.waiting_since);
  UPDATE flag SET review_id = (SELECT id FROM review WHERE borrower_id = NEW.borrower_id AND closed_at IS NULL)
    WHERE id = NEW.id;
END;

-- Whatever a desk shows of a case moves its version and makes it the newest change; a lengthened lease does not.
CREATE TRIGGER review_changes AFTER UPDATE OF severity, waiting_since, claimed_by, closed_at ON review
BEGIN
  UPDATE review SET version = version + 1, change = (SELECT max(change) + 1 FROM review) WHERE id = NEW.id;
END;

-- What moderators wrote to each other, and what was decided. kind: note, decision.
CREATE TABLE review_note (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  review_id INTEGER NOT NULL REFERENCES review (id) ON DELETE CASCADE,
  borrower_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  staff_id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  content BLOB NOT NULL
) STRICT;
CREATE INDEX review_note_review ON review_note (review_id);

-- Which masked field somebody may read until when.
CREATE TABLE review_reveal (
  review_id INTEGER NOT NULL REFERENCES review (id) ON DELETE CASCADE,
  staff_id INTEGER NOT NULL,
  field TEXT NOT NULL,
  until INTEGER NOT NULL,
  PRIMARY KEY (review_id, staff_id, field)
) STRICT, WITHOUT ROWID;

-- What needs a second person. `granted` NULL: nobody has decided yet.
CREATE TABLE approval (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  review_id INTEGER NOT NULL REFERENCES review (id) ON DELETE CASCADE,
  borrower_id INTEGER NOT NULL,
  action TEXT NOT NULL,
  payload BLOB NOT NULL,
  asked_by INTEGER NOT NULL,
  asked_at INTEGER NOT NULL,
  decided_by INTEGER,
  decided_at INTEGER,
  granted INTEGER
) STRICT;
CREATE INDEX approval_review ON approval (review_id);
CREATE INDEX approval_open ON approval (id) WHERE granted IS NULL;

-- A moderator's account. state: invited, active, off. `secret` is the key of the one-time codes, `step` the last one used.
CREATE TABLE staff (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL CHECK (role IN ('moderator', 'supervisor', 'auditor')),
  state TEXT NOT NULL CHECK (state IN ('invited', 'active', 'off')),
  password TEXT NOT NULL DEFAULT '',
  secret BLOB,
  step INTEGER NOT NULL DEFAULT 0,
  telegram BLOB UNIQUE,
  made_at INTEGER NOT NULL
) STRICT;

-- One-time links and codes, as hashes. purpose: enrol, telegram.
CREATE TABLE staff_token (
  hash BLOB PRIMARY KEY,
  staff_id INTEGER NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
  purpose TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE staff_session (
  hash BLOB PRIMARY KEY,
  staff_id INTEGER NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
  made_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Failed logins by hashed name and by hashed address: how many in a row, and when the next may come.
CREATE TABLE login_try (
  who BLOB PRIMARY KEY,
  tries INTEGER NOT NULL,
  again_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE canned (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  staff_id INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;

-- What moderators did. Each row's `link` is a keyed hash over the row and the link before it; no personal content.
CREATE TABLE ledger (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  staff_id INTEGER NOT NULL,
  event TEXT NOT NULL,
  about TEXT NOT NULL DEFAULT '',
  link BLOB NOT NULL
) STRICT;
CREATE TRIGGER ledger_never_changes BEFORE UPDATE ON ledger
BEGIN
  SELECT RAISE(ABORT, 'ledger rows never change');
END;
CREATE TRIGGER ledger_stays BEFORE DELETE ON ledger
BEGIN
  SELECT RAISE(ABORT, 'ledger rows stay');
END;

-- How many rows the ledger has, sealed, so that rows missing at its end are noticed.
CREATE TABLE ledger_head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  number INTEGER NOT NULL,
  seal BLOB NOT NULL
) STRICT;

-- What statistics are made of: closed cases and their flags by day, leading to no borrower.
-- `waited` in seconds until a person answered (or closed), `late` when that was after the answer-by time.
CREATE TABLE review_tally (
  id INTEGER PRIMARY KEY,
  day INTEGER NOT NULL,
  severity TEXT NOT NULL,
  waited INTEGER NOT NULL,
  late INTEGER NOT NULL,
  outcome TEXT NOT NULL
) STRICT;
CREATE INDEX review_tally_day ON review_tally (severity, day, waited);
CREATE TABLE flag_tally (
  day INTEGER NOT NULL,
  reason TEXT NOT NULL,
  rule TEXT NOT NULL,
  judged TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (day, reason, rule, judged)
) STRICT, WITHOUT ROWID;
