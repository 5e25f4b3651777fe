"""The outbox against a real store: order, retries, giving up, waking, and nothing personal in the log."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.errors import DeliveryError, StorageError
from bot.model import Conversation, Incoming, Reply
from bot.outbox import AT_ONCE, LONGEST_PAUSE, Outbox
from bot.storage.base import Outcome, Store
from bot.storage.sqlite import SqliteStore

START = datetime(2026, 11, 23, 16, 30, tzinfo=UTC)


class Channel:
    """A channel that writes down what it was given, and fails as it is told."""

    def __init__(self) -> None:
        self.given: dict[str, list[str]] = defaultdict(list)
        self.fails: list[BaseException] = []
        self.hold: dict[str, asyncio.Event] = {}
        self.under_way = self.most_under_way = 0

    async def deliver(self, address: str, replies: Sequence[Reply]) -> None:
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            await (self.hold[address].wait() if address in self.hold else asyncio.sleep(0))
            if self.fails:
                raise self.fails.pop(0)
            self.given[address] += [reply.text for reply in replies]
        finally:
            self.under_way -= 1


class House:
    """A store on a file, a clock that stands until it is set, and one outbox."""

    def __init__(self, store: SqliteStore, **options: Any) -> None:
        self.store, self.now, self.channel, self.numbers = store, START, Channel(), iter(range(10_000))
        self.broken = 0
        self.outbox = Outbox(self.ask, {"telegram": self.channel}, lambda: self.now, poll_seconds=0.01, **options)

    async def ask(self, job: Callable[[Store], Any]) -> Any:
        await asyncio.sleep(0)
        if self.broken:
            self.broken -= 1
            raise StorageError("locked")
        return job(self.store)

    def reply(self, address: str, text: str) -> None:
        """Store one turn whose reply waits."""
        incoming = Incoming("telegram", address, str(next(self.numbers)), self.now)
        outcome = Outcome(Conversation(), replies=(Reply(text),))
        self.store.save_turn(self.store.load("telegram", address, self.now), incoming, outcome, self.now)

    async def until(self, done: Callable[[], bool]) -> None:
        """Let the outbox work until it is done; a test that never gets there fails instead of hanging."""
        async with asyncio.timeout(10):
            while not done():
                await asyncio.sleep(0.001)

    @property
    def waiting(self) -> list[tuple[int, Any, str]]:
        return self.store.rows("SELECT tries, due_at, reason FROM outbox ORDER BY made_at, number").fetchall()


@asynccontextmanager
async def running(house: House) -> AsyncIterator[None]:
    """The outbox at work; cancelled at the end, as at shutdown."""
    task = asyncio.create_task(house.outbox.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def test_replies_are_sent_in_order_and_marked(store: SqliteStore) -> None:
    """Everything that waits reaches its address once, in the order in which it was said."""
    house = House(store)
    for n in range(5):
        for address in ("甲", "乙"):
            house.reply(address, f"{n}")
    async with running(house):
        await house.until(lambda: not house.waiting)
    assert house.channel.given == {"甲": ["0", "1", "2", "3", "4"], "乙": ["0", "1", "2", "3", "4"]}


async def test_wake_sends_at_once(store: SqliteStore) -> None:
    """With a poll that never comes, a wake alone sends the new reply."""
    house = House(store)
    house.outbox._poll_seconds = 3600.0
    async with running(house):
        await asyncio.sleep(0.02)
        house.reply("甲", "来了")
        house.outbox.wake()
        await house.until(lambda: house.channel.given["甲"] == ["来了"] and not house.waiting)
    assert house.channel.given["甲"] == ["来了"]


async def test_failed_reply_goes_out_later_and_before_the_next(store: SqliteStore) -> None:
    """After a failure that may pass, the reply is tried again when its pause ends, and the next one waits for it."""
    house = House(store)
    house.reply("甲", "先")
    house.reply("甲", "后")
    house.channel.fails = [DeliveryError("no line", retryable=True)]
    async with running(house):
        await house.until(lambda: house.waiting[0][0] == 1)
        assert not house.channel.given
        house.now += timedelta(seconds=3)
        await house.until(lambda: not house.waiting)
    assert house.channel.given["甲"] == ["先", "后"]


async def test_platform_says_how_long_to_wait(store: SqliteStore) -> None:
    """A rate limit's own pause is kept when it is longer than ours."""
    house = House(store)
    house.reply("甲", "你好")
    house.channel.fails = [DeliveryError("slow down", retryable=True, retry_after=90)]
    async with running(house):
        await house.until(lambda: house.waiting[0][0] == 1)
    ((_, due_at, reason),) = house.waiting
    assert (due_at, reason) == ((START + timedelta(seconds=90)).timestamp() * 1_000_000, "failed")


async def test_pauses_grow_up_to_a_limit(store: SqliteStore) -> None:
    """Each failure doubles the pause, never beyond the longest; the reply stays in the outbox."""
    house = House(store)
    house.reply("甲", "你好")
    house.channel.fails = [DeliveryError(retryable=True) for _ in range(14)]
    pauses = []
    async with running(house):
        for tries in range(1, 15):
            await house.until(lambda tries=tries: house.waiting[0][0] == tries)
            due_at = datetime.fromtimestamp(house.waiting[0][1] / 1_000_000, UTC)
            pauses.append(due_at - house.now)
            house.now = due_at
        await house.until(lambda: not house.waiting)
    assert pauses[:3] == [timedelta(seconds=2), timedelta(seconds=4), timedelta(seconds=8)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE


async def test_refused_reply_is_given_up_and_the_next_goes_out(store: SqliteStore) -> None:
    """When trying again cannot help, the reply is marked with a reason and does not block what follows."""
    house = House(store)
    house.reply("甲", "先")
    house.channel.fails = [DeliveryError("blocked", retryable=False)]
    house.reply("甲", "后")
    async with running(house):
        await house.until(lambda: house.channel.given["甲"] == ["后"] and len(house.waiting) == 1)
    assert house.waiting == [(1, None, "refused")]


async def test_old_reply_is_given_up(store: SqliteStore) -> None:
    """A reply that could not be sent for days is not sent any more."""
    house = House(store)
    house.reply("甲", "昨天的建议")
    house.now += timedelta(days=3)
    house.channel.fails = [DeliveryError(retryable=True)]
    async with running(house):
        await house.until(lambda: house.waiting[0][0] == 1)
    assert house.waiting == [(1, None, "failed")]


async def test_bug_in_a_channel_stops_nobody(store: SqliteStore, caplog: pytest.LogCaptureFixture) -> None:
    """An unexpected error counts as a failed try; others are served; the log names neither people nor words."""
    house = House(store)
    house.channel.fails = [ValueError("给测试用户的信")]
    house.reply("测试用户甲", "给你的信")
    house.reply("测试用户乙", "给你的信")
    async with running(house):
        await house.until(lambda: len(house.channel.given) == 1 and len(house.waiting) == 1)
    assert house.waiting[0][2] == "ValueError"
    assert "ValueError" in caplog.text
    assert [word for word in ("测试用户", "信", "甲") if word in caplog.text] == []


async def test_one_slow_address_holds_up_nobody_else(store: SqliteStore) -> None:
    """While one delivery hangs, replies to others go out, and the number under way is bounded."""
    house = House(store)
    house.channel.hold["慢"] = asyncio.Event()
    house.reply("慢", "一")
    house.reply("慢", "二")
    for n in range(3 * AT_ONCE):
        house.reply(str(n), "好")
    async with running(house):
        await house.until(lambda: len(house.waiting) == 2)
        assert house.channel.given["慢"] == []
        house.channel.hold["慢"].set()
        await house.until(lambda: not house.waiting)
    assert house.channel.given["慢"] == ["一", "二"]
    assert all(given == ["好"] for address, given in house.channel.given.items() if address != "慢")
    assert 1 < house.channel.most_under_way <= AT_ONCE


async def test_store_that_fails_for_a_while_doubles_nothing(store: SqliteStore) -> None:
    """When marking fails after a delivery, the mark is made later and the reply is not sent again."""
    house = House(store)
    house.channel.hold["甲"] = asyncio.Event()
    house.reply("甲", "一次")
    async with running(house):
        await house.until(lambda: house.channel.under_way == 1)
        house.broken = 3
        house.channel.hold["甲"].set()
        await house.until(lambda: not house.waiting)
    assert house.channel.given["甲"] == ["一次"]


async def test_shutdown_marks_what_was_delivered(store: SqliteStore) -> None:
    """Cancelled right after a delivery, the outbox still marks it, so the next start does not send it again."""
    house = House(store)
    house.outbox._poll_seconds = 3600.0
    house.reply("甲", "一次")
    async with running(house):
        await house.until(lambda: bool(house.outbox._sent) or not house.waiting)
    assert house.waiting == []


async def test_retention_runs_beside_sending(store: SqliteStore) -> None:
    """Borrowers not heard from for the days of retention are erased by the outbox's hourly sweep."""
    house = House(store, retention_days=180)
    for n in range(3):
        house.reply(str(n), "好")
    house.now += timedelta(days=181)
    async with running(house):
        await house.until(lambda: store.counts()["borrower"] == 0)
    assert store.counts()["audit"] == 3
