"""Who borrowers are: made, found, and removed with all that is theirs."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from bot.errors import Conflict, StorageError
from bot.model import Conversation
from bot.storage import codec
from bot.storage.base import receipt_number
from bot.storage.sqlite_room import Room, stamp
from bot.storage.vault import Locker

ID_BITS = 53  # of chance: nobody can count borrowers by their ids, and JavaScript can still hold one


_MAKE = """INSERT INTO borrower
  (id, sender_hash, channel, version, number, silent, made_at, heard_at, data_key, identity, conversation)
  VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"""


class Borrowers(Room):
    """The borrower rows and the audit trail."""

    def new_borrower_id(self) -> int:
        return secrets.randbits(ID_BITS) or 1

    def make_borrower(
        self, id: int, channel: str, sender: str, conversation: Conversation, number: int, now: datetime, silent: bool
    ) -> Locker:
        """Add a borrower with a fresh key. Raises Conflict when this sender has just been made by another process."""
        wrapped, locker = self._vault.new_key(id)
        identity = locker.close("borrower", id, sender.encode("utf-8", "surrogatepass"))
        sealed = locker.close("conversation", 1, codec.conversation_bytes(conversation))
        who, at = self._vault.sender_hash(channel, sender), stamp(now)
        values = (id, who, channel, number, int(silent), at, at, wrapped, identity, sealed)
        if self.rows(_MAKE, values).rowcount != 1:
            raise Conflict
        return locker

    def find_borrower(self, channel: str, sender: str) -> tuple[int, Locker] | None:
        """The id and opened key of a known sender, or None."""
        found = self.rows(
            "SELECT id, data_key FROM borrower WHERE sender_hash = ?", (self._vault.sender_hash(channel, sender),)
        ).fetchone()
        return (found[0], self._vault.locker(*found)) if found else None

    def locker_of(self, borrower_id: str) -> tuple[int, Locker]:
        """The id and opened key of a borrower. Raises StorageError when there is none."""
        found = None
        if borrower_id.isdecimal():
            found = self.rows("SELECT id, data_key FROM borrower WHERE id = ?", (int(borrower_id),)).fetchone()
        if not found:
            raise StorageError("there is no such borrower")
        return found[0], self._vault.locker(*found)

    def note(self, borrower_id: int | None, events: Sequence[tuple[str, str]], now: datetime) -> None:
        """Add to the audit trail."""
        for event, about in events:
            self.rows(
                "INSERT INTO audit (borrower_id, at, event, about) VALUES (?, ?, ?, ?)",
                (borrower_id, stamp(now), event, about),
            )

    def remove_borrower(self, id: int) -> None:
        """Key, rows and audit trail of one borrower; the bytes of files follow after the commit."""
        self.rows("INSERT OR IGNORE INTO doomed_file SELECT id FROM file WHERE borrower_id = ?", (id,))
        self.rows("DELETE FROM borrower WHERE id = ?", (id,))
        self.rows("DELETE FROM audit WHERE borrower_id = ?", (id,))
        self._erased = True

    def erase_borrower(self, borrower_id: str, now: datetime, receipt: str = "") -> str:
        """See `Store.erase_borrower`."""
        receipt = receipt or receipt_number(now)
        with self.transaction():
            id, _ = self.locker_of(borrower_id)
            self.remove_borrower(id)
            self.note(None, [("erased", receipt)], now)
        return receipt
