"""The reminder rows. Their changes are made by whoever holds the write lock, so no two processes say the same one."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.storage import codec
from bot.storage.base_reminders import Reminder, Waiting
from bot.storage.sqlite_borrowers import Borrowers
from bot.storage.sqlite_room import moment, stamp

LATELY = timedelta(days=3)  # how long after danger to life care comes before any date

_NEXT = """SELECT r.borrower_id, r.due_at, r.content, b.data_key, b.heard_at, b.channel, EXISTS
    (SELECT 1 FROM flag f WHERE f.borrower_id = b.id AND f.severity = 'P0' AND f.at > ?)
  FROM reminder r JOIN borrower b ON b.id = r.borrower_id
  WHERE r.due_at <= ? AND (? = 0 OR r.borrower_id = ?) ORDER BY r.due_at LIMIT 1"""
_SET = """INSERT INTO reminder (borrower_id, due_at, content) VALUES (?, ?, ?)
  ON CONFLICT (borrower_id) DO UPDATE SET due_at = excluded.due_at, content = excluded.content"""


class Reminders(Borrowers):
    """See `ReminderStore` for what each verb promises."""

    def next_reminder(self, now: datetime, borrower_id: str = "") -> Waiting | None:
        owner = int(borrower_id or 0)
        found = self.rows(_NEXT, (stamp(now - LATELY), stamp(now), owner, owner)).fetchone()
        if found is None:
            return None
        id, due_at, content, key, heard_at, channel, danger = found
        said = codec.unpacked(self._vault.locker(id, key).open("reminder", id, content))
        reminder, pulled = Reminder(moment(due_at), said), channel in self._pull
        return Waiting(str(id), reminder, moment(heard_at), pulled, bool(danger))

    def reminder_of(self, borrower_id: str) -> Reminder | None:
        id = int(borrower_id)
        found = self.rows("SELECT due_at, content FROM reminder WHERE borrower_id = ?", (id,)).fetchone()
        if found is None:
            return None
        _, locker = self.locker_of(borrower_id)
        said = codec.unpacked(locker.open("reminder", id, found[1]))
        return Reminder(moment(found[0]) if found[0] is not None else None, said)

    def set_reminder(self, borrower_id: str, reminder: Reminder) -> None:
        id, locker = self.locker_of(borrower_id)
        content = locker.close("reminder", id, codec.packed(dict(reminder.said)))
        self.rows(_SET, (id, stamp(reminder.due_at) if reminder.due_at else None, content))
