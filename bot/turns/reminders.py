"""Comes back to the plan: works out when, writes when the time has come, once, also through restarts.

A reminder is said in the transaction that moves its row on, so a crash or a second process says it no second time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.advice import nudges
from bot.advice.nudges import Nudge
from bot.advice.record import CHINA
from bot.conversation import engine, home, screens
from bot.conversation.exchange import Exchange
from bot.model import Conversation, Reply
from bot.storage.base import Loaded, Store
from bot.storage.base_reminders import Reminder, Waiting
from bot.turns import closing
from bot.turns.house import House
from bot.turns.offers import HouseOffers
from bot.turns.rounds import Rounds
from bot.turns.schedule import at, reasons

QUIET_FROM, QUIET_TO = 21, 8  # an hour before ten at night: what cannot be sent at once must not arrive later
_A_DAY = timedelta(days=1)
_CARE = timedelta(days=7)

# ---------------------------------------------------------------- saying


def fire(house: House, store: Store, now: datetime, borrower_id: str = "") -> tuple[str, tuple[Reply, ...]] | None:
    """Take the reminder that is due longest and say it if it should be said; whose it was, and what was said.

    None when nothing is due. Run it inside a transaction.
    """
    waiting = store.next_reminder(now, borrower_id)
    if waiting is None:
        return None
    with store.transaction():
        return waiting.borrower_id, _said(house, store, waiting, now)


def _said(house: House, store: Store, waiting: Waiting, now: datetime) -> tuple[Reply, ...]:
    here = now.astimezone(CHINA)
    loaded = store.load_borrower(waiting.borrower_id, now)
    if here.hour >= QUIET_FROM or here.hour < QUIET_TO:
        day = here.date() + _A_DAY if here.hour >= QUIET_FROM else here.date()
        store.set_reminder(waiting.borrower_id, replace(waiting.reminder, due_at=at(day)))
        return ()
    if store.unreachable(waiting.borrower_id) or loaded.conversation.paused or _unread(waiting):
        store.set_reminder(waiting.borrower_id, replace(waiting.reminder, due_at=None))  # the next turn begins again
        return ()
    if loaded.silence:
        store.set_reminder(waiting.borrower_id, replace(waiting.reminder, due_at=at(here.date() + _A_DAY)))
        return ()
    return _say(house, store, loaded, waiting, now)


def _unread(waiting: Waiting) -> bool:
    """Whether one still waits unseen, as far as we know, where the borrower has to come and look."""
    last = max(waiting.reminder.said.values(), default="")
    return waiting.pulled and last > waiting.heard_at.astimezone(CHINA).isoformat()


def _say(house: House, store: Store, loaded: Loaded, waiting: Waiting, now: datetime) -> tuple[Reply, ...]:
    offers = HouseOffers(house, house.speech(loaded.conversation.locale), now)
    found, today = reasons(offers, loaded.case), now.astimezone(CHINA).date()
    said = waiting.reminder.said
    together = nudges.due(found, said, today)
    what, ids = _what(together), [nudge.id for nudge in together]
    if waiting.danger and found:
        what, ids = ("", []) if _cared(said, today) else ("care", [f"care:{today.isoformat()}"])
    replies: tuple[Reply, ...] = ()
    if what:
        replies, conversation = _written(closing.exchange(house, loaded, offers, now), what, waiting.pulled)
        said = {**said, **dict.fromkeys(ids, now.astimezone(CHINA).isoformat(timespec="seconds"))}
        store.speak(loaded.borrower_id, f"remind:{today.isoformat()}", replies, now, conversation)
    day = today + _A_DAY if waiting.danger and found else nudges.next_day(found, said, today)
    store.set_reminder(loaded.borrower_id, Reminder(at(day), said))
    return replies


def _what(together: Sequence[Nudge]) -> str:
    """The screen that says these reasons: #nudge:ask:police, #nudge:several:3."""
    if len(together) > 1:
        return f"several:{len(together)}"
    return f"{together[0].kind}:{together[0].step}" if together else ""


def _cared(said: Mapping[str, str], today: date) -> bool:
    """Whether care was said in the last days; more often it would be a burden."""
    since = (today - _CARE).isoformat()
    return any(id.startswith("care:") and id > f"care:{since}" for id in said)


def _written(x: Exchange, what: str, pulled: bool) -> tuple[tuple[Reply, ...], Conversation]:
    """The reminder, its buttons beside any question that is open.

    Where the borrower comes to look, that question is asked again below it. Nothing else is sent to a phone: it may
    lie open to others, and a question says what it is about.
    """
    before = x.conversation
    text, choices = screens.screen(x, f"#nudge:{what}")
    if not before.stack:
        home.show(x, f"#nudge:{what}")
        return (Reply(text, choices, kind="notice"),), x.conversation
    aside = tuple(replace(choice, id=f"/{choice.id.removeprefix('/')}") for choice in choices)
    if not pulled:
        return (Reply(text, aside, kind="notice"),), before
    x.replies.append(Reply(text, kind="notice"))
    x.besides = aside
    done = engine.finish(x)
    return (*done.replies, done.closing), replace(done.conversation, last_at=before.last_at)


class Reminders(Rounds):
    """Says what is due; one borrower at a time, so that turns wait for no more than one."""

    POLL_SECONDS = 30.0

    async def _one(self) -> bool:
        house, now = self._talk.house, self._clock()
        found = await self._talk.ask(lambda store: fire(house, store, now))
        if found is None:
            return False
        borrower_id, replies = found
        if replies:
            await self._told(borrower_id)
        return True
