"""Platforms are recognised however people type them, and ordinary words are left alone."""

from __future__ import annotations

import pytest

from bot.knowledge.names import Names

NAMES = Names(
    [("微粒贷", "wld"), ("WeBank", "wld"), ("借呗", "jb"), ("蚂蚁借呗", "jb"), ("中国银行", "boc"), ("马上贷", "ms")],
    decoys=["中国银行业协会", "马上贷款"],
    exact=[("小花", "xh"), ("abc", "abc")],
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("昨天微粒贷又打来", ["wld"]),
        ("WEBANK 催我", ["wld"]),
        ("ｗｅｂａｎｋ", ["wld"]),
        ("we bank", ["wld"]),
        ("微 粒 贷", ["wld"]),
        ("借呗和微粒贷", ["jb", "wld"]),
        ("webanks", []),
        ("中国银行催收", ["boc"]),
        ("中国银行业协会的规定", []),
        ("马上贷款给我", []),
        ("马上贷逾期", ["ms"]),
        ("小花", ["xh"]),
        (" ABC ", ["abc"]),
        ("我叫小花", []),
        ("abc公司", []),
        ("", []),
    ],
)
def test_names_are_found_as_typed(text: str, expected: list[str]) -> None:
    """Case, width and spaces do not matter; look-alikes and everyday words name nothing."""
    assert [id for id, _ in NAMES.find(text)] == expected


def test_the_longest_name_is_taken_whole() -> None:
    """A name inside a longer name of the same platform is read once, as the longer one."""
    assert list(NAMES.find("蚂蚁借呗")) == [("jb", "蚂蚁借呗")]
