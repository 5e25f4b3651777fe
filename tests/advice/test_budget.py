"""What is left, and offers that never exceed it."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.advice import budget
from bot.model import Debt, Means

D = Decimal
MONEY = st.integers(0, 5_000_000).map(lambda fen: D(fen) / 100)
FIRM = st.sampled_from([frozenset[str](), frozenset({"court"}), frozenset({"wages"}), frozenset({"pledged"})])
DEBTS = st.lists(
    st.tuples(st.one_of(st.none(), st.integers(1, 300_000).map(D)), FIRM, st.one_of(st.none(), MONEY)), max_size=20
).map(
    lambda told: [
        Debt(f"debt/{number}", principal=owed, firm=firm, instalment=instalment or None)
        for number, (owed, firm, instalment) in enumerate(told, 1)
    ]
)


def means(income: str, **costs: str) -> Means:
    return Means(income=D(income), costs={kind: D(cost) for kind, cost in costs.items()})


@given(MONEY, st.lists(MONEY, max_size=4), DEBTS)
def test_offers_never_exceed_what_is_left(income: Decimal, costs: list[Decimal], debts: list[Debt]) -> None:
    """Together the offers are at most what is left, with the rest accounted for to the fen; none rises on the way."""
    found = budget.make(Means(income=income, costs=dict(zip("abcd", costs, strict=False))), debts)
    most = sum((share.walk_away for share in found.shares), D(0))

    assert found.left == income - sum(costs)
    assert most <= max(found.left, D(0))
    assert most + found.kept == found.left
    for share in found.shares:
        assert 0 <= share.opening <= share.fallback <= share.walk_away <= share.balance.quantize(D(1), "ROUND_UP")


@given(MONEY, DEBTS)
def test_more_income_never_offers_less_to_all(income: Decimal, debts: list[Debt]) -> None:
    """A hundred yuan more never lowers the sum that is offered."""

    def offered(sum_in: Decimal) -> Decimal:
        return sum(
            (share.walk_away for share in budget.make(Means(income=sum_in, costs={"living": D(0)}), debts).shares), D(0)
        )

    assert offered(income) <= offered(income + 100)


@pytest.mark.parametrize(
    ("told", "way"),
    [
        (Means(), "income_unknown"),
        (means("0", living="800"), "no_income"),
        (means("-100"), "no_income"),
        (means("3000"), "costs_unknown"),
        (means("3000", living="2000", housing="1500"), "nothing_left"),
        (means("3000", living="3000"), "nothing_left"),
        (means("3000.50", living="3000"), "nothing_left"),
        (means("3001", living="3000"), "offer"),
    ],
)
def test_where_nothing_is_left_no_figure_is_made_up(told: Means, way: str) -> None:
    """Without an income, or with costs that eat it, there is a way named and no share at all."""
    found = budget.make(told, [Debt("debt/1", principal=D(10_000))])

    assert found.way == way
    assert bool(found.shares) == (way == "offer")


def test_shares_go_by_principal() -> None:
    """Two debts of which one is three times the other share three to one, in whole yuan."""
    found = budget.make(means("2001", living="1000"), [Debt("a", principal=D(30_000)), Debt("b", principal=D(10_000))])

    assert [(share.debt, share.opening, share.fallback, share.walk_away) for share in found.shares] == [
        ("a", D(600), D(675), D(751)),
        ("b", D(200), D(225), D(250)),
    ]
    assert found.kept == 0


def test_a_judgment_comes_before_wages_taken_and_a_pledge() -> None:
    """The debts that come first get their instalment as far as it goes, and the others what is left."""
    debts = [
        Debt("plain", principal=D(50_000)),
        Debt("car", principal=D(40_000), instalment=D(900), firm=frozenset({"pledged"})),
        Debt("judged", principal=D(20_000), instalment=D(800), firm=frozenset({"court", "pledged"})),
    ]
    found = budget.make(means("1500", living="0"), debts)

    assert {share.debt: (share.walk_away, share.first) for share in found.shares} == {
        "judged": (D(800), "court"),
        "car": (D(700), "pledged"),
        "plain": (D(0), ""),
    }


def test_a_debt_of_unknown_size_gets_no_figure() -> None:
    """Nothing is shared out by a size that nobody told."""
    found = budget.make(means("1000", living="0"), [Debt("a"), Debt("b", principal=D(5000))])

    assert found.unknown == ("a",)
    assert found.share("a") is None
    assert [share.debt for share in found.shares] == ["b"]


def test_what_is_still_owed_follows_from_the_instalments_paid() -> None:
    """With the plan known, the principal still owed is what counts, never more than was received."""
    debt = Debt("a", principal=D(7200), instalment=D(800), count=12, paid=3)

    assert budget.balance(debt) == D("5755.37")
    assert budget.balance(Debt("b", principal=D(7200))) == D(7200)
    assert budget.balance(Debt("c")) is None


@given(st.integers(1, 500_000).map(D), MONEY)
def test_a_longer_plan_never_costs_more_a_month(owed: Decimal, left: Decimal) -> None:
    """What-if is monotone: more months, smaller instalments, and what fits goes on fitting without interest."""
    plans = budget.what_if(owed, left, range(1, 61))

    for shorter, longer in itertools.pairwise(plans):
        assert longer.bare <= shorter.bare
        assert longer.dear <= shorter.dear
        assert longer.bare_fits >= shorter.bare_fits
        assert shorter.bare <= shorter.dear


@given(st.integers(100, 500_000).map(D), st.integers(1, 20_000).map(D), st.integers(1, 5000).map(D))
def test_paying_more_never_takes_longer(owed: Decimal, monthly: Decimal, more: Decimal) -> None:
    """A higher sum a month clears a debt no later, with interest and without."""
    for yearly in (D(0), D("0.24")):
        slow, fast = (budget.months_to_clear(owed, yearly, monthly + extra) for extra in (D(0), more))
        assert slow is None or (fast is not None and fast <= slow)


def test_a_sum_below_the_interest_never_clears_a_debt() -> None:
    """199 a month against 10,000 at 24% is endless, and is not given a number of months."""
    assert budget.months_to_clear(D(10_000), D("0.24"), D(199)) is None
    assert budget.months_to_clear(D(10_000), D(0), D(0)) is None
    assert budget.months_to_clear(D(10_000), D(0), D(3000)) == 4
