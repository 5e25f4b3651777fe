"""Numbers as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.understanding.numerals import number, quantity


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("二十三", 23),
        ("两万三", 23000),
        ("一百二", 120),
        ("一百零二", 102),
        ("1w2", 12000),
        ("2.3万", 23000),
        ("5k", 5000),
        ("三千五", 3500),
        ("二〇二四", 2024),
        ("十五", 15),
        ("23,000", 23000),
        ("一万二千五", 12500),
    ],
)
def test_exact_numbers(words: str, value: int) -> None:
    """Figures, characters and mixtures give one value."""
    assert number(words) == Decimal(value)


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("几", 2, 9),
        ("十几", 11, 19),
        ("几十", 20, 99),
        ("好几百", 200, 999),
        ("三四十", 30, 40),
        ("二十多", 20, 29),
        ("一百多", 100, 199),
        ("十五六", 15, 16),
        ("30~90", 30, 90),
        ("三五", 3, 5),
        ("20", 20, 20),
    ],
)
def test_vague_numbers(words: str, low: int, high: int) -> None:
    """Vague words give the range people mean."""
    found = quantity(words)
    assert found is not None
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize("words", ["", "多", "好", "元"])
def test_no_number(words: str) -> None:
    """Words without a number give none."""
    assert quantity(words) is None
