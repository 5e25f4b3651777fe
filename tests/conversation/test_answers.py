"""Typed text, buttons and files become values, or say kindly what does not fit."""

from __future__ import annotations

from typing import Any

import pytest

from bot.conversation import answers, dialog
from bot.conversation.dialog import Question
from bot.model import Choice, Incoming, Upload
from tests.conversation.room import NOW, SimpleEars

FRUIT = {"apple": "苹果", "pear": {"label": "梨", "also": ["鸭梨"]}, "none": {"label": "都没有", "alone": True}}


def _question(type: str, **more: Any) -> Question:
    data = {"ask": "?", "short": "x", "type": type, **more}
    if type in ("choice", "choices"):
        data["options"] = FRUIT
    return dialog.parse({"id": "d", "title": "t", "questions": {"q": data}}).questions["q"]


def _read(question: Question, text: str = "", choice: tuple[str, ...] = ()) -> answers.Reading:
    if question.type == "yesno":
        choices: tuple[Choice, ...] = (Choice("yes", "是"), Choice("no", "否"))
    else:
        choices = tuple(Choice(option.id, option.label, option.alone) for option in question.options)
    shown = (*choices, Choice("/skip", "跳过"))
    return answers.read(question, Incoming("t", "s", "1", NOW, text, choice), shown, SimpleEars(), NOW)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1", "apple"), ("第二个", "pear"), ("二", "pear"), ("苹果", "apple"), ("鸭梨", "pear"), ("苹果。", "apple"),
     ("9", None), ("香蕉", None), ("", None)],
)  # fmt: skip
def test_one_choice_takes_number_ordinal_label_or_word(text: str, value: str | None) -> None:
    """A choice is read from its number, ordinal, label or a further word."""
    assert _read(_question("choice"), text).value == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("1 2", ["apple", "pear"]), ("12", ["apple", "pear"]), ("1、梨", ["apple", "pear"]),
     ("苹果和鸭梨", ["apple", "pear"]),
     ("都没有", ["none"]), ("1 3", ["apple"]), ("梨", ["pear"]), ("我昨天买了很多水果回家", None)],
)  # fmt: skip
def test_several_choices_take_lists(text: str, value: list[str] | None) -> None:
    """Several choices are read from lists; “none of these” gives way to anything chosen with it."""
    assert _read(_question("choices"), text).value == value


def test_what_could_be_used_of_a_list_is_kept() -> None:
    """A list with one strange part keeps the rest and says so."""
    reading = _read(_question("choices"), "1 香蕉")

    assert reading.value == ["apple"]
    assert reading.kept == "partly"


@pytest.mark.parametrize(
    ("text", "value"), [("有", True), ("没有", False), ("嗯", True), ("冇", False), ("也许", None)]
)
def test_yes_and_no_in_everyday_words(text: str, value: bool | None) -> None:
    """Everyday and dialect words for yes and no are read."""
    assert _read(_question("yesno"), text).value is value


@pytest.mark.parametrize("type", ["count", "money", "moment", "duration", "phone", "platform", "text"])
def test_a_button_is_no_answer_to_a_typed_question(type: str) -> None:
    """An old button pressed at a question without options is told as such."""
    assert _read(_question(type), choice=("apple",)).problem == "stale_choice"


@pytest.mark.parametrize(
    ("type", "text", "problem"),
    [("count", "很多", "miss_count"), ("money", "不少", "miss_money"), ("moment", "早就", "miss_moment"),
     ("moment", "明天", "future_moment"), ("duration", "很久", "miss_duration"), ("phone", "座机", "miss_phone"),
     ("platform", "😭", "miss_platform"), ("text", "🙏🙏", "miss_text"), ("text", "…", "miss_text")],
)  # fmt: skip
def test_each_type_has_its_own_correction(type: str, text: str, problem: str) -> None:
    """What does not fit names the sentence that says how it would."""
    assert _read(_question(type), text).problem == problem


@pytest.mark.parametrize(("type", "text"), [("count", "50"), ("money", "50"), ("duration", "50天")])
def test_numbers_have_bounds(type: str, text: str) -> None:
    """A value beyond its question's bounds is not taken."""
    assert _read(_question(type, low=1, high=9), text).problem == "out_of_range"
    assert _read(_question(type, low=1, high=99), text).ok


@pytest.mark.parametrize("text", ["没有", "0", "0元", "无", "none"])
def test_none_answers_a_question_that_allows_none(text: str) -> None:
    """没有 is nought where nought is allowed, of money and of counts, and a miss elsewhere."""
    for type, value in (("money", "0"), ("count", 0)):
        found = _read(_question(type, low=0, high=100), text)
        assert (found.value["high"] if isinstance(found.value, dict) else found.value) == value
        assert not _read(_question(type, low=1, high=100), text).ok


@pytest.mark.parametrize("text", ["-500", "−500元", "负五百", "－ 20"])
def test_a_sum_below_nothing_is_told_apart(text: str) -> None:
    """A minus is not passed over: the borrower is told that there is nothing below nought."""
    assert _read(_question("money", low=0, high=100), text).problem == "below_nothing"


def test_a_long_text_is_cut_and_said() -> None:
    """Free text beyond the limit is kept up to it."""
    reading = _read(_question("text"), "长" * 9000)

    assert len(reading.value) == answers.TEXT_LIMIT
    assert reading.kept == "cut"


def test_an_unknown_platform_is_taken_by_its_name() -> None:
    """A name the facts do not know is an answer all the same."""
    assert _read(_question("platform"), "某某贷").value == {"id": "", "name": "某某贷"}


def test_files_are_their_ids() -> None:
    """A files question takes what was uploaded and asks again for text."""
    question = _question("files")
    incoming = Incoming("t", "s", "1", NOW, files=(Upload("f1", "a", "image/png", 1),))

    assert answers.read(question, incoming, (), SimpleEars(), NOW).value == ["f1"]
    assert _read(question, "没有").problem == "miss_files"


@pytest.mark.parametrize(
    ("text", "number"), [("3", 3), ("第十二条", 12), ("二十", 20), ("三", 3), ("0", 0), ("三三", 0), ("x", 0)]
)
def test_numbers_in_words(text: str, number: int) -> None:
    """Small numbers are read in digits and characters."""
    assert answers.number_of(text) == number
