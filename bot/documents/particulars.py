"""A story as the letters read it: only what was told, already in the words and figures that letters use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot import content
from bot.advice.assessment import GRAVITY, Assessment, Finding
from bot.advice.bystander import is_bystander
from bot.advice.citations import cite, firmest_first
from bot.advice.conduct import CREDIT_CARD, WORKPLACE
from bot.advice.lender import incidents_of, kind_of
from bot.advice.record import CHINA
from bot.advice.routes import PUBLIC_ORDER
from bot.documents import bargain, chinese, exhibited
from bot.documents.told import chosen, more, others
from bot.knowledge.registry import Knowledge
from bot.model import Debt, Incident, Means, Person, Story

# The three regulators' longest answer in simple cases, and what the letters ask of everybody else.
ANSWER_DAYS = 15
# What no rule sets a term for and takes an office one look, a proof that all is paid.
SOON_DAYS = 7
# Three years, Civil Code article 188: past it, a letter that agrees to pay could revive a claim.
LIMITATION_DAYS = 3 * 365
# So many incidents and such quotes leave room for the rest in a letter of a chat bubble's size.
MOST_INCIDENTS = 6
LONGEST_QUOTE = 60
LONGEST_NAME = 40
MOST_BASIS = 4
EXHIBITS_EACH = 2
"""Exhibits in a letter's list for each incident that it has room for."""
WITNESS = "witness"

_PEOPLE_KINDS = frozenset({"third_party_contact", "workplace_contact"})
_FIRM = frozenset({"shown", "likely"})


@dataclass(frozen=True, slots=True)
class Words:
    """The words of letters by list and answer id, from words.yaml."""

    lists: Mapping[str, Mapping[str, str]]

    def say(self, list: str, ids: Iterable[str]) -> str:
        known = self.lists.get(list, {})
        return chinese.listing(known[id] for id in ids if id in known)

    def closer(self, id: str, **values: str) -> str:
        return self.lists["closer"][id].format(**values)


def load_words(path: Path) -> Words:
    """Raises ContentError when the file is not lists of words."""
    return Words(
        {name: {id: str(word) for id, word in entries.items()} for name, entries in content.read(path).items()}
    )


@dataclass(frozen=True, slots=True)
class Particulars:
    """Builds the values of letters about one debt."""

    story: Story
    debt: Debt | None
    assessment: Assessment
    knowledge: Knowledge
    words: Words
    addressee: str = "lender"

    def values(self, now: datetime, most: int = MOST_INCIDENTS) -> dict[str, Any]:
        """Everything a letter may say, by name; what was not told is not there at all. At most `most` incidents."""
        today = now.astimezone(CHINA).date()
        incidents = self.incidents()
        values = {
            **others(self.story, self.words),
            "today": chinese.day(today),
            "days": ANSWER_DAYS,
            "answer_by": chinese.day(today + timedelta(days=ANSWER_DAYS)),
            "soon_by": chinese.day(today + timedelta(days=SOON_DAYS)),
            "debt": self._more(self.debt.id if self.debt is not None else "") | self._debt(),
            "me": self._more("me") | _person(self.story.person),
            "means": self._more("means") | self._means(self.story.means),
            "incidents": [self._incident(incident) for incident in incidents[:most]],
            "kinds": sorted(self.kinds()),
            "evidence": self.words.say("evidence", (item for one in incidents for item in one.evidence)),
            "people": self.words.say("people", (who for one in incidents for who in one.contacted)),
            "numbers": chinese.listing(number for one in incidents for number in one.numbers),
            "proofs": self._proofs(incidents[:most]),
            **self._exhibits(most),
            "debts": len(self.story.debts) if len(self.story.debts) > 1 else 0,
            "more_incidents": max(0, len(incidents) - most),
        }
        return {**_told(values), "chosen": chosen(self.story, self.debt), "offer": self._offer()}

    def incidents(self) -> list[Incident]:
        """The incidents about this debt that a letter may hold against the lender, the gravest first."""
        counted = [incident for incident in self._about() if self._kinds(incident)]
        return sorted(counted, key=lambda incident: min(GRAVITY.index(kind) for kind in self._kinds(incident)))

    def _about(self) -> tuple[Incident, ...]:
        """A police statement tells all. A lender answers for its own debt; incidents never tied to any debt go
        with the debt that the borrower picked."""
        if self.debt is None or self.addressee == "police":
            return self.story.incidents
        tied = any(incident.debt for incident in self.story.incidents)
        return incidents_of(self.debt.id, self.story) if tied else self.story.incidents

    def kinds(self) -> frozenset[str]:
        """The kinds of conduct that this letter is about."""
        return frozenset(kind for incident in self.incidents() for kind in self._kinds(incident))

    def basis(self) -> list[dict[str, str]]:
        """The rules this letter rests on, of findings sure enough to name, as label and force, the firmest first.

        The police apply the laws on public order and crime; lenders and their regulators what binds the trade,
        then civil law.
        """
        ids = {incident.id for incident in self.incidents()}
        sure = [finding for finding in self.assessment.findings if finding.certainty in _FIRM]
        mine = [finding for finding in sure if ids & set(finding.incidents)]
        named = dict.fromkeys(id for finding in mine for id in self._cited(finding))
        rules = [self.knowledge.rules[id] for id in named if _of_public_order(id) == (self.addressee == "police")]
        rules.sort(key=lambda rule: (rule.status != "in_force", not rule.applies_to))
        rules = list({rule.label: rule for rule in reversed(rules)}.values())[::-1]
        return [
            {"label": rule.label, "force": self.knowledge.force_of(rule).name, "id": rule.id}
            for rule in firmest_first(rules[:MOST_BASIS])
        ]

    def _cited(self, finding: Finding) -> tuple[str, ...]:
        """More than a bubble shows, so that every addressee finds a rule of their own."""
        return cite(finding.kind, finding.lender_kind, finding.aspects, self.knowledge, 2 * MOST_BASIS)

    def _kinds(self, incident: Incident) -> frozenset[str]:
        findings = self.assessment.findings
        return frozenset(finding.kind for finding in findings if finding.counts and incident.id in finding.incidents)

    def _debt(self) -> dict[str, Any]:
        debt = self.debt or Debt("")
        platform = self.knowledge.platforms.get(debt.platform)
        told: dict[str, Any] = {
            "name": (platform.name if platform is not None else "") or _short(debt.name),
            "lender": _short(debt.lender_name),
            "kind": kind_of(self.debt, self.knowledge),
            "contract": _short(debt.contract),
            "principal": chinese.money(debt.principal) if debt.principal is not None else "",
            "fees": chinese.money(debt.fees_up_front) if debt.fees_up_front else "",
            "overdue_days": debt.overdue_days or "",
            "instalment": chinese.money(debt.instalment) if debt.instalment is not None else "",
            "count": debt.count or "",
            "yearly": bargain.yearly(debt),
            "card": CREDIT_CARD in debt.name,
            "old": (debt.overdue_days or 0) >= LIMITATION_DAYS,
        }
        if platform is not None and platform.lender and not debt.lender_name:
            told["lender_hint"] = platform.lender
        return {name: value for name, value in told.items() if value != ""}

    def _means(self, means: Means) -> dict[str, Any]:
        told = {
            "wish": self.words.say("wish", (means.wish,)),
            "monthly": self._monthly(means),
            "income": chinese.money(means.income) if means.income is not None else "",
            "expenses": chinese.money(sum(means.costs.values(), Decimal(0))) if means.costs else "",
            "start": chinese.moment(means.start) or (_short(means.start.words) if means.start is not None else ""),
            "hardship": self.words.say("hardship", means.hardship),
            "only_stop": means.wish == "only_stop",
            "disputes": means.wish == "dispute",
        }
        return {name: value for name, value in told.items() if value != ""}

    def _offer(self) -> dict[str, str]:
        return bargain.values(self.story, self.debt)

    def _monthly(self, means: Means) -> str:
        """What this lender is offered: its own share of what is left, nothing where nothing is, else what was told."""
        offer = self._offer()
        told = chinese.money(means.monthly) if means.monthly else ""
        return "" if "none" in offer else offer.get("opening", told)

    def _incident(self, incident: Incident) -> dict[str, Any]:
        acts = self._acts(incident)
        told: dict[str, Any] = {
            **self._more(incident.id),
            "id": incident.id,
            "when": self._when(incident, len(acts)),
            "acts": "，".join(acts),
            "told_debt": incident.told_debt or "",
            "words": _quote(incident.words),
            "numbers": chinese.listing(incident.numbers),
            "evidence": self.words.say("evidence", incident.evidence),
            "objected": incident.objected or "",
            "hurt": incident.hurt or "",
            "exhibits": exhibited.cited(self._linked(incident)),
        }
        return {name: value for name, value in told.items() if value != ""}

    def _more(self, record: str) -> dict[str, Any]:
        return more(record, self.story, self.words)

    def _linked(self, incident: Incident) -> list[Mapping[str, Any]]:
        return [told for told in exhibited.kept(self.story, (incident.id,)) if told.get("incident")]

    def _proofs(self, incidents: list[Incident]) -> list[dict[str, str]]:
        """Every piece of evidence named, with what it is about: the incidents' times and acts as they were told."""
        found = []
        for incident in sorted(incidents, key=_begun):
            told = self._incident(incident)
            about = {name: str(value) for name, value in told.items() if name in ("when", "acts", "kept")}
            # What is kept stands in the list under its number; people who know cannot be kept.
            bare = [item for item in incident.evidence if item == WITNESS or not self._linked(incident)]
            names = {item: self.words.say("evidence", (item,)) for item in bare}
            found += [{"id": f"{incident.id}.{item}", "name": name, **about} for item, name in names.items() if name]
        return found

    def _exhibits(self, most: int) -> dict[str, Any]:
        """The kept evidence of this letter's incidents, and that of no incident at the end, each as a row; a long list
        is in the pack."""
        about = {incident.id: self._incident(incident) for incident in self.incidents()}
        kept = exhibited.kept(self.story, about)
        rows = []
        for told in kept[: EXHIBITS_EACH * most]:
            incident = about.get(str(told.get("incident", "")), {})
            said = {name: str(incident[name]) for name in ("when", "acts") if name in incident}
            rows.append(exhibited.row(told, self.words) | said)
        cited = exhibited.cited(told for told in kept if told.get("incident"))
        return {"exhibits": rows, "more_exhibits": len(kept) - len(rows), "cited": cited}

    def _when(self, incident: Incident, acts: int) -> str:
        """An hour told for several acts is one of their times, not the time of each."""
        when = chinese.moment(incident.when)
        if when and incident.when is not None and incident.when.exact in ("minute", "hour") and acts > 1:
            return self.words.closer("among", when=when)
        return when

    def _acts(self, incident: Incident) -> list[str]:
        kinds = self._kinds(incident)
        acts = {kind: self.words.say("acts", (kind,)) for kind in sorted(kinds, key=GRAVITY.index)}
        people = self.words.say("people", incident.contacted)
        if "third_party_contact" in acts and is_bystander(self.story):
            return self._acts_on_bystander(acts, incident)
        at_work = bool(incident.contacted) and set(incident.contacted) <= WORKPLACE
        if people and kinds & _PEOPLE_KINDS:
            acts |= dict.fromkeys(kinds & _PEOPLE_KINDS, self.words.closer("contacted", people=people))
        elif len(acts) > 1 and "third_party_contact" in acts and at_work:
            del acts["third_party_contact"]
        if (claimed := self.words.say("claimed", (incident.claimed_to_be,))) and "impersonate_authority" in acts:
            acts["impersonate_authority"] = self.words.closer("claimed", claimed=claimed)
        if (times := chinese.times(incident.calls)) and "call_bombing" in acts:
            acts["call_bombing"] = self.words.closer("times", times=times)
        if (visit := self.words.say("visit", incident.visit)) and "home_visit" in acts:
            acts["home_visit"] = self.words.closer("visit", visit=visit)
        return list(dict.fromkeys(act for act in acts.values() if act))

    def _acts_on_bystander(self, acts: dict[str, str], incident: Incident) -> list[str]:
        """To somebody who owes nothing the call for another's loan is itself the act."""
        said = self.words.closer("bystander")
        acts["third_party_contact"] = said
        if (times := chinese.times(incident.calls)) and "call_bombing" in acts:
            acts["call_bombing"] = self.words.closer("times", times=times)
        return list(dict.fromkeys(act for act in (said, *acts.values()) if act))


def _begun(incident: Incident) -> float:
    return incident.when.start.timestamp() if incident.when is not None and incident.when.start is not None else 0.0


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", 0, [], {})}


def _of_public_order(id: str) -> bool:
    return id.startswith(PUBLIC_ORDER)


def _person(person: Person) -> dict[str, Any]:
    told = {"name": _short(person.name), "phone": _short(person.phone), "city": _short(person.city)}
    return {name: value for name, value in told.items() if value}


def _short(text: str) -> str:
    return " ".join(text.split())[:LONGEST_NAME]


def _quote(text: str) -> str:
    """The words told of, on one line; a long quote is cut where it is seen to be cut."""
    line = " ".join(text.split()).strip('“”"「」。，,.;； ')
    return line if len(line) <= LONGEST_QUOTE else f"{line[:LONGEST_QUOTE]}……"
