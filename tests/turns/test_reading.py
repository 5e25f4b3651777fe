"""A picture's words in whole turns: read beside the talk, shown to be put right, and taken for nothing before that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot import app
from bot.documents import screenshots
from bot.model import Incoming, Reply
from bot.settings import Settings
from bot.storage.base import Store
from bot.storage.sqlite import SqliteStore
from bot.turns import jobs, turn
from bot.turns.house import House
from bot.turns.reading import Reading
from bot.turns.turn import Answered
from bot.turns.work import Made
from tests.documents.screenshot import THREAT, drawn

NOW = datetime.fromisoformat("2026-11-22T10:00:00+08:00")
WORDS = "\n".join(THREAT)


class Known(Reading):
    """Reads what it was told to, so that a talk does not depend on an optional extra."""

    words = WORDS

    def make(self, material: tuple[bytes, ...]) -> Made:
        assert all(content.startswith(b"\x89PNG") for content in material)
        return Made((Reply(self.words if material else ""),))


@dataclass
class Talk:
    """One borrower's messages through real turns; `waits` does what they left to do."""

    house: House
    store: SqliteStore
    number: int = 0

    def say(self, text: str = "", *choice: str, pictures: int = 0, name: str = "x.png") -> Answered:
        self.number += 1
        files = tuple(self.store.keep_file("web", "a", name, "image/png", drawn(THREAT), NOW) for _ in range(pictures))
        incoming = Incoming("web", "a", str(self.number), NOW, text, choice, files)
        with self.store.transaction():
            return turn.run(self.house, self.store, incoming, NOW)

    def begun(self) -> Talk:
        for text in ("你好", "可以", "都没有"):
            self.say(text)
        return self

    def waits(self) -> tuple[Reply, ...]:
        return jobs.run_waiting(self.house, lambda job: job(self.store), lambda: NOW, self.id)

    @property
    def id(self) -> str:
        return self.store.load("web", "a", NOW).borrower_id

    def incidents(self) -> list[dict[str, object]]:
        case = self.store.load("web", "a", NOW).case
        return [{k: a.value for k, a in record.answers.items()} for record in case.of("incident")]


@pytest.fixture(scope="module")
def house() -> House:
    """The whole content, as it ships, without what an optional extra adds."""
    return replace(app.house(Settings()), works={})


@pytest.fixture
def plain(tmp_path: Path, house: House) -> Iterator[Talk]:
    """A talk where nothing reads pictures."""
    opened = SqliteStore(tmp_path / "talk.db", bytes(32), tmp_path / "files", ("web",))
    yield Talk(house, opened)
    opened.close()


@pytest.fixture
def talk(plain: Talk) -> Talk:
    plain.house = replace(plain.house, works={"reading": Known(plain.house)})
    return plain


def said(replies: tuple[Reply, ...]) -> str:
    return "\n".join(reply.text for reply in replies)


@pytest.mark.parametrize("asked", ["story", "check"])
def test_without_the_extra_the_key_sentence_is_asked_for(plain: Talk, asked: str) -> None:
    """Where words are wanted, a picture alone is not enough; nothing is left to do."""
    plain.begun()
    if asked == "check":
        plain.say("查一句话")
    answered = plain.say(pictures=1)

    assert "打出来" in said(answered.replies)
    assert answered.jobs == 0


def test_a_picture_is_read_and_shown_before_anything_is_made_of_it(talk: Talk) -> None:
    """First that it is being read, then the words with three ways to go on; no answer has changed."""
    answered = talk.begun().say(pictures=1)
    before = talk.incidents()
    shown = talk.waits()

    assert "正在认图里的字" in said(answered.replies)
    assert WORDS in said(shown)
    assert [choice.id for choice in shown[-1].choices] == ["read_right", "read_fix", "read_drop", "/menu"]
    assert talk.incidents() == before == []


@pytest.mark.parametrize("confirms", [("", "read_right"), ("没错",), ("1",)])
def test_confirmed_words_are_checked_and_kept_with_one_more_tap(talk: Talk, confirms: tuple[str, ...]) -> None:
    """By button, word or number: judged like any message they sent, and an incident only when that is wished."""
    talk.begun().say(pictures=1)
    talk.waits()
    judged = talk.say(*confirms)
    assert "联系你通讯录所有人" in said(judged.replies)
    assert talk.incidents() == []
    talk.say("", "keep_message")

    kept = talk.incidents()[-1]
    assert kept["words"] == WORDS
    assert kept["kinds"] == ["threat"]
    assert kept["numbers"] == ["13800001234"]


def test_misread_words_are_put_right(talk: Talk) -> None:
    """What is typed instead is judged, and what was read is forgotten."""
    talk.begun().say(pictures=1)
    talk.waits()
    assert "整段发过来" in said(talk.say("", "read_fix").replies)
    judged = talk.say("再不还款我们就去你单位找领导")

    assert "去你单位找领导" in said(judged.replies)
    talk.say("", "keep_message")
    assert talk.incidents()[-1]["words"] == "再不还款我们就去你单位找领导"


def test_words_may_be_left(talk: Talk) -> None:
    """不用看: the picture stays evidence, the question stays asked, and the old button is stale."""
    talk.begun().say(pictures=1)
    talk.waits()
    answered = talk.say("不用看")

    assert "还在你的证据里" in said(answered.replies)
    assert "发生了什么" in answered.replies[-1].text
    assert "联系你通讯录" not in said(talk.say("", "read_right").replies)
    assert len(talk.store.load("web", "a", NOW).case.of("evidence")) == 1


def test_who_goes_on_talking_is_heard(talk: Talk) -> None:
    """While the words are shown, a story is the answer to the open question, as before."""
    talk.begun().say(pictures=1)
    talk.waits()
    answered = talk.say("微粒贷昨晚11点半给我打了二十多个电话，还骂我妈")

    assert "我记成了这样" in said(answered.replies)


def test_danger_in_a_picture_is_told_to_people(talk: Talk) -> None:
    """Confirmed words are read for danger before they are judged."""
    Known.words = "我们的人已经到你家门口了，再不开门就砸门"
    try:
        talk.begun().say(pictures=1)
        talk.waits()
        answered = talk.say("", "read_right")
    finally:
        Known.words = WORDS

    assert "imminent_danger" in {flag.reason for flag in answered.flags}
    assert answered.replies[0].kind == "crisis"


def test_a_picture_without_words_says_so(talk: Talk) -> None:
    """Nothing read: the key sentence is asked for, and nothing else changes."""
    Known.words = ""
    try:
        talk.begun().say(pictures=1)
        before = talk.store.load("web", "a", NOW).conversation.asked
        assert "没认出字" in said(talk.waits())
    finally:
        Known.words = WORDS

    assert talk.store.load("web", "a", NOW).conversation.asked == before


def test_before_consent_nothing_is_read(talk: Talk) -> None:
    """Who has not agreed to anything yet has nothing read."""
    talk.say("你好")

    assert talk.say(pictures=1).jobs == 0


def test_four_of_many_pictures_are_read(talk: Talk) -> None:
    """An album is one piece of work, and no endless one."""
    answered = talk.begun().say(pictures=6)
    job = talk.store.claim_job(NOW, NOW + timedelta(minutes=1), talk.id)

    assert answered.jobs == 1
    assert job is not None
    assert len(job.args["files"].split()) == 4


def test_while_a_person_writes_the_bot_stays_silent(talk: Talk) -> None:
    """A moderator took over meanwhile: no bubble of the bot's falls into their talk."""
    talk.begun().say(pictures=1)
    with talk.store.transaction():
        talk.store.hold(talk.id, NOW + timedelta(hours=1))

    assert talk.waits() == ()


def test_erased_pictures_are_not_read(talk: Talk) -> None:
    """Who erased everything meanwhile gets nothing shown of it."""
    talk.begun().say(pictures=1)
    talk.say("删除")
    talk.say("确认删除")

    def next_job(store: Store) -> object:
        return jobs.take(talk.house, store, NOW)

    assert next_job(talk.store) is None


@pytest.mark.skipif(not screenshots.installed(), reason="the extra ocr is not installed: make test EXTRAS=ocr")
def test_a_real_picture_becomes_an_incident(plain: Talk) -> None:
    """The whole way with the real reader, as the application builds it."""
    plain.house = app.house(Settings())
    plain.begun().say(pictures=1)
    assert WORDS in said(plain.waits())
    plain.say("没错")
    plain.say("", "keep_message")

    assert plain.incidents()[-1]["kinds"] == ["threat"]
