"""Which ceilings apply to what a loan costs: by who lends and when, each named as what it is.

A court's line of protection is no ban, a guideline is no law, and a practice is an interpretation: the force of
the rule behind every ceiling is told with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from bot.advice.loan import Cost, level
from bot.knowledge.fact import Rule
from bot.knowledge.registry import Knowledge

Sort = Literal["court", "guide", "practice", "private", "crime"]
Verdict = Literal["above", "between", "within"]

COURT = "rate-cap-licensed-24"
GUIDE = "smallloan-2025-cost"
PRACTICE = "loanassist-2025-cost"
PRIVATE = "rate-cap-private-4xlpr"
LPR = "lpr-latest"
CRIME = "xf_225_illegal_lending"
KEPT_BACK = "mf_670_680"


@dataclass(frozen=True, slots=True)
class Limit:
    """One ceiling held against a cost. `percent` is the yearly ceiling, None when the day of the contract that it
    hangs on is not told or not in the facts.

    sort: court = a court may be asked to cut what is above; guide = the supervisor's guideline; practice = how a
    notice is usually read; private = the ceiling of loans between people; crime = one element of a crime.
    verdict: between = above it only when compounded. `sure` is False when it hangs on the day of the contract.
    `instalment` is the equal instalment at the ceiling, `beyond` what all instalments together are above that.
    """

    rule: str
    sort: Sort
    percent: Decimal | None
    verdict: Verdict | None
    sure: bool = True
    instalment: Decimal | None = None
    beyond: Decimal | None = None


def limits(cost: Cost, lender: str, lent_on: date | None, knowledge: Knowledge) -> tuple[Limit, ...]:
    """The ceilings that this kind of lender's loan is held against, the closest first; empty when none is known."""
    found = (reader(cost, lent_on, knowledge) for reader in _BY_LENDER.get(lender, ()))
    return tuple(limit for limit in found if limit is not None)


def above(found: tuple[Limit, ...]) -> Limit | None:
    """The first ceiling that the cost is above, for sure and by the simple rate."""
    return next((limit for limit in found if limit.verdict == "above" and limit.sure and limit.sort != "crime"), None)


def asked_for_day(lender: str) -> bool:
    """Whether the ceiling hangs on the day of the contract."""
    return lender in ("private", "small_loan_company")


Reader = Callable[[Cost, "date | None", Knowledge], "Limit | None"]


def _court(cost: Cost, _lent_on: date | None, knowledge: Knowledge) -> Limit | None:
    return _limit(COURT, "court", cost, knowledge)


def _practice(cost: Cost, _lent_on: date | None, knowledge: Knowledge) -> Limit | None:
    return _limit(PRACTICE, "practice", cost, knowledge, name="cap_annual_percent_in_practice")


def _guide(cost: Cost, lent_on: date | None, knowledge: Knowledge) -> Limit | None:
    rule = knowledge.rules.get(GUIDE)
    since = _day(rule, "new_loans_from")
    if lent_on is not None and since is not None and lent_on < since:
        return None
    return _limit(GUIDE, "guide", cost, knowledge, sure=lent_on is not None)


def _private(cost: Cost, lent_on: date | None, knowledge: Knowledge) -> Limit | None:
    """Four times the rate of the contract's day, where the facts know that day's rate."""
    rule, lpr = knowledge.rules.get(PRIVATE), knowledge.rules.get(LPR)
    if rule is None or lpr is None:
        return None
    begin, end = _day(lpr, "unchanged_since"), _day(lpr, "as_of")
    told = begin is not None and end is not None and lent_on is not None and begin <= lent_on <= end
    if not told:
        return Limit(PRIVATE, "private", None, None, sure=False)
    percent = Decimal(str(lpr.numbers["lpr_1y_percent"])) * Decimal(str(rule.numbers["lpr_multiple"]))
    return _against(PRIVATE, "private", percent, cost, True)


def _crime(cost: Cost, _lent_on: date | None, knowledge: Knowledge) -> Limit | None:
    found = _limit(CRIME, "crime", cost, knowledge, name="annual_percent_above")
    return found if found is not None and found.verdict == "above" else None


def _limit(
    id: str,
    sort: Sort,
    cost: Cost,
    knowledge: Knowledge,
    name: str = "cap_annual_percent",
    sure: bool = True,
) -> Limit | None:
    rule = knowledge.rules.get(id)
    value = rule.numbers.get(name) if rule is not None else None
    return _against(id, sort, Decimal(str(value)), cost, sure) if value is not None else None


def _against(id: str, sort: Sort, percent: Decimal, cost: Cost, sure: bool) -> Limit:
    """The cost held against a ceiling: by the simple rate first, which is the lower one and the usual one."""
    cap = percent / 100
    verdict: Verdict = "above" if cost.nominal > cap else "between" if cost.effective > cap else "within"
    if verdict != "above":
        return Limit(id, sort, percent, verdict, sure)
    loan = cost.loan
    instalment = level(loan.net, cap, loan.count, loan.every)
    return Limit(id, sort, percent, verdict, sure, instalment, (loan.instalment - instalment) * loan.count)


def _day(rule: Rule | None, name: str) -> date | None:
    value = rule.numbers.get(name) if rule is not None else None
    return date.fromisoformat(str(value)) if value else None


def cited_ids() -> Iterator[str]:
    """Every rule that a ceiling may name."""
    yield from (COURT, GUIDE, PRACTICE, PRIVATE, LPR, CRIME, KEPT_BACK)


_BY_LENDER: Mapping[str, tuple[Reader, ...]] = {
    "bank": (_court,),
    "consumer_finance_company": (_court,),
    "small_loan_company": (_guide, _court),
    "loan_assist_platform": (_court, _practice),
    "private": (_private,),
    "unlicensed": (_crime,),
}
