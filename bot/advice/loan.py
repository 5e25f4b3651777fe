"""What a loan costs: yearly cost from the money really received, what is paid, what is left.

Sums are exact `Decimal` yuan; where a sum has to be rounded it is rounded to the fen, half up, and the last
instalment takes the rest. Rates are fractions (0.24 is 24%): `nominal` is the rate of one interval times the
intervals of a year, `effective` compounds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

import pyxirr

from bot.advice.intervals import Every, due_dates, per_year

FEN = Decimal("0.01")
RATE = Decimal("1e-10")
"""Ten places: a hundredth of a fen on the largest loan of a person."""

LONGEST = 600
"""Instalments that a plan may have: fifty years of months, longer than anybody lends."""

ProblemId = Literal["fees_above", "below_received", "no_rate", "never_ends"]


@dataclass(frozen=True, slots=True)
class Loan:
    """One loan as told. `received` is what really came; `fees_besides` were paid out of pocket for it.

    `on_paper` is what the contract says, None when it says the same or was not told; what was kept back is the
    difference. `paid` counts the instalments already paid. `dates` are the day the money came and the due days,
    when all of them are known; else the intervals are equal.
    """

    received: Decimal
    instalment: Decimal
    count: int
    every: Every = "month"
    fees_besides: Decimal = Decimal(0)
    on_paper: Decimal | None = None
    paid: int = 0
    dates: tuple[date, ...] = ()

    @property
    def net(self) -> Decimal:
        """What the borrower could really use."""
        return self.received - self.fees_besides

    @property
    def kept_back(self) -> Decimal:
        """What was taken before the money came."""
        return max(self.on_paper - self.received, Decimal(0)) if self.on_paper is not None else Decimal(0)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why there is no result, with the sums that say so. The reply templates word it by `id`."""

    id: ProblemId
    sums: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a loan costs. `price` is what is paid beyond what was received; `balance` is the principal still owed
    by the loan's own rate, after the instalments paid; `to_come` the instalments still open."""

    loan: Loan
    rate: Decimal
    nominal: Decimal
    effective: Decimal
    total: Decimal
    price: Decimal
    to_come: Decimal
    balance: Decimal


@dataclass(frozen=True, slots=True)
class Row:
    """One instalment of a plan: `remaining` is the principal owed after it. Rows draw the chart of a plan."""

    number: int
    amount: Decimal
    interest: Decimal
    remaining: Decimal
    due: date | None = None


def fen(sum: Decimal) -> Decimal:
    """A sum to the fen, half up."""
    return sum.quantize(FEN, ROUND_HALF_UP)


def cost(loan: Loan) -> Cost | Problem:
    """The yearly cost of a loan and its sums. Needs count ≥ 1 and positive sums, as the questions ensure."""
    total = loan.instalment * loan.count + loan.fees_besides
    if loan.net <= 0:
        return Problem("fees_above", {"received": loan.received, "fees": loan.fees_besides})
    if total < loan.received:
        return Problem("below_received", {"received": loan.received, "total": total})
    rate = _rate(loan)
    if rate is None:
        return Problem("no_rate", {"received": loan.received, "total": total})
    intervals = per_year(loan.every)
    return Cost(
        loan=loan,
        rate=rate,
        nominal=rate * intervals,
        effective=compounded(rate, intervals),
        total=total,
        price=total - loan.received,
        to_come=loan.instalment * max(loan.count - loan.paid, 0),
        balance=_balance(loan, rate),
    )


def _rate(loan: Loan) -> Decimal | None:
    """The internal rate of return of one interval, ten places; None when there is none to be found."""
    flows = [float(loan.net), *[-float(loan.instalment)] * loan.count]
    if len(loan.dates) == len(flows):
        yearly = pyxirr.xirr(list(loan.dates), flows, silent=True)
        found = None if yearly is None else (1 + yearly) ** (1 / float(per_year(loan.every))) - 1
    else:
        found = pyxirr.irr(flows, guess=_guess(loan), silent=True)
    return None if found is None or not -1 < found < 1e6 else Decimal(repr(found)).quantize(RATE, ROUND_HALF_UP)


def _guess(loan: Loan) -> float:
    """A rate to start from: the price spread over the mean time that the money was there."""
    price = loan.instalment * loan.count - loan.net
    return float(price / loan.net * 2 / (loan.count + 1))


def compounded(rate: Decimal, intervals: Decimal) -> Decimal:
    """A rate of one interval compounded over a year of so many intervals."""
    return (1 + rate) ** intervals - 1


def _balance(loan: Loan, rate: Decimal) -> Decimal:
    """The principal behind the instalments to come: each discounted by the loan's own rate."""
    left = max(loan.count - loan.paid, 0)
    worth = Decimal(left) if rate == 0 else (1 - (1 + rate) ** -left) / rate
    return fen(loan.instalment * worth)


def level(principal: Decimal, yearly: Decimal, count: int, every: Every = "month") -> Decimal:
    """The equal instalment that pays a principal off at a nominal yearly rate, to the fen."""
    rate = yearly / per_year(every)
    if rate == 0:
        return fen(principal / count)
    return fen(principal * rate / (1 - (1 + rate) ** -count))


def schedule(
    principal: Decimal,
    yearly: Decimal,
    count: int,
    every: Every = "month",
    first: date | None = None,
) -> tuple[Row, ...]:
    """A plan of `count` equal instalments at a nominal yearly rate; the last one takes what rounding left.

    The amounts less the interest sum to the principal exactly. `first` is the first due day.
    """
    amount = level(principal, yearly, count, every)
    return tuple(_rows(principal, yearly / per_year(every), amount, count, due_dates(first, count, every)))


def payoff(principal: Decimal, yearly: Decimal, amount: Decimal, every: Every = "month") -> tuple[Row, ...] | Problem:
    """The plan that paying `amount` at each interval comes to; a problem when that never ends."""
    rate = yearly / per_year(every)
    interest = fen(principal * rate)
    if amount <= interest or amount <= 0:
        return Problem("never_ends", {"instalment": amount, "interest": interest})
    rows = tuple(_rows(principal, rate, amount, LONGEST, (None,) * LONGEST))
    if rows[-1].amount > amount:
        return Problem("never_ends", {"instalment": amount, "interest": interest})
    return rows


def _rows(
    principal: Decimal, rate: Decimal, amount: Decimal, count: int, due: tuple[date | None, ...]
) -> Iterator[Row]:
    remaining = principal
    for number in range(1, count + 1):
        interest = fen(remaining * rate)
        paid = remaining + interest if number == count else min(amount, remaining + interest)
        remaining += interest - paid
        yield Row(number, paid, interest, remaining, due[number - 1])
        if not remaining:
            return


@dataclass(frozen=True, slots=True)
class Offered:
    """What an instalment offer comes to. `short` is what it lacks of the principal (negative when it pays more);
    `level` is the equal instalment of the principal alone; `dearer` the same plan at yearly rates, as
    (rate, instalment, total). `nominal` is the yearly rate of the offer, None when it does not pay the principal."""

    principal: Decimal
    instalment: Decimal
    count: int
    total: Decimal
    short: Decimal
    level: Decimal
    nominal: Decimal | None
    dearer: tuple[tuple[Decimal, Decimal, Decimal], ...]


DEARER = (Decimal("0.12"), Decimal("0.24"))
"""Yearly rates to hold an offer against: a loan of a usual cost, and the line that courts protect up to."""


def offered(principal: Decimal, instalment: Decimal, count: int) -> Offered:
    """An offer of monthly instalments read without interest and, beside it, with interest."""
    total = instalment * count
    found = cost(Loan(principal, instalment, count))
    plans = [(rate, schedule(principal, rate, count)) for rate in DEARER]
    return Offered(
        principal,
        instalment,
        count,
        total,
        principal - total,
        fen(principal / count),
        found.nominal if isinstance(found, Cost) else None,
        tuple((rate, rows[0].amount, sum((row.amount for row in rows), Decimal(0))) for rate, rows in plans),
    )
