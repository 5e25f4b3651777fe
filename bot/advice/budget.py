"""What is left to live on, and what can honestly be offered to each lender: never more than is left.

Offers are whole yuan, rounded down; what rounding leaves stays with the borrower. Nothing is assumed: without any
cost told there is no offer, a cost passed over counts as none, a debt whose size was not told gets no figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_UP, Decimal
from typing import Literal

from bot.advice.intervals import every_of
from bot.advice.loan import LONGEST, Loan, Problem, cost, fen, level, payoff
from bot.model import Debt, Means

YUAN = Decimal(1)

OPENING, FALLBACK = Decimal("0.8"), Decimal("0.9")
"""The first and the second offer as parts of what is left: a fifth kept for what nobody planned, then a tenth.
The whole is the line to walk away at."""

MONTHS = (12, 24, 36, 60)
"""Lengths of a plan to show; five years is the longest that any rule in the facts names."""

COURT_LINE = Decimal("0.24")
"""The dearest yearly rate that a plan is shown with: up to it courts protect a licensed lender's charges."""

Way = Literal["offer", "nothing_left", "no_income", "income_unknown", "costs_unknown"]

FIRST = ("court", "wages", "pledged")
"""What puts a debt before others, the gravest first: a judgment, wages already taken, something pledged."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one debt can be offered a month: opening ≤ fallback ≤ walk_away, whole yuan. `first` names why it comes
    before the others, empty when it does not; `balance` is the principal the share was worked out from."""

    debt: str
    balance: Decimal
    opening: Decimal
    fallback: Decimal
    walk_away: Decimal
    first: str = ""


@dataclass(frozen=True, slots=True)
class Budget:
    """What a household's month comes to. `left` may be negative; `a_head` is what each person has to live on.

    way: offer = something can be offered; nothing_left = the costs eat the income; no_income; income_unknown;
    costs_unknown = not one cost was told, so that what is left cannot be known either.
    `unknown` are the debts whose size was not told.
    """

    way: Way
    income: Decimal
    costs: Decimal
    left: Decimal
    people: int
    a_head: Decimal
    shares: tuple[Share, ...] = ()
    unknown: tuple[str, ...] = ()

    def share(self, debt: str) -> Share | None:
        """The offer for one debt."""
        return next((share for share in self.shares if share.debt == debt and share.walk_away), None)

    @property
    def kept(self) -> Decimal:
        """What stays with the borrower when every debt gets its most."""
        return self.left - sum((share.walk_away for share in self.shares), Decimal(0))


def make(means: Means, debts: Sequence[Debt]) -> Budget:
    """What a month's money leaves, and an offer for each debt."""
    income = means.income if means.income is not None else Decimal(0)
    costs = sum(means.costs.values(), Decimal(0))
    left, people = income - costs, 1 + (means.people or 0)
    balances = {debt.id: owed for debt in debts if (owed := balance(debt)) is not None and owed > 0}
    unknown = tuple(debt.id for debt in debts if balance(debt) is None)
    way = _way(means, left)
    shares: tuple[Share, ...] = ()
    if way == "offer":
        shares = tuple(_shares(left, debts, balances))
    return Budget(way, income, costs, left, people, fen(costs / people), shares, unknown)


def _way(means: Means, left: Decimal) -> Way:
    if means.income is None:
        return "income_unknown"
    if means.income <= 0:
        return "no_income"
    if not means.costs:
        return "costs_unknown"
    return "offer" if left >= YUAN else "nothing_left"


def balance(debt: Debt) -> Decimal | None:
    """The principal still owed on a debt as far as it was told: by its own rate where the plan is known.

    None when not even the sum received was told.
    """
    if debt.principal is None:
        return None
    loan = loan_of(debt)
    found = cost(loan) if loan is not None else None
    if found is None or isinstance(found, Problem):
        return debt.principal
    return min(found.balance, debt.principal)


def loan_of(debt: Debt) -> Loan | None:
    """The loan as the arithmetic takes it, None while its sum, instalment or count was not told."""
    received = debt.principal
    if received is None or debt.instalment is None or not debt.count:
        return None
    besides = debt.fees_up_front if debt.fees_besides and debt.fees_up_front else Decimal(0)
    kept_back = debt.fees_up_front if debt.fees_up_front and not debt.fees_besides else Decimal(0)
    on_paper = debt.on_paper if debt.on_paper is not None else received + kept_back
    return Loan(
        received=received,
        instalment=debt.instalment,
        count=debt.count,
        every=every_of(debt.every),
        fees_besides=besides,
        on_paper=on_paper,
        paid=min(debt.paid or 0, debt.count),
    )


def _shares(left: Decimal, debts: Sequence[Debt], balances: dict[str, Decimal]) -> Iterable[Share]:
    """The debts that come first get their instalment as far as it goes; the rest is shared by principal."""
    first = sorted((debt for debt in debts if debt.id in balances and _first(debt)), key=_rank)
    given: dict[str, Decimal] = {}
    for debt in first:
        wanted = min(debt.instalment or balances[debt.id], balances[debt.id])
        given[debt.id] = min(_whole(wanted, ROUND_UP), _whole(left - sum(given.values(), Decimal(0))))
    rest = {id: owed for id, owed in balances.items() if id not in given}
    given |= pro_rata(left - sum(given.values(), Decimal(0)), rest)
    for debt in debts:
        if debt.id in given:
            most, first_of = given[debt.id], _first(debt)
            opening = most if first_of else _whole(most * OPENING)
            fallback = most if first_of else _whole(most * FALLBACK)
            yield Share(debt.id, balances[debt.id], opening, fallback, most, first_of)


def _first(debt: Debt) -> str:
    return next((reason for reason in FIRST if reason in debt.firm), "")


def _rank(debt: Debt) -> int:
    return FIRST.index(_first(debt))


def pro_rata(sum_left: Decimal, balances: dict[str, Decimal]) -> dict[str, Decimal]:
    """A sum shared by size in whole yuan, none above its own size (rounded up to the yuan), together at most the sum.

    The yuan that rounding leaves go one by one to the largest remainders.
    """
    total = sum(balances.values(), Decimal(0))
    pot = min(_whole(sum_left), _whole(total))
    if pot <= 0:
        return dict.fromkeys(balances, Decimal(0))
    exact = {id: pot * owed / total for id, owed in balances.items()}
    given = {id: _whole(share) for id, share in exact.items()}
    over = sorted(balances, key=lambda id: (given[id] - exact[id], id))
    for id in over[: int(pot - sum(given.values(), Decimal(0)))]:
        given[id] += YUAN
    return given


def _whole(sum: Decimal, way: str = ROUND_DOWN) -> Decimal:
    return max(sum, Decimal(0)).quantize(YUAN, way)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A plan of so many months: the instalment without interest and at the court's line, whether each fits."""

    months: int
    bare: Decimal
    dear: Decimal
    bare_fits: bool
    dear_fits: bool


def what_if(owed: Decimal, left: Decimal, months: Iterable[int] = MONTHS) -> tuple[WhatIf, ...]:
    """What paying a principal over so many months asks of every month, held against what is left."""
    found = []
    for count in months:
        bare, dear = level(owed, Decimal(0), count), level(owed, COURT_LINE, count)
        found.append(WhatIf(count, bare, dear, bare <= left, dear <= left))
    return tuple(found)


def months_to_clear(owed: Decimal, yearly: Decimal, monthly: Decimal) -> int | None:
    """How many months a monthly sum takes to pay a principal off; None when it does not in fifty years, or never."""
    rows = payoff(owed, yearly, monthly) if monthly > 0 else ()
    return len(rows) if isinstance(rows, tuple) and 0 < len(rows) <= LONGEST else None
