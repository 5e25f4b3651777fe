"""When to come back to a borrower's plan: worked out after a turn, and again after each reminder."""

from __future__ import annotations

from datetime import date, datetime, time

from bot.advice import nudges
from bot.advice.nudges import Nudge
from bot.advice.record import CHINA
from bot.model import Case, Conversation
from bot.storage.base import Loaded, Store
from bot.storage.base_reminders import Reminder
from bot.turns.offers import HouseOffers

HOUR = time(10, 0, tzinfo=CHINA)  # late enough for those who cannot sleep, early enough to call an office that day


def due_again(conversation: Conversation, now: datetime) -> bool:
    """Whether a turn begins the borrower's day, or ends a pause: then the day to come back is worked out again."""
    last = conversation.last_at
    return conversation.paused or not last or datetime.fromisoformat(last).date() != now.date()


def scheduled(offers: HouseOffers, store: Store, loaded: Loaded, case: Case, now: datetime) -> Reminder | None:
    """When to come back after a turn that left this case; None when nothing is to change."""
    before = store.reminder_of(loaded.borrower_id) if loaded.version else None
    said = before.said if before else {}
    day = nudges.next_day(reasons(offers, case), said, now.astimezone(CHINA).date())
    if day is None and before is None:
        return None
    return Reminder(at(day), said)


def at(day: date | None) -> datetime | None:
    """The time of day at which to write."""
    return datetime.combine(day, HOUR) if day else None


def reasons(offers: HouseOffers, case: Case) -> tuple[Nudge, ...]:
    """Every reason to write, none for a borrower who wants none or has no plan."""
    begun = case.value("plan", "since")
    if begun is None or case.value("plan", "quiet"):
        return ()
    found = nudges.nudges(offers.plan(case), date.fromisoformat(begun))
    known = case.value("outcome", "how") is not None
    return tuple(nudge for nudge in found if nudge.kind != "outcome" or not known)
