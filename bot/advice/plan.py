"""Findings in, ordered steps out, each with a place, a date one can keep, and what to do if refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.advice import bystander, complaints, routes, workdays
from bot.advice.assessment import Assessment, Finding
from bot.advice.complaints import ASKED_DAYS
from bot.advice.following import followed, placed, police_answer
from bot.advice.lender import debt_of, kind_of, name_of
from bot.advice.record import CHINA
from bot.advice.steps import STAGES, Progress, Stage, Step, Told
from bot.knowledge.registry import Knowledge
from bot.model import Debt, Story

# What can be done now without new risk; the police only where somebody is in danger.
_CALMEST: tuple[Stage, ...] = ("safety", "evidence", "police", "platform")

# After this hour "today" is no date that a frightened person can keep.
_LATE = 20
# Where no rule says how long an office takes, a month passes before court is worth its cost.
_PATIENCE_DAYS = 30
NOTHING = Told()
_PROXIES = "complaint-illegal-proxies"


def make(
    story: Story, assessment: Assessment, now: datetime, knowledge: Knowledge, told: Told = NOTHING
) -> tuple[Step, ...]:
    """The steps for this story, safety first. `now` is aware; dates are China's."""
    today = now.astimezone(CHINA).date()
    first = told.begun or begin(now)
    steps = [*_safety(story, today)]
    if bystander.is_bystander(story):
        steps += _bystander(story, assessment, first, today, told)
    elif assessment.kinds() - {"overcharging"}:
        steps += _against(story, assessment, first, today, knowledge, told)
    else:
        steps += _repayment(story, assessment, first, today, told)
    return tuple(_known(placed(step, told, today), story, knowledge) for step in steps)


def begin(now: datetime) -> date:
    """The day that a plan made now counts from: today, late in the evening tomorrow. `now` is aware."""
    local = now.astimezone(CHINA)
    return local.date() if local.hour < _LATE else local.date() + timedelta(days=1)


def safest(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The three steps that are safest to take now: danger first, then keeping proof, then the police or a letter."""
    return tuple(sorted(steps, key=_calm)[:3])


def _calm(step: Step) -> int:
    if step.stage == "police" and not routes.GRAVE & set(step.notes):
        return len(_CALMEST)
    return _CALMEST.index(step.stage) if step.stage in _CALMEST else len(_CALMEST)


def _known(step: Step, story: Story, knowledge: Knowledge) -> Step:
    """The step without references to facts that are not there, with the names of its debts."""
    named = [name_of(debt, knowledge) for debt in story.debts if debt.id in step.debts and len(story.debts) > 1]
    return replace(
        step,
        whose=tuple(name for name in named if name),
        procedure=step.procedure if step.procedure in knowledge.procedures else "",
        refused=step.refused if step.refused in knowledge.procedures else "",
        answer_rule=step.answer_rule if step.answer_rule in knowledge.rules else "",
        basis=tuple(id for id in step.basis if id in knowledge.rules),
    )


def _safety(story: Story, today: date) -> Iterable[Step]:
    told = story.safety
    if "self_harm" in told:
        yield Step("safety_self", "safety", "mental_12356", today)
    if "hurt" in told or any(incident.hurt for incident in story.incidents):
        yield Step("safety_hurt", "safety", "medical_120", today)
    if "held" in told:
        yield Step("safety_held", "safety", "emergency_110", today, refused="sms_12110")
    if "at_door" in told or any("at_door_now" in incident.visit for incident in story.incidents):
        yield Step("safety_door", "safety", "emergency_110", today)
    if "threat_now" in told:
        yield Step("safety_threat", "safety", "emergency_110", today)
    if "minor" in told:
        yield Step("safety_minor", "safety", "youth_12355", today)


def _against(
    story: Story, assessment: Assessment, first: date, today: date, knowledge: Knowledge, told: Told
) -> list[Step]:  # fmt: skip
    steps = list(_evidence(assessment, first))
    debts = _concerned(story, assessment)
    kinds = list(dict.fromkeys(kind_of(debt, knowledge) for debt in debts)) or ["unknown"]
    if "unknown" in kinds:
        steps.append(Step("find_lender", "platform", "", first, debts=tuple(debt.id for debt in debts)))
    written = workdays.on_or_after(first + timedelta(days=1))
    for kind in kinds:
        of_kind = tuple(debt.id for debt in debts if kind_of(debt, knowledge) == kind)
        steps += complaints.complain(kind, of_kind, written, told, today, knowledge)
    police = routes.police_matters(assessment)
    if police or "police" in told.progress:
        steps.append(police_answer(placed(_police(police, first), told, today), knowledge))
    court = list(_court(assessment, steps))
    steps = [*followed(steps, told, today, knowledge), *court]
    steps.sort(key=lambda step: STAGES.index(step.stage))
    return steps


def _bystander(story: Story, assessment: Assessment, first: date, today: date, told: Told) -> list[Step]:
    """For somebody who owes nothing: proof, one clear no, the numbers reported, the police, court."""
    proof = [
        replace(step, notes=tuple(note for note in step.notes if note != "others"))
        for step in _evidence(assessment, first)
        if step.id != "tell_others"
    ]
    steps = [*proof, *bystander.steps(story, first)]
    police = routes.police_matters(assessment)
    if police or "police" in told.progress:
        steps.append(placed(_police(police, first), told, today))
    return [*steps, *_court(assessment, steps)]


def _concerned(story: Story, assessment: Assessment) -> tuple[Debt, ...]:
    """The debts that the findings are about, or all of them when nothing ties a finding to one."""
    incidents = {id for finding in assessment.findings if finding.counts for id in finding.incidents}
    found = [debt_of(incident, story) for incident in story.incidents if incident.id in incidents]
    return tuple(dict.fromkeys(debt for debt in found if debt is not None)) or story.debts


def _evidence(assessment: Assessment, first: date) -> Iterable[Step]:
    kinds = assessment.kinds()
    notes = ["calls"] if kinds - {"home_visit", "property_damage", "physical_violence", "unlawful_detention"} else []
    notes += ["others"] if kinds & {"third_party_contact", "workplace_contact", "privacy_exposure"} else []
    notes += ["door"] if kinds & {"home_visit", "property_damage", "unlawful_detention"} else []
    notes += ["doctor"] if "physical_violence" in kinds else []
    procedure = "ev_sms_call" if "calls" in notes else "ev_home_visit" if "door" in notes else "ev_original"
    yield Step("evidence", "evidence", procedure, first, notes=tuple(notes))
    if any(routes.claims_office(finding) for finding in assessment.findings if finding.counts):
        yield Step("verify_paper", "evidence", "court_12368", first)
    if kinds & {"third_party_contact", "workplace_contact", "privacy_exposure"}:
        yield Step("tell_others", "evidence", "", first, basis=("mf_465_685",))


def _police(matters: tuple[Finding, ...], first: date) -> Step:
    rules = tuple(dict.fromkeys(rule for finding in matters for rule in finding.rules))
    basis = tuple(rule for rule in rules if rule.startswith(routes.PUBLIC_ORDER)) or rules
    return Step(
        "police",
        "police",
        "police_station_report",
        first + timedelta(days=1),
        basis=basis[:3],
        notes=tuple(dict.fromkeys(finding.kind for finding in matters)),
        params={"gravest": matters[0].kind} if matters else {},
        letter="police_statement",
        refused="police_refuse_chain",
    )


def _court(assessment: Assessment, steps: list[Step]) -> Iterable[Step]:
    """Last, and only where a person was wronged: dates follow from what goes before."""
    known = [day for step in steps if step.stage != "police" for day in (step.answer_by, step.due)]
    dates = [day for day in (*known, *(step.planned or step.due for step in steps)) if day is not None]
    after = workdays.on_or_after(max(dates) + timedelta(days=_PATIENCE_DAYS))
    grave = assessment.kinds() & {"threat", "home_visit", "privacy_exposure", "physical_violence"}
    basis = ("mf_997", "mf_995") if grave else ("mf_1033", "mf_995")
    notes = ("injunction",) if grave else ()
    yield Step("court", "court", "court_tort_suit", after.date, basis=basis, notes=notes, rough=after.rough)
    yield Step("help", "help", "legal_aid_12348", basis=(_PROXIES,))


def _repayment(story: Story, assessment: Assessment, first: date, today: date, told: Told) -> Iterable[Step]:
    """Nothing to complain of: be sure who asks, keep what was agreed, and ask for terms one can keep."""
    debts = tuple(debt.id for debt in story.debts)
    written = workdays.on_or_after(first + timedelta(days=1))
    asked = told.progress.get("ask_terms", Progress()).on or max(written.date, workdays.on_or_after(today).date)
    answer = asked + timedelta(days=ASKED_DAYS)
    later = workdays.on_or_after(answer + timedelta(days=1))
    yield Step("verify_lender", "evidence", "", first, debts=debts)
    yield Step("keep_records", "evidence", "", first)
    costs = [finding.rules for finding in assessment.findings if finding.kind == "overcharging" and finding.counts]
    if costs:
        yield Step("check_costs", "evidence", "", written.date, basis=costs[0])
    yield Step(
        "ask_terms",
        "platform",
        "lender_complaint",
        written.date,
        answer,
        notes=("place_only",),
        params={"days": ASKED_DAYS},
        letter="repayment_letter",
        debts=debts,
        rough=written.rough,
    )
    yield Step("mediation", "help", "mediation_financial", later.date, notes=("place_only",), rough=later.rough)
    yield Step("help", "help", "legal_aid_12348", basis=(_PROXIES,))
