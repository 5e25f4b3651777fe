"""Evidence through the real house and a real store: kept, looked after, removed; odd files told in a sentence."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from bot import custody
from bot.model import Incoming, Upload
from bot.storage.sqlite import SqliteStore
from bot.turns import turn
from bot.turns.house import House
from tests.turns.keeping import NOW, PICTURE, Keeper


@pytest.fixture
def keeper(house: House, store: SqliteStore) -> Keeper:
    return Keeper(house, store)


def test_a_file_is_kept_with_everything_known_at_receipt(keeper: Keeper) -> None:
    """Hash, size, type by content, both times, message and the incident told of; all of it is bound by the chain."""
    said = keeper.send("a.bin", PICTURE + b"1", text="他们发来的")
    found = keeper.record(1)
    assert "已存为证据 1" in said
    assert found["sha256"] == custody.sha256(PICTURE + b"1")
    assert (found["size"], found["type"], found["note"]) == (9, "image/png", "他们发来的")
    assert (found["received"], found["at"]) == (NOW.isoformat(), (NOW - timedelta(hours=2)).isoformat())
    (link,) = keeper.store.custody(keeper.id)
    assert link.facts["sha256"] == found["sha256"]
    assert f'"{found["message"]}"' in link.details


def test_one_tip_the_first_time_of_each_kind(keeper: Keeper) -> None:
    """What makes a recording weak is said with the first one, and never again."""
    assert "录自己参加的通话" in keeper.send("1.mp3", b"ID3\x03" + b"\0" * 40)
    assert "提示" not in keeper.send("2.mp3", b"ID3\x03" + b"\0" * 50)


def test_the_same_file_twice_is_one_exhibit(keeper: Keeper) -> None:
    """Sent again, a file gets no second number and no entry."""
    keeper.send("a.png")
    assert "和证据 1 一样" in keeper.send("b.png")
    assert keeper.chain == [("received", 1)]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("这条短信作为证据：今天不还就上门找你家人", "今天不还就上门找你家人"),
        ("把上一条作为证据", "他们说今天不还就上门"),
        ("請把這條訊息作為證據", "他们说今天不还就上门"),
        ("存证：今天不还就上门找你家人", "今天不还就上门找你家人"),
        ("keep this as evidence", "他们说今天不还就上门"),
    ],
)
def test_words_become_evidence(keeper: Keeper, text: str, kept: str) -> None:
    """A message of this talk, or words given with the wish, are kept as they stand."""
    keeper.say("他们说今天不还就上门")
    assert "已存为证据 1" in keeper.say(text)
    assert keeper.record(1)["text"] == kept
    assert keeper.store.custody(keeper.id)[0].facts["sha256"] == custody.sha256(kept.encode())


@pytest.mark.parametrize("text", ["我存了很多证据怎么办", "证据", "没有证据", "他们把证据删了"])
def test_talking_about_evidence_keeps_nothing(keeper: Keeper, text: str) -> None:
    """Only a clear wish makes a message an exhibit."""
    keeper.say("他们说今天不还就上门")
    keeper.say(text)
    assert keeper.chain == []


def test_a_wish_without_words_before_it_is_told_kindly(house: House, store: SqliteStore) -> None:
    """As a first message there is nothing to keep, and the talk goes on."""
    keeper = Keeper.__new__(Keeper)
    keeper.house, keeper.store, keeper.channel, keeper._numbers = house, store, "terminal", itertools.count(1)
    keeper.say("你好")
    assert "没有找到能存的文字" in keeper.say("把上一条作为证据")


def test_forwarded_words_carry_a_button_that_keeps_them(keeper: Keeper) -> None:
    """Somebody else's words are told as before; one press keeps exactly them, also later, and only once."""
    keeper.say("明天不还钱就去你单位", forwarded=True)
    (button,) = [choice.id for reply in keeper.answered.replies for choice in reply.choices if "keep_said" in choice.id]
    keeper.say("我的情况")
    assert "已存为证据 1" in keeper.say("", button)
    assert "和证据 1 一样" in keeper.say("", button)
    assert keeper.record(1)["text"] == "明天不还钱就去你单位"


def test_rename_note_link_by_words(keeper: Keeper) -> None:
    """Each change is made, and joins the chain."""
    keeper.send("a.png")
    keeper.say("证据1改名：11月21日短信截图")
    keeper.say("证据 1 备注 陌生号码发来的")
    keeper.say("证据1 关联事件1")
    found = keeper.record(1)
    assert (found["name"], found["note"], found["incident"]) == ("11月21日短信截图", "陌生号码发来的", "incident/1")
    assert keeper.chain == [("received", 1), ("renamed", 1), ("noted", 1), ("linked", 1)]


def test_the_same_by_buttons(keeper: Keeper) -> None:
    """A button opens the exhibit, another asks for the name; any word that always works still does."""
    keeper.send("a.png")
    keeper.say("证据")
    keeper.say("", "/exhibit:1")
    keeper.say("", "exhibit_name:1")
    assert "想做什么" in keeper.say("菜单")
    keeper.say("", "/exhibit:1")
    keeper.say("", "exhibit_name:1")
    keeper.say("新的名字")
    keeper.say("", "exhibit_link:1")
    keeper.say("", "exhibit_link:1:none")
    assert keeper.record(1)["name"] == "新的名字"
    assert keeper.record(1)["incident"] == ""


def test_removing_asks_once_and_leaves_only_the_fact(keeper: Keeper) -> None:
    """Content, name and note are gone; the number is not given out again."""
    upload = keeper.keep("秘密.png", PICTURE)
    keeper.say(files=(upload,))
    assert "确定吗" in keeper.say("删除证据 1")
    keeper.say("", "exhibit_kept:1")
    assert keeper.store.open_file("terminal", "me", upload.file_id) is not None
    keeper.say("删除证据 1")
    keeper.say("移除")
    assert list(keeper.record(1)) == ["removed"]
    assert keeper.store.open_file("terminal", "me", upload.file_id) is None
    assert keeper.chain == [("received", 1), ("removed", 1)]
    assert all(not link.details for link in keeper.store.custody(keeper.id))
    assert "已存为证据 2" in keeper.send("b.png")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("空.txt", b"", "是空的"),
        ("照片.jpg", b"MZ" + b"\0" * 99, "名字和内容对不上"),
        ("a.pdf", b"%PDF-1.7\n<</S/JavaScript/JS(x)>>", "脚本"),
        ("../../etc/passwd.png", PICTURE, "不能用的符号"),
        ("长" * 300 + ".png", PICTURE, "文件名太长"),
    ],
)
def test_odd_files_get_a_clear_sentence(keeper: Keeper, name: str, content: bytes, says: str) -> None:
    """Nothing is executed or lost: an empty file is refused, the others are kept as they are."""
    assert says in keeper.send(name, content)
    assert keeper.chain == ([("received", 1)] if content else [])


def test_a_reencoded_picture_is_explained_once(keeper: Keeper) -> None:
    """The better way to send is said the first time, not where the channel itself said so, and never again."""
    first, second = keeper.keep("a.png", PICTURE), keeper.keep("b.png", PICTURE + b"b")
    first = Upload(first.file_id, first.name, first.type, first.size, first.sha256, first.found, ("recoded",))
    second = Upload(second.file_id, second.name, second.type, second.size, second.sha256, second.found, ("recoded",))
    assert "原图" in keeper.say(files=(first,))
    assert "原图" not in keeper.say(files=(second,))


def test_danger_in_a_caption_comes_first_and_the_file_is_chained(keeper: Keeper) -> None:
    """The answer is about life; the file is kept and bound all the same."""
    said = keeper.send("a.png", text="我不想活了，今晚就从楼上跳下去")
    assert "12356" in said
    assert keeper.chain == [("received", 1)]
    assert keeper.record(1)["name"] == "a.png"


def test_a_repeated_message_is_one_exhibit(keeper: Keeper) -> None:
    """The same message id again changes nothing."""
    upload = keeper.keep("a.png", PICTURE)
    incoming = Incoming("terminal", "me", "same", NOW, files=(upload,))
    for _ in range(2):
        with keeper.store.transaction():
            turn.run(keeper.house, keeper.store, incoming, NOW)
    assert keeper.chain == [("received", 1)]


def test_a_letter_cites_what_was_linked(keeper: Keeper) -> None:
    """An exhibit that was linked to an incident is cited in the letter about it."""
    keeper.send("来电.png")
    keeper.say("", "exhibit_link:1:incident/1")
    assert keeper.record(1).get("incident") == "incident/1"
    assert "见证据1。" in keeper.say("给平台的函")
