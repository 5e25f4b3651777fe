"""The rows of evidence: the chain of custody, its time stamps, and files written or read piece by piece."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

from bot import custody
from bot.custody import GENESIS, Link, Stamp, Step
from bot.model import Attachment
from bot.storage import codec
from bot.storage.base_evidence import Reading, Sealed, Writing
from bot.storage.files import safe_name
from bot.storage.sealing import PIECE, Opened, Sealing
from bot.storage.sqlite_borrowers import Borrowers
from bot.storage.sqlite_room import moment, stamp
from bot.storage.vault import Locker

SALT_BYTES = 16  # so that nobody who holds only the chain can guess a short name or note from its hash

_NEWEST = "SELECT number, link FROM custody WHERE borrower_id = ? ORDER BY number DESC LIMIT 1"
_ADD = "INSERT INTO custody (borrower_id, number, at, exhibit, link, content, details) VALUES (?, ?, ?, ?, ?, ?, ?)"
_CHAIN = "SELECT number, at, link, content, details FROM custody WHERE borrower_id = ? ORDER BY number"
_FORGET = "UPDATE custody SET details = NULL WHERE borrower_id = ? AND exhibit = ? AND details IS NOT NULL"
_STAMPS = "SELECT number, at, content FROM custody_stamp WHERE borrower_id = ? ORDER BY number"
_STAMP = "INSERT OR IGNORE INTO custody_stamp (borrower_id, number, at, content) VALUES (?, ?, ?, ?)"
_FILE = "SELECT size, content FROM file WHERE id = ? AND borrower_id = ?"
_KEEP = "INSERT INTO file (id, borrower_id, at, size, content) VALUES (?, ?, ?, ?, ?)"


class EvidenceRows(Borrowers):
    """See `EvidenceStore` for what each verb promises."""

    def custody(self, borrower_id: str) -> tuple[Link, ...]:
        return self.links_of(*self.locker_of(borrower_id))

    def note_custody(self, borrower_id: str, steps: Sequence[Step], now: datetime) -> None:
        with self.transaction():
            self.chain(*self.locker_of(borrower_id), steps, now)

    def stamps(self, borrower_id: str) -> tuple[Stamp, ...]:
        return self.stamps_of(*self.locker_of(borrower_id))

    def keep_stamp(self, borrower_id: str, stamped: Stamp) -> None:
        id, locker = self.locker_of(borrower_id)
        content = locker.close("custody_stamp", stamped.number, stamped.token)
        self.rows(_STAMP, (id, stamped.number, stamp(stamped.at), content))

    def write_file(self, borrower_id: str) -> Writing:
        return Sealing(self._files, self.locker_of(borrower_id)[1])

    def keep_written(self, borrower_id: str, name: str, type: str, sealed: Sealed, now: datetime) -> Attachment:
        id, locker = self.locker_of(borrower_id)
        kept = Attachment(sealed.file_id, safe_name(name), type)
        about = codec.packed({"name": kept.name, "type": type, "sha256": sealed.sha256, "pieces": PIECE})
        closed = locker.close("file", kept.file_id, about)
        self.rows(_KEEP, (kept.file_id, id, stamp(now), sealed.size, closed))
        return kept

    def read_file(self, borrower_id: str, file_id: str) -> tuple[Attachment, Reading] | None:
        return self.reading(*self.locker_of(borrower_id), file_id)

    def find_file(self, channel: str, sender: str, file_id: str) -> tuple[Attachment, Reading] | None:
        found = self.find_borrower(channel, sender)
        return self.reading(*found, file_id) if found else None

    # ---- for the other groups of rows

    def reading(self, id: int, locker: Locker, file_id: str) -> tuple[Attachment, Opened] | None:
        """A kept file of one borrower's, ready to be read."""
        row = self.rows(_FILE, (file_id, id)).fetchone()
        if row is None:
            return None
        about = codec.unpacked(locker.open("file", file_id, row[1]))
        opened = Opened(self._files, locker, file_id, row[0], about.get("pieces", 0))
        return Attachment(file_id, about["name"], about["type"]), opened

    def chain(self, id: int, locker: Locker, steps: Iterable[Step], now: datetime) -> None:
        """Add entries, inside the transaction of what they tell of; a removal forgets details and bytes."""
        number, before = self.rows(_NEWEST, (id,)).fetchone() or (0, bytes.fromhex(GENESIS))
        for step in steps:
            number += 1
            salted = {**step.details, "salt": secrets.token_hex(SALT_BYTES)}
            details = custody.text_of(salted) if step.details else ""
            entry = custody.entry_of(number, now, step, details)
            before = bytes.fromhex(custody.link_of(before.hex(), entry))
            content = locker.close("custody", number, entry.encode())
            closed = locker.close("details", number, details.encode()) if details else None
            self.rows(_ADD, (id, number, stamp(now), step.exhibit, before, content, closed))
            if step.event == "removed":
                self._forget(id, step)

    def links_of(self, id: int, locker: Locker) -> tuple[Link, ...]:
        """The chain of one borrower."""
        return tuple(
            Link(
                number,
                moment(at),
                locker.open("custody", number, content).decode(),
                link.hex(),
                locker.open("details", number, details).decode() if details else "",
            )
            for number, at, link, content, details in self.rows(_CHAIN, (id,))
        )

    def stamps_of(self, id: int, locker: Locker) -> tuple[Stamp, ...]:
        """The time stamps of one borrower."""
        return tuple(
            Stamp(number, moment(at), locker.open("custody_stamp", number, content))
            for number, at, content in self.rows(_STAMPS, (id,))
        )

    def _forget(self, id: int, step: Step) -> None:
        self.rows(_FORGET, (id, step.exhibit))
        if step.file:
            self.rows(
                "INSERT OR IGNORE INTO doomed_file SELECT id FROM file WHERE id = ? AND borrower_id = ?",
                (step.file, id),
            )
            self.rows("DELETE FROM file WHERE id = ? AND borrower_id = ?", (step.file, id))
            self._erased = True
