"""Opens the database file: the settings that make it durable, and the migrations it lacks."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from bot.errors import StorageError

MIGRATIONS = Path(__file__).with_name("migrations")
BUSY_MILLISECONDS = 10_000  # how long a second process waits for a commit of the first before it gives up
CHECKPOINT_PAGES = 8000  # 32 MB of log; fewer turns meet a copying back, and what many rewrite is copied once
CACHE_KIB = 16_000  # pages kept in memory; small, because several processes share one small machine

SETTINGS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # a reply that was shown must survive a power cut
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # what is erased is overwritten, not merely unlinked
    "PRAGMA temp_store = MEMORY",  # nothing of a borrower's spills into the machine's temporary folder
    f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}",
    f"PRAGMA cache_size = -{CACHE_KIB}",
)


def open_database(path: Path) -> Database:
    """The database at its newest migration, made when it is not there.

    Raises StorageError when a newer version of this program has been here, or the file is not a database.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # Explicit BEGIN only: the driver never opens a transaction behind our back.
    connection = sqlite3.connect(path, timeout=BUSY_MILLISECONDS / 1000, isolation_level=None, check_same_thread=False)
    try:
        for setting in SETTINGS:
            connection.execute(setting)
        database = Database(connection)
        migrate(database, MIGRATIONS)
    except sqlite3.Error as error:
        connection.close()
        raise StorageError(f"{path} cannot be opened: {error}") from error
    except BaseException:
        connection.close()
        raise
    return database


def migrate(database: Database, folder: Path) -> None:
    """Apply the numbered .sql files of `folder` that are missing, each with its record, all or nothing.

    Two processes at once take turns. Raises StorageError when the database has a migration that the folder has not.
    """
    files = sorted(folder.glob("[0-9]*.sql"))
    wanted = Migrations("buhuang")
    for file in files:
        wanted(name=file.stem)(_Script(file))
    database.conn.execute("BEGIN IMMEDIATE")
    try:
        applied = {migration.name for migration in wanted.applied(database)}
        strangers = applied - {file.stem for file in files}
        if strangers:
            raise StorageError(f"the database is newer than this program (it has {max(strangers)}): upgrade first")
        wanted.apply(database)
        database.conn.execute("COMMIT")
    except BaseException:
        database.conn.rollback()
        raise


class _Script:
    """One .sql file as a migration: its statements one by one, so that they stay inside the transaction."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.__name__ = file.stem

    def __call__(self, database: Database, /) -> None:
        for statement in statements(self._file.read_text("utf-8")):
            database.conn.execute(statement)


def statements(script: str) -> list[str]:
    """The statements of a script; a trigger's inner semicolons do not end it."""
    found, rest = [], ""
    for piece in re.split(r"(?<=;)\n", script):
        rest += piece + "\n"
        if sqlite3.complete_statement(rest):
            found.append(rest)
            rest = ""
    return found
