"""The house as channels see it: turns, transcripts, files and who watches."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from bot import app
from bot.model import Incoming
from bot.settings import Secret, Settings
from bot.storage.sqlite import SqliteStore
from bot.turns.house import House
from bot.turns.talk import SHORT_TEXT, HouseTalk
from bot.turns.thread import BATCH


@pytest.fixture
async def talk(tmp_path: Path, house: House) -> AsyncIterator[HouseTalk]:
    """A house with its turn thread over a database of its own."""
    settings = Settings(database_url=Secret(f"sqlite:///{tmp_path}/bot.db"), files_url=Secret(str(tmp_path / "files")))
    talking, thread = app.talk(settings, house)
    yield talking
    thread.stop()


def _incoming(id: str, text: str = "", sender: str = "a", choice: tuple[str, ...] = ()) -> Incoming:
    return Incoming("web", sender, id, app.clock(), text, choice)


async def test_two_messages_at_once_are_two_turns(talk: HouseTalk) -> None:
    """Messages that arrive together are answered one after the other, each once."""
    await talk.turn(_incoming("0", "你好"))
    first, second = await asyncio.gather(talk.turn(_incoming("1", "可以")), talk.turn(_incoming("2", "都没有")))

    assert "安全" in first[-1].text
    assert "一两句话" in second[-1].text
    assert [entry.message_id for entry in await talk.transcript("web", "a") if entry.direction == "in"] == [
        "0",
        "1",
        "2",
    ]


async def test_the_same_message_at_once_is_one_turn(talk: HouseTalk) -> None:
    """Ten copies of one message in flight make one turn; all get the same replies."""
    answers = await asyncio.gather(*(talk.turn(_incoming("same", "你好")) for _ in range(10)))

    assert all(answer == answers[0] for answer in answers)
    assert len(await talk.transcript("web", "a")) == 2


async def test_a_long_message_lets_no_later_one_overtake(talk: HouseTalk) -> None:
    """Short messages are answered on the event loop, long ones on the turn thread; the order is the borrower's."""
    told = "他们昨天打了我妈三个电话。" * (SHORT_TEXT // 10)
    said = [_incoming("0", "你好"), _incoming("1", told), _incoming("2", "你好呀")]
    await asyncio.gather(*(talk.turn(incoming) for incoming in said))

    assert [entry.message_id for entry in await talk.transcript("web", "a") if entry.direction == "in"] == [
        "0",
        "1",
        "2",
    ]


async def test_more_messages_than_a_commit_holds_are_all_answered(talk: HouseTalk) -> None:
    """What comes in at once and is too much for the event loop goes on to the turn thread."""
    replies = await asyncio.gather(*(talk.turn(_incoming("0", "你好", sender=str(n))) for n in range(2 * BATCH)))

    assert all(replies)


async def test_what_comes_in_a_moment_later_shares_the_commit(talk: HouseTalk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The event loop looks once more for what is on its way before it runs what has gathered."""
    commits: list[bool] = []
    whole = SqliteStore.transaction

    def counted(store: SqliteStore, patient: bool = True) -> AbstractContextManager[None]:
        commits.append(store.inside())
        return whole(store, patient)

    monkeypatch.setattr(SqliteStore, "transaction", counted)
    first = asyncio.create_task(talk.turn(_incoming("0", "你好", sender="a")))
    await asyncio.sleep(0)
    second = asyncio.create_task(talk.turn(_incoming("0", "你好", sender="b")))
    await asyncio.gather(first, second)

    assert commits.count(False) == 1


async def test_what_was_said_is_kept_when_nobody_waits_for_the_answer(talk: HouseTalk) -> None:
    """A connection that breaks while its message is on the way loses nothing."""
    asked = asyncio.create_task(talk.turn(_incoming("0", "你好")))
    await asyncio.sleep(0)
    asked.cancel()
    await asyncio.gather(asked, return_exceptions=True)

    assert len(await talk.transcript("web", "a")) == 2


async def test_a_pressed_button_reads_as_its_label(talk: HouseTalk) -> None:
    """In the transcript a choice is shown as what the button said."""
    await talk.turn(_incoming("1", "你好"))
    await talk.turn(_incoming("2", choice=("agreed",)))

    assert [entry.text for entry in await talk.transcript("web", "a") if entry.direction == "in"] == [
        "你好",
        "可以，开始",
    ]


async def test_whoever_watches_hears_of_new_lines(talk: HouseTalk) -> None:
    """A watcher gets the newest number after each turn of that borrower, and of nobody else's."""
    seen: list[int] = []

    async def watch() -> None:
        async for number in talk.watch("web", "a"):
            seen.append(number)

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0)
    await talk.turn(_incoming("1", "你好"))
    await talk.turn(_incoming("2", "你好", sender="b"))
    await talk.turn(_incoming("3", "可以"))
    await asyncio.sleep(0.01)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)

    newest = (await talk.transcript("web", "a"))[-1].number
    assert seen[-1] == newest
    assert len(seen) == 2
    assert not talk._watchers


async def test_files_belong_to_their_borrower(talk: HouseTalk) -> None:
    """A file opens for its own borrower and does not exist for another."""
    kept = await talk.keep_file("web", "a", "截图.png", "image/png", b"\x89PNG fake")

    opened = await talk.open_file("web", "a", kept.file_id)
    assert opened is not None
    assert opened[1] == b"\x89PNG fake"
    assert await talk.open_file("web", "b", kept.file_id) is None


async def test_a_house_that_closes_ends_every_watch(talk: HouseTalk) -> None:
    """Leaving ends watches, so that event streams close by themselves."""
    await talk.turn(_incoming("1", "你好"))

    async def watch() -> list[int]:
        return [number async for number in talk.watch("web", "a")]

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0)
    talk.leave()

    assert await asyncio.wait_for(watching, 2) == []
