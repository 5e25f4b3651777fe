"""What a loan costs and what a budget leaves, as chat bubbles by the reply templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from bot.advice import budget, ceiling, loan
from bot.advice.ceiling import Limit
from bot.advice.intervals import every_of
from bot.advice.lender import kind_of, name_of
from bot.advice.loan import Cost, Loan, Problem
from bot.documents import chinese
from bot.documents.results import Results
from bot.knowledge.registry import Knowledge
from bot.model import Debt, Story
from bot.speech import Speech

PLACES = Decimal("0.01")
MOST_EFFECTIVE = Decimal(10)
"""Above 1000% a compounded rate says nothing more to anybody; it is only said to be above."""


def percent(rate: Decimal) -> str:
    """A rate as a percentage with two places, half up: 0.5675 is 56.75."""
    return f"{(rate * 100).quantize(PLACES, ROUND_HALF_UP):f}"


def yuan(sum: Decimal) -> str:
    """A sum as it is read: 7200, or to the fen where it has one: 2777.70."""
    return f"{sum.quantize(Decimal(1)):f}" if sum == sum.to_integral_value() else f"{loan.fen(sum):f}"


def of_terms(terms: Mapping[str, str], results: Results, speech: Speech) -> tuple[str, ...]:
    """The answer to one sentence with a loan in it; empty while the terms are too few for a yearly cost."""
    debt = _debt_of(terms)
    told = budget.loan_of(debt)
    if told is None:
        return _of_payoff(debt, terms.get("yearly", ""), results, speech)
    return _of_loan(told, "", "unknown", None, results, speech)


def _of_payoff(debt: Debt, yearly: str, results: Results, speech: Speech) -> tuple[str, ...]:
    """How long instalments take at a rate that was told, or that they never end."""
    if not yearly or debt.principal is None or debt.instalment is None:
        return ()
    rows = loan.payoff(debt.principal, Decimal(yearly) / 100, debt.instalment, every_of(debt.every))
    if isinstance(rows, Problem):
        return (_problem(rows, results, speech),)
    values = {
        "principal": yuan(debt.principal),
        "yearly": yearly,
        "instalment": yuan(debt.instalment),
        "count": len(rows),
        "last": yuan(rows[-1].amount),
        "total": yuan(sum((row.amount for row in rows), Decimal(0))),
        "interest": yuan(sum((row.interest for row in rows), Decimal(0))),
    }
    return (results.say("payoff.j2", speech, **values),)


def _problem(found: Problem, results: Results, speech: Speech) -> str:
    sums = {id: yuan(sum) for id, sum in found.sums.items()}
    return results.say("money_problem.j2", speech, problem=found.id, sums=sums)


def _debt_of(terms: Mapping[str, str]) -> Debt:
    sums = {name: Decimal(terms[name]) for name in ("received", "on_paper", "fees", "instalment") if name in terms}
    received, fees = sums.get("received"), sums.get("fees")
    besides = terms.get("fees_besides") == "besides"
    if received is None and "on_paper" in sums:
        received = sums["on_paper"] - (fees if fees and not besides else Decimal(0))
        if received <= 0:  # fees above the whole loan: said as they were told
            received, besides = sums["on_paper"], True
    return Debt(
        id="",
        principal=received,
        fees_up_front=fees if besides or "on_paper" not in sums else None,
        fees_besides=besides,
        instalment=sums.get("instalment"),
        on_paper=sums.get("on_paper"),
        count=int(terms["count"]) if "count" in terms else None,
        every=terms.get("every", ""),
        paid=int(terms["paid"]) if "paid" in terms else None,
    )


def of_debt(debt: Debt, results: Results, knowledge: Knowledge, speech: Speech) -> tuple[str, ...]:
    """What one debt costs; empty while it lacks a sum, the instalment or their number."""
    told = budget.loan_of(debt)
    if told is None:
        return ()
    kind = kind_of(debt, knowledge)
    return _of_loan(told, name_of(debt, knowledge), kind, debt.lent_on, results, speech)


def _of_loan(
    told: Loan, name: str, kind: str, lent_on: date | None, results: Results, speech: Speech
) -> tuple[str, ...]:
    found = loan.cost(told)
    if isinstance(found, Problem):
        if found.id == "below_received":
            return (_offer(told, results, speech),)
        return (_problem(found, results, speech),)
    limits = ceiling.limits(found, kind, lent_on, results.knowledge)
    values = {"name": name, "lender": kind, **_sums(found)}
    kept_back = told.kept_back > 0
    return (
        results.say("cost.j2", speech, **values),
        results.say(
            "ceiling.j2",
            speech,
            lender=kind,
            limits=[_limit(limit, results) for limit in limits],
            kept_back=results.rule(ceiling.KEPT_BACK) if kept_back else None,
            day_known=lent_on is not None,
        ),
    )


def _sums(found: Cost) -> dict[str, Any]:
    told = found.loan
    return {
        "received": yuan(told.received),
        "paper": yuan(told.on_paper) if told.on_paper is not None else "",
        "kept_back": yuan(told.kept_back) if told.kept_back else "",
        "besides": yuan(told.fees_besides) if told.fees_besides else "",
        "instalment": yuan(told.instalment),
        "count": told.count,
        "every": told.every,
        "total": yuan(found.total),
        "price": yuan(found.price),
        "nominal": percent(found.nominal),
        "effective": percent(found.effective) if found.effective <= MOST_EFFECTIVE else "",
        "paid": told.paid,
        "open": told.count - told.paid,
        "to_come": yuan(found.to_come),
        "balance": yuan(found.balance),
    }


def _limit(limit: Limit, results: Results) -> dict[str, Any]:
    return {
        "rule": results.rule(limit.rule),
        "sort": limit.sort,
        "verdict": limit.verdict or "",
        "sure": limit.sure,
        "percent": yuan(limit.percent) if limit.percent is not None else "",
        "instalment": yuan(limit.instalment) if limit.instalment is not None else "",
        "beyond": yuan(limit.beyond) if limit.beyond is not None else "",
    }


def _offer(told: Loan, results: Results, speech: Speech) -> str:
    """An offer that pays less than was received: what it drops, and what the same plan costs with interest."""
    read = loan.offered(told.received, told.instalment, told.count)
    last = loan.schedule(read.principal, Decimal(0), read.count)[-1].amount
    return results.say(
        "offer.j2",
        speech,
        principal=yuan(read.principal),
        instalment=yuan(read.instalment),
        count=read.count,
        total=yuan(read.total),
        short=yuan(read.short),
        level=yuan(read.level),
        last=yuan(last) if last != read.level else "",
        dearer=[(percent(rate).removesuffix(".00"), yuan(a), yuan(t)) for rate, a, t in read.dearer],
    )


def of_budget(story: Story, results: Results, knowledge: Knowledge, speech: Speech) -> tuple[str, ...]:
    """The month's money, an offer per debt, and what plans of several lengths would ask."""
    found = budget.make(story.means, story.debts)
    names = _names(story, results, knowledge, speech)
    shares = [_share(share, names) for share in found.shares if share.walk_away]
    said = [
        results.say(
            "budget.j2",
            speech,
            way=found.way,
            income=yuan(found.income),
            costs=yuan(found.costs),
            left=yuan(abs(found.left)),
            short=found.left < 0,
            people=found.people,
            a_head=yuan(found.a_head),
            shares=shares,
            empty=chinese.listing(names[share.debt] for share in found.shares if not share.walk_away),
            unknown=chinese.listing(names[id] for id in found.unknown),
            kept=yuan(found.kept) if shares and found.kept else "",
            old=results.rule("mf_188_195"),
        )
    ]
    if found.way == "offer" and found.shares:
        said.append(_plans(found, budget.MONTHS, results, speech))
    return tuple(said)


def of_months(story: Story, months: int, results: Results, speech: Speech) -> tuple[str, ...]:
    """What one plan of so many months would ask; empty while no budget was told, or it leaves nothing."""
    if not story.means.budgeted:
        return ()
    found = budget.make(story.means, story.debts)
    return (_plans(found, (months,), results, speech),) if found.way == "offer" and found.shares else ()


def _names(story: Story, results: Results, knowledge: Knowledge, speech: Speech) -> dict[str, str]:
    """Every debt by name, those without one by number."""
    return {
        debt.id: name_of(debt, knowledge) or results.say("debt_name.j2", speech, number=number)
        for number, debt in enumerate(story.debts, 1)
    }


def _share(share: budget.Share, names: Mapping[str, str]) -> dict[str, str]:
    return {
        "name": names[share.debt],
        "first": share.first,
        "opening": yuan(share.opening),
        "fallback": yuan(share.fallback),
        "walk_away": yuan(share.walk_away),
    }


def _plans(found: budget.Budget, lengths: Iterable[int], results: Results, speech: Speech) -> str:
    owed = sum((share.balance for share in found.shares), Decimal(0))
    monthly: Decimal = sum((share.walk_away for share in found.shares), Decimal(0))
    plans: Sequence[budget.WhatIf] = budget.what_if(owed, found.left, lengths)
    return results.say(
        "what_if.j2",
        speech,
        owed=yuan(owed),
        monthly=yuan(monthly),
        bare=budget.months_to_clear(owed, Decimal(0), monthly) or 0,
        dear=budget.months_to_clear(owed, budget.COURT_LINE, monthly) or 0,
        plans=[(p.months, yuan(p.bare), p.bare_fits, yuan(p.dear), p.dear_fits) for p in plans],
    )
