"""Reads one incident for one kind of conduct: how sure it is, in what respect, and what is still to be said.

Numbers come from the facts; where a rule has none, none is made up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from bot.advice import record
from bot.knowledge.fact import Rule
from bot.knowledge.registry import Knowledge
from bot.model import Debt, Incident

Certainty = Literal["shown", "likely", "depends", "not_shown"]
Values = tuple[tuple[str, str | int], ...]

# Banks keep stricter rules for cards; borrowers name them so.
CREDIT_CARD = "信用卡"

QUIET_HOURS = "gbt45251-quiet-hours"
CONNECTED_CALLS = "gbt45251-call-cap-interactive"
UNANSWERED_CALLS = "cba-2026-call-attempts"

WORKPLACE = frozenset({"employer", "colleague", "school"})
OFFICIALS = frozenset({"police", "court", "procuratorate", "arbitration", "government"})
_PHONE_KINDS = frozenset({"call_bombing", "night_call"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What one incident shows of one kind of conduct. `notes` are (id, values) pairs."""

    certainty: Certainty
    aspects: frozenset[str] = frozenset()
    notes: tuple[tuple[str, Values], ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """What a reading looks at: one incident, by one kind of lender, in the light of the facts."""

    incident: Incident
    lender: str
    knowledge: Knowledge


def kinds_of(incident: Incident, knowledge: Knowledge) -> tuple[str, ...]:
    """The kinds told of, and those that follow from the answers by themselves."""
    contacted, visit = frozenset(incident.contacted), frozenset(incident.visit)
    follows = {
        "workplace_contact": contacted & WORKPLACE,
        "third_party_contact": contacted - WORKPLACE,
        "home_visit": visit & {"at_door_now", "entered", "refused_to_leave", "blocked_or_paint"},
        "property_damage": visit & {"damage"},
        "privacy_exposure": visit & {"notice_posted"},
        "physical_violence": visit & {"touched"} or incident.hurt,
        "unlawful_detention": visit & {"held"},
        "call_bombing": incident.calls is not None,
        "night_call": incident.kinds & _PHONE_KINDS and _overlap(incident, knowledge) == "inside",
    }
    return tuple(sorted(incident.kinds | {kind for kind, told in follows.items() if told}))


def hour_known(incident: Incident, knowledge: Knowledge) -> bool:
    """True when the incident's hour can be compared with the quiet hours."""
    return _overlap(incident, knowledge) in ("inside", "outside")


def read(kind: str, incident: Incident, debt: Debt | None, lender: str, knowledge: Knowledge) -> Reading:
    """The reading of one kind of conduct; what a loan costs is read by `charges`.

    Kinds without a question of their own are shown as told.
    """
    if kind == "other":
        return Reading("depends", frozenset(), (("ask_a_person", ()),))
    reader = _READERS.get(kind)
    reading = reader(Look(incident, lender, knowledge)) if reader else Reading("shown")
    if debt is not None and CREDIT_CARD in debt.name:
        reading = replace(reading, aspects=reading.aspects | {"credit_card"})
    return reading


def _binding(id: str, lender: str, knowledge: Knowledge) -> Rule | None:
    rule = knowledge.rules.get(id)
    return rule if rule is not None and rule.binds(lender) else None


def _overlap(incident: Incident, knowledge: Knowledge) -> record.Overlap:
    rule = knowledge.rules.get(QUIET_HOURS)
    return record.quiet(incident.when, rule.numbers if rule is not None else {})


def _number(id: str, name: str, knowledge: Knowledge) -> int | None:
    rule = knowledge.rules.get(id)
    value = rule.numbers.get(name) if rule is not None else None
    return value if isinstance(value, int) else None


def _calls(look: Look) -> Reading:
    calls = record.calls_per_day(look.incident.calls, look.incident.when)
    cap = _number(CONNECTED_CALLS, "max_effective_calls_per_day", look.knowledge)
    attempts = _number(UNANSWERED_CALLS, "max_unanswered_attempts_per_number_per_day", look.knowledge)
    told = look.incident.calls
    if calls is None and told is not None and cap is not None and told.high <= cap:
        calls = told.high  # so few in all cannot be more on one day
    if calls is None or cap is None or attempts is None:
        return Reading("depends", frozenset({"unclear"}), (("count_needed", ()),))
    values: Values = (("calls", calls), ("cap", cap), ("attempts", attempts))
    bound = _binding(CONNECTED_CALLS, look.lender, look.knowledge) is not None
    if calls <= cap:
        return Reading("not_shown", frozenset(), (("within_calls" if bound else "few_calls", values),))
    # So many that either more than `cap` were answered or more than `attempts` were not.
    beyond = calls > cap + attempts
    if not bound:
        aspects = frozenset({"beyond" if beyond else "unclear"})
        return Reading("likely" if beyond else "depends", aspects, (("standard_for_licensed", ()),))
    if not beyond:
        return Reading("depends", frozenset({"unclear"}), (("beyond_if_answered", values),))
    if _binding(UNANSWERED_CALLS, look.lender, look.knowledge) is None:
        return Reading("likely", frozenset({"beyond"}), (("beyond_if_answered", values),))
    return Reading("shown", frozenset({"beyond"}), (("beyond_either_way", values),))


def _night(look: Look) -> Reading:
    rule = _binding(QUIET_HOURS, look.lender, look.knowledge)
    if rule is None:
        return Reading("depends", frozenset(), (("standard_for_licensed", ()),))
    hours: Values = (("begin", str(rule.numbers["quiet_from"])), ("end", str(rule.numbers["quiet_to"])))
    overlap = _overlap(look.incident, look.knowledge)
    if overlap == "outside":
        return Reading("not_shown", frozenset(), (("within_hours", hours),))
    if overlap != "inside":
        return Reading("depends", frozenset(), (("hour_needed", hours),))
    if look.lender == "unknown":
        return Reading("likely", frozenset(), (("in_quiet_hours", hours), ("if_licensed", ())))
    return Reading("shown", frozenset(), (("in_quiet_hours", hours),))


def _threat(look: Look) -> Reading:
    more = {"unlicensed"} if look.lender == "unlicensed" else set()
    if not look.incident.words:
        return Reading("likely", frozenset({"unclear", *more}), (("words_needed", ()),))
    if record.only_course_of_law(look.incident):
        return Reading("not_shown", frozenset(), (("suing_is_no_threat", ()),))
    if record.threatens_body(look.incident):
        return Reading("shown", frozenset({"body", *more}), (("words_kept", ()),))
    return Reading("likely", frozenset({"not_body", *more}), (("words_kept", ()),))


def _insult(look: Look) -> Reading:
    public = (
        bool(look.incident.contacted)
        or "privacy_exposure" in look.incident.kinds
        or "notice_posted" in look.incident.visit
    )
    aspects = frozenset({"public" if public else "private"})
    if look.incident.words:
        return Reading("shown", aspects, (("words_kept", ()),))
    return Reading("likely", aspects, (("words_needed", ()),))


def _impersonation(look: Look) -> Reading:
    claimed = look.incident.claimed_to_be
    if not claimed:
        return Reading("depends", frozenset(), (("who_needed", ()), ("verify_who", ())))
    aspects = {"official"} if claimed in OFFICIALS else {claimed}
    return Reading("likely", frozenset(aspects), (("verify_who", ()),))


def _forgery(look: Look) -> Reading:
    official = look.incident.claimed_to_be in OFFICIALS
    return Reading("depends", frozenset({"official"}) if official else frozenset(), (("verify_paper", ()),))


def _others(look: Look) -> Reading:
    if look.incident.told_debt:
        return Reading("shown", frozenset({"told_debt"}), (("debt_was_told", ()),))
    if look.incident.told_debt is False or set(look.incident.contacted) == {"emergency_contact"}:
        return Reading("depends", frozenset(), (("contact_exception", ()),))
    return Reading("likely", frozenset(), (("ask_what_was_said", ()),))


def _visit(look: Look) -> Reading:
    visit = frozenset(look.incident.visit)
    entered, blocked = "entered" in visit, "blocked_or_paint" in visit
    stayed = "refused_to_leave" in visit and not entered
    if entered or blocked or stayed:
        told = (("entered", entered), ("blocked", blocked), ("stayed", stayed))
        aspects = {"entered" if entered else "", "blocked" if blocked or stayed else ""}
        if entered and look.lender == "unlicensed":
            aspects.add("unlicensed_entered")
        notes = tuple((id, ()) for id, so in told if so)
        return Reading("shown" if entered or blocked else "likely", frozenset(aspects - {""}), notes)
    at_night = _overlap(look.incident, look.knowledge) == "inside"
    if at_night and _binding(QUIET_HOURS, look.lender, look.knowledge) is not None:
        return Reading("likely" if look.lender == "unknown" else "shown", frozenset(), (("visit_at_night", ()),))
    return Reading("depends", frozenset(), (("visit_alone", ()),))


def _hurt(look: Look) -> Reading:
    return Reading("shown", frozenset({"hurt"}) if look.incident.hurt else frozenset(), (("see_a_doctor", ()),))


_READERS: Mapping[str, Callable[[Look], Reading]] = {
    "call_bombing": _calls,
    "night_call": _night,
    "threat": _threat,
    "insult": _insult,
    "impersonate_authority": _impersonation,
    "forged_legal_document": _forgery,
    "third_party_contact": _others,
    "workplace_contact": _others,
    "home_visit": _visit,
    "physical_violence": _hurt,
}
