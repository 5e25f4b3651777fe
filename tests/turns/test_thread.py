"""The turn thread: order, shared commits, and a job that fails alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import Conflict, StorageError
from bot.storage.base import Store
from bot.storage.sqlite import SqliteStore
from bot.turns.thread import TurnThread


@pytest.fixture
def thread(tmp_path: Path) -> Iterator[TurnThread]:
    """A turn thread over a real database."""
    made = TurnThread(lambda: SqliteStore(tmp_path / "t.db", bytes(32), tmp_path / "files"))
    made.start()
    yield made
    made.stop()


def _begun(thread: TurnThread) -> threading.Event:
    """Keep the thread busy until the event is set, so that what follows queues up."""
    go = threading.Event()
    thread.submit(lambda _store: go.wait(5))
    return go


def test_jobs_run_in_the_order_they_came(thread: TurnThread) -> None:
    """Order per borrower follows from one queue."""
    seen: list[int] = []
    go = _begun(thread)
    jobs = [thread.submit(lambda _store, n=n: seen.append(n)) for n in range(100)]
    go.set()
    for job in jobs:
        job.result(5)

    assert seen == list(range(100))


def test_waiting_jobs_share_a_commit(tmp_path: Path) -> None:
    """What queues up while the thread works is committed together."""
    commits: list[int] = []

    class Counting(SqliteStore):
        def transaction(self):  # type: ignore[no-untyped-def]
            commits.append(1)
            return super().transaction()

    thread = TurnThread(lambda: Counting(tmp_path / "t.db", bytes(32), tmp_path / "files"))
    thread.start()
    go = _begun(thread)
    before = len(commits)
    jobs = [thread.submit(lambda store: store.counts()) for _ in range(60)]
    go.set()
    for job in jobs:
        job.result(5)
    thread.stop()

    assert len(commits) - before <= 2


def test_a_failing_job_fails_alone(thread: TurnThread) -> None:
    """One job's error reaches its own caller; its neighbours in the same commit are kept."""
    go = _begun(thread)
    bad = thread.submit(lambda _store: 1 / 0)
    good = thread.submit(lambda store: store.counts())
    go.set()

    assert isinstance(good.result(5), dict)
    with pytest.raises(ZeroDivisionError):
        bad.result(5)


def test_a_lost_race_runs_once_more(thread: TurnThread) -> None:
    """A Conflict is answered by running the job again, once."""
    tries: list[int] = []

    def lose_once(_store: Store) -> str:
        tries.append(1)
        if len(tries) == 1:
            raise Conflict
        return "saved"

    def lose(_store: Store) -> None:
        raise Conflict

    assert thread.submit(lose_once).result(5) == "saved"
    with pytest.raises(Conflict):
        thread.submit(lose).result(5)


def test_a_store_that_cannot_open_stops_the_start(tmp_path: Path) -> None:
    """What opening the store raises is raised by start."""

    def refuse() -> Store:
        raise StorageError("no disk")

    with pytest.raises(StorageError, match="no disk"):
        TurnThread(refuse).start()


def test_stopping_finishes_what_waits(tmp_path: Path) -> None:
    """Jobs queued before stop are done before the store closes."""
    thread = TurnThread(lambda: SqliteStore(tmp_path / "t.db", bytes(32), tmp_path / "files"))
    thread.start()
    jobs = [thread.submit(lambda store: store.counts()) for _ in range(200)]
    thread.stop()

    assert all(job.done() for job in jobs)
