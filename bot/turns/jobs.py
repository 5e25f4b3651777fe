"""Runs what turns left to do: one job at a time, its result said once, also when a crash falls between.

Claimed, gathered and kept on the turn thread; made in a thread of its own, so that no turn waits for it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol, TypeVar

from bot.errors import BotError
from bot.model import Reply
from bot.storage.base import Store
from bot.storage.base_jobs import Claimed
from bot.turns.house import House
from bot.turns.rounds import Rounds
from bot.turns.work import Kept, Made

LEASE = timedelta(minutes=3)  # longer than the largest pack takes; after a crash the job is offered again that late
FIRST_PAUSE = timedelta(seconds=5)
MOST_TRIES = 4

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Ask(Protocol):
    """Runs a function with the store on the turn thread and waits for what it returns."""

    def __call__(self, job: Callable[[Store], T]) -> T: ...


@dataclass(frozen=True, slots=True)
class Taken:
    """A claimed job with what its work needs."""

    job: Claimed
    material: Any


def take(house: House, store: Store, now: datetime, borrower_id: str = "") -> Taken | Claimed | None:
    """Claim the next job and gather for it; the bare claim when that cannot be, None when nothing is due.

    A job whose process died each time is no longer begun.
    """
    job = store.claim_job(now, now + LEASE, borrower_id)
    if job is None or job.tries > MOST_TRIES:
        return job
    try:
        return Taken(job, house.works[job.kind].gather(store, job.borrower_id, job.args, now))
    except Exception as error:
        _failed(job, error)
        return job


def make(house: House, taken: Taken) -> Made | None:
    """The slow part; None when it failed. Safe to run in any thread."""
    try:
        return house.works[taken.job.kind].make(taken.material)
    except Exception as error:
        _failed(taken.job, error)
        return None


def keep(house: House, store: Store, job: Claimed, made: Made | None, now: datetime) -> tuple[Reply, ...]:
    """Say what came of a job and be done with it; nothing when somebody else was first or it is tried again."""
    if made is None and job.tries < MOST_TRIES:
        store.delay_job(job.id, now + FIRST_PAUSE * (1 << job.tries))
        return ()
    with store.transaction():
        if not store.drop_job(job.id):
            return ()
        if made is None:
            locale = store.load_borrower(job.borrower_id, now).conversation.locale
            kept = Kept((Reply(house.phrase("job_failed", locale), kind="notice"),))
        else:
            kept = house.works[job.kind].keep(store, job.borrower_id, made, now)
        replies = kept.replies if kept.conversation else _asking_still(store, job.borrower_id, kept.replies)
        store.speak(job.borrower_id, f"job:{job.id}", replies, now, kept.conversation, kept.records)
    return replies


def _asking_still(store: Store, borrower_id: str, replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
    """The replies with the choices of what was asked before them: a page shows the last ones alone."""
    channel, sender = store.address_of(borrower_id)
    if not replies or not store.fetches(channel):
        return replies
    lines = store.transcript(channel, sender, 0, 1)
    asked = next((reply for reply in reversed(lines[-1].replies) if reply.choices), None) if lines else None
    if asked is None:
        return replies
    *before, last = replies
    own = {choice.id for choice in last.choices}
    standing = tuple(choice for choice in asked.choices if choice.id not in own)
    return (*before, replace(last, choices=(*last.choices, *standing), many=asked.many))


def run_waiting(house: House, ask: Ask, clock: Callable[[], datetime], borrower_id: str) -> tuple[Reply, ...]:
    """Do one borrower's due jobs now and here, for a channel that waits for them; what they said, in order."""
    said: list[Reply] = []
    while (taken := ask(lambda store: take(house, store, clock(), borrower_id))) is not None:
        said += finish(house, ask, taken, _made(house, taken), clock())
    return tuple(said)


def finish(house: House, ask: Ask, taken: Taken | Claimed, made: Made | None, now: datetime) -> tuple[Reply, ...]:
    """Keep what was made; a result that cannot be kept counts as a failed try."""
    job = taken.job if isinstance(taken, Taken) else taken
    try:
        return ask(lambda store: keep(house, store, job, made, now))
    except BotError:
        raise
    except Exception as error:
        _failed(job, error)
        return ask(lambda store: keep(house, store, job, None, now))
    finally:
        for file in made.files if made else ():
            if isinstance(file.content, Path):
                file.content.unlink(missing_ok=True)


def _made(house: House, taken: Taken | Claimed) -> Made | None:
    return make(house, taken) if isinstance(taken, Taken) else None


def _failed(job: Claimed, error: Exception) -> None:
    # The kind of error only: its text may quote what the borrower wrote.
    _log.error("job %d (%s), try %d: %s", job.id, job.kind, job.tries, type(error).__name__)


class Jobs(Rounds):
    """Works through the jobs; woken when a turn left one."""

    POLL_SECONDS = 5.0

    async def _one(self) -> bool:
        house, now = self._talk.house, self._clock()
        taken = await self._talk.ask(lambda store: take(house, store, now))
        if taken is None:
            return False
        job = taken.job if isinstance(taken, Taken) else taken
        made = await asyncio.to_thread(_made, house, taken)
        # The turn thread answers while this one waits for it: the event loop stays free.
        if await asyncio.to_thread(finish, house, self._talk.wait, taken, made, self._clock()):
            await self._told(job.borrower_id)
        return True
