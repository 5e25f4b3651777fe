"""The store's verbs for evidence: the chain of custody, and files too large to hold in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.custody import Link, Stamp, Step
from bot.model import Attachment


@dataclass(frozen=True, slots=True)
class Sealed:
    """A file that was written encrypted and belongs to nobody yet: `size` and `sha256` are of the plain bytes."""

    file_id: str
    size: int
    sha256: str


class Writing(Protocol):
    """A file being written, encrypted piece by piece. May be used by another thread than the store's."""

    def write(self, content: bytes | memoryview) -> None:
        """More of it. Raises OSError when the disk is full."""

    def finish(self) -> Sealed:
        """All of it is on the disk."""

    def abandon(self) -> None:
        """Nothing of it stays."""


class Reading(Protocol):
    """A kept file, opened when it is read. May be used by another thread than the store's."""

    @property
    def size(self) -> int:
        """Plain bytes."""

    def chunks(self) -> Iterator[bytes]:
        """The plain bytes, piece by piece. Raises KeyMissing for a damaged one, FileGone."""

    def whole(self) -> bytes:
        """All of them at once."""


class EvidenceStore(Protocol):
    """Evidence and its chain."""

    def custody(self, borrower_id: str) -> tuple[Link, ...]:
        """The whole chain, oldest entry first."""

    def note_custody(self, borrower_id: str, steps: Sequence[Step], now: datetime) -> None:
        """Add to the chain what no turn did: somebody looked, a pack was made."""

    def stamps(self, borrower_id: str) -> tuple[Stamp, ...]:
        """The outside time stamps, oldest first."""

    def keep_stamp(self, borrower_id: str, stamp: Stamp) -> None:
        """Keep a time stamp; a second one for the same entry is passed over."""

    def write_file(self, borrower_id: str) -> Writing:
        """Begin a file that is too large to hold in memory."""

    def keep_written(self, borrower_id: str, name: str, type: str, sealed: Sealed, now: datetime) -> Attachment:
        """Make a written file the borrower's own."""

    def read_file(self, borrower_id: str, file_id: str) -> tuple[Attachment, Reading] | None:
        """A kept file of this borrower's, whichever way it was written; None when there is none (any more)."""

    def find_file(self, channel: str, sender: str, file_id: str) -> tuple[Attachment, Reading] | None:
        """The same by sender."""
