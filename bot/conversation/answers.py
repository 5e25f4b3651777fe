"""Typed text, pressed buttons and files → the value of an answer, or what is wrong with it.

Values are plain JSON, as `bot.model.Answer` keeps them. Reading never guesses silently: what could be
used of a partly wrong answer is kept and said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.conversation.dialog import Question
from bot.conversation.ears import Ears
from bot.model import Choice, Incoming

TEXT_LIMIT = 4000
"""Longest free-text answer kept: a full page, more than a complaint form takes."""

_SPLIT = re.compile(r"[\s,，、;；.。/+和跟与及]+")
_ORDINAL = re.compile(r"^第?\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*(?:个|项|条|种)?$")
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九十")}
_YES = {
    "是",
    "对",
    "有",
    "嗯",
    "好",
    "是的",
    "对的",
    "有的",
    "要",
    "可以",
    "好的",
    "没错",
    "yes",
    "y",
    "ok",
    "行",
    "恩",
    "對",
    "係",
    "有的话",
    "中",
    "得",
    "成",
    "要得",
    "系",
    "嗯呐",
    "嗯嗯",
    "哎",
    "yeah",
    "yep",
    "sure",
}
_NO = {
    "否",
    "不",
    "没",
    "没有",
    "不是",
    "不对",
    "没有的",
    "不要",
    "不用",
    "no",
    "n",
    "無",
    "沒有",
    "沒",
    "不是的",
    "未有",
    "冇",
    "木有",
    "莫得",
    "没得",
    "冇得",
    "不中",
    "不得",
    "没了",
    "nope",
}
_NOUGHT = {"无", "0", "零", "0元", "零元", "0块", "none", "nothing"}
_BELOW = re.compile(r"\s*(?:[-−﹣－]\s*\d|负\s*[\d一二两三四五六七八九十百千万])")
_ALL = re.compile(r"共|加起来|前后|累计|total")
_LETTERS = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Reading:
    """A value, or the name of the phrase that says what does not fit; `kept` names what could be used."""

    value: Any = None
    problem: str = ""
    kept: str = ""

    @property
    def ok(self) -> bool:
        return self.value is not None


def plain(text: str) -> str:
    """Text as commands and labels are compared: trimmed, lower case, without closing punctuation."""
    return text.strip().strip("。.!！?？~～,，、;； \u3000").lower()


def number_of(text: str) -> int:
    """The number in “3”, “第三个”, “三”; 0 when there is none."""
    found = _ORDINAL.match(text.strip())
    if not found:
        return 0
    digits = found.group(1)
    if digits.isdigit():
        return int(digits)
    if digits == "十":
        return 10
    if "十" in digits:
        tens, _, ones = digits.partition("十")
        return _DIGITS.get(tens, 1) * 10 + (_DIGITS[ones] if ones else 0)
    return _DIGITS[digits] if len(digits) == 1 else 0


def pick(text: str, choices: Sequence[Choice], also: dict[str, tuple[str, ...]] | None = None) -> str:
    """The id of the one choice that a text means, by number, label, further words, or a unique part; else “”."""
    wanted = plain(text)
    if not wanted:
        return ""
    numbered = [choice for choice in choices if not choice.id.startswith("/")]
    position = number_of(wanted)
    if 1 <= position <= len(numbered):
        return numbered[position - 1].id
    for choice in choices:
        if wanted in (plain(choice.label), choice.id.lower()) or wanted in (also or {}).get(choice.id, ()):
            return choice.id
    if len(wanted) >= 2:
        near = [
            c.id for c in numbered if wanted in plain(c.label) or any(wanted == w for w in (also or {}).get(c.id, ()))
        ]
        if len(near) == 1:
            return near[0]
    return ""


def pick_many(
    text: str, choices: Sequence[Choice], also: dict[str, tuple[str, ...]] | None = None
) -> tuple[list[str], list[str]]:
    """The ids that a text like “1 3、骂人” means, and the parts that mean none."""
    whole = pick(text, choices, also)
    if whole:
        return [whole], []
    numbered = [choice for choice in choices if not choice.id.startswith("/")]
    parts = [part for part in _SPLIT.split(text.strip()) if part]
    if len(parts) == 1 and parts[0].isdigit() and len(numbered) < 10:
        parts = list(parts[0])
    picked: list[str] = []
    left: list[str] = []
    for part in parts:
        id = pick(part, numbered, also)
        (picked if id else left).append(id or part)
    return list(dict.fromkeys(picked)), left


def read(question: Question, incoming: Incoming, choices: Sequence[Choice], ears: Ears, now: datetime) -> Reading:
    """The value of what came in as an answer to a question."""
    if question.type == "files":
        return (
            Reading([upload.file_id for upload in incoming.files]) if incoming.files else Reading(problem="miss_files")
        )
    if incoming.choice and question.type not in ("choice", "choices", "yesno"):
        return Reading(problem="stale_choice")
    reader = _READERS[question.type]
    return reader(question, incoming, choices, ears, now)


def _also(question: Question) -> dict[str, tuple[str, ...]]:
    found = {option.id: tuple(plain(word) for word in (*option.also, option.label)) for option in question.options}
    if question.type == "yesno":
        return {"yes": tuple(_YES), "no": tuple(_NO)}
    return found


def _choice(question: Question, incoming: Incoming, choices: Sequence[Choice], _ears: Ears, _now: datetime) -> Reading:
    if incoming.choice:
        id = incoming.choice[0]
        return Reading(id) if question.option(id) else Reading(problem="stale_choice")
    id = pick(incoming.text, choices, _also(question))
    return Reading(id) if question.option(id) else Reading(problem="miss_choice")


def _choices(question: Question, incoming: Incoming, choices: Sequence[Choice], _ears: Ears, _now: datetime) -> Reading:
    if incoming.choice:
        picked, left = [id for id in incoming.choice if question.option(id)], list[str]()
        if not picked:
            return Reading(problem="stale_choice")
    else:
        picked, left = pick_many(incoming.text, choices, _also(question))
        picked = [id for id in picked if question.option(id)]
        if not picked or len("".join(left)) > 6:  # a sentence, not a list of options
            return Reading(problem="miss_choices")
    alone = [option.id for option in question.options if option.alone and option.id in picked]
    if alone and len(picked) > 1:
        picked = [id for id in picked if id not in alone]
    order = [option.id for option in question.options if option.id in picked]
    return Reading(order, kept="partly" if left else "")


def _yesno(question: Question, incoming: Incoming, choices: Sequence[Choice], _ears: Ears, _now: datetime) -> Reading:
    id = incoming.choice[0] if incoming.choice else pick(incoming.text, choices, _also(question))
    if id in ("yes", "no"):
        return Reading(id == "yes")
    return Reading(problem="stale_choice" if incoming.choice else "miss_yesno")


def _text(_question: Question, incoming: Incoming, _choices: Sequence[Choice], _ears: Ears, _now: datetime) -> Reading:
    text = incoming.text.strip()
    if not _LETTERS.search(text):
        return Reading(problem="miss_text")
    if len(text) > TEXT_LIMIT:
        return Reading(text[:TEXT_LIMIT], kept="cut")
    return Reading(text)


def _nothing(question: Question, text: str) -> bool:
    """没有 and 0 answer a question that allows none."""
    return bool(question.high) and question.low == 0 and plain(text) in _NO | _NOUGHT


def _count(question: Question, incoming: Incoming, _choices: Sequence[Choice], ears: Ears, _now: datetime) -> Reading:
    if _nothing(question, incoming.text):
        return Reading({"words": incoming.text.strip(), "low": 0, "high": 0, "per": "total"})
    value = ears.count(incoming.text)
    if value is None:
        return Reading(problem="miss_count")
    if question.high and not question.low <= value["high"] <= question.high:
        return Reading(problem="out_of_range")
    if question.per and value["per"] == "total" and not _ALL.search(incoming.text):
        value = {**value, "per": question.per}
    return Reading(value)


def _money(question: Question, incoming: Incoming, _choices: Sequence[Choice], ears: Ears, _now: datetime) -> Reading:
    if _nothing(question, incoming.text):
        return Reading("0")
    if _BELOW.match(incoming.text):
        return Reading(problem="below_nothing")
    value = ears.money(incoming.text)
    if value is None:
        return Reading(problem="miss_money")
    if question.high and not question.low <= float(value) <= question.high:
        return Reading(problem="out_of_range")
    return Reading(value)


def _moment(_question: Question, incoming: Incoming, _choices: Sequence[Choice], ears: Ears, now: datetime) -> Reading:
    value = ears.moment(incoming.text, now)
    if value is None:
        return Reading(problem="miss_moment")
    start = value.get("start")
    # An hour of grace: a phone's clock may run ahead of ours.
    if start and datetime.fromisoformat(start) > now + timedelta(hours=1):
        return Reading(problem="future_moment")
    return Reading(value)


def _duration(
    question: Question, incoming: Incoming, _choices: Sequence[Choice], ears: Ears, _now: datetime
) -> Reading:
    value = ears.duration(incoming.text)
    if value is None:
        return Reading(problem="miss_duration")
    if question.high and not question.low <= value["days"] <= question.high:
        return Reading(problem="out_of_range")
    return Reading(value)


def _phone(_question: Question, incoming: Incoming, _choices: Sequence[Choice], ears: Ears, _now: datetime) -> Reading:
    numbers = ears.phones(incoming.text)
    return Reading(numbers) if numbers else Reading(problem="miss_phone")


def _platform(
    _question: Question, incoming: Incoming, _choices: Sequence[Choice], ears: Ears, now: datetime
) -> Reading:
    text = incoming.text.strip()
    value = ears.platform(text)
    named = len(_LETTERS.findall(text)) >= 2 and len(text) <= 20 and plain(text) not in _YES | _NO
    if value is None and named:
        value = {"id": "", "name": text}
    if value and not value["id"] and ears.moment(text, now) is not None:
        value = None  # 昨天 is no lender
    return Reading(value) if value else Reading(problem="miss_platform")


_READERS: dict[str, Callable[[Question, Incoming, Sequence[Choice], Ears, datetime], Reading]] = {
    "choice": _choice,
    "choices": _choices,
    "yesno": _yesno,
    "text": _text,
    "count": _count,
    "money": _money,
    "moment": _moment,
    "duration": _duration,
    "phone": _phone,
    "platform": _platform,
}
