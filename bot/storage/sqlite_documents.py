"""The document rows: every version of a paper, sealed with its borrower's key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.conversation.document import Document
from bot.storage import codec
from bot.storage.sqlite_borrowers import Borrowers
from bot.storage.sqlite_room import moment, stamp
from bot.storage.vault import Locker

_ADD = "INSERT INTO document (borrower_id, at, content) VALUES (?, ?, ?)"
_ALL = """SELECT d.id, d.at, d.content, b.data_key FROM document d JOIN borrower b ON b.id = d.borrower_id
  WHERE d.borrower_id = ? ORDER BY d.id"""


class Documents(Borrowers):
    """See `DocumentStore` for what each verb promises."""

    def documents(self, borrower_id: str) -> tuple[Document, ...]:
        found = []
        for id, at, content, key in self.rows(_ALL, (int(borrower_id),)).fetchall():
            plain = self._vault.locker(int(borrower_id), key).open("document", at, content)
            found.append(codec.document_from(codec.unpacked(plain), id, moment(at)))
        return tuple(found)

    def add_documents(self, id: int, locker: Locker, documents: Sequence[Document], now: datetime) -> None:
        """Keep what a turn wrote, inside its transaction."""
        at = stamp(now)
        for document in documents:
            content = locker.close("document", at, codec.packed(codec.document_data(document)))
            self.rows(_ADD, (id, at, content))
