"""The store's verbs for what borrowers let others count: collectors' numbers and platforms, never who said so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


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


class SharingStore(Protocol):
    """Numbers are kept and compared as keyed hashes only."""

    def share(self, borrower_id: str, shared: Shared) -> None:
        """Put this in place of all that the borrower shared before."""

    def number_counts(self, number: str) -> Counts: ...

    def platform_counts(self, platform: str) -> Counts: ...
