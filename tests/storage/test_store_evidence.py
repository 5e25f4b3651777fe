"""The contract of every store about evidence: the chain, what a removal leaves, and large files."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot import custody
from bot.custody import Stamp, Step
from bot.errors import Conflict, FileGone, KeyMissing, StorageError
from bot.storage.base import Store
from bot.storage.sealing import PIECE
from bot.storage.sqlite import SqliteStore
from tests.storage.talking import NOW, Open, Talker, turn

RECEIVED = Step("received", 1, {"sha256": "ab", "size": 5, "type": "audio/mpeg"}, {"name": "录音.mp3", "note": "昨晚"})


def received(store: Store, *steps: Step) -> Talker:
    """A borrower whose turn adds entries to the chain."""
    talker = Talker(store)
    talker.says("1", outcome=replace(turn(), custody=steps))
    return talker


class TestChain:
    """What happened to exhibits."""

    def test_a_turn_adds_its_entries_in_order(self, store: Store) -> None:
        """Entries of one turn and of later looks stand in one chain that holds."""
        talker = received(store, RECEIVED, replace(RECEIVED, exhibit=2))
        store.note_custody(talker.borrower_id, [Step("viewed", 0, details={"staff": 7})], NOW + timedelta(hours=1))
        links = store.custody(talker.borrower_id)
        assert custody.broken(links) == ""
        assert [(link.number, link.facts["event"], link.facts["exhibit"]) for link in links] == [
            (1, "received", 1), (2, "received", 2), (3, "viewed", 0),
        ]  # fmt: skip
        assert "录音" not in links[0].entry
        assert "\\u5f55\\u97f3.mp3" in links[0].details

    def test_a_turn_that_fails_leaves_no_entry(self, store: Store) -> None:
        """The chain is of the turn's own transaction: a turn that lost a race adds nothing, and the chain is whole."""
        talker = received(store, RECEIVED)
        loaded = store.load("telegram", talker.sender, NOW)
        talker.says("2", outcome=replace(turn(), custody=(RECEIVED,)))
        with pytest.raises(Conflict):
            store.save_turn(loaded, talker.incoming("2b"), replace(turn(), custody=(RECEIVED,)), NOW)
        talker.says("3", outcome=replace(turn(), custody=(RECEIVED,)))
        links = store.custody(talker.borrower_id)
        assert [link.number for link in links] == [1, 2, 3]
        assert custody.broken(links) == ""

    def test_equal_details_have_different_hashes(self, store: Store) -> None:
        """A salt keeps whoever holds only the chain from guessing a short name."""
        talker = received(store, RECEIVED, RECEIVED)
        first, second = (link.facts["about"] for link in store.custody(talker.borrower_id))
        assert first != second

    def test_a_removal_keeps_the_fact_and_forgets_the_content(self, store: Store) -> None:
        """Bytes, name and note are gone; that there was something of this hash, and when it went, stays."""
        talker = received(store, RECEIVED)
        kept = store.keep_file("telegram", talker.sender, "录音.mp3", "audio/mpeg", b"sound", NOW)
        removal = Step("removed", 1, file=kept.file_id)
        talker.says("2", outcome=replace(turn(), custody=(removal,)))
        links = store.custody(talker.borrower_id)
        assert custody.broken(links) == ""
        assert [link.details for link in links] == ["", ""]
        assert links[1].facts["event"] == "removed"
        assert store.open_file("telegram", talker.sender, kept.file_id) is None
        assert store.read_file(talker.borrower_id, kept.file_id) is None

    def test_a_removal_takes_no_file_of_anybody_else(self, store: Store) -> None:
        """A removal names a file; only the borrower's own goes."""
        talker = received(store, RECEIVED)
        others = store.keep_file("telegram", "别人", "a.mp3", "audio/mpeg", b"x", NOW)
        talker.says("2", outcome=replace(turn(), custody=(Step("removed", 1, file=others.file_id),)))
        assert store.open_file("telegram", "别人", others.file_id) is not None

    def test_the_chain_is_in_the_export_and_goes_with_the_borrower(self, store: Store) -> None:
        """What consent promises to show and to erase holds for the chain and its stamps."""
        talker = received(store, RECEIVED)
        store.keep_stamp(talker.borrower_id, Stamp(1, NOW, b"token"))
        store.keep_stamp(talker.borrower_id, Stamp(1, NOW, b"another"))
        assert [stamp.token for stamp in store.stamps(talker.borrower_id)] == [b"token"]
        everything = store.export_borrower(talker.borrower_id)
        assert everything["custody"][0]["link"] == store.custody(talker.borrower_id)[0].link
        assert everything["stamps"] == [{"number": 1, "at": NOW.isoformat(), "token": b"token".hex()}]
        store.erase_borrower(talker.borrower_id, NOW)
        assert store.counts()["custody"] == 0

    def test_rows_of_the_chain_never_change(self, open_store: Open) -> None:
        """Not even the program itself can rewrite or drop an entry of a borrower who is there."""
        store: SqliteStore = open_store()
        received(store, RECEIVED)
        for sql in ("UPDATE custody SET content = x'00'", "UPDATE custody SET details = x'00'", "DELETE FROM custody"):
            with pytest.raises(StorageError):
                store.rows(sql)


class TestLargeFiles:
    """Written and read piece by piece."""

    @pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 7])
    def test_what_was_written_is_read_back(self, store: Store, size: int) -> None:
        """Whatever the size, in whichever portions it came; both ways of reading give the same."""
        talker = received(store)
        content = bytes(range(256)) * (size // 256 + 1)
        content = content[:size]
        writing = store.write_file(talker.borrower_id)
        for start in range(0, size, 700_001):
            writing.write(content[start : start + 700_001])
        sealed = writing.finish()
        kept = store.keep_written(talker.borrower_id, "包.zip", "application/zip", sealed, NOW)
        assert (sealed.size, sealed.sha256) == (size, custody.sha256(content))
        found = store.find_file("telegram", talker.sender, kept.file_id)
        assert found is not None
        assert max((len(piece) for piece in found[1].chunks()), default=0) <= PIECE
        assert found[1].whole() == content
        assert store.open_file("telegram", talker.sender, kept.file_id) == (kept, content)
        assert store.find_file("telegram", "别人", kept.file_id) is None

    def test_files_kept_whole_are_read_the_same_way(self, store: Store) -> None:
        """What was kept before there were pieces opens as it did."""
        talker = received(store)
        kept = store.keep_file("telegram", talker.sender, "a.txt", "text/plain", b"words", NOW)
        found = store.read_file(talker.borrower_id, kept.file_id)
        assert found is not None
        assert (found[0].name, found[1].size, found[1].whole()) == ("a.txt", 5, b"words")

    def test_an_abandoned_file_leaves_nothing(self, open_store: Open) -> None:
        """No part of it stays in the folder."""
        store = open_store()
        writing = store.write_file(received(store).borrower_id)
        writing.write(b"x" * (2 * PIECE))
        writing.abandon()
        assert [path for path in store._files.folder.rglob("*") if path.is_file()] == []

    def test_a_file_cut_short_or_rearranged_does_not_open(self, open_store: Open) -> None:
        """Pieces are bound to their place and the last one to being the last."""
        store = open_store()
        talker = received(store)
        writing = store.write_file(talker.borrower_id)
        writing.write(b"x" * (3 * PIECE))
        sealed = writing.finish()
        store.keep_written(talker.borrower_id, "a.zip", "application/zip", sealed, NOW)
        found = store.read_file(talker.borrower_id, sealed.file_id)
        assert found is not None
        (path,) = (path for path in store._files.folder.rglob("*") if path.is_file())
        whole = path.read_bytes()
        piece = len(whole) // 3
        for harmed in (whole[:-1], whole[: 2 * piece], whole[piece : 2 * piece] + whole[:piece] + whole[2 * piece :]):
            path.write_bytes(harmed)
            with pytest.raises(KeyMissing):
                found[1].whole()
        path.unlink()
        with pytest.raises(FileGone):
            found[1].whole()
