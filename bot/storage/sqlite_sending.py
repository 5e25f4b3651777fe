"""The outbox rows: what waits to be sent, what was sent, what cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.storage import codec
from bot.storage.base import Due
from bot.storage.sqlite_room import Room, moment, stamp

# A reply waits for every earlier one to the same borrower: nobody reads answers out of order.
_DUE = """SELECT o.borrower_id, o.number, o.channel, o.made_at, o.tries, b.data_key, b.identity, m.content
  FROM outbox o JOIN borrower b ON b.id = o.borrower_id
  JOIN message m ON m.borrower_id = o.borrower_id AND m.number = o.number
  WHERE o.due_at <= ? AND o.channel IN (SELECT value FROM json_each(?)) AND NOT EXISTS
  (SELECT 1 FROM outbox e WHERE e.borrower_id = o.borrower_id AND e.number < o.number AND e.due_at IS NOT NULL)
  ORDER BY o.made_at, o.borrower_id, o.number LIMIT ?"""
_SENT = "DELETE FROM outbox WHERE borrower_id = ? AND number = ?"
_FAILED = "UPDATE outbox SET tries = tries + 1, due_at = ?, reason = ? WHERE borrower_id = ? AND number = ?"

# A reply's id holds its borrower's id and its number, so that no id ever means another reply, erased ones included.
NUMBER_BITS = 32


class Sending(Room):
    """See `Store` for what each verb promises."""

    def replies_due(self, channels: Sequence[str], now: datetime, limit: int) -> tuple[Due, ...]:
        asked = (stamp(now), codec.packed(list(channels)).decode(), limit)
        found = []
        for borrower, number, channel, made_at, tries, wrapped, identity, content in self.rows(_DUE, asked):
            locker = self._vault.locker(borrower, wrapped)
            address = locker.open("borrower", borrower, identity).decode("utf-8", "surrogatepass")
            said = codec.unpacked(locker.open("message", number, content))
            replies = codec.replies_from(said.get("out", ()))
            id = borrower << NUMBER_BITS | number
            found.append(Due(id, str(borrower), channel, address, replies, tries, moment(made_at)))
        return tuple(found)

    def mark_sent(self, ids: Sequence[int], now: datetime) -> None:  # noqa: ARG002 - part of the contract
        with self.transaction():
            for id in ids:
                self.rows(_SENT, _parts(id))

    def mark_failed(self, id: int, again_at: datetime | None, reason: str) -> None:
        due_at = None if again_at is None else stamp(again_at)
        self.rows(_FAILED, (due_at, reason, *_parts(id)))


def _parts(id: int) -> tuple[int, int]:
    """Borrower id and number."""
    return id >> NUMBER_BITS, id & (1 << NUMBER_BITS) - 1
