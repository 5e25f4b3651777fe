"""The turn thread: one thread owns the store, takes every job that waits, commits once, then answers."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from bot.errors import Conflict, StorageError
from bot.storage.base import Store

BATCH = 64
"""Jobs sharing one commit: past fifty the disk's share of a turn is already below a tenth (measured)."""

T = TypeVar("T")
Job = tuple[Callable[[Store], Any], "Future[Any]"]


class TurnThread:
    """Runs jobs in order. A job's result is released only after the commit that holds its changes."""

    def __init__(self, open_store: Callable[[], Store]) -> None:
        self._open_store = open_store
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._opened: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, name="turns", daemon=True)

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
        self._jobs.put((work, future))
        return future

    def _run(self) -> None:
        try:
            store = self._open_store()
        except BaseException as error:
            self._opened.set_exception(error)
            return
        self._opened.set_result(None)
        going = True
        while going:
            jobs, going = self._waiting()
            if jobs:
                _commit(store, jobs)
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


def _commit(store: Store, jobs: list[Job]) -> None:
    """Run the jobs each in a savepoint, commit once, then release the results."""
    results: list[tuple[Future[Any], Any, BaseException | None]] = []
    try:
        with store.transaction():
            for work, future in jobs:
                if future.set_running_or_notify_cancel():
                    results.append((future, *_one(store, work)))
    except Exception as error:
        # Nothing of this batch is on disk: everybody hears so, and channels offer the message again.
        failure = error if isinstance(error, StorageError) else StorageError(type(error).__name__)
        for _, future in jobs:
            if not future.done():
                future.set_exception(failure)
        return
    for future, result, failed in results:
        if failed is not None:
            future.set_exception(failed)
        else:
            future.set_result(result)


def _one(store: Store, work: Callable[[Store], Any]) -> tuple[Any, BaseException | None]:
    for last in (False, True):
        try:
            with store.savepoint():
                return work(store), None
        except Conflict as error:
            # Another process saved first: what it saved is read and the turn runs once more on it.
            if last:
                return None, error
        except Exception as error:
            return None, error
    raise AssertionError("unreachable")
