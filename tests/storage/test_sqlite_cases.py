"""Cases are made of flags by the database itself; databases from before they existed get theirs."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.model import Flag, Reply
from bot.storage.base import Outcome
from bot.storage.sqlite import SqliteStore
from bot.storage.sqlite_schema import MIGRATIONS, migrate
from tests.storage.talking import NOW, Open, Talker, turn


def flagged(severity: str, reason: str = "asked_for_person") -> Outcome:
    """A turn that raised one flag."""
    return Outcome(turn().conversation, flags=(Flag(reason, severity, "test", "原话"),))  # type: ignore[arg-type]


def test_flags_from_before_get_their_cases(tmp_path: Path) -> None:
    """One open case per flagged borrower, as grave and as old as its flags; nobody else gets one."""
    older = tmp_path / "older"
    older.mkdir()
    shutil.copy(MIGRATIONS / "0001_first_talk.sql", older)
    database = Database(sqlite3.connect(tmp_path / "bot.db", isolation_level=None))
    migrate(database, older)
    borrower = (
        "INSERT INTO borrower (id, sender_hash, channel, version, number, silent, made_at, heard_at, data_key, "
        "identity, conversation) VALUES (?, ?, 'web', 1, 2, 0, 1, 1, x'00', x'00', x'00')"
    )
    for id in (1, 2, 3):
        database.conn.execute(borrower, (id, bytes([id])))
    for id, severity, at in ((1, "P2", 50), (1, "P0", 70), (2, "P3", 60)):
        sql = "INSERT INTO flag (borrower_id, number, at, severity, content) VALUES (?, 2, ?, ?, x'00')"
        database.conn.execute(sql, (id, at, severity))
    migrate(database, MIGRATIONS)
    found = database.conn.execute("SELECT borrower_id, severity, waiting_since FROM review ORDER BY borrower_id")
    assert found.fetchall() == [(1, "P0", 50), (2, "P3", 60)]
    assert database.conn.execute("SELECT count(*) FROM flag WHERE review_id IS NULL").fetchone() == (0,)
    database.conn.close()


def test_a_rolled_back_turn_leaves_no_case(store: SqliteStore) -> None:
    """Flag and case are stored with the turn or not at all."""

    def broken() -> None:
        with store.transaction():
            Talker(store).says("1", outcome=flagged("P0"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    assert store.waiting("P0", NOW, 10) == ()


def test_a_changed_case_shows_in_the_pulse(store: SqliteStore) -> None:
    """Raised, claimed, answered, closed: each moves it; a lengthened lease does not."""
    seen = [store.pulse()]
    Talker(store).says("1", outcome=flagged("P1"))
    (case,) = store.waiting("P1", NOW, 10)
    for change in (
        lambda: None,
        lambda: store.claim(case.id, 1, NOW.replace(hour=17), NOW),
        lambda: store.note_answered(case.id, NOW),
        lambda: store.change_severity(case.id, "P0", NOW),
        lambda: store.close_review(case.id, "helped", {}, False, NOW),
    ):
        change()
        seen.append(store.pulse())
    assert len(set(seen)) == len(seen)
    Talker(store, "另一位").says("1", outcome=flagged("P1"))
    (other,) = store.waiting("P1", NOW, 10)
    store.claim(other.id, 1, NOW.replace(hour=17), NOW)
    before = store.pulse()
    assert store.renew(other.id, 1, NOW.replace(hour=18), NOW)
    assert store.pulse() == before


def test_spoken_words_take_their_place_in_the_talk(store: SqliteStore, open_store: Open) -> None:
    """Between two turns, once per key, and in the outbox behind what waits there."""
    talker = Talker(store)
    talker.says("1", "第一句")
    borrower = talker.borrower_id
    assert store.speak(borrower, "k", (Reply("真人的话", kind="person"),), NOW)
    assert store.speak(borrower, "k", (Reply("真人的话", kind="person"),), NOW) == 0
    talker.says("2", "第二句")
    lines = open_store().transcript("telegram", "测试用户", 0, 20)
    assert [line.incoming.text if line.incoming else line.replies[0].kind for line in lines] == [
        "第一句",
        "text",
        "person",
        "第二句",
        "text",
    ]
    assert [line.number for line in lines] == sorted({line.number for line in lines})
    first = store.replies_due(["telegram"], NOW, 10)
    store.mark_sent([first[0].id], NOW)
    assert store.replies_due(["telegram"], NOW, 10)[0].replies[0].kind == "person"


def test_silence_is_read_with_the_borrower(store: SqliteStore) -> None:
    """person while it lasts, left when it ran out, muted before both; a turn after it ran out ends it."""
    talker = Talker(store)
    talker.says("1", "第一句")
    borrower = talker.borrower_id
    store.hold(borrower, NOW.replace(hour=17))
    assert store.load("telegram", "测试用户", NOW).silence == "person"
    assert store.load("telegram", "测试用户", NOW.replace(hour=18)).silence == "left"
    store.mute(borrower, NOW.replace(hour=17))
    assert store.load("telegram", "测试用户", NOW).silence == "muted"
    talker.says("2", "后来", now=NOW.replace(hour=18))
    assert store.load("telegram", "测试用户", NOW.replace(hour=18)).silence == ""
