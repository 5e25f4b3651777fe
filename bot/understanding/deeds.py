"""What a borrower says they did about a step of their plan, and what came of it: 12378 打了，编号…；派出所不给受理。"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.understanding import numerals
from bot.understanding.lexicon import Hit, Listened
from bot.understanding.moods import Moods
from bot.understanding.text import Plain

State = Literal["done", "answered", "refused", "silent", "todo"]

# What was heard of the other side says more than that one went there.
_TELLING: tuple[State, ...] = ("refused", "silent", "answered", "done", "todo")

_ORDINAL = re.compile(r"第\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*[步个件条项]")
_NUMBER = re.compile(
    r"(?:编号|单号|工单号?|受理号|回执号?|案号|登记号|流水号|号码|凭证号|number)[\s:：,，「“\"]{0,3}(?:是|为|叫)?"
    r"[\s:：]{0,3}(?=[^\s,，。;；!！]{0,40}\d)([^\s,，。;；!！]{2,40})"
)
_BARE_NUMBER = re.compile(r"(?=.*\d.*\d.*\d)[0-9a-z\-_/().〔〕（）【】\[\]#*·第字号粤京沪公信访投诉]{4,40}")
_LONGEST = 40  # characters of a reference number that is the whole text
_HOTLINE = re.compile(r"(?<!\d)12\d{3}(?!\d)")


@dataclass(frozen=True, slots=True)
class Deed:
    """One deed. `doors` are step ids or fact ids that were named, `step` a number said (第4步), 0 when none.

    `number` is what the other side gave (编号, 单号), in the writer's own characters. `sure` when a hotline or a
    step's number was named, so that nothing else can be meant.
    """

    state: State
    doors: tuple[str, ...] = ()
    step: int = 0
    number: str = ""
    sure: bool = False


def read_deed(found: Plain, listened: Listened) -> Deed | None:
    """The deed that a plain text tells of; None for questions, intentions and what others did."""
    step = _step(found.text)
    number = number_in(found)
    moods = Moods(found.text)
    hits = [hit for hit in listened.hits("deed") if _meant(hit, moods)]
    states = {hit.rule.label for hit in hits}
    if not states and not (number and step):
        return None
    state: State = next((state for state in _TELLING if state in states), "done")
    if state == "todo" and "done" in states:
        state = "done"
    doors = tuple(dict.fromkeys(hit.rule.label for hit in listened.hits("door")))
    sure = bool(step) or bool(_HOTLINE.search(found.text) and doors)
    return Deed(state, doors, step, number, sure)


def number_in(found: Plain) -> str:
    """A reference number that is called one, as it was written."""
    match = _NUMBER.search(found.text)
    return found.words(*match.span(1)) if match else ""


def bare_number(found: Plain) -> str:
    """The whole text when it is nothing but a reference number."""
    text = found.text.strip()
    return found.original.strip() if len(text) <= _LONGEST and _BARE_NUMBER.fullmatch(text) else ""


def _step(text: str) -> int:
    said = _ORDINAL.search(text)
    value = numerals.number(said.group(1)) if said else None
    return int(value) if value is not None else 0


def _meant(hit: Hit, moods: Moods) -> bool:
    """A question or a supposition reports nothing. (Negation is part of the phrases themselves.)"""
    mood = moods.at(hit.start, hit.end)
    return not (mood.asked or mood.supposed)
