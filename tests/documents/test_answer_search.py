"""Questions find their answers, and what is not about debts finds none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot import app, content
from bot.documents.answer_search import Asked, Search, Words, is_question
from bot.documents.answers import Answers
from bot.knowledge import registry

ASKED = content.read(Path(__file__).with_name("asked.yaml"))


@pytest.fixture(scope="module")
def answers() -> Answers:
    """The shipped answers, heard with the shipped ears."""
    knowledge = registry.load(app.ROOT / "bot" / "knowledge" / "facts")
    return Answers(app.ROOT / "templates" / "answers", knowledge, app.ears(knowledge).lexicon.disguises)


def asked() -> list[tuple[str, str]]:
    return [(id, question) for id, questions in ASKED["asked"].items() for question in questions]


def off_topic() -> list[str]:
    return [question for some in ASKED["off"] for question in some]


def test_the_right_answer_comes_first_or_among_three(answers: Answers) -> None:
    """Questions in other words than ours find their answer first in 85 of 100, among three in 95."""
    found = [(id, [match.id for match in answers.find(question)]) for id, question in asked()]
    assert sum(ids[:1] == [id] for id, ids in found) / len(found) >= 0.85
    assert sum(id in ids for id, ids in found) / len(found) >= 0.95


def test_every_answer_is_found_by_its_own_question(answers: Answers) -> None:
    """The question that stands above an answer leads to it."""
    assert {id: answers.find(each.ask)[0].id for id, each in answers.answers.items()} == {
        id: id for id in answers.answers
    }


def test_every_answer_is_tried(answers: Answers) -> None:
    """No answer goes without a question in other words."""
    assert set(ASKED["asked"]) == set(answers.answers)
    phrasings = {question for each in answers.answers.values() for question in (each.ask, *each.also)}
    assert not phrasings & {question for _, question in asked()}


def test_what_is_not_about_debts_gets_no_confident_answer(answers: Answers) -> None:
    """At most 2 of 100 questions about other things are answered unasked."""
    told = [question for question in off_topic() if any(match.confident for match in answers.find(question))]
    assert len(told) / len(off_topic()) <= 0.02, told


def test_only_the_first_is_confident(answers: Answers) -> None:
    """Up to three answers come, the likeliest first, and no more than the first is sure."""
    for _, question in asked():
        found = answers.find(question)
        assert len(found) <= 3
        assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)
        assert not any(match.confident for match in found[1:])


@pytest.mark.parametrize(
    "text",
    ["網貸還不上會坐牢嗎", "网 贷 还 不 上 会 坐 牢 吗", "网贷还不上会坐牢吗？？？？？？", "ＷＡＮＧ网贷会坐牢吗"],
)
def test_spelling_does_not_matter(answers: Answers, text: str) -> None:
    """Traditional script, spaces, marks and wide letters change nothing."""
    assert answers.find(text)[0].id == "jail"


def test_a_lenders_name_says_nothing(answers: Answers) -> None:
    """The same question about any platform finds the same answer."""
    assert {answers.find(f"{name}逾期会上征信吗")[0].id for name in ("花呗", "微粒贷", "美团借钱", "网贷")} == {
        "credit_record"
    }


@pytest.mark.parametrize("text", ["", "？", "。。。", "1", "啊" * 10_000, "\u200b", "🙂🙂"])
def test_odd_text_finds_nothing_sure(answers: Answers, text: str) -> None:
    """Empty, endless and wordless texts are answered by nothing, without a failure."""
    assert not any(match.confident for match in answers.find(text))


@pytest.mark.parametrize(
    "text",
    [
        "会坐牢吗",
        "能不能协商",
        "这合法不",
        "他们来了我开不开门？",
        "该找谁投诉",
        "利息多少算高",
        "教我怎么说",
        "會上徵信嗎",
    ],
)
def test_a_question_is_known(text: str) -> None:
    """Particles, question words and A-not-A forms ask."""
    assert is_question(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "二十个",
        "昨晚十一点半打来电话骂我",
        "他们给我妈打了十几个电话",
        "微粒贷",
        "我欠了三万，每天被打二十多个电话。昨天他们打给我爸，前天打给我领导，说我是老赖，全公司都知道了，我现在不敢去上班。"
        "家里老人被吓得血压升高住了院，孩子也跟着害怕。我每个月工资四千，房租一千五，实在拿不出来，可我一直说愿意分期慢慢还。怎么办？",
    ],
)
def test_a_story_is_no_question(text: str) -> None:
    """An answer, a name, or a long story that closes with a question is not taken for one."""
    assert not is_question(text)


SMALL = [Asked("door", ("他们上门我要开门吗",), ("[开|不开]门",)), Asked("jail", ("欠钱会坐牢吗",), ())]


def test_words_that_mean_the_same_are_one() -> None:
    """A synonym finds what was written with another word."""
    words: dict[str, Any] = {"skip": ("吗", "会"), "about": ("欠", "上门")}
    assert not Search(SMALL, Words(**words)).find("蹲号子")
    same = Search(SMALL, Words(same={"坐牢": ("蹲号子",)}, **words))
    assert same.find("欠钱会蹲号子吗")[0].id == "jail"


def test_a_phrase_adds_to_the_score() -> None:
    """What an editor wrote down as telling lifts its answer."""
    without = Search([Asked("door", SMALL[0].questions), SMALL[1]])
    text = "要不要开门"
    assert Search(SMALL).find(text)[0].score == pytest.approx(without.find(text)[0].score + 0.3, abs=0.001)


def test_without_words_about_debts_much_more_is_asked() -> None:
    """A text that names nothing of ours is answered unasked only when it is nearly a phrasing."""
    about = Search(SMALL, Words(about=("欠",)))
    assert about.find("欠钱会坐牢吗")[0].confident
    assert not about.find("会坐牢的电影好看吗")[0].confident
