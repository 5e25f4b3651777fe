"""The contract that every store keeps, tried on each of them."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest

from bot.errors import Conflict, StorageError
from bot.model import Answer, Case, Conversation, Record
from bot.storage.base import Outcome, Store
from tests.storage.talking import NOW, Open, Talker, turn

LATER = NOW + timedelta(minutes=5)


class TestTurn:
    """Loading and saving one turn."""

    def test_unknown_sender_is_new_and_not_yet_saved(self, store: Store) -> None:
        """Somebody who never wrote is loaded empty, and loading leaves nothing behind."""
        loaded = store.load("telegram", "测试用户", NOW)
        assert (loaded.new, loaded.version, loaded.case, loaded.conversation) == (True, 0, Case(), Conversation())
        assert store.counts()["borrower"] == 0

    def test_saved_turn_is_loaded_as_it_was(self, store: Store) -> None:
        """Conversation and records come back equal, under the same borrower, no longer new."""
        talker = Talker(store)
        first = store.load("telegram", talker.sender, NOW)
        store.save_turn(first, talker.incoming("1"), turn(), NOW)
        again = store.load("telegram", talker.sender, LATER)
        assert again.borrower_id == first.borrower_id
        assert not again.new
        assert again.conversation == turn().conversation
        assert dict(again.case.records) == {"incident/1": turn().records[0]}

    def test_records_keep_the_order_in_which_they_began(self, store: Store) -> None:
        """Changing an early record later does not move it behind the others."""
        talker = Talker(store)
        for number, record in enumerate(("safety", "incident/2", "debt/1", "incident/1", "safety")):
            talker.says(str(number), outcome=turn(str(number), record))
        records = store.load("telegram", talker.sender, NOW).case.records
        assert list(records) == ["safety", "incident/2", "debt/1", "incident/1"]
        assert records["safety"].value("words") == "4"

    def test_removed_records_are_forgotten(self, store: Store) -> None:
        """A record that a turn removes is not loaded again; the others stay."""
        talker = Talker(store)
        talker.says("1", outcome=turn(record="incident/1"))
        talker.says("2", outcome=turn(record="incident/2"))
        talker.says("3", outcome=Outcome(Conversation(), removed=("incident/1",)))
        assert list(store.load("telegram", talker.sender, NOW).case.records) == ["incident/2"]

    def test_same_sender_name_on_two_channels_is_two_borrowers(self, store: Store) -> None:
        """What is told on one channel is not seen on another."""
        telegram, web = Talker(store, "7", "telegram"), Talker(store, "7", "web")
        telegram.says("1", "只在这里说")
        assert store.load("web", "7", NOW).new
        web.says("1")
        assert telegram.borrower_id != web.borrower_id

    def test_second_save_of_one_load_conflicts(self, store: Store) -> None:
        """Of two turns that began with the same version only the first is saved."""
        talker = Talker(store)
        talker.says("1")
        loaded = store.load("telegram", talker.sender, NOW)
        store.save_turn(loaded, talker.incoming("2"), turn("第一个"), NOW)
        with pytest.raises(Conflict):
            store.save_turn(loaded, talker.incoming("3"), turn("第二个"), NOW)
        assert store.load("telegram", talker.sender, NOW).case.value("incident/1", "words") == "第一个"
        assert store.replies_to(talker.incoming("3")) is None

    def test_new_borrower_saved_twice_conflicts(self, store: Store) -> None:
        """Two first messages at once make one borrower."""
        talker = Talker(store)
        one, two = (store.load("telegram", talker.sender, NOW) for _ in range(2))
        store.save_turn(one, talker.incoming("1"), turn(), NOW)
        with pytest.raises(Conflict):
            store.save_turn(two, talker.incoming("2"), turn(), NOW)
        assert store.counts()["borrower"] == store.counts()["message"] == 1

    def test_two_connections_racing_leave_one_turn(self, store: Store, open_store: Open) -> None:
        """The loser of a race between processes gets Conflict, runs again, and finds the winner's replies."""
        talker, other = Talker(store), open_store()
        talker.says("1")
        mine, theirs = (where.load("telegram", talker.sender, NOW) for where in (store, other))
        incoming = talker.incoming("2", "同一条")
        store.save_turn(mine, incoming, turn("同一条"), NOW)
        with pytest.raises(Conflict):
            other.save_turn(theirs, incoming, turn("同一条"), NOW)
        assert other.replies_to(incoming) == turn("同一条").replies
        assert store.counts()["message"] == 2


class TestRepeat:
    """The same message again."""

    def test_repeat_finds_the_stored_replies(self, store: Store) -> None:
        """A message id that was handled gives the replies it got then; a new one gives None."""
        talker = Talker(store)
        assert store.replies_to(talker.incoming("1")) is None
        talker.says("1", "你好")
        assert store.replies_to(talker.incoming("1")) == turn("你好").replies
        assert store.replies_to(talker.incoming("2")) is None

    def test_a_turn_without_replies_is_a_repeat_too(self, store: Store) -> None:
        """Silence is an answer that is repeated, not a message to be handled again."""
        talker = Talker(store)
        talker.says("1", outcome=Outcome(Conversation(paused=True)))
        assert store.replies_to(talker.incoming("1")) == ()

    def test_message_ids_belong_to_their_sender(self, store: Store) -> None:
        """Two people whose messages carry the same id do not see each other's replies."""
        Talker(store, "一号").says("1", "一号的话")
        assert store.replies_to(Talker(store, "二号").incoming("1")) is None

    def test_saving_a_repeat_changes_nothing(self, store: Store) -> None:
        """A repeat that was not looked up beforehand fails whole instead of doubling the turn."""
        talker = Talker(store)
        talker.says("1", "第一次")
        with pytest.raises(StorageError):
            talker.says("1", "第二次")
        assert store.load("telegram", talker.sender, NOW).case.value("incident/1", "words") == "第一次"
        assert store.counts()["message"] == store.counts()["outbox"] == 1


class TestTransaction:
    """Shared commits."""

    def test_failed_turn_is_undone_alone(self, store: Store) -> None:
        """In a shared commit a turn that raises leaves no trace and its neighbours are kept."""
        with store.transaction():
            for sender in ("一号", "二号", "三号"):
                with suppress(ZeroDivisionError), store.savepoint():
                    Talker(store, sender).says("1")
                    if sender == "二号":
                        raise ZeroDivisionError
        assert [store.load("telegram", sender, NOW).new for sender in ("一号", "二号", "三号")] == [False, True, False]
        assert {store.counts()[table] for table in ("message", "record", "outbox", "audit")} == {2}

    def test_failed_transaction_keeps_nothing(self, store: Store) -> None:
        """When the commit does not happen, none of its turns happened."""
        with suppress(ZeroDivisionError), store.transaction():
            Talker(store).says("1")
            raise ZeroDivisionError
        assert set(store.counts().values()) == {0}

    def test_others_see_a_turn_only_once_committed(self, store: Store, open_store: Open) -> None:
        """A second process never reads half a turn."""
        other = open_store()
        with store.transaction():
            Talker(store).says("1")
            assert other.load("telegram", "测试用户", NOW).new
        assert not other.load("telegram", "测试用户", NOW).new


class TestTranscript:
    """What was said, line by line."""

    def test_lines_are_numbered_upwards_in_both_directions(self, store: Store) -> None:
        """Each turn adds the borrower's line and ours, and save_turn tells the number of ours."""
        talker = Talker(store)
        numbers = [talker.says("1", "你好"), talker.says("2", "在吗", now=LATER)]
        lines = store.transcript("telegram", talker.sender, 0, 100)
        assert [line.number for line in lines] == sorted({line.number for line in lines})
        assert [line.number for line in lines if line.replies] == numbers
        assert [line.incoming for line in lines if line.incoming] == [
            talker.incoming("1", "你好"),
            talker.incoming("2", "在吗", LATER),
        ]
        assert lines[1].replies == turn("你好").replies
        assert (lines[0].at, lines[-1].at) == (NOW, LATER)

    def test_only_newer_lines_and_the_latest_of_them(self, store: Store) -> None:
        """`after` leaves out what was seen; `limit` keeps the end of the talk."""
        talker = Talker(store)
        numbers = [talker.says(str(n), str(n)) for n in range(5)]
        after = store.transcript("telegram", talker.sender, numbers[2], 100)
        assert [line.number for line in after] == [numbers[3] - 1, numbers[3], numbers[4] - 1, numbers[4]]
        assert [line.number for line in store.transcript("telegram", talker.sender, 0, 3)] == [
            numbers[3],
            numbers[4] - 1,
            numbers[4],
        ]
        assert store.transcript("telegram", talker.sender, numbers[3] - 1, 1)[0].number == numbers[4]
        assert store.transcript("telegram", "没来过", 0, 100) == ()

    def test_numbers_of_one_do_not_tell_how_much_others_talk(self, store: Store) -> None:
        """Every borrower's transcript counts for itself."""
        for n in range(3):
            Talker(store, "话多的人").says(str(n))
        assert Talker(store, "刚来的人").says("1") == 2


def test_answers_of_every_plain_kind_come_back(store: Store) -> None:
    """Text with odd characters, numbers, lists, mappings, None and every state survive storing."""
    answers = {
        "text": Answer("<b>{{x}}</b>\x00\ud83d 😀\n", words="半个\ud83d"),
        "many": Answer(["a", "b"], "heard", "听到的"),
        "moment": Answer({"words": "昨晚", "start": None, "exact": "day"}),
        "nothing": Answer(None, "unknown"),
        "skipped": Answer(None, "skipped"),
        "yes": Answer(True),
    }
    talker = Talker(store)
    talker.says("1", "\ud83d", Outcome(Conversation(), (Record("incident/1", answers),)))
    assert store.load("telegram", talker.sender, NOW).case.records["incident/1"].answers == answers
