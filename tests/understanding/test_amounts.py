"""Money, phone numbers, and the numbers that must be masked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.amounts import first, identity_fits, luhn, money, phones, secrets, spoken, sums

_SAID = ("借了8000", "两万三", "9" * 12 + "元", "0元", "8个电话", "欠了6千", "到手4500", "1万万", "13800001234", "没有")


@pytest.mark.parametrize(
    ("said", "yuan"),
    [
        ("两万三", "23000"),
        ("2.3万", "23000"),
        ("23000元", "23000"),
        ("三千五", "3500"),
        ("1w2", "12000"),
        ("5k", "5000"),
        ("大概5000左右", "5000"),
        ("三十八块五", "38.5"),
        ("¥1,200.50", "1200.5"),
        ("803.65元", "803.65"),
        ("一百多万", "1000000"),
        ("欠了6千", "6000"),
        ("没多少", None),
    ],
)
def test_an_answer_of_money(said: str, yuan: str | None) -> None:
    """Every usual spelling of a sum gives yuan; no sum gives none."""
    assert money(said) == yuan


@pytest.mark.parametrize(
    ("told", "yuan"),
    [
        ("借了8000元分12期", "8000"),
        ("前后欠了三万多", "30000"),
        ("到账4万，欠条写了6万", "40000"),
        ("扣了998会员费", "998"),
    ],
)
def test_the_first_sum_of_a_story(told: str, yuan: str) -> None:
    """In a story only words of money or lending make a number a sum."""
    assert spoken(sums(told)[0].yuan) == yuan


@given(st.lists(st.sampled_from(_SAID), max_size=8).map("，".join))
def test_the_first_sum_is_that_of_all_sums(told: str) -> None:
    """Whoever wants the first alone is spared the rest."""
    assert first(told) == next(iter(sums(told)), None)


@pytest.mark.parametrize("told", ["打了8个电话", "2024年借的", "晚了15天", "第3期", "发了一万条短信"])
def test_other_numbers_are_no_money(told: str) -> None:
    """Counts, years and days are not sums."""
    assert sums(told) == []


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("13800001234", ["13800001234"]),
        ("+86 138 0000 1234", ["13800001234"]),
        ("95512000打的", ["95512000"]),
        ("400-000-0000", ["4000000000"]),
        ("1069012345678", ["1069012345678"]),
        ("17000001234", ["17000001234"]),
        ("010-22345678", ["01022345678"]),
        ("借了20000元", []),
        ("110101199001010000", []),
    ],
)
def test_phone_numbers(written: str, found: list[str]) -> None:
    """Mobiles, virtual ranges, 95 codes, 400 lines, 106 ports and land lines are found; other figures are not."""
    assert phones(written) == found


def test_secret_numbers_are_known() -> None:
    """An identity number and a card number with a fitting check digit are recognised, a phone is not."""
    kinds = [kind for _, _, kind in secrets("身份证110101190001010000 卡号6222020000000000008 电话13800001234")]
    assert kinds[0] == "identity"
    assert "card" in kinds or not luhn("6222020000000000008")
    assert not identity_fits("110101190001010000x")
