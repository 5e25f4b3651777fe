"""What is kept beside the talk: files, and how long everything stays."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from bot.errors import FileGone
from bot.model import Attachment, Conversation, Upload
from bot.storage import codec
from bot.storage.files import altered, checked, safe_name
from bot.storage.inspection import inspect
from bot.storage.sqlite_evidence import EvidenceRows
from bot.storage.sqlite_room import stamp
from bot.storage.vault import Locker

SILENT_DAYS = 1  # how long an identity that told nothing stays: an erased borrower's receipt, a file without a talk
REMOVED_AT_ONCE = 200  # borrowers per call of `retain`, so that no turn waits long behind it

_REACHED = """SELECT a.event = 'unreachable' AND a.at >= b.heard_at FROM audit a JOIN borrower b ON b.id = a.borrower_id
  WHERE a.borrower_id = ? AND a.event IN ('reachable', 'unreachable') ORDER BY a.id DESC LIMIT 1"""

TABLES = (
    "borrower",
    "record",
    "message",
    "outbox",
    "flag",
    "file",
    "custody",
    "reminder",
    "shared_number",
    "shared_platform",
    "job",
    "document",
    "audit",
)


class Keeping(EvidenceRows):
    """See `Store` for what each verb promises."""

    def keep_file(self, channel: str, sender: str, name: str, type: str, content: bytes, now: datetime) -> Upload:
        with self.transaction():
            found = self.find_borrower(channel, sender)
            if found is None:
                id = self.new_borrower_id()
                found = id, self.make_borrower(id, channel, sender, Conversation(), 0, now, silent=True)
            return self._keep(*found, name, type, content, now)

    def make_file(self, borrower_id: str, name: str, type: str, content: bytes, now: datetime) -> Attachment:
        with self.transaction():
            kept = self._keep(*self.locker_of(borrower_id), name, type, content, now)
        return Attachment(kept.file_id, kept.name, kept.type)

    def note_reached(self, channel: str, sender: str, reached: bool, now: datetime) -> None:
        with self.transaction():
            found = self.find_borrower(channel, sender)
            if found is not None:
                self.note(found[0], (("reachable" if reached else "unreachable", channel),), now)

    def unreachable(self, borrower_id: str) -> bool:
        found = self.rows(_REACHED, (int(borrower_id),)).fetchone()
        return found is not None and bool(found[0])

    def open_file(self, channel: str, sender: str, file_id: str) -> tuple[Attachment, bytes] | None:
        found = self.find_file(channel, sender, file_id)
        try:
            return (found[0], found[1].whole()) if found else None
        except FileGone:
            return None

    def retain(self, now: datetime, days: int) -> int:
        """See `Store.retain`. At most REMOVED_AT_ONCE per call: call again until it returns 0."""
        silent_before, before = stamp(now - timedelta(days=SILENT_DAYS)), stamp(now - timedelta(days=days))
        with self.transaction():
            gone = self.rows(
                "SELECT id, silent FROM borrower WHERE heard_at < ? OR (silent = 1 AND heard_at < ?) LIMIT ?",
                (before, silent_before, REMOVED_AT_ONCE),
            ).fetchall()
            for id, silent in gone:
                if silent:
                    self.remove_borrower(id)
                else:
                    self.erase_borrower(str(id), now)
            self._erased = True  # finish, too, what an earlier erasure could not
        return len(gone)

    def counts(self) -> dict[str, int]:
        return {table: self.rows(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES}  # noqa: S608

    def _keep(self, id: int, locker: Locker, name: str, type: str, content: bytes, now: datetime) -> Upload:
        sha256 = hashlib.sha256(checked(content)).hexdigest()
        looked = inspect(content, name, type)
        marks = (*looked.marks, "renamed") if altered(name) else looked.marks
        kept = Upload(self._files.new_id(), safe_name(name), type, len(content), sha256, looked.type, marks)
        about = codec.packed({"name": kept.name, "type": type, "sha256": sha256})
        self._files.put(kept.file_id, locker.close("bytes", kept.file_id, content))
        self.rows(
            "INSERT INTO file (id, borrower_id, at, size, content) VALUES (?, ?, ?, ?, ?)",
            (kept.file_id, id, stamp(now), kept.size, locker.close("file", kept.file_id, about)),
        )
        return kept
