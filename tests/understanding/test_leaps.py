"""Expressions that leap over what they cannot begin with find what the plain ones find."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import understanding
from bot.understanding.leaps import Leaping, by_first


def _leaping() -> Iterator[tuple[str, Leaping]]:
    for found in pkgutil.iter_modules(understanding.__path__):
        for name, value in vars(importlib.import_module(f"bot.understanding.{found.name}")).items():
            if isinstance(value, Leaping):
                yield f"{found.name}.{name}", value


ALL = dict(_leaping())
WORDS = (
    "每天二十多个", "三天两头", "隔三差五", "第3次", "两万三", "1w2", "￥300", "13800001234", "+86 ", "上百", "好几千",
    "半个月", "大半年", "前两天", "最近", "连续三天", "24小时内", "国庆期间", "昨晚11点半", "每隔三天", "凌晨",
    "几百块", "数千元", "5月3日", "上周三", "腊月二十九", "我", "，", "。", "打", "天", "x",
)  # fmt: skip


@pytest.mark.parametrize("name", ALL)
@settings(max_examples=40)
@given(words=st.lists(st.sampled_from(WORDS), max_size=30))
def test_leaping_changes_no_match(name: str, words: list[str]) -> None:
    """The same places, with the same groups, as the expression alone."""
    leaping, text = ALL[name], "".join(words)
    alone = re.compile(leaping.pattern.pattern.partition("]+|")[2])

    found = [(match.span(), match.groupdict()) for match in leaping.finditer(text)]

    assert found == [(match.span(), match.groupdict()) for match in alone.finditer(text)]


@settings(max_examples=200)
@given(
    words=st.lists(st.text("小米雨平安台", min_size=1, max_size=4), min_size=1, unique=True),
    text=st.text("小米雨平安台花"),
)
def test_a_choice_by_first_characters_finds_the_same_words(words: list[str], text: str) -> None:
    """The longest known word at each place, as a plain choice with the longest words first finds it."""
    ordered = sorted(words, key=len, reverse=True)

    assert re.findall(by_first(ordered), text) == re.findall("|".join(ordered), text)
