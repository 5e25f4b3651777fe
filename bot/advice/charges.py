"""Whether a loan costs more than it may: worked out where the terms are told, else only what was told of fees.

A court's line of protection is no ban: above it, it depends on the borrower asking for it. What was kept back from
the money, and a cost above a ceiling that binds this lender, is likely beyond the rules.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from bot.advice import budget, ceiling
from bot.advice.ceiling import Limit
from bot.advice.conduct import Reading, Values
from bot.advice.loan import Cost, cost
from bot.knowledge.registry import Knowledge
from bot.model import Debt

_PLACES = Decimal("0.01")
_BINDING = ("guide", "private")


def read(debt: Debt | None, lender: str, knowledge: Knowledge, name: str = "") -> Reading:
    """The reading of what one debt costs, with the sums it rests on; `name` tells the debt from others."""
    aspects = frozenset({"platform"}) if lender in ("loan_assist_platform", "unknown") else frozenset[str]()
    told = budget.loan_of(debt) if debt is not None else None
    found = cost(told) if told is not None else None
    if debt is not None and isinstance(found, Cost):
        return _worked_out(debt, found, lender, aspects, knowledge, name)
    if debt is not None and debt.fees_up_front:
        return Reading("likely", aspects, (("fees_up_front", (("fees", f"{debt.fees_up_front:f}"),)),))
    return Reading("depends", aspects, (("contract_needed", ()),))


def _worked_out(
    debt: Debt, found: Cost, lender: str, aspects: frozenset[str], knowledge: Knowledge, name: str
) -> Reading:
    limits = ceiling.limits(found, lender, debt.lent_on, knowledge)
    above = ceiling.above(limits)
    notes: list[tuple[str, Values]] = [("cost", _sums(found, name))]
    if found.loan.kept_back:
        notes.append(("kept_back", (("kept_back", _yuan(found.loan.kept_back)),)))
    if above is not None:
        notes.append((f"above_{above.sort}", _line(above)))
    if found.loan.kept_back or (above is not None and above.sort in _BINDING):
        return Reading("likely", aspects, tuple(notes))
    held = [limit for limit in limits if limit.verdict is not None and limit.sure]
    if above is None and held and all(limit.verdict == "within" for limit in held):
        return Reading("not_shown", aspects, (("cost_within", (*_sums(found, name), *_line(held[0]))),))
    return Reading("depends", aspects, tuple(notes) if above is not None else (*notes, ("who_lent", ())))


def _sums(found: Cost, name: str) -> Values:
    """What was told and what follows: the record a finding rests on."""
    told = found.loan
    return (
        ("name", name),
        ("received", _yuan(told.received)),
        ("instalment", _yuan(told.instalment)),
        ("count", told.count),
        ("nominal", f"{(found.nominal * 100).quantize(_PLACES, ROUND_HALF_UP):f}"),
    )


def _line(limit: Limit) -> Values:
    return (("percent", _yuan(limit.percent or Decimal(0))),)


def _yuan(sum: Decimal) -> str:
    return f"{sum.normalize():f}"
