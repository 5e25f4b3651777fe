"""The store's verbs for slow work that a turn asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job that one process works on until its lease ends. `tries` counts this one."""

    id: int
    borrower_id: str
    kind: str
    args: Mapping[str, str]
    made_at: datetime
    tries: int


class JobStore(Protocol):
    """Each verb is one short statement or two."""

    def claim_job(self, now: datetime, until: datetime, borrower_id: str = "") -> Claimed | None:
        """The oldest job that is due (of one borrower, when named), not offered to anybody else before `until`."""

    def drop_job(self, id: int) -> bool:
        """The job is done with; False when somebody else finished it first."""

    def fetches(self, channel: str) -> bool:
        """Whether this channel fetches its replies from the transcript itself and shows the last one's choices."""

    def delay_job(self, id: int, again_at: datetime | None) -> None:
        """Try again at `again_at`, or never when None."""
