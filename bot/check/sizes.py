"""Whether what is said fits the channels it is sent through."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from bot.check.contents import Contents
from bot.check.finding import Finding
from bot.check.sources import Text
from bot.conversation.dialog import Question
from bot.documents.letters import Letters
from bot.errors import ContentError
from bot.model import LENDER_KINDS, VIOLATIONS, Count, Debt, Incident, Means, Moment, Person, Story
from bot.speech import SOURCE, Speech

WECHAT_BYTES = 2048  # WeChat refuses a customer message with more bytes of text
BUBBLE = 4096  # Telegram refuses a message with more characters
CALLBACK_BYTES = 64  # Telegram refuses a button that carries more
LABEL_COLUMNS = 40  # twenty Chinese characters; a phone cuts off what is longer


def check(found: Contents) -> Iterator[Finding]:
    """All rules about length, in every language there is."""
    for locale, speech in found.speeches.items():
        language = "" if locale == SOURCE else f" in {locale}"
        for question in found.questions():
            if not language or speech(question.ask) != question.ask:
                yield from _question(found, question, speech, language)
        for text in found.texts:
            if not language or speech(text.value) != text.value:  # what is not translated is measured once
                yield from _text(text, speech, language)
    yield from _letters(found)


def columns(text: str) -> int:
    """How wide a text is: a Chinese character takes two columns."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


# ---------------------------------------------------------------- questions and phrases


def _question(found: Contents, question: Question, speech: Speech, language: str) -> Iterator[Finding]:
    """A question as numbered text, the way WeChat shows it, with the ways around it below."""
    numbered = [f"{number} {speech(option.label)}" for number, option in enumerate(question.options, 1)]
    around = [speech(c.label) for id, c in found.dialogs.commands.items() if id in ("skip", "unknown", "back", "menu")]
    shown = "\n".join([_filled(speech(question.ask), found.dialogs.values), *numbered, " · ".join(around)])
    size = len(shown.encode())
    if size > WECHAT_BYTES:
        what = f"“{question.id}” with its options takes {size} bytes{language}; WeChat takes {WECHAT_BYTES}"
        yield Finding(found.file(question), found.at(question, "ask"), what, "shorten the question or its options")
    for option in question.options:
        at = found.at(question, "options", option.id)
        if len(f"{question.ref}/{option.id}".encode()) > CALLBACK_BYTES:
            what = f"the ids “{question.ref}/{option.id}” together take more than {CALLBACK_BYTES} bytes"
            yield Finding(found.file(question), at, what, "choose shorter ids")


def _filled(text: str, values: Mapping[str, object]) -> str:
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def _text(text: Text, speech: Speech, language: str) -> Iterator[Finding]:
    said = speech(text.value)
    if text.role in ("phrase", "safety", "reply", "letter summary", "letter after"):
        size = len(said.encode())
        if size > WECHAT_BYTES:
            what = f"this takes {size} bytes{language}; WeChat takes {WECHAT_BYTES}"
            yield Finding(text.file, text.line, what, "shorten it")
    elif text.role in ("label", "command", "short", "letter title") and columns(said) > LABEL_COLUMNS:
        what = f"the button “{said}” is {columns(said)} columns wide{language}; phones show {LABEL_COLUMNS}"
        yield Finding(text.file, text.line, what, "shorten it to 20 Chinese characters or 40 letters")


# ---------------------------------------------------------------- letters


def _letters(found: Contents) -> Iterator[Finding]:
    """Every letter, written from a story as long as one gets."""
    folder = found.root / "templates" / "documents"
    if found.knowledge is None:
        return
    try:
        letters = Letters(folder, found.knowledge)
    except ContentError:  # the check of the templates names it
        return
    story = longest_story(found)
    for kind in letters.kinds():
        text = letters.write(kind.id, story, "debt/1", found.now).text
        if len(text) > BUBBLE:
            what = f"with long answers the letter has {len(text)} characters; one message takes {BUBBLE}"
            yield Finding(f"templates/documents/{kind.id}.j2", 1, what, "shorten it, or let it repeat less")


MOST_EXHIBITS = 20
"""Pieces of evidence of a long case; what a letter has no room for is in the pack."""


def longest_story(found: Contents) -> Story:
    """A case in which everything was told, at length."""
    when = Moment("昨晚十一点半左右，连着好几天都是这样", found.now - timedelta(hours=3), found.now, "minute")
    options = {q.ref: tuple(option.id for option in q.options) for q in found.questions()}
    incidents = tuple(
        Incident(
            f"incident/{number}", frozenset(VIOLATIONS), when, Count("一天八十多个", 80, 90, "day"),
            options.get("incident.contacted", ()), True, "话" * 400, "police", ("13800000000",) * 6,
            options.get("incident.visit", ()), True, True, options.get("incident.evidence", ()), True, "事" * 2000,
            "debt/1",
        )
        for number in range(1, 9)
    )  # fmt: skip
    debt = Debt(
        "debt/1", "", "平台" * 20, LENDER_KINDS[0], "某某银行股份有限公司" * 4, Decimal("23000.55"), Decimal("998.01"),
        Decimal("803.65"), 400, "合同编号" * 20, count=36,
    )  # fmt: skip
    left = Decimal(4000), {"all": Decimal(3000)}
    means = Means("instalments", Decimal("1234.56"), when, options.get("means.hardship", ()), *left)
    answers: dict[str, dict[str, Any]] = {}
    for question in found.questions():
        record = {"incident": "incident/1", "debt": "debt/1"}.get(question.kind, question.kind)
        answers.setdefault(record, {})[question.id] = _longest_answer(question)
    answers.setdefault("debt/1", {})["remaining"] = "18000.55"  # within the longest plan that a letter proposes
    for number in range(1, MOST_EXHIBITS + 1):
        told = {"name": f"{'截图' * 30}.png", "note": "说明" * 60, "carrier": "本人手机" * 10, "incident": "incident/1"}
        answers[f"evidence/{number}"] = {"number": number, "kind": "picture", **told}
    person = Person("测试用户" * 10, "13800000000", "某某市某某区" * 7)
    return Story(incidents, (debt,), means, person, frozenset(), answers)


def _longest_answer(question: Question) -> Any:
    """The longest of what a question is answered with, in the shape in which it is stored."""
    options = [option.id for option in question.options]
    shapes: dict[str, Any] = {
        "choice": options[:1] and options[0], "choices": options, "yesno": True, "money": "1234567.89",
        "count": {"low": 20, "high": 99, "per": "day"}, "duration": {"days": 400},
        "moment": {"words": "三月十五日", "start": "2026-03-15T00:00:00+08:00", "end": "2026-03-16T00:00:00+08:00",
                   "exact": "day"},
        "phone": ["13800000000"] * 6,
    }  # fmt: skip
    return shapes.get(question.type, "写" * 400)
