"""Platforms by the names people use."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.understanding.hearing import Hearing
from bot.understanding.platforms import Platforms
from bot.understanding.text import plain

PLATFORMS = Platforms(
    {"有钱花": ("youqianhua", "有钱花")}, {"小花": ("xiaohua", "小花钱包"), "滴滴": ("didi", "滴滴金融")}, ["没有钱花"]
)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("有钱花逾期了", ["youqianhua"]),
        ("这个月没有钱花了", []),
        ("在小花借了三千", ["xiaohua"]),
        ("滴滴的催收一直打", ["didi"]),
        ("还欠滴滴贷款八千", ["didi"]),
        ("我开滴滴跑夜车", []),
        ("小花园里有人等我", []),
    ],
)
def test_everyday_words_name_a_lender_only_where_something_is_borrowed(text: str, ids: list[str]) -> None:
    """An exact alias needs borrowing beside it, and a decoy hides the name inside it."""
    assert [id for _, _, id, _ in PLATFORMS.found(plain(text))] == ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("金速贷钱包催的", ["long"]),
        ("金速贷催的", ["short"]),
        ("速贷钱包催的", ["tail"]),
        ("金速贷钱包和速贷钱包", ["long", "tail"]),
        ("abc的催收", ["latin"]),
        ("xabc的催收", []),
        ("abc2的催收", []),
    ],
)
def test_of_names_within_each_other_the_first_and_longest_counts(text: str, ids: list[str]) -> None:
    """What a longer name covers is not named again; letters must stand alone."""
    names = {"金速贷": "short", "金速贷钱包": "long", "速贷钱包": "tail", "abc": "latin"}
    named = Platforms({alias: (id, alias) for alias, id in names.items()})
    assert [id for _, _, id, _ in named.found(plain(text))] == ids


def test_an_exact_alias_answers_which_platform() -> None:
    """As the whole answer an everyday word is the platform."""
    assert PLATFORMS.answer(plain(" 小花 ")) == {"id": "xiaohua", "name": "小花钱包"}


def test_the_facts_own_words_are_used(hearing: Hearing, now: datetime) -> None:
    """The ears know the exact aliases and decoys of the facts."""
    assert hearing.platform("拍拍") == hearing.platform("拍拍贷")
    assert "platform" not in hearing.story("中国银行业协会说不能这样催", now).said


@pytest.mark.parametrize(
    "text", ["我通过微*粮借款八千", "去年到微*粮平台上借", "微*粮的催收", "当日微*粮扣款失败，微*粮又多收"]
)
def test_a_masked_name_is_cut_from_the_words_around_it(text: str) -> None:
    """Neither the word before a masked name nor the verb after it belongs to it."""
    assert [name for _, _, _, name in PLATFORMS.found(plain(text))] == ["微*粮"]
