"""What an open page is told: that something changed, whichever process changed it, and that the house closes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from bot.moderation import accounts
from bot.moderation.desk.live import STREAMS, Live
from tests.moderation.staffed import Desk
from tests.moderation.test_queue import raise_flag


async def until(stream: AsyncIterator[str], wanted: str) -> str:
    """The next part of the stream that has this in it."""
    async with asyncio.timeout(10):
        async for part in stream:
            if wanted in part:
                return part
    raise AssertionError(f"the stream ended without {wanted}")


def session(desk: Desk, name: str) -> str:
    return str(desk.moderator(name).client.cookies.get("desk"))


async def test_a_flag_of_another_process_reaches_an_open_page(desk: Desk) -> None:
    """Stored through another connection, as the Telegram process would."""
    live = Live(desk.talk, desk.clock)
    stream = live.stream(session(desk, "值班"), 0)
    await until(stream, "open")
    other = desk.open_store()
    with other.transaction():
        raise_flag(other, "甲", "P0", desk.clock())
    other.close()
    assert "event: queue" in await until(stream, "event: queue")
    await stream.aclose()  # type: ignore[attr-defined]


async def test_a_page_hears_of_its_own_case(desk: Desk) -> None:
    """A new line of this borrower's is a `case` event here, and none for another case's page."""
    mine, others = desk.needs_person("甲"), desk.needs_person("乙")
    live = Live(desk.talk, desk.clock)
    one, two = live.stream(session(desk, "甲员"), mine), live.stream(session(desk, "乙员"), others)
    await until(one, "open")
    await until(two, "open")
    live.poke()
    await until(one, "event: case")  # the first look
    desk.write("甲", "还在吗")
    live.poke()
    assert "event: case" in await until(one, "event: case")
    await one.aclose()  # type: ignore[attr-defined]
    await two.aclose()  # type: ignore[attr-defined]


async def test_streams_end_when_the_house_closes(desk: Desk) -> None:
    """So that stopping waits for no open page."""
    live = Live(desk.talk, desk.clock)
    stream = live.stream(session(desk, "值班"), 0)
    await until(stream, "open")
    waiting = asyncio.ensure_future(anext(stream, None))
    await asyncio.sleep(0)
    while not waiting.done():
        desk.talk.leave()
        await asyncio.sleep(0.01)
        if waiting.done() and waiting.result() is not None:
            waiting = asyncio.ensure_future(anext(stream, None))
    assert waiting.result() is None


async def test_one_session_has_so_many_pages(desk: Desk) -> None:
    """One more is refused, and closing one makes room."""
    live = Live(desk.talk, desk.clock)
    token = session(desk, "值班")
    streams = [live.stream(token, 0) for _ in range(STREAMS)]
    for stream in streams:
        await anext(stream)
    assert live.full(token)
    await streams[0].aclose()  # type: ignore[attr-defined]
    assert not live.full(token)
    for stream in streams[1:]:
        await stream.aclose()  # type: ignore[attr-defined]


async def test_an_open_page_keeps_the_lease_while_its_session_lives(desk: Desk) -> None:
    """And neither when the session has ended."""
    case = desk.needs_person("甲")
    worker = desk.moderator("值班")
    worker.post("/desk/next")
    live = Live(desk.talk, desk.clock)
    token = str(worker.client.cookies.get("desk"))
    for _ in range(3):
        desk.clock.pass_(minutes=9)
        assert await live._alive(token, case)
    held = desk.ask(lambda store: store.review(case))
    assert held is not None
    assert held.holder(desk.clock()) == worker.account.id
    desk.clock.now += accounts.IDLE
    assert not await live._alive(token, case)
