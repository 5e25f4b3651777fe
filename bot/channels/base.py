"""What a channel may ask of the house, whichever platform it speaks to."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol

from bot.model import Attachment, Entry, Incoming, Reply, Upload
from bot.storage.base_evidence import Reading

__all__ = ["Entry", "Talk"]


class Talk(Protocol):
    """The house as channels see it. Every call is one job of the turn thread; none blocks the event loop."""

    async def turn(self, incoming: Incoming) -> tuple[Reply, ...]:
        """Run one turn; returns once it is committed. The same message again gives the same replies."""

    async def transcript(self, channel: str, sender: str, after: int = 0, limit: int = 200) -> tuple[Entry, ...]:
        """The latest lines with a number above `after`, oldest first."""

    async def keep_file(self, channel: str, sender: str, name: str, type: str, content: bytes) -> Upload:
        """Keep an uploaded file, encrypted. Raises FileTooLarge."""

    async def open_file(self, channel: str, sender: str, file_id: str) -> tuple[Attachment, bytes] | None:
        """A file of this borrower's, or None when it is not theirs."""

    async def read_file(self, channel: str, sender: str, file_id: str) -> tuple[Attachment, Reading] | None:
        """The same without its bytes: they are read piece by piece, in any thread."""

    def watch(self, channel: str, sender: str) -> AsyncIterator[int]:
        """Yields the newest entry number each time something new is in the transcript."""
