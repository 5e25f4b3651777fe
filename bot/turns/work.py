"""What a kind of slow work is: gather in the store's thread, make in another, keep with the replies."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.model import Attachment, Conversation, Record, Reply
from bot.storage.base import Store


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file that was made. A `Path` names a temporary file, which is removed once it is kept."""

    name: str
    type: str
    content: bytes | Path


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a job: the files hang on the last reply."""

    replies: tuple[Reply, ...]
    files: tuple[MadeFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """What the borrower is told, and what else changes with it."""

    replies: tuple[Reply, ...]
    conversation: Conversation | None = None
    records: tuple[Record, ...] = ()


class Work(ABC):
    """One kind of slow work. A kind overrides `gather` and `make`; `keep` only when more than files come of it."""

    @abstractmethod
    def gather(self, store: Store, borrower_id: str, args: Mapping[str, str], now: datetime) -> Any:
        """What `make` needs, read on the turn thread; short."""

    @abstractmethod
    def make(self, material: Any) -> Made:
        """The slow part, in a thread of its own: no store, no clock."""

    def keep(self, store: Store, borrower_id: str, made: Made, now: datetime) -> Kept:
        """Keep the files under the borrower's key, in the transaction that says the replies."""
        files = tuple(self._kept(store, borrower_id, file, now) for file in made.files)
        if not files:
            return Kept(made.replies)
        *before, last = made.replies or (Reply(""),)
        return Kept((*before, replace(last, files=(*last.files, *files))))

    def _kept(self, store: Store, borrower_id: str, file: MadeFile, now: datetime) -> Attachment:
        content = file.content if isinstance(file.content, bytes) else file.content.read_bytes()
        return store.make_file(borrower_id, file.name, file.type, content, now)
