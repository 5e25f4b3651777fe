"""The turn thread: it owns the store, takes every job that waits, commits once, then answers."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.errors import Conflict, StorageBusy, StorageError
from bot.storage.base import Store

BATCH = 64
"""Jobs sharing one commit: past fifty the disk's share of a turn is already below a tenth (measured)."""

QUICK_COMMIT = 0.010
"""Seconds within which a commit may keep an event loop waiting; after a slower one the thread commits until one is."""

T = TypeVar("T")
Work = Callable[[Store], Any]
Job = tuple[Work, "Future[Any]"]


@dataclass(frozen=True, slots=True)
class Ending:
    """What became of one job: its result, or what it raised."""

    result: Any
    error: BaseException | None = None


class TurnThread:
    """Runs jobs in order. A job's result is released only after the commit that holds its changes."""

    def __init__(self, open_store: Callable[[], Store]) -> None:
        self._open_store = open_store
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._opened: Future[Store] = Future()
        self._thread = threading.Thread(target=self._run, name="turns", daemon=True)
        self._using = threading.Lock()  # held by whoever uses the store
        self._counting = threading.Lock()
        self._ahead = 0  # jobs handed in and not yet committed
        self._quick = True

    def start(self) -> None:
        """Open the store on its thread; raises what opening raised."""
        self._thread.start()
        self._opened.result()

    def stop(self) -> None:
        """Finish what waits, then close the store."""
        self._jobs.put(None)
        self._thread.join()

    def submit(self, work: Callable[[Store], T]) -> Future[T]:
        """Queue a job; the future resolves after its commit."""
        future: Future[T] = Future()
        with self._counting:
            self._ahead += 1
        self._jobs.put((work, future))
        return future

    def lend(self, works: Sequence[Work]) -> list[Ending] | None:
        """Run jobs on the caller's thread when that keeps nobody waiting: two threads on one interpreter cost a short
        turn half its time again.

        None, and nothing is done, while others are before them, another process writes, or the disk is slow: submit.
        """
        if not self._quick or not self._using.acquire(blocking=False):
            return None
        try:
            return None if self._ahead else self._commit(self._opened.result(), works, patient=False)
        except StorageBusy:
            return None
        finally:
            self._using.release()

    def _run(self) -> None:
        try:
            store = self._open_store()
        except BaseException as error:
            self._opened.set_exception(error)
            return
        self._opened.set_result(store)
        going = True
        while going:
            jobs, going = self._waiting()
            if jobs:
                self._work_off(store, jobs)
        self._using.acquire()  # for good: a closed store is lent to nobody
        store.close()

    def _waiting(self) -> tuple[list[Job], bool]:
        jobs: list[Job] = []
        first = self._jobs.get()
        while first is not None:
            jobs.append(first)
            if len(jobs) == BATCH:
                return jobs, True
            try:
                first = self._jobs.get_nowait()
            except queue.Empty:
                return jobs, True
        return jobs, False

    def _work_off(self, store: Store, jobs: list[Job]) -> None:
        """Commit what is still wanted of the jobs, then release the results."""
        wanted = [job for job in jobs if job[1].set_running_or_notify_cancel()]
        with self._using:
            endings = self._commit(store, [work for work, _ in wanted], patient=True)
        with self._counting:
            self._ahead -= len(jobs)
        for (_, future), ending in zip(wanted, endings, strict=True):
            if ending.error is not None:
                future.set_exception(ending.error)
            else:
                future.set_result(ending.result)

    def _commit(self, store: Store, works: Sequence[Work], *, patient: bool) -> list[Ending]:
        """Run the jobs each in a savepoint and commit once. Raises StorageBusy unless patient."""
        try:
            with store.transaction(patient):
                endings = [_one(store, work) for work in works]
                ended = time.perf_counter()
            self._quick = time.perf_counter() - ended < QUICK_COMMIT
        except Exception as error:
            if not patient and isinstance(error, StorageBusy):
                raise
            # Nothing of this batch is on disk: everybody hears so, and channels offer the message again.
            failure = error if isinstance(error, StorageError) else StorageError(type(error).__name__)
            return [Ending(None, failure)] * len(works)
        return endings


def _one(store: Store, work: Work) -> Ending:
    for last in (False, True):
        try:
            with store.savepoint():
                return Ending(work(store))
        except Conflict as error:
            # Another process saved first: what it saved is read and the turn runs once more on it.
            if last:
                return Ending(None, error)
        except Exception as error:
            return Ending(None, error)
    raise AssertionError("unreachable")
