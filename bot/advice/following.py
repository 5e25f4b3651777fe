"""What a step leads to once something came of it: the next door when one is shut, or stays silent.

Dates are counted from the day the borrower really went, or heard back; numbers of days come from the facts alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.advice import workdays
from bot.advice.routes import OFFICES
from bot.advice.steps import Progress, Step, StepState, Told
from bot.knowledge.registry import Knowledge
from bot.model import LENDER_KINDS

COMPLAINT_TERM = "complaint-2020-deadline"
FORWARDING_TERM = "complaint-2020-regulator-forwarding"
RECHECK_TERM = "complaint-2020-recheck"
_CASE_TERM, _CASE_RULE = "police_admin_timeline", "za_118"
_RECONSIDERATION = "admin_reconsideration"
UNDER_COMPLAINT_RULES = frozenset({"bank", "consumer_finance_company"})

# A door that was shut is no reason to hurry: the next one is tried within two days.
_NEXT_DAYS = 2

# Their last day is a legal one: once it has passed there is nothing left to do.
_LAPSES = frozenset({"recheck", "police_review"})

SHUT: tuple[StepState, ...] = ("refused", "silent")


def number(rule: str, name: str, knowledge: Knowledge) -> int | None:
    """A number that a rule names, or None when the facts do not hold it."""
    found = knowledge.rules.get(rule)
    value = found.numbers.get(name) if found is not None else None
    return value if isinstance(value, int) else None


def placed(step: Step, told: Told, today: date) -> Step:
    """The step with what came of it; one still to do is never due in the past."""
    came = told.progress.get(step.key, step.progress)
    came = replace(came, on=came.on and min(came.on, today), came=came.came and min(came.came, today))
    if came.state != "todo" or step.due is None or step.due >= today:
        return replace(step, progress=came)
    day = today if step.stage in ("safety", "evidence") else workdays.on_or_after(today).date
    return replace(step, progress=came, due=day, planned=step.due)


def followed(steps: Iterable[Step], told: Told, today: date, knowledge: Knowledge) -> list[Step]:
    """The steps, each with those that follow from what came of it."""
    found: list[Step] = []
    for step in steps:
        found.append(step)
        found += followed(_next(step, told, today, knowledge), told, today, knowledge)
    unique: dict[str, Step] = {}
    for step in found:
        unique.setdefault(step.key, step)
    return list(unique.values())


def _next(step: Step, told: Told, today: date, knowledge: Knowledge) -> Iterator[Step]:
    make = _CHAINS.get(step.id)
    if make is None or step.progress.state not in ("answered", *SHUT):
        return
    came = step.progress.came or step.progress.on or today
    for following in make(step, came, knowledge):
        after = placed(following, told, today)
        if after.planned and after.id in _LAPSES:
            continue
        if after.open and "wait" in after.notes:
            after = replace(after, progress=Progress("done", came))
        yield _answer(after, knowledge)


def _soon(came: date) -> date:
    return workdays.on_or_after(came + timedelta(days=_NEXT_DAYS)).date


def _kind(step: Step) -> tuple[str, ...]:
    return step.notes[:1]


def _of_lender(step: Step, came: date, knowledge: Knowledge) -> Iterator[Step]:
    if step.progress.state == "refused":
        yield from _recheck(step, came, knowledge)


def _recheck(step: Step, came: date, knowledge: Knowledge) -> Iterator[Step]:
    """A higher office of the same lender looks again; only the rules for banks and consumer finance have this."""
    days = number(RECHECK_TERM, "apply_within_days", knowledge)
    if days and UNDER_COMPLAINT_RULES & set(step.notes):
        yield Step(
            "recheck", "platform", "lender_complaint", came + timedelta(days=days),
            basis=(RECHECK_TERM,), notes=(*_kind(step), "place_only"), debts=step.debts,
        )  # fmt: skip


def _of_nfra(step: Step, came: date, knowledge: Knowledge) -> Iterator[Step]:
    state = step.progress.state
    if state == "answered":
        yield Step("institution", "regulator", "lender_complaint", came, debts=step.debts,
                   notes=(*_kind(step), "wait"), basis=(FORWARDING_TERM,))  # fmt: skip
    elif state == "silent":
        yield _press(step, came)
    else:
        yield from _of_office(step, came, knowledge)


def _of_institution(step: Step, came: date, knowledge: Knowledge) -> Iterator[Step]:
    if step.progress.state == "refused":
        yield from _recheck(step, came, knowledge)
    if step.progress.state == "silent":
        yield _press(step, came)


def _press(step: Step, came: date) -> Step:
    """Ask the same authority what became of it, and tell it that the lender did not keep the term."""
    basis = (FORWARDING_TERM, COMPLAINT_TERM)
    return Step(
        "press", "regulator", "nfra_12378", _soon(came), basis=basis, notes=(*_kind(step), "now"), debts=step.debts
    )


def _of_office(step: Step, came: date, _knowledge: Knowledge) -> Iterator[Step]:
    if step.progress.state in SHUT:
        yield Step("city_press", "regulator", "gov_12345", _soon(came), notes=(*_kind(step), "now"), debts=step.debts)


def _of_police(step: Step, came: date, knowledge: Knowledge) -> Iterator[Step]:
    if step.progress.state == "answered":
        return
    if step.progress.state == "refused":
        yield Step("police_receipt", "police", "police_refuse_chain", _soon(came), basis=("za_90",))
    yield Step("police_watch", "police", "police_inspect_12389", _soon(came + timedelta(days=_NEXT_DAYS)),
               basis=("za_133_139",))  # fmt: skip
    procedure = knowledge.procedures.get(_RECONSIDERATION)
    days = next((each.days for each in procedure.deadlines if each.days), None) if procedure else None
    if days:
        yield Step("police_review", "police", _RECONSIDERATION, came + timedelta(days=days), basis=("fy_23",))


_CHAINS: dict[str, Callable[[Step, date, Knowledge], Iterable[Step]]] = {
    "platform": _of_lender,
    "regulator_nfra": _of_nfra,
    "regulator_funder": _of_nfra,
    "institution": _of_institution,
    "regulator_local": _of_office,
    "regulator_unlicensed": _of_office,
    "regulator_city": _of_office,
    "regulator_market": _of_office,
    "police": _of_police,
}


def prepared(steps: Sequence[Step], step: Step) -> tuple[Step, ...]:
    """The next steps to show when something came of one, two at most: those it leads to, else the next to do.

    What was handed on is waited for: that the lender has it now, and until when, is the next thing to know.
    """
    shown = [other for other in steps if other.open or (other.id == "institution" and other.progress.state == "done")]
    after = [other for other in shown if other.key != step.key and other.id != "help"]
    if step.progress.state == "done":
        return tuple(other for other in after if steps.index(other) > steps.index(step))[:1]
    kinds = set(LENDER_KINDS) & set(step.notes)
    led = [other for other in after if _leads(step, other) and (not kinds or kinds & set(other.notes))]
    return tuple(sorted(led, key=lambda other: "now" not in other.notes)[:2])


_LED: Mapping[str, frozenset[str]] = {
    "platform": frozenset({"recheck", *(office.step for offices in OFFICES.values() for office in offices)}),
    "police": frozenset({"police_receipt", "police_watch", "police_review"}),
}


def _leads(step: Step, other: Step) -> bool:
    if step.stage == "regulator" or step.id == "institution":
        return other.id in ("recheck", "press", "city_press", "institution")
    return other.id in _LED.get(step.stage, ())


# ---------------------------------------------------------------- how long the other side has


def _answer(step: Step, knowledge: Knowledge) -> Step:
    """The step with the day by which the other side has to answer, where a rule or a procedure says so."""
    start = step.progress.on or step.due
    if start is None:
        return step
    if step.id == "institution":
        days = number(COMPLAINT_TERM, "simple_days", knowledge)
        if days and UNDER_COMPLAINT_RULES & set(step.notes):
            longest = number(COMPLAINT_TERM, "max_days", knowledge) or days
            return replace(step, answer_by=start + timedelta(days=days), answer_rule=COMPLAINT_TERM,
                           params={"days": days, "longest": longest})  # fmt: skip
    elif step.id == "recheck" and step.progress.state != "todo":
        days = number(RECHECK_TERM, "decide_within_days", knowledge)
        return replace(step, answer_by=start + timedelta(days=days)) if days else step
    return step


def police_answer(step: Step, knowledge: Knowledge) -> Step:
    """A report that was made: when the case should be closed, counted from that day."""
    procedure = knowledge.procedures.get(_CASE_TERM)
    term = next((each for each in procedure.deadlines if each.days), None) if procedure else None
    if step.progress.on is None or term is None or term.days is None:
        return step
    rule = _CASE_RULE if _CASE_RULE in knowledge.rules else ""
    return replace(step, answer_by=step.progress.on + timedelta(days=term.days), answer_rule=rule)
