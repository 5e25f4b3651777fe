"""Migrations: forward only, each with its record, all or nothing."""

from __future__ import annotations

import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.errors import StorageError
from bot.storage.sqlite import SqliteStore
from bot.storage.sqlite_schema import MIGRATIONS, migrate, open_database, statements
from tests.storage.talking import KEY, NOW, Talker

FILES = sorted(MIGRATIONS.glob("*.sql"))


def applied(database: Database) -> list[str]:
    return [row["name"] for row in database["_sqlite_migrations"].rows]


def tables(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Every object of the schema with its text."""
    return connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()


def test_empty_to_newest(tmp_path: Path) -> None:
    """A new database gets every migration once, in order; opening it again applies none."""
    for _ in range(2):
        database = open_database(tmp_path / "bot.db")
        assert applied(database) == [path.stem for path in FILES]
        database.conn.close()


def test_files_have_numbers_of_their_own() -> None:
    """Four digits, no number twice, so that the order is the same for everybody."""
    numbers = [path.name[:5] for path in FILES]
    assert all(re.fullmatch(r"[0-9]{4}_", number) for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_every_table_is_strict() -> None:
    """No column takes a value of another type than it says."""
    text = "\n".join(path.read_text("utf-8") for path in FILES)
    assert text.count("CREATE TABLE") == text.count("\n) STRICT")


@pytest.mark.parametrize("count", range(1, len(FILES) + 1))
def test_previous_to_newest(tmp_path: Path, count: int) -> None:
    """From whatever migration a database stopped at, the newest schema is the same as a new database's."""
    older = tmp_path / "older"
    older.mkdir()
    for path in FILES[:count]:
        shutil.copy(path, older)
    database = Database(sqlite3.connect(tmp_path / "old.db", isolation_level=None))
    migrate(database, older)
    migrate(database, MIGRATIONS)
    fresh = open_database(tmp_path / "new.db")
    assert tables(database.conn) == tables(fresh.conn)
    for opened in (database, fresh):
        opened.conn.close()


def test_next_migration_keeps_what_is_stored(tmp_path: Path) -> None:
    """Borrowers stored before a migration talk on after it."""
    store = SqliteStore(tmp_path / "bot.db", KEY, tmp_path / "files")
    Talker(store).says("1", "以前说的")
    newer = tmp_path / "newer"
    shutil.copytree(MIGRATIONS, newer)
    (newer / "9999_later.sql").write_text("ALTER TABLE borrower ADD COLUMN later TEXT;\n")
    migrate(store.database, newer)
    Talker(store).says("2", "现在说的")
    assert [line.incoming.text for line in store.transcript("telegram", "测试用户", 0, 9) if line.incoming] == [
        "以前说的",
        "现在说的",
    ]
    assert store.load("telegram", "测试用户", NOW).version == 2
    store.close()


def test_broken_migration_leaves_nothing_half_done(tmp_path: Path) -> None:
    """When a statement fails, neither its migration's earlier statements nor its record stay."""
    (tmp_path / "0001_good.sql").write_text("CREATE TABLE good (id INTEGER) STRICT;\n")
    migrate(database := Database(sqlite3.connect(":memory:", isolation_level=None)), tmp_path)
    (tmp_path / "0002_bad.sql").write_text("CREATE TABLE half (id INTEGER) STRICT;\nCREATE TABLE good (id INTEGER);\n")
    with pytest.raises(sqlite3.OperationalError, match="already exists"):
        migrate(database, tmp_path)
    assert applied(database) == ["0001_good"]
    assert not database["half"].exists()
    database.conn.close()


def test_database_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    """A program that does not know what a migration did must not write to its tables."""
    newer = tmp_path / "newer"
    shutil.copytree(MIGRATIONS, newer)
    (newer / "9999_later.sql").write_text("CREATE TABLE later (id INTEGER) STRICT;\n")
    database = open_database(tmp_path / "bot.db")
    migrate(database, newer)
    database.conn.close()
    with pytest.raises(StorageError, match="newer than this program"):
        open_database(tmp_path / "bot.db")


def test_statements_keep_triggers_whole() -> None:
    """The semicolons inside a trigger do not cut it."""
    script = "-- a note; with a semicolon\nCREATE TABLE a (b TEXT);\nCREATE TRIGGER t AFTER INSERT ON a\nBEGIN\n"
    script += "  SELECT 1;\n  SELECT 2;\nEND;\n"
    assert [statement.split()[-1] for statement in statements(script)] == ["TEXT);", "END;"]
