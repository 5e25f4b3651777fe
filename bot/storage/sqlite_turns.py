"""The rows of a turn. The only hot path: few plain statements, one ciphertext for all that a turn said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.errors import Conflict, StorageError
from bot.model import Case, Conversation, Flag, Incoming, Reply
from bot.storage import codec
from bot.storage.base import Line, Loaded, Outcome, Silence
from bot.storage.sqlite_documents import Documents
from bot.storage.sqlite_evidence import EvidenceRows
from bot.storage.sqlite_jobs import Jobs
from bot.storage.sqlite_reminders import Reminders
from bot.storage.sqlite_room import moment, stamp
from bot.storage.sqlite_shared import Sharing
from bot.storage.vault import Locker

RECORDS_A_TURN = 1000  # more than one turn can begin; keeps records in the order in which they were begun

_REPLIES = """SELECT b.id, b.data_key, m.number, m.content FROM borrower b
  JOIN message m ON m.borrower_id = b.id WHERE b.sender_hash = ? AND m.handled = ?"""
_LOADED = "SELECT id, data_key, silent, version, conversation, held_until, muted_until FROM borrower"
_BORROWER = f"{_LOADED} WHERE sender_hash = ?"
_BY_ID = f"{_LOADED} WHERE id = ?"
_RECORDS = "SELECT id, content FROM record WHERE borrower_id = ? ORDER BY begun"
_BEFORE = "SELECT data_key, version, number FROM borrower WHERE id = ?"
_ADVANCE = """UPDATE borrower SET version = ?, number = ?, silent = 0, heard_at = ?, conversation = ?,
  held_until = CASE WHEN held_until > ? THEN held_until ELSE 0 END WHERE id = ? AND version = ?"""
_UNHOLD = "UPDATE borrower SET held_until = 0 WHERE id = ?"
_WAITS = "UPDATE review SET waiting_since = ? WHERE borrower_id = ? AND closed_at IS NULL AND waiting_since IS NULL"
_RECORD = """INSERT INTO record (borrower_id, id, begun, content) VALUES (?, ?, ?, ?)
  ON CONFLICT (borrower_id, id) DO UPDATE SET content = excluded.content"""
_MESSAGE = "INSERT INTO message (borrower_id, number, at, handled, content) VALUES (?, ?, ?, ?, ?)"
_OUTBOX = "INSERT INTO outbox (borrower_id, number, channel, made_at, due_at) VALUES (?, ?, ?, ?, ?)"
_FLAG = "INSERT INTO flag (borrower_id, number, at, severity, content) VALUES (?, ?, ?, ?, ?)"
_TRANSCRIPT = """SELECT number, at, content FROM message WHERE borrower_id = ? AND number > ?
  ORDER BY number DESC LIMIT ?"""


class Turns(Jobs, Documents, EvidenceRows, Reminders, Sharing):
    """Load and save one turn; see `Store` for what each verb promises."""

    def replies_to(self, incoming: Incoming) -> tuple[Reply, ...] | None:
        who = self._vault.sender_hash(incoming.channel, incoming.sender)
        found = self.rows(_REPLIES, (who, self._vault.handled_hash(incoming.message_id))).fetchone()
        if found is None:
            return None
        id, wrapped, number, content = found
        plain = self._vault.locker(id, wrapped).open("message", number, content)
        return codec.replies_from(codec.unpacked(plain).get("out", ()))

    def load(self, channel: str, sender: str, now: datetime) -> Loaded:
        found = self.rows(_BORROWER, (self._vault.sender_hash(channel, sender),)).fetchone()
        if found is None:
            return Loaded(str(self.new_borrower_id()), Conversation(), Case(), 0, new=True)
        return self._loaded(found, now)

    def load_borrower(self, borrower_id: str, now: datetime) -> Loaded:
        found = self.rows(_BY_ID, (int(borrower_id),)).fetchone()
        if found is None:
            raise StorageError("there is no such borrower")
        return self._loaded(found, now)

    def _loaded(self, found: Sequence[Any], now: datetime) -> Loaded:
        id, wrapped, silent, version, content, held, muted = found
        locker = self._vault.locker(id, wrapped)
        conversation = codec.conversation_from(locker.open("conversation", version, content))
        records = {
            record: codec.record_from(record, locker.open("record", record, sealed))
            for record, sealed in self.rows(_RECORDS, (id,))
        }
        at = stamp(now) if held or muted else 0
        silence: Silence = "muted" if muted > at else "person" if held > at else "left" if held else ""
        return Loaded(str(id), conversation, Case(records), version, new=bool(silent), silence=silence)

    def save_turn(self, loaded: Loaded, incoming: Incoming, outcome: Outcome, now: datetime) -> int:
        if not self.inside():
            with self.transaction():
                return self.save_turn(loaded, incoming, outcome, now)
        id = int(loaded.borrower_id)
        if outcome.erase:
            return self._save_erased(loaded, incoming, outcome, now)
        if loaded.version == 0:
            number = 2
            locker = self.make_borrower(
                id, incoming.channel, incoming.sender, outcome.conversation, number, now, silent=False
            )
        else:
            locker, number = self._advance(id, loaded.version, outcome.conversation, now)
        for place, record in enumerate(outcome.records):
            content = locker.close("record", record.id, codec.record_bytes(record))
            self.rows(_RECORD, (id, record.id, number * RECORDS_A_TURN + place, content))
        for removed in outcome.removed:
            self.rows("DELETE FROM record WHERE borrower_id = ? AND id = ?", (id, removed))
        self._say(id, locker, number, incoming, {"in": codec.incoming_data(incoming)}, outcome.replies, now)
        if loaded.silence in ("person", "left"):
            self.rows(_WAITS, (stamp(now), id))
        if outcome.unheld:
            self.rows(_UNHOLD, (id,))
        if outcome.flags:
            self._raise_flags(id, locker, number, outcome.flags, now)
        if outcome.jobs:
            self.add_jobs(id, locker, outcome.jobs, now)
        if outcome.custody:
            self.chain(id, locker, outcome.custody, now)
        if outcome.reminder:
            self.set_reminder(loaded.borrower_id, outcome.reminder)
        if outcome.shared is not None:
            self.share(loaded.borrower_id, outcome.shared)
        if outcome.documents:
            self.add_documents(id, locker, outcome.documents, now)
        if outcome.events:
            self.note(id, outcome.events, now)
        return number

    def transcript(self, channel: str, sender: str, after: int, limit: int) -> tuple[Line, ...]:
        found = self.find_borrower(channel, sender)
        if found is None or limit < 1:
            return ()
        id, locker = found
        lines: list[Line] = []
        for number, at, content in self.rows(_TRANSCRIPT, (id, after, limit)).fetchall()[::-1]:
            said = codec.unpacked(locker.open("message", number, content))
            if "in" in said and number - 1 > after:
                lines.append(Line(number - 1, moment(at), codec.incoming_from(channel, sender, said["in"])))
            if said.get("out"):
                lines.append(Line(number, moment(at), replies=codec.replies_from(said["out"])))
        return tuple(lines[-limit:])

    def _before(self, id: int, version: int) -> tuple[bytes, int]:
        """The wrapped key and the last number. Raises Conflict for another version."""
        before = self.rows(_BEFORE, (id,)).fetchone()
        if before is None or before[1] != version:
            raise Conflict
        return before[0], before[2]

    def _advance(self, id: int, version: int, conversation: Conversation, now: datetime) -> tuple[Locker, int]:
        """The conversation to its next version; the opened key and the replies' number. Raises Conflict."""
        wrapped, number = self._before(id, version)
        locker = self._vault.locker(id, wrapped)
        content = locker.close("conversation", version + 1, codec.conversation_bytes(conversation))
        at = stamp(now)
        changed = self.rows(_ADVANCE, (version + 1, number + 2, at, content, at, id, version))
        if changed.rowcount != 1:
            raise Conflict
        return locker, number + 2

    def _say(
        self, id: int, locker: Locker, number: int, incoming: Incoming, said: dict[str, Any],
        replies: Sequence[Reply], now: datetime,
    ) -> None:  # fmt: skip
        """The message row, and its place in the outbox unless the channel fetches its replies itself."""
        said["out"] = [codec.reply_data(reply) for reply in replies]
        content = locker.close("message", number, codec.packed(said))
        handled = self._vault.handled_hash(incoming.message_id)
        at = stamp(now)
        self.rows(_MESSAGE, (id, number, at, handled, content))
        if replies and incoming.channel not in self._pull:
            self.rows(_OUTBOX, (id, number, incoming.channel, at, at))

    def _raise_flags(self, id: int, locker: Locker, number: int, flags: Sequence[Flag], now: datetime) -> None:
        for flag in flags:
            why = codec.packed({"reason": flag.reason, "rule": flag.rule, "words": flag.words})
            self.rows(_FLAG, (id, number, stamp(now), flag.severity, locker.close("flag", number, why)))

    def _save_erased(self, loaded: Loaded, incoming: Incoming, outcome: Outcome, now: datetime) -> int:
        """All of the borrower's goes; the replies stay with a new, silent identity that holds nothing else."""
        fresh, number = self.new_borrower_id(), 2
        if loaded.version:
            number += self._before(int(loaded.borrower_id), loaded.version)[1]
            self.erase_borrower(loaded.borrower_id, now, outcome.receipt)
        blank = Conversation(locale=outcome.conversation.locale)
        locker = self.make_borrower(fresh, incoming.channel, incoming.sender, blank, number, now, silent=True)
        self._say(fresh, locker, number, incoming, {}, outcome.replies, now)
        flags = [replace(flag, words="") for flag in outcome.flags]
        self._raise_flags(fresh, locker, number, flags, now)
        return number
