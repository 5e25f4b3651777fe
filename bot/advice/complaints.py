"""Whom to complain to about one kind of lender, and by when they have to answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.advice import routes, workdays
from bot.advice.steps import Step
from bot.knowledge.registry import Knowledge

# Where no rule sets a term for an answer, the letters ask for one as long as banks have.
ASKED_DAYS = 15
_COMPLAINT_TERM = "complaint-2020-deadline"
_FORWARDING_TERM = "complaint-2020-regulator-forwarding"
_UNDER_COMPLAINT_RULES = frozenset({"bank", "consumer_finance_company"})


def complain(kind: str, debts: tuple[str, ...], written: workdays.Day, knowledge: Knowledge) -> list[Step]:
    """To the lender first, then to the office that answers for this kind of lender; nowhere for a private one."""
    if not routes.OFFICES.get(kind, routes.OFFICES["unknown"]):
        return []
    first = _to_lender(kind, debts, written, knowledge)
    go = workdays.on_or_after((first.answer_by or written.date) + timedelta(days=1))
    return [first, *_to_offices(kind, debts, go, knowledge)]


def _to_lender(kind: str, debts: tuple[str, ...], written: workdays.Day, knowledge: Knowledge) -> Step:
    if kind in routes.NO_DESK:
        return Step("keep_money", "platform", "", written.date, notes=(kind,), debts=debts, rough=written.rough)
    term = _number(_COMPLAINT_TERM, "simple_days", knowledge) if kind in _UNDER_COMPLAINT_RULES else None
    days = term or ASKED_DAYS
    return Step(
        "platform",
        "platform",
        "lender_complaint",
        written.date,
        written.date + timedelta(days=days),
        _COMPLAINT_TERM if term else "",
        notes=(kind,),
        params={"days": days},
        letter="platform_letter",
        debts=debts,
        rough=written.rough,
    )


def _to_offices(kind: str, debts: tuple[str, ...], go: workdays.Day, knowledge: Knowledge) -> Iterable[Step]:
    for office in routes.OFFICES.get(kind, routes.OFFICES["unknown"]):
        reply, rule = _office_term(office, go, knowledge)
        yield Step(
            office.step,
            "regulator",
            office.procedure,
            go.date,
            reply.date if reply else None,
            rule,
            basis=tuple(id for id in (office.basis,) if id),
            notes=(kind,),
            letter=office.letter,
            debts=debts,
            rough=go.rough or bool(reply and reply.rough),
        )


def _office_term(office: routes.Office, go: workdays.Day, knowledge: Knowledge) -> tuple[workdays.Day | None, str]:
    if office.procedure == "nfra_12378":
        days = _number(_FORWARDING_TERM, "forward_within_working_days", knowledge)
        return (workdays.after(go.date, days), _FORWARDING_TERM) if days else (None, "")
    procedure = knowledge.procedures.get(office.procedure)
    for deadline in procedure.deadlines if procedure is not None and office.procedure == "market_12315" else ():
        if deadline.days is not None and deadline.working:
            return workdays.after(go.date, deadline.days), ""
    return None, ""


def _number(rule: str, name: str, knowledge: Knowledge) -> int | None:
    found = knowledge.rules.get(rule)
    value = found.numbers.get(name) if found is not None else None
    return value if isinstance(value, int) else None
