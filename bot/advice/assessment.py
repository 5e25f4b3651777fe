"""Incidents in, findings out: what is beyond the rules, how sure that is, and what is not beyond them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.advice import budget, charges, citations, conduct
from bot.advice.conduct import Certainty, Reading, Values
from bot.advice.lender import debt_of, kind_of, name_of
from bot.knowledge.registry import Knowledge
from bot.model import Debt, Incident, Story

FindingKind = str  # one of bot.model.VIOLATIONS, or "lawful"

# The least sure incident never weakens what another one already shows.
_SURENESS: tuple[Certainty, ...] = ("shown", "likely", "depends", "not_shown")


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to say about a finding: an id that the reply template words, with its values."""

    id: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of conduct by one kind of lender.

    certainty: shown = what was told is enough, once proved; likely = one element is not told yet;
    depends = it hangs on something the notes name; not_shown = what was told stays within the rules;
    lawful = the whole contact stays within them. `rules` are fact ids, the firmest first.
    """

    kind: FindingKind
    incidents: tuple[str, ...]
    certainty: Certainty | Literal["lawful"]
    rules: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    lender_kind: str = "unknown"
    aspects: frozenset[str] = frozenset()

    @property
    def counts(self) -> bool:
        """True when there is something to act against."""
        return self.certainty in ("shown", "likely", "depends")


@dataclass(frozen=True, slots=True)
class Assessment:
    """All findings, the gravest first; `lawful` when there were contacts and none is beyond the rules."""

    findings: tuple[Finding, ...] = ()
    lawful: bool = False

    def kinds(self) -> frozenset[str]:
        """The kinds of conduct to act against."""
        return frozenset(finding.kind for finding in self.findings if finding.counts)


# The gravest first: what a frightened reader should see before they stop reading.
GRAVITY = (
    "unlawful_detention",
    "physical_violence",
    "threat",
    "home_visit",
    "property_damage",
    "impersonate_authority",
    "forged_legal_document",
    "privacy_exposure",
    "third_party_contact",
    "workplace_contact",
    "insult",
    "call_bombing",
    "night_call",
    "overcharging",
    "other",
    "lawful",
)


def assess(story: Story, knowledge: Knowledge) -> Assessment:
    """What the story shows, judged by the rules that bind this lender; nothing beyond the story is assumed."""
    groups: dict[tuple[str, str, str], list[tuple[Incident, Reading]]] = {}
    costs: dict[str, Reading] = {}
    for incident in story.incidents:
        debt = debt_of(incident, story)
        lender = kind_of(debt, knowledge)
        for kind in conduct.kinds_of(incident, knowledge):
            if kind != "overcharging":
                reading, about = conduct.read(kind, incident, debt, lender, knowledge), ""
            else:
                about = debt.id if debt is not None else ""
                reading = costs.get(about) or charges.read(debt, lender, knowledge, _name(debt, story, knowledge))
                costs[about] = reading
            groups.setdefault((kind, lender, about), []).append((incident, reading))
    findings = [_finding(kind, lender, members, knowledge) for (kind, lender, _), members in groups.items()]
    lawful = bool(story.incidents) and not any(finding.counts for finding in findings)
    if not any(kind == "overcharging" for kind, _, _ in groups):
        findings += _costs(story, knowledge)
    findings.sort(key=lambda finding: (not finding.counts, GRAVITY.index(finding.kind)))
    if lawful:
        findings.insert(0, _lawful(story, knowledge))
    return Assessment(tuple(findings), lawful)


def _finding(kind: str, lender: str, members: list[tuple[Incident, Reading]], knowledge: Knowledge) -> Finding:
    surest = min(members, key=lambda member: _SURENESS.index(member[1].certainty))[1]
    aspects = frozenset[str]().union(*(reading.aspects for _, reading in members if reading.certainty != "not_shown"))
    aspects = aspects or surest.aspects
    notes: dict[str, Values] = {}
    for _, reading in members:
        for id, values in reading.notes if reading.certainty == surest.certainty else ():
            notes.setdefault(id, values)
    return Finding(
        kind,
        tuple(incident.id for incident, _ in members),
        surest.certainty,
        citations.cite(kind, lender, aspects, knowledge),
        tuple(Note(id, dict(values)) for id, values in notes.items()),
        lender,
        aspects,
    )


def _costs(story: Story, knowledge: Knowledge) -> list[Finding]:
    """Fees and terms are told with the debt, not with an incident; a cost that can be worked out is, and stays unsaid
    where it is within the rules or hangs on who lent."""
    found = []
    for debt in story.debts:
        if debt.fees_up_front or budget.loan_of(debt) is not None:
            lender = kind_of(debt, knowledge)
            reading = charges.read(debt, lender, knowledge, _name(debt, story, knowledge))
            if not debt.fees_up_front and reading.certainty != "likely" and not _above(reading):
                continue
            rules = citations.cite("overcharging", lender, reading.aspects, knowledge)
            notes = tuple(Note(id, dict(values)) for id, values in reading.notes)
            found.append(Finding("overcharging", (), reading.certainty, rules, notes, lender, reading.aspects))
    return found


def _name(debt: Debt | None, story: Story, knowledge: Knowledge) -> str:
    """The debt's name where there are several to tell apart."""
    return name_of(debt, knowledge) if debt is not None and len(story.debts) > 1 else ""


def _above(reading: Reading) -> bool:
    return any(id.startswith("above_") for id, _ in reading.notes)


def _lawful(story: Story, knowledge: Knowledge) -> Finding:
    lenders = {kind_of(debt_of(incident, story), knowledge) for incident in story.incidents}
    lender = lenders.pop() if len(lenders) == 1 else "unknown"
    aspects = frozenset(
        name
        for name, known in (
            ("hour_known", any(conduct.hour_known(incident, knowledge) for incident in story.incidents)),
            ("calls_known", any(incident.calls is not None for incident in story.incidents)),
        )
        if known
    )
    rules = citations.cite("lawful", lender, aspects, knowledge)
    return Finding("lawful", tuple(incident.id for incident in story.incidents), "lawful", rules, (), lender, aspects)
