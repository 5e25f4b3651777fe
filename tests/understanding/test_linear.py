"""No text is slower to read than its length: steps are counted, never seconds."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from bot import understanding
from bot.understanding.hearing import Hearing
from bot.understanding.leaps import Leaping

# What a crafted text would repeat: starts of many phrases, numbers, times, quotes, marks, disguises, old script.
PIECES = (
    "打", "我他", "打电话给我妈", "1", "一", "十点", "三天", "再不还", "现在门口他们", "1万", "不想活", "每天打",
    "说：", "，", "催收说要去我单位", "(bào)爆", "爆.", "自sha", "說不還就", "2026年1月1日", "没有", "如果",
    "13800001234", "a", "\u200b", "某",
)  # fmt: skip
SHORT, LONG = 2_000, 8_000


def _steps(work: Callable[[], object]) -> int:
    """How many calls, of Python and of C, some work makes."""
    count = 0

    def seen(_frame: Any, event: str, _arg: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("piece", PIECES)
def test_steps_grow_no_faster_than_the_text(hearing: Hearing, now: datetime, piece: str) -> None:
    """Four times the text takes at most about four times the steps, whatever it repeats."""
    hearing.warm()
    short, long = (_steps(lambda text=(piece * size)[:size]: hearing.story(text, now)) for size in (SHORT, LONG))

    assert long <= 1.2 * LONG / SHORT * short + 1000


def _patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for found in pkgutil.iter_modules(understanding.__path__):
        module = importlib.import_module(f"bot.understanding.{found.name}")
        for name, value in vars(module).items():
            if isinstance(value, Leaping):
                yield f"{found.name}.{name}", value.pattern
            if isinstance(value, re.Pattern):
                yield f"{found.name}.{name}", value


PATTERNS = dict(_patterns())


def _unbounded(parsed: Any) -> Iterator[Any]:
    """The parts of a parsed expression that repeat without bound."""
    for operation, argument in parsed:
        name = str(operation)
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            least, most, inner = argument
            if int(most) > 200 and least != most:
                yield inner
            yield from _unbounded(inner)
        elif name == "SUBPATTERN":
            yield from _unbounded(argument[-1])
        elif name == "BRANCH":
            for branch in argument[1]:
                yield from _unbounded(branch)
        elif name in ("ASSERT", "ASSERT_NOT"):
            yield from _unbounded(argument[1])


@pytest.mark.parametrize("name", PATTERNS)
def test_no_pattern_repeats_a_repetition(name: str) -> None:
    """An unbounded repetition inside another is what makes an expression exponential; there is none."""
    parsed = importlib.import_module("re._parser").parse(PATTERNS[name].pattern, PATTERNS[name].flags)

    assert not any(list(_unbounded(inner)) for inner in _unbounded(parsed))


def test_phrases_of_editors_never_repeat_without_bound(hearing: Hearing) -> None:
    """The phrase language has no way to write it."""
    parser = importlib.import_module("re._parser")
    for rule in hearing.lexicon.rules:
        for phrase in (*rule.hear, *rule.unless, *rule.needs, *rule.not_with):
            assert not list(_unbounded(parser.parse(phrase.expression)))
