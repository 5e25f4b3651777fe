"""The contract of every store: versions of papers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.conversation.document import Document
from bot.model import Conversation
from bot.storage.base import Outcome, Store
from bot.storage.sqlite import SqliteStore
from tests.storage.talking import NOW, Talker

LETTER = Document(
    "platform_letter", "debt/1", 1, "给平台的函", "请停止打扰我的家人。", {"me.name": "测试用户"}, ("mf_1033",)
)
LATER = NOW + timedelta(days=2)


def wrote(*documents: Document) -> Outcome:
    return Outcome(Conversation(), documents=documents)


def test_versions_come_back_oldest_first(store: Store) -> None:
    """What a turn handed out is kept with it, and an old version opens as it was."""
    talker = Talker(store)
    talker.says("1", "写信", wrote(LETTER))
    talker.says("2", "改一段", wrote(replace(LETTER, version=2, text="请停止。", fields={})), now=LATER)
    first, second = store.documents(talker.borrower_id)
    assert first == replace(LETTER, at=NOW, id=first.id)
    assert (second.version, second.text, second.at, second.fields) == (2, "请停止。", LATER, {})
    assert first.id < second.id


def test_papers_are_one_borrowers_own(store: Store) -> None:
    """Nobody else's papers are listed, and an unknown borrower has none."""
    talker, other = Talker(store), Talker(store, "另一个测试用户")
    talker.says("1", "写信", wrote(LETTER))
    other.says("1", "写信")
    assert store.documents(other.borrower_id) == ()
    assert store.documents("12345") == ()


def test_papers_are_exported_and_erased(store: Store) -> None:
    """The export holds every version with the fields it used; erasing leaves none."""
    talker = Talker(store)
    talker.says("1", "写信", wrote(LETTER))
    (exported,) = store.export_borrower(talker.borrower_id)["documents"]
    assert (exported["title"], exported["text"], exported["fields"]) == (LETTER.title, LETTER.text, LETTER.fields)
    assert store.counts()["document"] == 1
    store.erase_borrower(talker.borrower_id, LATER)
    assert store.counts()["document"] == 0
    assert store.documents(talker.borrower_id) == ()


def test_a_paper_is_sealed_on_disk(store: SqliteStore, tmp_path: Path) -> None:
    """No word of a paper stands in the database file."""
    Talker(store).says("1", "写信", wrote(LETTER))
    written = b"".join(path.read_bytes() for path in (tmp_path / "data").glob("bot.db*"))
    assert "打扰".encode() not in written
    assert b"platform_letter" not in written
