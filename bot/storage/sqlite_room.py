"""What every group of rows shares: the connection, the vault, transactions, and times as integers."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Generator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.errors import StorageBusy, StorageError
from bot.storage.files import FileRoom
from bot.storage.sqlite_schema import BUSY_MILLISECONDS
from bot.storage.vault import Vault

CUT_MILLISECONDS = 100  # how long cutting the log may wait for readers

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def stamp(at: datetime) -> int:
    """Microseconds since 1970 UTC; `at` is aware."""
    return (at - EPOCH) // MICROSECOND


def moment(stamped: int) -> datetime:
    """The aware time (UTC) of a stamp."""
    return EPOCH + timedelta(microseconds=stamped)


class Room:
    """One connection, one thread at a time. Every statement goes through `rows`, so every failure is a StorageError."""

    def __init__(self, connection: sqlite3.Connection, vault: Vault, files: FileRoom, pull: Collection[str]) -> None:
        self._connection = connection
        self._vault = vault
        self._files = files
        self._pull = frozenset(pull)
        self._erased = False
        self._patient = True

    def rows(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        """Run one statement. Raises StorageError; its message holds names of tables and columns, never values."""
        try:
            return self._connection.execute(sql, values)
        except sqlite3.Error as error:
            busy = getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
            raise (StorageBusy if busy else StorageError)(f"{type(error).__name__}: {error}") from error

    def inside(self) -> bool:
        """Whether a transaction is open."""
        return self._connection.in_transaction

    @contextmanager
    def transaction(self, patient: bool = True) -> Generator[None]:
        """See `Store.transaction`. Inside another transaction it is a savepoint of it."""
        if self.inside():
            with self.savepoint():
                yield
            return
        if patient != self._patient:
            self.rows(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS if patient else 0}")
            self._patient = patient
        # IMMEDIATE: a turn reads before it writes, and a reader cannot always become the writer later.
        self.rows("BEGIN IMMEDIATE")
        try:
            yield
            self.rows("COMMIT")
        except BaseException:
            self._erased = False
            if self.inside():
                self.rows("ROLLBACK")
            raise
        if self._erased:
            self._erased = False
            with suppress(StorageError, OSError):  # the commit stands; what is left over the next sweep finishes
                self.finish_erasing()

    @contextmanager
    def savepoint(self) -> Generator[None]:
        """See `Store.savepoint`."""
        self.rows("SAVEPOINT turn")
        try:
            yield
        except BaseException:
            if self.inside():
                self.rows("ROLLBACK TO turn")
                self.rows("RELEASE turn")
            raise
        self.rows("RELEASE turn")

    def finish_erasing(self) -> None:
        """After the commit: delete the bytes of doomed files, and cut the log that still holds erased pages."""
        doomed = [id for (id,) in self.rows("SELECT id FROM doomed_file")]
        for id in doomed:
            self._files.discard(id)
        if doomed:
            with self.transaction(self._patient):  # an event loop that borrowed the store still waits for nobody
                self.rows("DELETE FROM doomed_file")
        # Turns must not wait for somebody who reads; then the hourly sweep cuts the log.
        self.rows(f"PRAGMA busy_timeout = {CUT_MILLISECONDS}")
        try:
            self.rows("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            self.rows(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS if self._patient else 0}")
