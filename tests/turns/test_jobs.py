"""Slow work: done once, said once, tried again when it fails, and never lost in a crash."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import app
from bot.model import Choice, Conversation, Incoming, Job, Reply
from bot.settings import Settings
from bot.storage.base import Outcome, Store
from bot.storage.sqlite import SqliteStore
from bot.turns import jobs
from bot.turns.house import House
from bot.turns.talk import HouseTalk
from bot.turns.thread import TurnThread
from bot.turns.work import Made, MadeFile, Work

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=app.CHINA)
HOUSE = app.house(Settings())


class Shout(Work):
    """Makes a file of the words, louder; fails as often as told."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures

    def gather(self, store: Store, borrower_id: str, args: Mapping[str, str], now: datetime) -> Any:
        return args["words"]

    def make(self, material: Any) -> Made:
        if self.failures:
            self.failures -= 1
            raise ValueError(material)
        content = str(material).upper().encode()
        return Made((Reply("做好了。"),), (MadeFile("loud.txt", "text/plain", content),))


def house(work: Work) -> House:
    return replace(HOUSE, works={"shout": work})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore(tmp_path / "t.db", bytes(32), tmp_path / "files", ("web",))
    yield made
    made.close()


def ask_for(store: Store, words: str = "louder", channel: str = "web", id: str = "m1") -> str:
    """A turn that leaves one job; the borrower's id."""
    loaded = store.load(channel, "u1", NOW)
    outcome = Outcome(Conversation(), replies=(Reply("稍等。"),), jobs=(Job("shout", {"words": words}),))
    store.save_turn(loaded, Incoming(channel, "u1", id, NOW, words), outcome, NOW)
    return loaded.borrower_id


def run(store: Store, built: House, who: str, now: datetime = NOW) -> tuple[Reply, ...]:
    return jobs.run_waiting(built, lambda job: job(store), lambda: now, who)


def test_a_job_hands_out_its_file_once(store: SqliteStore) -> None:
    """What was made stands in the transcript with its file, and the job is gone."""
    who = ask_for(store)

    said = run(store, house(Shout()), who)

    opened = store.open_file("web", "u1", said[0].files[0].file_id)
    assert opened is not None
    assert (opened[0].name, opened[1]) == ("loud.txt", b"LOUDER")
    assert store.transcript("web", "u1", 0, 9)[-1].replies == said
    assert run(store, house(Shout()), who) == ()
    assert store.counts()["job"] == 0


def test_what_was_asked_stays_answerable(store: SqliteStore) -> None:
    """A page shows the choices of the last reply alone, so a result brings along those of the open question."""
    loaded = store.load("web", "u1", NOW)
    question = Reply("原话还记得吗？", (Choice("/skip", "跳过"), Choice("/menu", "菜单")), kind="question")
    outcome = Outcome(Conversation(), replies=(question,), jobs=(Job("shout", {"words": "louder"}),))
    store.save_turn(loaded, Incoming("web", "u1", "m1", NOW, "louder"), outcome, NOW)

    said = run(store, house(Shout()), loaded.borrower_id)

    assert [choice.id for choice in said[-1].choices] == ["/skip", "/menu"]


def test_a_job_that_fails_is_tried_again_later(store: SqliteStore) -> None:
    """A failed try waits for a pause, then counts as if it were the first."""
    who, built = ask_for(store), house(Shout(failures=1))

    assert run(store, built, who) == ()
    assert run(store, built, who, NOW + timedelta(seconds=1)) == ()
    assert [reply.text for reply in run(store, built, who, NOW + timedelta(minutes=1))] == ["做好了。"]


def test_a_job_that_never_works_ends_with_a_calm_sentence(store: SqliteStore, caplog: pytest.LogCaptureFixture) -> None:
    """After the last try the borrower is told, and no log holds what the job was about."""
    who, built = ask_for(store, "my words"), house(Shout(failures=99))

    said = [run(store, built, who, NOW + timedelta(hours=hour)) for hour in range(jobs.MOST_TRIES)]

    assert said[:-1] == [()] * (jobs.MOST_TRIES - 1)
    assert [reply.text for reply in said[-1]] == [HOUSE.phrase("job_failed", "zh_Hans")]
    assert "my words" not in caplog.text
    assert store.counts()["job"] == 0


def test_a_claimed_job_is_nobody_elses_until_its_lease_ends(store: SqliteStore) -> None:
    """Two processes never do the same job; after a crash it is offered again."""
    ask_for(store)

    first = jobs.take(house(Shout()), store, NOW)
    assert first is not None
    assert jobs.take(house(Shout()), store, NOW + jobs.LEASE / 2) is None
    again = jobs.take(house(Shout()), store, NOW + jobs.LEASE)

    assert isinstance(first, jobs.Taken)
    assert isinstance(again, jobs.Taken)
    assert (again.job.id, again.job.tries) == (first.job.id, 2)


def test_a_result_that_comes_second_says_nothing(store: SqliteStore) -> None:
    """A process that was slower than its lease finds the job done and leaves no trace."""
    who, built = ask_for(store), house(Shout())
    slow = jobs.take(built, store, NOW)
    assert isinstance(slow, jobs.Taken)
    made = jobs.make(built, slow)
    assert run(store, built, who, NOW + jobs.LEASE)

    assert jobs.keep(built, store, slow.job, made, NOW + jobs.LEASE) == ()
    assert store.counts()["file"] == 1


def test_a_job_whose_process_always_dies_is_given_up(store: SqliteStore) -> None:
    """Work that takes its process along is not begun for ever."""
    who, built = ask_for(store), house(Shout())
    for turn in range(jobs.MOST_TRIES):
        assert jobs.take(built, store, NOW + turn * jobs.LEASE) is not None

    said = run(store, built, who, NOW + jobs.MOST_TRIES * jobs.LEASE)

    assert [reply.text for reply in said] == [HOUSE.phrase("job_failed", "zh_Hans")]


def test_an_unknown_kind_of_work_fails_like_any_other(store: SqliteStore) -> None:
    """A job that an upgrade left behind ends in the same calm way."""
    who, built = ask_for(store), replace(HOUSE, works={})

    said = [run(store, built, who, NOW + timedelta(hours=hour)) for hour in range(jobs.MOST_TRIES)]

    assert said[-1][0].kind == "notice"


def test_an_erased_borrower_takes_the_jobs_along(store: SqliteStore) -> None:
    """Nothing of an erased borrower waits to be made."""
    who = ask_for(store)
    store.erase_borrower(who, NOW)

    assert jobs.take(house(Shout()), store, NOW) is None


def test_an_export_holds_what_waits_to_be_made(store: SqliteStore) -> None:
    """A job's arguments are the borrower's own and are shown to them."""
    who = ask_for(store, "mine")

    assert [job["words"] for job in store.export_borrower(who)["jobs"]] == ["mine"]


async def test_the_runner_says_results_while_turns_go_on(tmp_path: Path) -> None:
    """A job left by a turn is done in the background; whoever watches the talk hears of it."""
    thread = TurnThread(lambda: SqliteStore(tmp_path / "t.db", bytes(32), tmp_path / "files", ()))
    thread.start()
    talk = HouseTalk(house(Shout()), thread, lambda: NOW)
    told = asyncio.Event()
    runner = jobs.Jobs(talk, lambda: NOW, told.set, poll_seconds=60)
    running = asyncio.create_task(runner.run())
    try:
        await talk.ask(lambda store: ask_for(store, channel="telegram"))
        runner.wake()
        async with asyncio.timeout(20):
            await told.wait()
        due = await talk.ask(lambda store: store.replies_due(("telegram",), NOW, 9))
        lines = await talk.transcript("telegram", "u1")
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        thread.stop()

    assert [reply.text for reply in due[0].replies] == ["稍等。"]
    assert lines[-1].replies[0].files[0].name == "loud.txt"
