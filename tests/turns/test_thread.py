"""The turn thread: order, shared commits, and a job that fails alone."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import Conflict, StorageError
from bot.storage.base import Store
from bot.storage.sqlite import SqliteStore
from bot.turns.thread import Ending, TurnThread

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)


@pytest.fixture
def any_disk_is_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine that runs the tests."""
    monkeypatch.setattr("bot.turns.thread.QUICK_COMMIT", 60.0)


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
        def transaction(self, patient: bool = True):  # type: ignore[no-untyped-def]
            commits.append(1)
            return super().transaction(patient)

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


def test_a_lent_store_works_for_the_caller(thread: TurnThread) -> None:
    """With nobody before it a job runs on the caller's own thread, and is committed when it is back."""
    endings = thread.lend([lambda _store: threading.get_ident(), lambda store: store.inside()])  # type: ignore[attr-defined]

    assert endings == [Ending(threading.get_ident()), Ending(True)]
    assert thread.submit(lambda _store: threading.get_ident()).result(5) != threading.get_ident()


def test_a_lent_job_fails_alone(thread: TurnThread) -> None:
    """One error is one job's ending; its neighbour in the same commit is kept."""
    endings = thread.lend(
        [lambda _store: 1 / 0, lambda store: store.keep_file("web", "a", "a", "text/plain", b"1", NOW)]
    )

    assert endings is not None
    assert isinstance(endings[0].error, ZeroDivisionError)
    assert thread.submit(lambda store: store.counts()["file"]).result(5) == 1


@pytest.mark.usefixtures("any_disk_is_quick")
def test_nothing_is_lent_while_jobs_wait(thread: TurnThread) -> None:
    """Whoever was first stays first: a borrowed store would let a later message overtake."""
    go = _begun(thread)
    ran: list[str] = []

    assert thread.lend([lambda _store: ran.append("lent")]) is None
    waiting = thread.submit(lambda _store: ran.append("waited"))
    go.set()
    waiting.result(5)

    assert ran == ["waited"]
    assert thread.lend([lambda _store: ran.append("lent")]) == [Ending(None)]


@pytest.mark.usefixtures("any_disk_is_quick")
def test_nothing_is_lent_while_another_process_writes(thread: TurnThread, tmp_path: Path) -> None:
    """An event loop must not stand still for somebody else's commit; the turn thread waits for it."""
    other = sqlite3.connect(tmp_path / "t.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert thread.lend([lambda store: store.counts()]) is None
    waiting = thread.submit(lambda store: store.counts())
    assert thread.lend([lambda store: store.counts()]) is None

    other.execute("COMMIT")
    other.close()

    assert isinstance(waiting.result(5), dict)
    assert thread.lend([lambda store: store.counts()]) is not None


def test_a_slow_disk_is_left_to_the_thread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a commit that took long nothing is lent until one was quick again."""
    monkeypatch.setattr("bot.turns.thread.QUICK_COMMIT", 0.5)
    pauses = [0.0, 0.5, 0.0]

    class Slow(SqliteStore):
        @contextmanager
        def transaction(self, patient: bool = True) -> Generator[None]:
            with super().transaction(patient):
                yield
                time.sleep(pauses.pop(0) if pauses else 0.0)

    thread = TurnThread(lambda: Slow(tmp_path / "t.db", bytes(32), tmp_path / "files"))
    thread.start()
    lent = [thread.lend([lambda store: store.counts()]) is not None for _ in range(3)]
    thread.submit(lambda store: store.counts()).result(5)
    lent.append(thread.lend([lambda store: store.counts()]) is not None)
    thread.stop()

    assert lent == [True, False, False, True]


def test_a_closed_store_is_not_lent(tmp_path: Path) -> None:
    """After stop nothing runs any more."""
    thread = TurnThread(lambda: SqliteStore(tmp_path / "t.db", bytes(32), tmp_path / "files"))
    thread.start()
    thread.stop()

    assert thread.lend([lambda store: store.counts()]) is None
