"""The store's verbs. One implementation per database; nothing above knows which."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from bot.conversation.document import Document
from bot.custody import Step
from bot.model import Attachment, Case, Conversation, Flag, Incoming, Job, Record, Reply, Upload
from bot.storage.base_documents import DocumentStore
from bot.storage.base_evidence import EvidenceStore
from bot.storage.base_jobs import JobStore
from bot.storage.base_reminders import Reminder, ReminderStore
from bot.storage.base_review import ReviewStore
from bot.storage.base_shared import Shared, SharingStore

Silence = Literal["", "person", "left", "muted"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A borrower as found at the start of a turn. `version` decides a race when saving.

    silence: `person` while a moderator writes, `left` when one was to and went without handing back,
    `muted` when nobody answers; empty when the bot talks.
    """

    borrower_id: str
    conversation: Conversation
    case: Case
    version: int
    new: bool = False
    silence: Silence = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one turn came to. Only `records` that changed are listed; `removed` are record ids to forget.

    `erase` asks for the borrower's key and rows to be destroyed in the same transaction; the replies
    (the receipt) are then kept under a new, empty identity, so that they can be delivered and repeated.
    """

    conversation: Conversation
    records: tuple[Record, ...] = ()
    removed: tuple[str, ...] = ()
    replies: tuple[Reply, ...] = ()
    flags: tuple[Flag, ...] = ()
    events: tuple[tuple[str, str], ...] = ()  # audit: (what happened, about which record), no personal content
    jobs: tuple[Job, ...] = ()
    custody: tuple[Step, ...] = ()  # what happened to exhibits, for their chain
    reminder: Reminder | None = None  # None: leave it as it is
    shared: Shared | None = None  # None: leave it as it is
    documents: tuple[Document, ...] = ()
    unheld: bool = False  # the borrower went back from the person to the bot
    erase: bool = False
    receipt: str = ""  # with `erase`: the number that the replies show, from `receipt_number`; made when empty


@dataclass(frozen=True, slots=True)
class Due:
    """Replies that wait to be sent. `address` is the channel's own sender name, decrypted."""

    id: int
    borrower_id: str
    channel: str
    address: str
    replies: tuple[Reply, ...]
    tries: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the transcript: what came in (`incoming`) or what went out (`replies`)."""

    number: int
    at: datetime
    incoming: Incoming | None = None
    replies: tuple[Reply, ...] = field(default=())


def receipt_number(now: datetime) -> str:
    """A number that proves an erasure and leads to nobody: the day and chance, without letters that look alike."""
    return f"{now:%Y%m%d}-" + "".join(secrets.choice("23456789ABCDEFGHJKMNPQRSTUVWXYZ") for _ in range(8))


class Store(ReviewStore, JobStore, DocumentStore, EvidenceStore, ReminderStore, SharingStore, Protocol):
    """Synchronous; used by one thread at a time. Raises StorageError and its children."""

    def transaction(self, patient: bool = True) -> AbstractContextManager[None]:
        """One durable commit (synchronous=FULL) around everything inside; all or nothing.

        While another process writes, it waits, or raises StorageBusy when not patient.
        """

    def savepoint(self) -> AbstractContextManager[None]:
        """One turn inside a shared transaction: rolled back alone when it fails."""

    def replies_to(self, incoming: Incoming) -> tuple[Reply, ...] | None:
        """The replies already given to this very message, or None when it is new."""

    def load(self, channel: str, sender: str, now: datetime) -> Loaded:
        """The borrower behind this sender with conversation and case; made (not yet saved) when unknown."""

    def load_borrower(self, borrower_id: str, now: datetime) -> Loaded:
        """The same by id. Raises StorageError when there is no such borrower."""

    def save_turn(self, loaded: Loaded, incoming: Incoming, outcome: Outcome, now: datetime) -> int:
        """Everything one turn changed, with its replies in the outbox; returns the transcript number of the replies.

        Raises Conflict when the conversation has another version than `loaded`.
        """

    def transcript(self, channel: str, sender: str, after: int, limit: int) -> tuple[Line, ...]:
        """The latest `limit` lines with number > `after`, oldest first."""

    def replies_due(self, channels: Sequence[str], now: datetime, limit: int) -> tuple[Due, ...]:
        """Unsent replies whose time has come, oldest first; only the first of each borrower's, so order is kept."""

    def mark_sent(self, ids: Sequence[int], now: datetime) -> None:
        """These were delivered; ids that are gone (erased meanwhile) are passed over."""

    def mark_failed(self, id: int, again_at: datetime | None, reason: str) -> None:
        """Try again at `again_at`, or never when None. `reason` is a word or two without personal content."""

    def keep_file(self, channel: str, sender: str, name: str, type: str, content: bytes, now: datetime) -> Upload:
        """Keep a file under the borrower's key (made when the sender is unknown). Raises FileTooLarge."""

    def make_file(self, borrower_id: str, name: str, type: str, content: bytes, now: datetime) -> Attachment:
        """Keep a file that we made for the borrower (an export, a letter)."""

    def open_file(self, channel: str, sender: str, file_id: str) -> tuple[Attachment, bytes] | None:
        """A file of this sender's, decrypted, or None."""

    def note_reached(self, channel: str, sender: str, reached: bool, now: datetime) -> None:
        """Record that a borrower blocked us or can be written to again; nothing for one we do not know."""

    def unreachable(self, borrower_id: str) -> bool:
        """Whether this borrower blocked us and has neither unblocked us nor written since."""

    def export_borrower(self, borrower_id: str) -> dict[str, Any]:
        """Everything stored about a borrower as plain data: identity, records, messages, flags, files, audit."""

    def erase_borrower(self, borrower_id: str, now: datetime) -> str:
        """Destroy key, rows and files; returns a receipt number."""

    def retain(self, now: datetime, days: int) -> int:
        """Erase borrowers not heard from for `days` days, and after one day those who told nothing.

        A bounded number per call, so that turns need not wait long; returns how many: call again until 0.
        """

    def counts(self) -> dict[str, int]:
        """Rows per table, for metrics; no personal content."""

    def close(self) -> None: ...
