"""查一句话 in whole turns: asked for, forwarded, pasted at home; danger first; kept as an incident."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pytest

from bot import app
from bot.model import Incoming
from bot.settings import Settings
from bot.storage.sqlite import SqliteStore
from bot.turns import turn
from bot.turns.house import House
from bot.turns.turn import Answered

NOW = datetime.fromisoformat("2026-11-22T10:00:00+08:00")
THREAT = "再不还钱我们就联系你通讯录所有人，13800001234回电"


@dataclass
class Talk:
    """One borrower's messages through real turns."""

    house: House
    store: SqliteStore
    number: int = 0
    said: list[str] = field(default_factory=list)

    def say(self, text: str = "", *choice: str, forwarded: bool = False) -> Answered:
        self.number += 1
        incoming = Incoming("web", "a", str(self.number), NOW, text, choice, forwarded=forwarded)
        with self.store.transaction():
            return turn.run(self.house, self.store, incoming, NOW)

    def texts(self, text: str = "", *choice: str, forwarded: bool = False) -> str:
        return "\n".join(reply.text for reply in self.say(text, *choice, forwarded=forwarded).replies)

    def begun(self) -> Talk:
        for text in ("你好", "可以", "都没有"):
            self.say(text)
        return self


@pytest.fixture(scope="module")
def house() -> House:
    """The whole content, as it ships, without what an optional extra adds."""
    return replace(app.house(Settings()), works={})


@pytest.fixture
def talk(tmp_path: Path, house: House) -> Iterator[Talk]:
    opened = SqliteStore(tmp_path / "talk.db", bytes(32), tmp_path / "files")
    yield Talk(house, opened)
    opened.close()


def _incidents(talk: Talk) -> list[dict[str, object]]:
    case = talk.store.load("web", "a", NOW).case
    return [{k: a.value for k, a in record.answers.items()} for record in case.of("incident")]


def test_a_checked_message_is_kept_with_quote_and_number(talk: Talk) -> None:
    """One tap makes the checked words an incident: kinds, the quote, the number that was given."""
    talk.begun().say("查一句话")
    assert "威胁" in talk.texts(THREAT)
    talk.say("", "keep_message")

    kept = _incidents(talk)[-1]
    assert kept["kinds"] == ["threat"]
    assert kept["words"] == THREAT
    assert kept["numbers"] == ["13800001234"]


@pytest.mark.parametrize(
    "text",
    [f"查一句话：{THREAT}", f"{THREAT}\n这条短信是真的吗？", f"帮我看看这条短信 {THREAT}", f"{THREAT}。这是什么意思"],
)
def test_the_words_may_come_with_the_question(talk: Talk, text: str) -> None:
    """Asking and pasting in one message is checked at once; the question itself is not judged."""
    talk.begun()
    if text.endswith("意思"):
        talk.say("查一句话")

    assert "联系你通讯录所有人" in talk.texts(text)


def test_a_forwarded_message_is_checked_where_a_tap_was_asked_for(talk: Talk) -> None:
    """Before consent it is judged and not kept; the question waits unanswered."""
    talk.say("你好")
    answered = talk.say(THREAT, forwarded=True)

    assert any("威胁" in reply.text for reply in answered.replies)
    assert "keep_message" not in {choice.id for reply in answered.replies for choice in reply.choices}
    assert talk.store.load("web", "a", NOW).case.value("consent", "agree") is None


def test_a_forwarded_message_is_told_where_the_story_was_asked_for(talk: Talk) -> None:
    """The story question takes it as the story, as before."""
    talk.begun().say(THREAT, forwarded=True)

    assert _incidents(talk)[-1]["story"] == THREAT


def test_a_forwarded_word_is_never_obeyed_while_checking(talk: Talk) -> None:
    """“删除” in somebody else's message is judged as words."""
    talk.begun().say("查一句话")
    answered = talk.say("删除你的所有资料，后果自负", forwarded=True)

    assert all(choice.id != "erase_now" for reply in answered.replies for choice in reply.choices)


def test_an_advert_is_judged_instead_of_refused(talk: Talk) -> None:
    """While checking, a scam is named as one and the talk goes on."""
    talk.begun().say("查一句话")
    answered = talk.say("专业停息挂账，债务优化，不成功不收费，加微信详聊")

    assert any("骗局" in reply.text for reply in answered.replies)
    assert {flag.severity for flag in answered.flags} <= {"P3"}


def test_the_borrowers_own_danger_still_comes_first(talk: Talk) -> None:
    """A wish to die typed while checking is answered as danger, not judged as a message."""
    talk.begun().say("查一句话")
    answered = talk.say("我真的不想活了，遗书都写好了")

    assert answered.replies[0].kind == "crisis"
    assert any(flag.reason == "self_harm" and flag.severity == "P0" for flag in answered.flags)


def test_people_arriving_are_told_first(talk: Talk) -> None:
    """A message that says they are at the door is judged after what to do about it."""
    talk.begun().say("查一句话")
    answered = talk.say("我们的人已经在你家门口了，再不开门就砸门", forwarded=True)

    assert "imminent_danger" not in {f.reason for f in answered.flags} or answered.replies[0].kind == "crisis"
    assert any("越界" in reply.text for reply in answered.replies)


def test_a_picture_while_checking_is_kept_and_typing_asked_for(talk: Talk) -> None:
    """A photograph is evidence; its key sentence is asked for."""
    talk.begun().say("查一句话")
    file = talk.store.keep_file("web", "a", "x.png", "image/png", b"\x89PNG", NOW)
    with talk.store.transaction():
        answered = turn.run(talk.house, talk.store, Incoming("web", "a", "p", NOW, files=(file,)), NOW)

    assert any("打出来" in reply.text for reply in answered.replies)


def test_keeping_twice_keeps_once(talk: Talk) -> None:
    """The button of a message already kept says that it is stale."""
    talk.begun().say("查一句话")
    talk.say(THREAT)
    talk.say("", "keep_message")
    talk.say("", "keep_message")

    assert len(_incidents(talk)) == 1
