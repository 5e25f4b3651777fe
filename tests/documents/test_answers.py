"""What people are told when they ask: short, sourced, dated, and careful when a fact has grown old."""

from __future__ import annotations

import re
from datetime import date

import pytest

from bot import app
from bot.documents.answers import Answers
from bot.knowledge import registry
from bot.knowledge.entry import FORMER_NAMES
from bot.knowledge.registry import Knowledge
from bot.speech import Speech, room

TODAY = date(2026, 11, 23)
LATER = date(2028, 1, 1)
WHEN_PHONES_ARE_OLD = date(2027, 3, 1)
SAY = Speech()


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """The shipped facts."""
    return registry.load(app.ROOT / "bot" / "knowledge" / "facts")


@pytest.fixture(scope="module")
def answers(knowledge: Knowledge) -> Answers:
    """The shipped answers."""
    return Answers(app.ROOT / "templates" / "answers", knowledge)


def test_there_are_enough(answers: Answers) -> None:
    """At least fifty questions have an answer, each known by several phrasings."""
    assert len(answers.answers) >= 50
    assert all(len(each.also) >= 6 for each in answers.answers.values())


def test_the_short_answer_fits_a_glance(answers: Answers) -> None:
    """Three lines and 150 characters at most, with every hotline filled in."""
    for id in answers.answers:
        text = answers.short(id, SAY, TODAY)
        assert len(text) <= 150, id
        assert text.count("\n") <= 2, id
        assert not {"{", "}"} & set(text), id


def test_the_whole_answer_comes_in_bubbles(answers: Answers) -> None:
    """Every bubble takes the room of 500 characters at most; what to do, the sources and the day are in them."""
    for id in answers.answers:
        bubbles = answers.whole(id, SAY, TODAY)
        text = "\n".join(bubbles)
        assert all(0 < room(bubble) <= 500 for bubble in bubbles), id
        assert "现在可以做：\n1. " in text, id
        assert re.search(r"^(依据|资料)：\S", text, re.M), id
        assert "核对日期：2026年11月22日" in text, id
        assert not {"{", "}"} & set(text), id
        assert not FORMER_NAMES.search(text), id


def test_hotlines_come_only_from_facts(answers: Answers) -> None:
    """No digits of a hotline are typed in an answer; each stands as the id of a fact that the answer cites."""
    typed = re.compile(r"(?<!\d)(?:110|120|12\d{3}|961\d{2}|95\d{3})(?!\d)")
    for id, each in answers.answers.items():
        for text in (each.short, each.details, *each.now):
            assert not typed.search(re.sub(r"{\w+}", "", text)), id
            assert set(re.findall(r"{(\w+)}", text)) <= set(each.facts), id


def test_what_is_no_law_is_never_shown_as_law(answers: Answers, knowledge: Knowledge) -> None:
    """Among the sources, standards and guidelines say that they are no law; laws come first."""
    text = "\n".join(answers.whole("call_count", SAY, TODAY))
    for rule in answers.basis("call_count"):
        firm = knowledge.force_of(rule).id not in ("recommended_standard", "self_discipline", "official_notice")
        assert (rule.label not in text) or firm != (f"{rule.label}（不是法律）" in text)
    assert text.index("《治安管理处罚法》第五十条") < text.index("（GB/T 45251-2025）第5.3条（不是法律）")


def test_no_answer_promises_an_outcome(answers: Answers) -> None:
    """Nothing is called certain to succeed."""
    promise = re.compile(r"一定能|肯定能|保证(?!都|赔|能|金)|必胜|包赢|百分之百|绝对(?:不|能)")
    for id, each in answers.answers.items():
        for text in (each.short, each.details, *each.now):
            for sentence in re.split(r"[。；\n]", text):
                assert not promise.search(sentence) or re.search(r"没有谁|谁也不能|不保证", sentence), (id, sentence)


def test_old_law_is_not_asserted(answers: Answers) -> None:
    """Past the review of a rule, the answer names the day it was last checked and sends to legal aid."""
    for text in (answers.short("jail", SAY, LATER), *answers.whole("jail", SAY, LATER)[:1]):
        assert "最后核对于2026年11月22日" in text
        assert "12348" in text
        assert "不会只因为这个坐牢" not in text
    assert "现在可以做" in "\n".join(answers.whole("jail", SAY, LATER))


def test_old_contacts_are_dated(answers: Answers) -> None:
    """Past the review of a hotline alone, the answer stays and says when it was last checked."""
    assert answers.short("cannot_bear", SAY, WHEN_PHONES_ARE_OLD) == answers.short("cannot_bear", SAY, TODAY)
    text = "\n".join(answers.whole("cannot_bear", SAY, WHEN_PHONES_ARE_OLD))
    assert "最后核对于2026年11月22日" in text
    assert "核对日期" not in text


def test_a_sure_match_is_answered_with_a_button_for_more(answers: Answers) -> None:
    """A question we know gets three lines and 看详细."""
    reply = answers.reply("网贷还不上会坐牢吗", SAY, TODAY)
    assert reply is not None
    assert reply.text == answers.short("jail", SAY, TODAY)
    assert [(choice.id, choice.label) for choice in reply.choices] == [("answer:jail:more", "看详细")]


@pytest.mark.parametrize("text", ["昨天他们又打来了", "今天天气怎么样", "二十个"])
def test_anything_else_is_left_to_the_talk(answers: Answers, text: str) -> None:
    """A story, an answer or an unrelated question gets no reply from here."""
    assert answers.reply(text, SAY, TODAY) is None


def test_unsure_matches_are_offered(answers: Answers) -> None:
    """What may be meant comes as questions to choose from; nothing near, nothing offered."""
    offered = answers.likely("他们非要进屋，我能拦着吗", SAY)
    assert "answer:at_door" in [choice.id for choice in offered]
    assert len(offered) <= 3
    assert offered[0].label == answers.answers[offered[0].id.removeprefix("answer:")].ask
    assert answers.likely("今天星期几", SAY) == ()


def test_further_questions_are_short_buttons(answers: Answers) -> None:
    """Each answer leads to others, as buttons that fit a phone and a callback."""
    for id in answers.answers:
        for choice in answers.choices(id, SAY):
            assert len(choice.label) <= 20
            assert len(choice.id.encode()) <= 64
            assert choice.id != f"answer:{id}"


def test_the_door_chooser_belongs_to_its_answer(answers: Answers) -> None:
    """Who asks which authority is for what sees the table, for one kind of lender when that is known."""
    everyone, small = (answers.whole("where", SAY, TODAY, kind) for kind in ("", "small_loan_company"))
    assert any("● 银行" in bubble for bubble in everyone)
    assert not any("● 银行" in bubble for bubble in small)
    assert any("● 小额贷款公司" in bubble for bubble in small)
    assert not any("● " in bubble for bubble in answers.whole("jail", SAY, TODAY))


def test_unknown_answers_are_unknown(answers: Answers) -> None:
    """An id that no answer has is a mistake of the caller."""
    with pytest.raises(KeyError):
        answers.short("nothing", SAY, TODAY)


def test_other_languages_keep_the_numbers(answers: Answers) -> None:
    """In another language the hotlines stay and the day is written its way; text without translation stays Chinese."""
    english = Speech("en")
    assert "2026-11-22" in "\n".join(answers.whole("jail", english, TODAY))
    assert "12368" in answers.short("payment_order", english, TODAY)
