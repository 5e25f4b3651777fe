"""Reminders come when their day has come, once, through restarts, and to nobody who must not get one."""

from __future__ import annotations

import asyncio
import itertools
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import app
from bot.model import Flag, Incoming, Reply
from bot.settings import Settings
from bot.storage.sqlite import SqliteStore
from bot.turns import reminders, turn
from bot.turns.talk import HouseTalk
from bot.turns.thread import TurnThread

HOUSE = app.house(Settings())
KEY = bytes(32)
ROOT = Path(__file__).parents[2]
STORY = "微粒贷逾期了，这一周催收天天打二十多个电话，还打给我爸妈，昨天下午三点又打到我单位座机上找领导"
BEGAN = datetime(2026, 11, 22, 10, 0, tzinfo=app.CHINA)
FIRST = datetime(2026, 11, 24, 10, 0, tzinfo=app.CHINA)  # two days after the plan, for its first steps
WHEN = [0, 4, 28]  # days after FIRST on which a plan of which nothing is done is spoken of

_ids = itertools.count()


def opened(folder: Path) -> SqliteStore:
    """The store as a fresh process opens it; web is a channel that borrowers come back to."""
    return SqliteStore(folder / "talk.db", KEY, folder / "files", ("web",))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = opened(tmp_path)
    yield made
    made.close()


def say(store: SqliteStore, text: str, at: datetime, channel: str = "telegram", choice: tuple[str, ...] = ()) -> None:
    """One message of a borrower."""
    with store.transaction():
        turn.run(HOUSE, store, Incoming(channel, "u1", f"m{next(_ids)}", at, text, choice), at)


def begun(store: SqliteStore, channel: str = "telegram") -> str:
    """A borrower with a plan; their id."""
    for text, choice in ((STORY, ()), ("", ("agreed",)), ("", ("none",)), ("", ("right",))):
        say(store, text, BEGAN, channel, choice)
    return store.load(channel, "u1", BEGAN).borrower_id


def come(store: SqliteStore, at: datetime) -> tuple[Reply, ...]:
    """Everything that is said unasked at a time."""
    said: list[Reply] = []
    with store.transaction():
        while (fired := reminders.fire(HOUSE, store, at)) is not None:
            said += fired[1]
    return tuple(said)


def days(store: SqliteStore, count: int, start: datetime = FIRST) -> list[datetime]:
    """The days, of so many, on which something is said."""
    every = (start + timedelta(days=day) for day in range(count))
    return [day for day in every if come(store, day)]


def test_a_clock_that_moves_and_restarts_in_between(tmp_path: Path) -> None:
    """Each reminder comes on its day, though the process ends after every one; no day brings two."""
    said = []
    store = opened(tmp_path)
    begun(store)
    store.close()
    for day in range(45):
        for hours in (0, 3):
            store = opened(tmp_path)
            said += [day] * len(come(store, FIRST + timedelta(days=day, hours=hours)))
            store.close()
    assert said == WHEN


def test_nothing_on_a_locked_screen_says_what_it_is_about(store: SqliteStore) -> None:
    """No line of any reminder names a debt, a lender, collection or an authority."""
    begun(store)
    telling = ("债", "贷", "欠", "催", "还款", "逾期", "投诉", "派出所", "12378", "法院", "报案")
    texts = [reply.text for day in range(60) for reply in come(store, FIRST + timedelta(days=day))]
    assert len(texts) >= 4
    assert [(text, word) for text in texts for word in telling if word in text] == []


def test_an_open_question_is_not_sent_to_a_phone_again(store: SqliteStore) -> None:
    """With a question open the reminder alone is sent, its buttons work, and the question stays open."""
    begun(store)
    say(store, "记一笔", BEGAN)
    (reply,) = come(store, FIRST)
    assert reply.kind == "notice"
    assert [choice.id for choice in reply.choices] == ["/plan", "/quiet"]
    say(store, "", FIRST, choice=("/quiet",))
    assert store.load("telegram", "u1", FIRST).case.value("plan", "quiet") is True
    assert store.load("telegram", "u1", FIRST).conversation.stack


def test_nobody_is_woken(store: SqliteStore) -> None:
    """Between ten at night and eight in the morning a reminder waits for ten o'clock."""
    begun(store)
    assert come(store, FIRST.replace(hour=23)) == ()
    assert come(store, FIRST.replace(hour=3) + timedelta(days=1)) == ()
    assert come(store, FIRST.replace(hour=9, minute=59) + timedelta(days=1)) == ()
    assert len(come(store, FIRST + timedelta(days=1))) == 1


def test_stop_and_start(store: SqliteStore) -> None:
    """停止提醒 ends them at once, 打开提醒 begins them again."""
    begun(store)
    say(store, "停止提醒", BEGAN)
    assert days(store, 20) == []
    say(store, "打开提醒", FIRST + timedelta(days=20))
    assert days(store, 20, FIRST + timedelta(days=21)) != []


def test_a_person_who_writes_is_not_interrupted(store: SqliteStore) -> None:
    """While a moderator holds the talk nothing comes; after that it does."""
    who = begun(store)
    with store.transaction():
        store.hold(who, FIRST + timedelta(days=1, hours=1))
    assert days(store, 2) == []
    with store.transaction():
        store.hold(who, None)
    assert days(store, 3, FIRST + timedelta(days=2)) != []


@pytest.mark.parametrize("how", ["muted", "paused", "blocked", "erased"])
def test_who_must_not_be_written_to_is_not(store: SqliteStore, how: str) -> None:
    """Muted, resting, blocked or gone: nothing is said, and nothing breaks."""
    who = begun(store)
    with store.transaction():
        if how == "muted":
            store.mute(who, FIRST + timedelta(days=90))
        elif how == "blocked":
            store.note_reached("telegram", "u1", False, BEGAN)
        elif how == "erased":
            store.erase_borrower(who, BEGAN)
    if how == "paused":
        say(store, "暂停", BEGAN)
    assert days(store, 30) == []


def test_who_comes_back_is_reminded_again(store: SqliteStore) -> None:
    """After a pause or a block the next message begins the reminders anew."""
    begun(store)
    say(store, "暂停", BEGAN)
    assert days(store, 3) == []
    say(store, "我回来了", FIRST + timedelta(days=3))
    assert days(store, 3, FIRST + timedelta(days=4)) != []


def test_care_comes_before_dates(store: SqliteStore) -> None:
    """Days after danger to life nobody is asked about a step, but once how they are."""
    who = begun(store)
    with store.transaction():
        store.raise_flag(who, Flag("self_harm", "P0", "test"), FIRST - timedelta(hours=20))
    first = come(store, FIRST)
    assert "12356" in first[0].text
    assert "步" not in first[0].text
    assert come(store, FIRST + timedelta(days=1)) == ()


def test_web_shows_one_until_the_borrower_looks(store: SqliteStore) -> None:
    """Where borrowers have to come and look, unread reminders do not pile up; the one stands in the transcript."""
    begun(store, "web")
    assert len(days(store, 30)) == 1
    assert store.transcript("web", "u1", 0, 1)[0].replies[0].kind == "notice"
    say(store, "计划", FIRST + timedelta(days=30), "web")
    assert len(days(store, 20, FIRST + timedelta(days=31))) >= 1


def test_telegram_gets_it_through_the_outbox(store: SqliteStore) -> None:
    """Where we can write, the reminder waits to be sent like every reply."""
    begun(store)
    with store.transaction():
        store.mark_sent([due.id for due in store.replies_due(["telegram"], BEGAN, 100)], BEGAN)
        for due in iter(lambda: store.replies_due(["telegram"], BEGAN, 1), ()):
            store.mark_sent([due[0].id], BEGAN)
    come(store, FIRST)
    (due,) = store.replies_due(["telegram"], FIRST, 10)
    assert "第" in due.replies[0].text or "步" in due.replies[0].text


def test_two_processes_say_it_once(tmp_path: Path) -> None:
    """Two stores on one file look at the same moment: one says it, the other finds nothing."""
    one, other = opened(tmp_path), opened(tmp_path)
    begun(one)
    assert len(come(one, FIRST)) + len(come(other, FIRST)) == 1
    one.close()
    other.close()


def test_everything_is_in_the_export(store: SqliteStore) -> None:
    """What is kept for reminders is shown to whom it belongs."""
    who = begun(store)
    come(store, FIRST)
    kept = store.export_borrower(who)["reminder"]
    assert kept["due_at"]
    assert kept["said"]


async def test_an_open_page_shows_it_as_it_comes(tmp_path: Path) -> None:
    """The runner says what is due, and whoever watches the talk hears of it; a second round says nothing."""
    store = opened(tmp_path)
    begun(store, "web")
    newest = store.transcript("web", "u1", 0, 1)[-1].number
    store.close()
    thread = TurnThread(lambda: opened(tmp_path))
    thread.start()
    talk = HouseTalk(HOUSE, thread, lambda: FIRST)
    watching = talk.watch("web", "u1")
    seen = asyncio.ensure_future(anext(watching))
    said: list[int] = []
    running = asyncio.create_task(reminders.Reminders(talk, lambda: FIRST, lambda: said.append(1), 0.05).run())
    try:
        async with asyncio.timeout(20):
            assert await seen > newest
        await asyncio.sleep(0.3)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await watching.aclose()
        thread.stop()
    assert said == [1]


CHILD = """
import sys
from pathlib import Path
from tests.turns.test_reminders import FIRST, HOUSE, opened
from bot.turns import reminders
store = opened(Path(sys.argv[1]))
with store.transaction():
    fired = reminders.fire(HOUSE, store, FIRST)
    if sys.argv[2] == "inside":
        print("inside", flush=True)
        sys.stdin.read()
print("after", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("place", ["inside", "after"])
def test_a_kill_loses_and_doubles_nothing(tmp_path: Path, place: str) -> None:
    """kill -9 before the commit: said after the restart. After it: said, and not again."""
    store = opened(tmp_path)
    begun(store)
    store.close()
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path), place],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True,
    )  # fmt: skip
    with child:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == place
        child.kill()
    store = opened(tmp_path)
    again = len(come(store, FIRST + timedelta(minutes=5)))
    said = [line for line in store.transcript("telegram", "u1", 0, 1000) if line.incoming is None]
    unasked = [line for line in said if line.replies[0].kind == "notice" and "步" in line.replies[0].text]
    store.close()
    assert again == (1 if place == "inside" else 0)
    assert len(unasked) == 1
