"""Plain text: what is taken out, and the way back to the writer's words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.text import Disguises, plain

DISGUISES = Disguises({"txl": "通讯录", "自sha": "自杀"})


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("爆.通.讯.录", "爆通讯录"),
        ("爆 通 讯 录", "爆通讯录"),
        ("爆(bào)通讯录", "爆通讯录"),
        ("他們罵我媽", "他们骂我妈"),
        ("１３８元", "138元"),
        ("爆我txl", "爆我通讯录"),
        ("自\u200b杀\u202e", "自杀"),
        ("我想自sha", "我想自杀"),
        ("救命！！！！！！", "救命!!!"),
        ("信*飞", "信*飞"),
        ("借了20000", "借了20000"),
        ("axtxlb", "axtxlb"),
    ],
)
def test_tricks_are_undone(written: str, read: str) -> None:
    """Separators, readings, script, widths and spellings that hide a word no longer hide it."""
    assert plain(written, DISGUISES).text == read


def test_words_lead_back_to_what_was_written() -> None:
    """The words behind a place are the writer's own, tricks included."""
    found = plain("他們爆.通.讯.录了", DISGUISES)
    place = found.text.index("通讯录")
    assert found.words(place, place + 3) == "通.讯.录"


@given(st.text(max_size=200))
def test_every_character_has_a_place(written: str) -> None:
    """Whatever is written, each plain character points into the original, in order."""
    found = plain(written, DISGUISES)
    assert len(found.at) == len(found.text)
    assert list(found.at) == sorted(found.at)
    assert all(0 <= place < len(written) for place in found.at)
