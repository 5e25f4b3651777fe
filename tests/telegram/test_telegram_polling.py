"""Fetching updates: confirmed when committed, broken ones dropped, and only one process at a time."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest

from bot.channels.telegram import polling as polls
from bot.channels.telegram.account import AnotherReads
from bot.errors import SettingError, StorageError
from bot.turns.house import House
from tests.telegram.emulator import Emulator
from tests.telegram.living import Living, build, polling, sending
from tests.telegram.people import Person


async def test_a_second_process_says_so_and_stops(
    server: Emulator, house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two with the same token the newer one stops with one line; the older one goes on answering."""
    monkeypatch.setattr(polls, "SECOND_BEFORE", 0.6)
    monkeypatch.setattr(polls, "GIVE_WAY", 0.1)
    first, second = (build(server, house, tmp_path / name) for name in "ab")
    async with polling(first), sending(second):
        person = Person(server)
        person.says("/start")
        await person.asked()
        await asyncio.sleep(0.7)
        with pytest.raises(AnotherReads) as stopped:
            async with asyncio.timeout(10):
                await second.door.poll()
        person.says("可以")
        await person.asked()

        assert "\n" not in str(stopped.value)
        assert "Another process already reads" in str(stopped.value)
        assert not (first.poller and first.poller.done())


async def test_a_wrong_token_stops_with_one_line(server: Emulator, house: House, tmp_path: Path) -> None:
    """A token that Telegram does not know names the variable to mend, and not the token."""
    server.token = "1:other"
    living = build(server, house, tmp_path)
    server.token = "2:other"
    async with sending(living):
        with pytest.raises(SettingError) as stopped:
            async with asyncio.timeout(10):
                await living.door.poll()

    assert "TELEGRAM_TOKEN" in str(stopped.value)
    assert "1:other" not in str(stopped.value)


async def test_what_cannot_be_read_costs_nobody_else(
    bot: Living, server: Emulator, person: Person, caplog: pytest.LogCaptureFixture
) -> None:
    """A malformed update is dropped, with nothing of it in the log, and the next one is answered."""
    with caplog.at_level(logging.DEBUG):
        server.world.queue.append({"update_id": 1, "message": {"text": "秘密", "chat": 5}})
        server.world.queue.append({"update_id": 2, "a_kind_of_next_year": {"text": "秘密"}})
        server.world.last_update = 10
        person.says("/start")
        await person.asked()

    assert "秘密" not in caplog.text
    assert len(await bot.stored(person.id)) == 1
    server.faults.clear()  # the emulator rightly complains of what this test slipped in


async def test_an_update_is_confirmed_only_when_it_is_committed(
    bot: Living, server: Emulator, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the store cannot take a message Telegram keeps it; then it is answered once."""
    person.says("/start")
    await person.asked()
    working, refused = bot.talk.turn, list[int]()

    async def busy(incoming: object) -> object:
        refused.append(1)
        if len(refused) < 3:
            raise StorageError
        return await working(incoming)  # type: ignore[arg-type]

    monkeypatch.setattr(polls, "AGAIN_AFTER", 0.05)
    monkeypatch.setattr(bot.talk, "turn", busy)
    update = person.says("可以")
    await person.until(lambda: len(refused) == 2)
    waiting = [u["message"]["message_id"] for u in server.world.queue]
    await person.asked()

    assert waiting == [update["message_id"]]
    assert len(refused) == 3


async def test_a_slow_file_holds_up_nobody_else(bot: Living, server: Emulator, person: Person) -> None:
    """While one borrower's file is fetched others are answered, and Telegram keeps the slow one's update."""
    gate = asyncio.Event()
    working = bot.talk.keep_file

    async def slow(*arguments: object) -> object:
        await gate.wait()
        return await working(*arguments)  # type: ignore[arg-type]

    bot.talk.keep_file = slow  # type: ignore[method-assign,assignment]
    person.document("a.pdf", "application/pdf", b"%PDF")
    await person.until(lambda: server.made("getFile"))
    other = Person(server, 888000)
    other.says("/start")
    await other.asked()

    assert len(await bot.stored(person.id)) == 0
    assert server.world.queue[0]["message"]["chat"]["id"] == person.id
    gate.set()
    await person.asked()


async def test_polling_goes_on_when_telegram_is_back(
    server: Emulator, house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Losing the network is waited out."""
    monkeypatch.setattr(polls, "PAUSES", (0.05,))
    server.down = True
    async with polling(build(server, house, tmp_path)):
        person = Person(server)
        person.says("/start")
        await asyncio.sleep(0.3)
        server.down = False
        await person.asked()


async def test_our_own_mistake_over_an_update_is_let_go_the_third_time(
    bot: Living, server: Emulator, person: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A message that our code stumbles over is tried three times, logged without its words, and blocks nothing."""

    async def stumble(*_: object, **__: object) -> None:
        raise ValueError("秘密")

    desk = await bot.door.desk()
    monkeypatch.setattr(polls, "AGAIN_AFTER", 0.02)
    monkeypatch.setattr(desk.reception._edits, "_explain", stumble)
    person.edits(person.chat.add(person.user, {"text": "秘密"}), "秘密的")
    person.says("/start")
    await person.asked()
    await person.until(lambda: caplog.text.count("was not handled: ValueError") == 3)

    assert "秘密" not in caplog.text
