"""What is particular to the SQLite store: the bytes on the disk, its keys, and what a crash leaves."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import suppress
from pathlib import Path

import pytest

from bot.errors import KeyMissing, StorageError
from bot.model import Conversation, Flag, Reply
from bot.storage.base import Outcome
from bot.storage.files import ORPHAN_SECONDS
from bot.storage.sqlite import SqliteStore
from bot.storage.sqlite_schema import BUSY_MILLISECONDS
from tests.storage.talking import KEY, NOW, Open, Talker, turn

SECRETS = ("借款人小号", "他们骂了我妈", "威胁要上门", "聊天截图", "PICTURE-BYTES")


def tell_all(store: SqliteStore) -> Talker:
    """A borrower who has told one secret in every place that can hold one."""
    talker = Talker(store, SECRETS[0])
    flags = (Flag("threat", "P1", "threat.words", SECRETS[2]),)
    told = turn(SECRETS[1])
    talker.says("id-1", SECRETS[1], Outcome(told.conversation, told.records, (), told.replies, flags, told.events))
    store.keep_file("telegram", talker.sender, SECRETS[3] + ".png", "image/png", SECRETS[4].encode() * 9, NOW)
    return talker


def everything_on_disk(folder: Path) -> bytes:
    """All bytes of all files below a folder: database, write-ahead log, file room; and their names."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return b"".join(str(path).encode() + path.read_bytes() for path in found)


def test_nothing_told_can_be_read_on_the_disk(open_store: Open, tmp_path: Path) -> None:
    """Database, log and files hold neither words nor names nor senders nor file bytes in the clear."""
    store = open_store()
    tell_all(store)
    raw = everything_on_disk(tmp_path)
    assert b"incident/1" in raw
    assert b"threat.words" not in raw
    assert [secret for secret in SECRETS if secret.encode() in raw] == []
    store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    assert [secret for secret in SECRETS if secret.encode() in everything_on_disk(tmp_path)] == []


def test_erasing_leaves_no_ciphertext_either(open_store: Open, tmp_path: Path) -> None:
    """After an erasure the wrapped key, the identity and every encrypted row are gone from the raw bytes."""
    store = open_store()
    talker = tell_all(store)
    Talker(store, "别人").says("1")
    id = int(talker.borrower_id)
    theirs = ("record", "message", "flag", "file")
    traces = [store.rows(f"SELECT content FROM {t} WHERE borrower_id = ?", (id,)).fetchone()[0] for t in theirs]
    traces += store.rows("SELECT identity, data_key, conversation FROM borrower WHERE id = ?", (id,)).fetchone()
    traces += [store._vault.sender_hash("telegram", talker.sender)]
    store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    raw = everything_on_disk(tmp_path)
    assert [trace in raw for trace in traces] == [True] * len(traces)
    store.erase_borrower(str(id), NOW)
    raw = everything_on_disk(tmp_path)
    assert [trace in raw for trace in traces] == [False] * len(traces)
    assert list((tmp_path / "data" / "files").glob("??/*")) == []
    assert not store.load("telegram", "别人", NOW).new


def test_erasing_turn_leaves_no_ciphertext_either(open_store: Open, tmp_path: Path) -> None:
    """When the borrower erases in a talk, the earlier message, answers and key are gone from the raw bytes too."""
    store = open_store()
    talker = tell_all(store)
    traces = [store.rows(f"SELECT content FROM {table}").fetchone()[0] for table in ("message", "record", "flag")]
    traces += store.rows("SELECT identity, data_key, conversation FROM borrower").fetchone()
    talker.says("2", outcome=Outcome(Conversation(), replies=(Reply("好"),), erase=True))
    raw = everything_on_disk(tmp_path)
    assert [trace in raw for trace in traces] == [False] * len(traces)


def test_reader_delays_the_cut_of_the_log_but_not_the_erasure(open_store: Open, tmp_path: Path) -> None:
    """While another process reads, erasing succeeds at once; the hourly sweep removes what the log still held."""
    store, reader = open_store(), open_store()
    talker = tell_all(store)
    (trace,) = store.rows("SELECT content FROM message").fetchone()
    reader.rows("BEGIN")
    reader.rows("SELECT count(*) FROM message").fetchall()
    store.erase_borrower(talker.borrower_id, NOW)
    assert store.load("telegram", talker.sender, NOW).new
    reader.rows("ROLLBACK")
    assert store.retain(NOW, 180) == 0
    assert trace not in everything_on_disk(tmp_path)


def test_impatient_erasing_waits_for_no_other_process(open_store: Open) -> None:
    """An event loop that erases for a borrower does not begin to wait for another process behind the commit."""
    store = open_store()
    talker = tell_all(store)
    said: list[str] = []
    store._connection.set_trace_callback(said.append)
    with store.transaction(patient=False):
        store.erase_borrower(talker.borrower_id, NOW)

    assert "PRAGMA busy_timeout = 0" in said
    assert not any(f"{BUSY_MILLISECONDS}" in sql for sql in said if "busy_timeout" in sql)
    assert store.rows("SELECT count(*) FROM doomed_file").fetchone() == (0,)


def test_rows_swapped_between_borrowers_do_not_open(open_store: Open) -> None:
    """Somebody who can write to the database cannot show one borrower another's answers."""
    store = open_store()
    one, two = Talker(store, "一号"), Talker(store, "二号")
    for talker in (one, two):
        talker.says("1", talker.sender)
    content = "(SELECT content FROM record WHERE borrower_id = ?)"
    store.rows(f"UPDATE record SET content = {content} WHERE borrower_id = ?", (one.borrower_id, two.borrower_id))
    with pytest.raises(KeyMissing):
        store.load("telegram", "二号", NOW)


def test_older_conversation_put_back_does_not_open(open_store: Open) -> None:
    """A conversation is bound to its version, so yesterday's cannot be slipped in."""
    store = open_store()
    talker = Talker(store)
    talker.says("1")
    (old,) = store.rows("SELECT conversation FROM borrower").fetchone()
    talker.says("2")
    store.rows("UPDATE borrower SET conversation = ?", (old,))
    with pytest.raises(KeyMissing):
        store.load("telegram", talker.sender, NOW)


def test_wrong_master_key_is_refused_at_start(open_store: Open, tmp_path: Path) -> None:
    """Opening with another key fails at once, says what to do, and leaves the database as it was."""
    Talker(open_store()).says("1")
    with pytest.raises(KeyMissing, match="set MASTER_KEY"):
        SqliteStore(tmp_path / "data" / "bot.db", bytes(32), tmp_path / "data" / "files")
    assert not open_store().load("telegram", "测试用户", NOW).new


def test_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    """A damaged or foreign file is a StorageError that names it, not a driver's error."""
    path = tmp_path / "bot.db"
    path.write_bytes(b"this is not a database at all" * 100)
    with pytest.raises(StorageError, match=r"bot\.db"):
        SqliteStore(path, KEY, tmp_path / "files")


def test_commits_are_durable(open_store: Open) -> None:
    """The connection runs with the settings that the promises rest on."""
    store = open_store()
    settings = {name: store.rows(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")}
    settings |= {name: store.rows(f"PRAGMA {name}").fetchone()[0] for name in ("foreign_keys", "secure_delete")}
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}


def test_audit_rows_cannot_be_changed_or_removed(open_store: Open) -> None:
    """Even our own connection can neither rewrite what happened nor drop it while the borrower is there."""
    store = open_store()
    talker = Talker(store)
    talker.says("1")
    with pytest.raises(StorageError, match="never change"):
        store.rows("UPDATE audit SET event = 'nothing'")
    with pytest.raises(StorageError, match="stay"):
        store.rows("DELETE FROM audit")
    store.erase_borrower(talker.borrower_id, NOW)
    with pytest.raises(StorageError, match="stay"):
        store.rows("DELETE FROM audit")


def test_erasing_audit_names_nobody(open_store: Open) -> None:
    """What stays after an erasing turn is one event with the receipt's number and no borrower."""
    store = open_store()
    talker = tell_all(store)
    talker.says("2", outcome=Outcome(Conversation(), replies=(Reply("好"),), erase=True, receipt="R-1"))
    assert store.rows("SELECT borrower_id, event, about FROM audit").fetchall() == [(None, "erased", "R-1")]


def test_undone_erasure_keeps_files(open_store: Open, tmp_path: Path) -> None:
    """When the turn that erases is rolled back, the files are still there and open."""
    store = open_store()
    talker = tell_all(store)
    with store.transaction(), suppress(ZeroDivisionError), store.savepoint():
        talker.says("2", outcome=Outcome(Conversation(), erase=True))
        raise ZeroDivisionError
    assert len(list((tmp_path / "data" / "files").glob("??/*"))) == 1
    assert store.counts()["file"] == 1


def test_start_finishes_an_erasure_that_a_crash_cut_off(open_store: Open, tmp_path: Path) -> None:
    """Files whose rows went in a commit are deleted at the next start when the process died before it could."""
    store = open_store()
    talker = tell_all(store)
    with store.transaction():
        store.erase_borrower(talker.borrower_id, NOW)
        store._erased = False  # the process dies right after the commit
    assert len(list((tmp_path / "data" / "files").glob("??/*"))) == 1
    open_store()
    assert list((tmp_path / "data" / "files").glob("??/*")) == []


def test_start_sweeps_bytes_without_a_row(open_store: Open, tmp_path: Path) -> None:
    """An upload whose transaction never committed is removed a day later, kept files are not."""
    store = open_store()
    tell_all(store)
    with suppress(ZeroDivisionError), store.transaction():
        store.keep_file("telegram", "没提交", "a", "text/plain", b"x", NOW)
        raise ZeroDivisionError
    old = time.time() - ORPHAN_SECONDS - 60
    for path in (tmp_path / "data" / "files").glob("??/*"):
        os.utime(path, (old, old))
    open_store()
    assert len(list((tmp_path / "data" / "files").glob("??/*"))) == 1


def test_channels_that_pull_leave_nothing_in_the_outbox(tmp_path: Path) -> None:
    """A channel that reads its replies from the turn or the transcript needs no sender, so nothing waits for one."""
    store = SqliteStore(tmp_path / "bot.db", KEY, tmp_path / "files", pull={"web"})
    Talker(store, channel="web").says("1")
    Talker(store).says("1")
    assert [due.channel for due in store.replies_due(["web", "telegram"], NOW, 9)] == ["telegram"]
    store.close()


def test_locked_database_is_a_storage_error(open_store: Open) -> None:
    """A driver's error reaches nobody: whoever cannot write gets a StorageError."""
    store, other = open_store(), open_store()
    other.rows("PRAGMA busy_timeout = 1")
    with store.transaction(), pytest.raises(StorageError, match="locked"):
        Talker(other).says("1")


def test_closed_store_refuses_and_leaves_a_sound_file(tmp_path: Path) -> None:
    """After close every verb is a StorageError, and the file passes SQLite's own check."""
    store = SqliteStore(tmp_path / "bot.db", KEY, tmp_path / "files")
    store.close()
    with pytest.raises(StorageError):
        store.load("telegram", "测试用户", NOW)
    with sqlite3.connect(tmp_path / "bot.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
