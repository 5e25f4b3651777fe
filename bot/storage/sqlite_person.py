"""A person in the talk: silence, words that no message asked for, reveals, and what needs a second person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.errors import StorageError
from bot.model import Conversation, Record, Reply
from bot.storage import codec
from bot.storage.base_review import Approval, Held
from bot.storage.sqlite_borrowers import Borrowers
from bot.storage.sqlite_room import moment, stamp
from bot.storage.sqlite_turns import RECORDS_A_TURN
from bot.storage.vault import Locker

_SPOKEN = "SELECT 1 FROM message WHERE borrower_id = ? AND handled = ?"
_NUMBER = "UPDATE borrower SET number = number + 2 WHERE id = ? RETURNING number, channel, version, data_key"
_MESSAGE = "INSERT INTO message (borrower_id, number, at, handled, content) VALUES (?, ?, ?, ?, ?)"
_OUTBOX = "INSERT INTO outbox (borrower_id, number, channel, made_at, due_at) VALUES (?, ?, ?, ?, ?)"
_RECORD = """INSERT INTO record (borrower_id, id, begun, content) VALUES (?, ?, ?, ?)
  ON CONFLICT (borrower_id, id) DO UPDATE SET content = excluded.content"""
_REVEAL = """INSERT INTO review_reveal (review_id, staff_id, field, until) VALUES (?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET until = excluded.until"""
_APPROVALS = """SELECT a.id, a.review_id, a.borrower_id, a.action, a.payload, a.asked_by, a.asked_at, a.decided_by,
  a.granted, b.data_key FROM approval a JOIN borrower b ON b.id = a.borrower_id"""
_DECIDE = """UPDATE approval SET decided_by = ?, decided_at = ?, granted = ?
  WHERE id = ? AND granted IS NULL AND asked_by <> ?"""


class Persons(Borrowers):
    """What a moderator does in a borrower's talk."""

    def address_of(self, borrower_id: str) -> tuple[str, str]:
        id, locker = self.locker_of(borrower_id)
        channel, identity = self.rows("SELECT channel, identity FROM borrower WHERE id = ?", (id,)).fetchone()
        return channel, locker.open("borrower", id, identity).decode("utf-8", "surrogatepass")

    def held(self, borrower_id: str) -> Held:
        sql = "SELECT held_until, muted_until FROM borrower WHERE id = ?"
        found = self.rows(sql, (int(borrower_id),)).fetchone()
        held, muted = found or (0, 0)
        return Held(moment(held) if held else None, moment(muted) if muted else None)

    def hold(self, borrower_id: str, until: datetime | None) -> None:
        self._until("UPDATE borrower SET held_until = ? WHERE id = ?", borrower_id, until)

    def mute(self, borrower_id: str, until: datetime | None) -> None:
        self._until("UPDATE borrower SET muted_until = ? WHERE id = ?", borrower_id, until)

    def _until(self, sql: str, borrower_id: str, until: datetime | None) -> None:
        self.rows(sql, (stamp(until) if until else 0, int(borrower_id)))

    def speak(
        self, borrower_id: str, key: str, replies: Sequence[Reply], now: datetime,
        conversation: Conversation | None = None, records: Sequence[Record] = (),
    ) -> int:  # fmt: skip
        id = int(borrower_id)
        handled = self._vault.handled_hash(f"desk:{key}")
        if self.rows(_SPOKEN, (id, handled)).fetchone():
            return 0
        found = self.rows(_NUMBER, (id,)).fetchone()
        if found is None:
            raise StorageError("there is no such borrower")
        number, channel, version, wrapped = found
        locker = self._vault.locker(id, wrapped)
        said = codec.packed({"out": [codec.reply_data(reply) for reply in replies]})
        at = stamp(now)
        self.rows(_MESSAGE, (id, number, at, handled, locker.close("message", number, said)))
        if replies and channel not in self._pull:
            self.rows(_OUTBOX, (id, number, channel, at, at))
        if conversation is not None:
            self._converse(id, locker, version + 1, conversation)
        for place, record in enumerate(records):
            content = locker.close("record", record.id, codec.record_bytes(record))
            self.rows(_RECORD, (id, record.id, number * RECORDS_A_TURN + place, content))
        return int(number)

    def _converse(self, id: int, locker: Locker, version: int, conversation: Conversation) -> None:
        sealed = locker.close("conversation", version, codec.conversation_bytes(conversation))
        self.rows("UPDATE borrower SET version = ?, conversation = ? WHERE id = ?", (version, sealed, id))

    def reveal(self, id: int, staff_id: int, field: str, until: datetime) -> None:
        self.rows(_REVEAL, (id, staff_id, field, stamp(until)))

    def revealed(self, id: int, staff_id: int, now: datetime) -> Mapping[str, datetime]:
        sql = "SELECT field, until FROM review_reveal WHERE review_id = ? AND staff_id = ? AND until > ?"
        return {field: moment(until) for field, until in self.rows(sql, (id, staff_id, stamp(now)))}

    def ask_approval(self, id: int, action: str, payload: Mapping[str, Any], staff_id: int, now: datetime) -> int:
        borrower = self.rows("SELECT borrower_id FROM review WHERE id = ?", (id,)).fetchone()[0]
        _, locker = self.locker_of(str(borrower))
        at = stamp(now)
        sealed = locker.close("approval", at, codec.packed(dict(payload)))
        sql = """INSERT INTO approval (review_id, borrower_id, action, payload, asked_by, asked_at)
          VALUES (?, ?, ?, ?, ?, ?) RETURNING id"""
        made: int = self.rows(sql, (id, borrower, action, sealed, staff_id, at)).fetchone()[0]
        return made

    def approvals(self, review_id: int = 0, limit: int = 100) -> tuple[Approval, ...]:
        if review_id:
            return self._approvals(f"{_APPROVALS} WHERE a.review_id = ? ORDER BY a.id LIMIT ?", (review_id, limit))
        return self._approvals(f"{_APPROVALS} WHERE a.granted IS NULL ORDER BY a.id LIMIT ?", (limit,))

    def decide(self, approval_id: int, staff_id: int, granted: bool, now: datetime) -> Approval | None:
        decided = self.rows(_DECIDE, (staff_id, stamp(now), int(granted), approval_id, staff_id))
        if decided.rowcount != 1:
            return None
        return self._approvals(f"{_APPROVALS} WHERE a.id = ?", (approval_id,))[0]

    def _approvals(self, sql: str, values: Sequence[object]) -> tuple[Approval, ...]:
        return tuple([self._approval(row) for row in self.rows(sql, values).fetchall()])

    def _approval(self, row: Sequence[Any]) -> Approval:
        id, review, borrower, action, payload, asked_by, asked_at, decided_by, granted, key = row
        plain = self._vault.locker(borrower, key).open("approval", asked_at, payload)
        return Approval(
            id, review, str(borrower), action, codec.unpacked(plain), asked_by, moment(asked_at),
            decided_by or 0, None if granted is None else bool(granted),
        )  # fmt: skip
