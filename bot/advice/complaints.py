"""Whom to complain to about one kind of lender, and by when they have to answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from bot.advice import routes, workdays
from bot.advice.following import COMPLAINT_TERM, FORWARDING_TERM, SHUT, UNDER_COMPLAINT_RULES, number, placed
from bot.advice.steps import Step, Told
from bot.knowledge.registry import Knowledge

# Where no rule sets a term for an answer, the letters ask for one as long as banks have.
ASKED_DAYS = 15


def complain(
    kind: str, debts: tuple[str, ...], written: workdays.Day, told: Told, today: date, knowledge: Knowledge
) -> list[Step]:
    """To the lender first, then to the office that answers for this kind of lender; nowhere for a private one."""
    if not routes.OFFICES.get(kind, routes.OFFICES["unknown"]):
        return []
    first = _to_lender(kind, debts, written, told, today, knowledge)
    notes = (kind, "now") if first.progress.state in SHUT else (kind,)
    return [first, *_to_offices(notes, debts, _turn(first, written, today), told, today, knowledge)]


def _turn(first: Step, written: workdays.Day, today: date) -> workdays.Day:
    """The day to go on to the office: after the lender's time, or at once when it said no or nothing."""
    came = first.progress
    if came.state in SHUT:
        return workdays.on_or_after((came.came or came.on or today) + timedelta(days=1))
    return workdays.on_or_after((first.answer_by or first.due or written.date) + timedelta(days=1))


def _to_lender(
    kind: str, debts: tuple[str, ...], written: workdays.Day, told: Told, today: date, knowledge: Knowledge
) -> Step:
    if kind in routes.NO_DESK:
        step = Step("keep_money", "platform", "", written.date, notes=(kind,), debts=debts, rough=written.rough)
        return placed(step, told, today)
    term = number(COMPLAINT_TERM, "simple_days", knowledge) if kind in UNDER_COMPLAINT_RULES else None
    days = term or ASKED_DAYS
    step = Step(
        "platform",
        "platform",
        "lender_complaint",
        written.date,
        answer_rule=COMPLAINT_TERM if term else "",
        notes=(kind,),
        params={"days": days},
        letter="platform_letter",
        debts=debts,
        rough=written.rough,
    )
    step = placed(step, told, today)
    return replace(step, answer_by=(step.progress.on or step.due or today) + timedelta(days=days))


def _to_offices(
    notes: tuple[str, ...], debts: tuple[str, ...], go: workdays.Day, told: Told, today: date, knowledge: Knowledge
) -> Iterable[Step]:
    for office in routes.OFFICES.get(notes[0], routes.OFFICES["unknown"]):
        step = Step(
            office.step,
            "regulator",
            office.procedure,
            go.date,
            basis=tuple(id for id in (office.basis,) if id),
            notes=notes,
            letter=office.letter,
            debts=debts,
        )
        step = placed(step, told, today)
        reply, rule = _office_term(office, step.progress.on or step.due or go.date, knowledge)
        rough = go.rough or bool(reply and reply.rough)
        yield replace(step, answer_by=reply.date if reply else None, answer_rule=rule, rough=rough)


def _office_term(office: routes.Office, went: date, knowledge: Knowledge) -> tuple[workdays.Day | None, str]:
    if office.procedure == "nfra_12378":
        days = number(FORWARDING_TERM, "forward_within_working_days", knowledge)
        return (workdays.after(went, days), FORWARDING_TERM) if days else (None, "")
    procedure = knowledge.procedures.get(office.procedure)
    for deadline in procedure.deadlines if procedure is not None and office.procedure == "market_12315" else ():
        if deadline.days is not None and deadline.working:
            return workdays.after(went, deadline.days), ""
    return None, ""
