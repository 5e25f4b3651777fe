"""The store's verbs for reminders: one row per borrower that says when to look at the plan again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Reminder:
    """When to look again (None: not at all), and what was reminded of on which day (ISO) before."""

    due_at: datetime | None
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reminder whose time has come.

    `pulled`: the channel shows it when the borrower looks, so a second one before that would only pile up.
    `heard_at`: when the borrower wrote last. `danger`: a flag for danger to life was raised lately.
    """

    borrower_id: str
    reminder: Reminder
    heard_at: datetime
    pulled: bool
    danger: bool


class ReminderStore(Protocol):
    """Used inside the transaction that says the reminder, so that it is said once."""

    def next_reminder(self, now: datetime, borrower_id: str = "") -> Waiting | None:
        """The reminder that is due longest (of one borrower, when named)."""

    def reminder_of(self, borrower_id: str) -> Reminder | None: ...

    def set_reminder(self, borrower_id: str, reminder: Reminder) -> None: ...
