"""Spans that end in 内 or 后, looked for only where those words stand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.stretches import _WITHIN, _within

_SAID = (
    "二十四小时",
    "三天",
    "3",
    "半",
    "一个多月",
    "内",
    "之内",
    "后",
    "以后",
    "。",
    "打了六十次",
    "一二三四五六七八九十",
    "来",
    "天",
)


@given(st.lists(st.sampled_from(_SAID), max_size=24).map("".join))
def test_nothing_is_missed_between_the_words_that_end_a_span(text: str) -> None:
    """The same spans as a search through the whole text finds."""
    assert [m.span() for m in _within(text)] == [m.span() for m in _WITHIN.finditer(text)]
