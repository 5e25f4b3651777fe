"""The contract of every store, continued: what waits, what is kept, and how it goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import Conflict, FileTooLarge, StorageError
from bot.model import Case, Conversation, Flag, Reply
from bot.storage.base import Outcome, Store
from bot.storage.files import MAX_BYTES
from tests.storage.talking import NOW, Talker, turn

LATER = NOW + timedelta(minutes=5)


class TestOutbox:
    """Replies that wait."""

    def test_replies_wait_until_they_are_sent(self, store: Store) -> None:
        """A saved turn is due at once, with the channel's own address, until it is marked as sent."""
        talker = Talker(store)
        talker.says("1", "你好")
        (due,) = store.replies_due(["telegram"], NOW, 10)
        assert (due.channel, due.address, due.replies) == ("telegram", talker.sender, turn("你好").replies)
        assert (due.borrower_id, due.tries, due.at) == (talker.borrower_id, 0, NOW)
        store.mark_sent([due.id, 999], NOW)
        assert store.replies_due(["telegram"], LATER, 10) == ()
        assert store.replies_to(talker.incoming("1")) == turn("你好").replies

    def test_only_asked_channels_and_no_more_than_the_limit(self, store: Store) -> None:
        """A process gets what it can send, and not more at once than it wants."""
        for n in range(4):
            Talker(store, str(n)).says("1")
        Talker(store, "别处", "web").says("1")
        assert len(store.replies_due(["telegram"], NOW, 3)) == 3
        assert [due.address for due in store.replies_due(["web", "sms"], NOW, 10)] == ["别处"]
        assert store.replies_due([], NOW, 10) == ()

    def test_order_is_kept_per_borrower(self, store: Store) -> None:
        """While an earlier reply waits for its next try, the later ones of the same borrower wait behind it."""
        talker = Talker(store)
        talker.says("1", "先")
        talker.says("2", "后")
        soon = NOW + timedelta(seconds=1)
        Talker(store, "别人").says("1", now=soon)
        first, _ = store.replies_due(["telegram"], soon, 10)
        store.mark_failed(first.id, LATER, "failed")
        assert [due.address for due in store.replies_due(["telegram"], soon, 10)] == ["别人"]
        again = store.replies_due(["telegram"], LATER, 10)[0]
        assert (again.id, again.tries, again.replies) == (first.id, 1, turn("先").replies)
        store.mark_sent([first.id], LATER)
        assert store.replies_due(["telegram"], LATER, 10)[0].replies == turn("后").replies

    def test_given_up_replies_do_not_block(self, store: Store) -> None:
        """After a reply failed for good the next one is due, and the failed one never is."""
        talker = Talker(store)
        talker.says("1", "先")
        talker.says("2", "后")
        (first,) = store.replies_due(["telegram"], NOW, 10)
        store.mark_failed(first.id, None, "refused")
        assert [due.replies for due in store.replies_due(["telegram"], LATER, 10)] == [turn("后").replies]


class TestReach:
    """Who can be written to."""

    def test_a_block_holds_until_the_borrower_is_back(self, store: Store) -> None:
        """Blocked means left in peace; an unblock ends that, and so does the next word."""
        talker = Talker(store)
        talker.says("1")
        seen = [store.unreachable(talker.borrower_id)]
        for reached in (False, True, False):
            store.note_reached("telegram", talker.sender, reached, LATER)
            seen.append(store.unreachable(talker.borrower_id))
        talker.says("2", now=LATER + timedelta(seconds=1))
        assert [*seen, store.unreachable(talker.borrower_id)] == [False, True, False, True, False]

    def test_nobody_else_is_concerned(self, store: Store) -> None:
        """A block by one says nothing of another, and one by a stranger is nothing."""
        talker, other = Talker(store, "甲"), Talker(store, "乙")
        talker.says("1")
        other.says("1")
        store.note_reached("telegram", "甲", False, LATER)
        store.note_reached("telegram", "丙", False, LATER)
        assert (store.unreachable(talker.borrower_id), store.unreachable(other.borrower_id)) == (True, False)


class TestFiles:
    """The file room as its owner sees it."""

    def test_kept_file_opens_for_its_owner_only(self, store: Store) -> None:
        """The bytes come back whole to who sent them; to anybody else the file does not exist."""
        Talker(store).says("1")
        kept = store.keep_file("telegram", "测试用户", "../截图.png", "image/png", b"picture", NOW)
        assert (kept.name, kept.type, kept.size) == ("截图.png", "image/png", 7)
        found = store.open_file("telegram", "测试用户", kept.file_id)
        assert found is not None
        assert (found[0].name, found[0].type, found[1]) == ("截图.png", "image/png", b"picture")
        Talker(store, "别人").says("1")
        for stranger in ("别人", "没来过"):
            assert store.open_file("telegram", stranger, kept.file_id) is None
        assert store.open_file("telegram", "测试用户", "../../etc/passwd") is None

    def test_file_before_the_first_word(self, store: Store) -> None:
        """Somebody may begin with a picture: it is kept, and the talk that follows is theirs and new."""
        kept = store.keep_file("telegram", "测试用户", "a.jpg", "image/jpeg", b"x", NOW)
        assert store.load("telegram", "测试用户", NOW).new
        Talker(store).says("1")
        assert not store.load("telegram", "测试用户", NOW).new
        assert store.open_file("telegram", "测试用户", kept.file_id) is not None

    def test_too_large_file_is_refused(self, store: Store) -> None:
        """One byte above the limit is refused before anything is stored."""
        with pytest.raises(FileTooLarge):
            store.keep_file("telegram", "测试用户", "a", "video/mp4", bytes(MAX_BYTES + 1), NOW)
        assert set(store.counts().values()) == {0}

    def test_made_file_belongs_to_the_borrower(self, store: Store) -> None:
        """A letter that we made opens for its borrower; for an unknown borrower none is made."""
        talker = Talker(store)
        talker.says("1")
        made = store.make_file(talker.borrower_id, "信.txt", "text/plain", "你好".encode(), NOW)
        found = store.open_file("telegram", talker.sender, made.file_id)
        assert found == (made, "你好".encode())
        for nobody in ("1", "", "abc"):
            with pytest.raises(StorageError):
                store.make_file(nobody, "a", "text/plain", b"", NOW)


class TestLeaving:
    """Export, erasure and retention."""

    def test_export_holds_everything(self, store: Store) -> None:
        """Identity, answers, both directions of the talk, flags, files and what was done are in the export."""
        talker = Talker(store)
        talker.says("1", "他们骂人", replace(turn(), flags=(Flag("threat", "P1", "threat.words", "要上门"),)))
        kept = store.keep_file("telegram", talker.sender, "录音.mp3", "audio/mpeg", b"sound", NOW)
        everything = store.export_borrower(talker.borrower_id)
        assert everything["identity"]["sender"] == talker.sender
        assert everything["records"]["incident/1"]["words"]["value"] == "他们骂人"
        assert everything["messages"][0]["in"]["text"] == "他们骂人"
        assert everything["messages"][0]["out"][0]["text"] == "记下了:他们骂人"
        assert everything["flags"][0]["words"] == "要上门"
        assert everything["files"][0] | {"at": ""} == {
            "id": kept.file_id, "at": "", "size": 5, "name": "录音.mp3", "type": "audio/mpeg", "sha256": kept.sha256,
        }  # fmt: skip
        assert everything["audit"][0]["event"] == "answered"
        assert everything["waiting"][0]["number"] == 2

    def test_erasing_turn_leaves_only_its_replies(self, store: Store) -> None:
        """After a turn that erases, its receipt can be sent and repeated, and nothing told before is there."""
        talker = Talker(store)
        talker.says("1", "秘密")
        before = talker.borrower_id
        kept = store.keep_file("telegram", talker.sender, "a.jpg", "image/jpeg", b"x", NOW)
        receipt = Outcome(Conversation(locale="en"), replies=(Reply("已清除,回执 A1"),), erase=True, receipt="A1")
        number = talker.says("2", "清除", receipt)
        after = store.load("telegram", talker.sender, NOW)
        assert after.new
        assert after.case == Case()
        assert after.conversation == Conversation(locale="en")
        assert after.borrower_id != before
        assert store.replies_to(talker.incoming("1")) is None
        assert store.replies_to(talker.incoming("2")) == receipt.replies
        assert [due.replies for due in store.replies_due(["telegram"], NOW, 9)] == [receipt.replies]
        assert [line.number for line in store.transcript("telegram", talker.sender, 0, 9)] == [number]
        assert store.open_file("telegram", talker.sender, kept.file_id) is None
        with pytest.raises(StorageError):
            store.export_borrower(before)

    def test_erasing_turn_conflicts_like_any_other(self, store: Store) -> None:
        """An erasure that lost a race runs again instead of erasing what it has not seen."""
        talker = Talker(store)
        talker.says("1")
        loaded = store.load("telegram", talker.sender, NOW)
        talker.says("2")
        with pytest.raises(Conflict):
            store.save_turn(loaded, talker.incoming("3"), Outcome(Conversation(), erase=True), NOW)
        assert store.counts()["message"] == 2

    def test_erased_sender_may_begin_again(self, store: Store) -> None:
        """Who comes back after erasing is served like anybody new, and the receipt's identity becomes theirs."""
        talker = Talker(store)
        talker.says("1")
        talker.says("2", outcome=Outcome(Conversation(), replies=(Reply("好"),), erase=True))
        talker.says("3", "又来了")
        assert not store.load("telegram", talker.sender, NOW).new
        assert store.retain(NOW + timedelta(days=2), 180) == 0

    def test_operator_erases_with_a_receipt(self, store: Store) -> None:
        """Erasing by id removes every row, and the audit keeps one event and the number alone."""
        talker = Talker(store)
        talker.says("1")
        receipt = store.erase_borrower(talker.borrower_id, NOW)
        assert receipt.startswith("20261123-")
        assert {table: n for table, n in store.counts().items() if n} == {"audit": 1}
        with pytest.raises(StorageError):
            store.erase_borrower("12345", NOW)

    def test_retention_erases_who_was_not_heard_from(self, store: Store) -> None:
        """Borrowers silent for longer than the days are erased, the others stay."""
        Talker(store, "旧").says("1")
        Talker(store, "新").says("1", now=NOW + timedelta(days=100))
        assert store.retain(NOW + timedelta(days=181), 180) == 1
        assert (store.load("telegram", "旧", NOW).new, store.load("telegram", "新", NOW).new) == (True, False)

    def test_identities_that_told_nothing_go_after_a_day(self, store: Store) -> None:
        """A receipt's empty identity, and one that only sent a file, are gone one day later."""
        talker = Talker(store)
        talker.says("1", outcome=Outcome(Conversation(), replies=(Reply("好"),), erase=True))
        store.keep_file("telegram", "只发文件", "a.jpg", "image/jpeg", b"x", NOW)
        assert store.retain(NOW + timedelta(hours=23), 180) == 0
        assert store.retain(NOW + timedelta(hours=25), 180) == 2
        assert {store.counts()[table] for table in ("borrower", "message", "outbox", "file")} == {0}
