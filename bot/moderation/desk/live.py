"""Tells open pages that something changed, within half a second, whichever process changed it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from bot.errors import BotError
from bot.moderation import accounts, review
from bot.storage.base import Store
from bot.turns.talk import HouseTalk

LOG = logging.getLogger(__name__)
LOOK_SECONDS = 0.4  # a flag must show within a second, the page's own fetch included
PING_SECONDS = 15.0  # proxies close a quiet connection after 30 to 60
CHECK_SECONDS = 60.0  # how often an open page lengthens its lease, and its session is looked at
STREAMS = 12  # open pages per session: more than a moderator has hands for

DESK = "desk"  # the channel that open desk pages watch: nobody writes there

State = tuple[int, Mapping[int, tuple[int, int]]]


class Live:
    """One look at the store for all open pages of this process; none while no page is open."""

    def __init__(self, talk: HouseTalk, clock: Callable[[], datetime]) -> None:
        self._talk, self._clock = talk, clock
        self._pages: dict[asyncio.Event, int] = {}
        self._open: dict[str, int] = {}
        self._state: State = (0, {})
        self._task: asyncio.Task[None] | None = None
        self._awake = asyncio.Event()

    def poke(self) -> None:
        """Look now: something was done here."""
        self._awake.set()

    def full(self, session: str) -> bool:
        """True when this session has as many open pages as it may."""
        return self._open.get(session, 0) >= STREAMS

    async def stream(self, session: str, case_id: int) -> AsyncIterator[str]:
        """Events for one page: `queue` when any case changed, `case` when this one did, `bye` when the session ends."""
        page = asyncio.Event()
        self._pages[page] = case_id
        self._open[session] = self._open.get(session, 0) + 1
        if self._task is None:
            self._task = asyncio.create_task(self._watch())
        closing = asyncio.ensure_future(anext(self._talk.watch(DESK, session), None))  # ends when the house closes
        seen, checked = self._state, asyncio.get_running_loop().time()
        try:
            yield "retry: 2000\n: open\n\n"
            while not await _changed(page, closing):
                yield _events(seen, self._state, case_id)
                seen = self._state
                if asyncio.get_running_loop().time() - checked > CHECK_SECONDS:
                    checked = asyncio.get_running_loop().time()
                    if not await self._alive(session, case_id):
                        yield "event: bye\ndata: 1\n\n"
                        return
        finally:
            closing.cancel()
            self._leave(page, session)

    def _leave(self, page: asyncio.Event, session: str) -> None:
        del self._pages[page]
        self._open[session] -= 1
        if not self._open[session]:
            del self._open[session]
        if not self._pages and self._task is not None:
            self._task.cancel()
            self._task = None

    async def _alive(self, session: str, case_id: int) -> bool:
        """An open page keeps its moderator's lease, as long as the session lives."""
        now = self._clock()

        def look(store: Store) -> bool:
            found = accounts.session(store, session, now, active=False)
            if found is None:
                return False
            if case_id:
                keep_lease(store, found.staff.id, case_id, now)
            return True

        return await self._talk.ask(look)

    async def _watch(self) -> None:
        while True:
            try:
                state = await self._talk.ask(self._look)
            except BotError as error:
                LOG.error("the desk could not look: %s", type(error).__name__)
                state = self._state
            if state != self._state:
                self._state = state
                for page in self._pages:
                    page.set()
            self._awake.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._awake.wait()

    def _look(self, store: Store) -> State:
        cases = sorted({case for case in self._pages.values() if case})
        return store.pulse(), store.case_marks(cases) if cases else {}


async def _changed(page: asyncio.Event, closing: asyncio.Future[int | None]) -> bool:
    """Wait for a change, or until it is time to show a sign of life; True when the house closes."""
    waiting = asyncio.ensure_future(page.wait())
    either: set[asyncio.Future[Any]] = {waiting, closing}
    try:
        await asyncio.wait(either, timeout=PING_SECONDS, return_when=asyncio.FIRST_COMPLETED)
    finally:
        waiting.cancel()
    page.clear()
    return closing.done()


def keep_lease(store: Store, staff_id: int, case_id: int, now: datetime) -> None:
    """Lengthen one's lease, and with it the bot's silence while a person has the word."""
    case = store.review(case_id)
    if case is None or not store.renew(case_id, staff_id, now + review.LEASE, now):
        return
    held = store.held(case.borrower_id).by_person
    if held is not None and held > now:
        store.hold(case.borrower_id, now + review.HOLD)


def _events(seen: State, state: State, case_id: int) -> str:
    said = ""
    if state[0] != seen[0]:
        said += f"event: queue\ndata: {state[0]}\n\n"
    if case_id and state[1].get(case_id) != seen[1].get(case_id):
        said += "event: case\ndata: 1\n\n"
    return said or ": still here\n\n"
