"""What a loan costs, its schedule, and offers without interest."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.advice import loan
from bot.advice.intervals import due_dates, per_year
from bot.advice.loan import Cost, Loan, Problem

D = Decimal
MONEY = st.integers(100, 50_000_000).map(lambda fen: D(fen) / 100)
COUNTS = st.integers(1, 120)
RATES = st.integers(0, 6000).map(lambda points: D(points) / 10_000)


def bisected(net: Decimal, instalment: Decimal, count: int) -> Decimal:
    """The rate of one interval by halving an interval in 50 places: slow, and nobody's library."""
    with localcontext() as context:
        context.prec = 50
        low, high = D("-0.99"), D(1)

        def worth(rate: Decimal) -> Decimal:
            return instalment * count if rate == 0 else instalment * (1 - (1 + rate) ** -count) / rate

        while worth(high) > net:
            high *= 2
        for _ in range(120):
            middle = (low + high) / 2
            low, high = (middle, high) if worth(middle) > net else (low, middle)
        return (low + high) / 2


def costed(told: Loan) -> Cost:
    found = loan.cost(told)
    assert isinstance(found, Cost)
    return found


def test_the_rate_agrees_with_an_independent_computation() -> None:
    """On 1,000 random loans the rate is within 1e-8 of one found by bisection in 50 places."""
    chance = random.Random(20261122)
    worst = D(0)
    for _ in range(1000):
        net = D(chance.randint(50_000, 20_000_000)) / 100
        count = chance.randint(1, 120)
        dear = 1 + D(chance.randint(0, 15_000)) / 10_000
        instalment = loan.fen(net * dear / count) + D("0.01")
        worst = max(worst, abs(costed(Loan(net, instalment, count)).rate - bisected(net, instalment, count)))

    assert worst < D("1e-8")


def test_a_loan_with_money_kept_back_costs_by_what_was_received() -> None:
    """8,000 on paper, 7,200 received, twelve times 800: the cost is that of 7,200."""
    found = costed(Loan(D(7200), D(800), 12, on_paper=D(8000), paid=3))

    assert (found.total, found.price, found.to_come) == (D(9600), D(2400), D(7200))
    assert found.loan.kept_back == 800
    assert f"{found.nominal:.4f} {found.effective:.4f}" == "0.5675 0.7411"
    assert found.balance == D("5755.37")


def test_fees_paid_besides_make_a_loan_dearer() -> None:
    """What was paid out of pocket lowers what could be used and raises what was paid."""
    plain, dear = costed(Loan(D(5000), D(500), 12)), costed(Loan(D(5000), D(500), 12, fees_besides=D(300)))

    assert dear.nominal > plain.nominal
    assert dear.total == plain.total + 300


def test_a_week_of_a_short_loan_is_compounded_over_the_year() -> None:
    """1,400 for 2,000 after a week is 2,235% by the simple rate, and beyond all measure when compounded."""
    found = costed(Loan(D(1400), D(2000), 1, "week"))

    assert round(found.nominal, 2) == D("22.35")
    assert found.effective > 1_000_000


def test_known_days_count_as_they_fell() -> None:
    """With the days known the rate is that of the days: the same sums over more days cost less a year."""
    days = (date(2026, 1, 1), *(date(2026, month, 1) for month in range(3, 13)))
    late = costed(Loan(D(9000), D(1000), 10, dates=days))

    assert 0 < late.effective < costed(Loan(D(9000), D(1000), 10)).effective


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        (Loan(D(1000), D(100), 12, fees_besides=D(1000)), "fees_above"),
        (Loan(D(1000), D(100), 12, fees_besides=D(1500)), "fees_above"),
        (Loan(D(100_000), D(2777), 36), "below_received"),
    ],
)
def test_sums_that_make_no_loan_are_a_problem(told: Loan, problem: str) -> None:
    """Fees above the principal and instalments below it are named, never turned into a rate."""
    found = loan.cost(told)

    assert isinstance(found, Problem)
    assert found.id == problem


@given(MONEY, RATES, COUNTS)
def test_a_schedule_pays_the_principal_to_the_fen(principal: Decimal, yearly: Decimal, count: int) -> None:
    """The amounts less the interest are the principal exactly; nothing remains, and no amount is negative."""
    rows = loan.schedule(principal, yearly, count)

    assert sum(row.amount - row.interest for row in rows) == principal
    assert rows[-1].remaining == 0
    assert all(row.amount >= 0 and row.remaining >= 0 for row in rows)
    assert all(row.amount == loan.fen(row.amount) for row in rows)


@given(MONEY, COUNTS)
def test_without_interest_only_the_last_instalment_differs(principal: Decimal, count: int) -> None:
    """The last instalment takes what rounding left, by less than one fen for each of the others."""
    rows = loan.schedule(principal, D(0), count)

    assert len({row.amount for row in rows[:-1]}) <= 1
    assert sum(row.amount for row in rows) == principal
    if len(rows) == count:
        assert abs(rows[-1].amount - rows[0].amount) <= D("0.01") * count


def test_due_days_keep_to_the_month() -> None:
    """A plan from the 31st falls on the last day of shorter months and returns to the 31st."""
    rows = loan.schedule(D(300), D(0), 3, first=date(2026, 1, 31))

    assert [row.due for row in rows] == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]


def test_other_intervals_count_days() -> None:
    """Weeks are seven days apart, half months fifteen; a year has 24 half months and 365 days."""
    assert due_dates(date(2026, 2, 25), 2, "week") == (date(2026, 2, 25), date(2026, 3, 4))
    assert due_dates(date(2026, 2, 25), 2, "half_month") == (date(2026, 2, 25), date(2026, 3, 12))
    assert (per_year("half_month"), per_year("day")) == (24, 365)


def test_paying_less_than_the_interest_never_ends() -> None:
    """Where an instalment does not even pay the interest, the plan is called endless, not counted."""
    found = loan.payoff(D(10_000), D("0.24"), D(200))

    assert isinstance(found, Problem)
    assert (found.id, found.sums["interest"]) == ("never_ends", D("200.00"))


@given(MONEY, RATES, st.integers(1, 2_000_000).map(lambda fen: D(fen) / 100))
def test_a_payoff_ends_with_nothing_left_or_is_a_problem(owed: Decimal, yearly: Decimal, amount: Decimal) -> None:
    """No instalment of a payoff is above the sum offered, and the last leaves nothing."""
    rows = loan.payoff(owed, yearly, amount)

    if isinstance(rows, Problem):
        assert rows.id == "never_ends"
    else:
        assert rows[-1].remaining == 0
        assert max(row.amount for row in rows) <= amount


def test_the_offer_of_2777_drops_all_interest_and_is_28_short() -> None:
    """100,000 over 36 months at 2,777 pays 99,972: no interest at all, and 28 yuan of the principal missing."""
    read = loan.offered(D(100_000), D(2777), 36)

    assert (read.total, read.short, read.level, read.nominal) == (D(99_972), D(28), D("2777.78"), None)
    assert [(rate, amount) for rate, amount, _ in read.dearer] == [
        (D("0.12"), D("3321.43")),
        (D("0.24"), D("3923.29")),
    ]
    assert [round(total) for _, _, total in read.dearer] == [119_572, 141_238]


def test_a_card_over_sixty_months_at_24_percent() -> None:
    """100,000 over 60 months at 24% is 2,876.80 a month."""
    assert loan.level(D(100_000), D("0.24"), 60) == D("2876.80")
