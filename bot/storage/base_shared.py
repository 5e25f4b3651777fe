"""The store's verbs for what borrowers let others count: collectors' numbers and platforms, never who said so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

Wish = Literal["note", "hide", "lift"]
"""Show the objection beside the counts, show no counts, or neither any more."""


@dataclass(frozen=True, slots=True)
class Shared:
    """All that one borrower shares: (normalised number, kind) and (platform id, kind) pairs; empty withdraws it."""

    numbers: frozenset[tuple[str, str]] = frozenset()
    platforms: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many different borrowers recorded it, and how many of them for each kind."""

    people: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Objection:
    """What the holder of a number, or a platform, objects to; `reason` is one of the desk's fixed list,
    `case` the review in which it was said, 0 for none.

    `granted` is None until a second person has decided.
    """

    id: int
    wish: Wish
    reason: str
    case: int
    asked_by: int
    asked_at: datetime
    granted: bool | None = None


class SharingStore(Protocol):
    """Numbers are kept and compared as keyed hashes only."""

    def share(self, borrower_id: str, shared: Shared) -> None:
        """Put this in place of all that the borrower shared before."""

    def number_counts(self, number: str) -> Counts: ...

    def platform_counts(self, platform: str) -> Counts: ...

    def ask_objection(self, subject: str, wish: Wish, reason: str, case: int, staff_id: int, now: datetime) -> int:
        """Ask to note, hide or lift; `subject` is a normalised number or platform:id, kept as a keyed hash.

        0 when something about this subject already waits for a second person.
        """

    def open_objections(self) -> tuple[Objection, ...]:
        """What nobody has decided yet, oldest first."""

    def decide_objection(self, id: int, staff_id: int, granted: bool, now: datetime, subject: str = "") -> bool:
        """The word of another person than who asked; to grant takes the same subject again. False: not decided."""

    def objection(self, subject: str) -> Objection | None:
        """What was last granted about it; None after it was lifted."""
