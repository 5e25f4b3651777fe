"""What a letter and a phone call may offer for one debt: an opening, a fallback, a line to walk away at."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from bot.advice import budget, loan
from bot.advice.intervals import due_dates
from bot.advice.story import yuan
from bot.documents import chinese
from bot.model import Debt, Story

LONGEST_PLAN = 60
"""Months beyond which a plan is not proposed: no rule in the facts names a longer one."""

_NO_MONEY = ("no_income", "nothing_left")


def values(story: Story, debt: Debt | None) -> dict[str, str]:
    """The values of letters about an offer, by name; empty while no budget was told or the debt has no share.

    `none` stands alone where nothing is left. opening ≤ fallback ≤ walk_away are yuan a month and never above what
    the borrower said they can pay; `months` and `total` are the plan at the opening, principal alone.
    """
    if debt is None or not story.means.budgeted:
        return {}
    found = budget.make(story.means, story.debts)
    if found.way in _NO_MONEY:
        return {"none": "yes"}
    share = found.share(debt.id)
    if share is None:
        return {}
    most = story.means.monthly or share.walk_away
    opening, fallback, walk_away = (min(sum, most) for sum in (share.opening, share.fallback, share.walk_away))
    told = {"opening": chinese.money(opening), "walk_away": chinese.money(walk_away)}
    if fallback > opening:
        told["fallback"] = chinese.money(fallback)
    # What the borrower checked for themselves is nearer than what was once received.
    owed = yuan(story.answers.get(debt.id, {}).get("remaining")) or share.balance
    months = budget.months_to_clear(owed, Decimal(0), opening)
    if months is not None and months <= LONGEST_PLAN:
        told |= {"months": str(months), "total": chinese.money(owed)}
    return told


def yearly(debt: Debt) -> str:
    """What a loan costs a year by the simple way, in percent with one place; empty while its terms are not told."""
    told = budget.loan_of(debt)
    found = loan.cost(told) if told is not None else None
    return f"{(found.nominal * 100).quantize(Decimal('0.1'), ROUND_HALF_UP):f}" if isinstance(found, loan.Cost) else ""


def plan_rows(story: Story, today: date) -> list[tuple[str, str, str]]:
    """The plan that the whole offer comes to, principal alone, from next month on: (2026-12, amount, remaining).

    Empty where nothing can be offered, or where it would take longer than a plan that is proposed.
    """
    found = budget.make(story.means, story.debts)
    owed = sum((share.balance for share in found.shares), Decimal(0))
    monthly = sum((share.walk_away for share in found.shares), Decimal(0))
    rows = loan.payoff(owed, Decimal(0), monthly) if monthly else ()
    if isinstance(rows, loan.Problem) or len(rows) > LONGEST_PLAN:
        return []
    first = (today.replace(day=1) + timedelta(days=31)).replace(day=1)
    months = due_dates(first, len(rows), "month")
    return [
        (f"{due:%Y-%m}", f"{row.amount:f}", f"{row.remaining:f}")
        for row, due in zip(rows, months, strict=True)
        if due is not None
    ]
