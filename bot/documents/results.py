"""The result as chat bubbles: what is beyond the rules, and what to do, in the borrower's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import date
from pathlib import Path
from typing import Any

from bot import content
from bot.advice.assessment import GRAVITY, Assessment, Finding
from bot.advice.bystander import is_bystander
from bot.advice.lender import name_of
from bot.advice.message import Verdict
from bot.advice.record import CHINA
from bot.advice.steps import Step
from bot.documents import chinese
from bot.documents.wording import Wording
from bot.knowledge.registry import Knowledge
from bot.model import Incident, Story
from bot.speech import BUBBLE, Speech, bubbles, room

MOST_BRING = 3
MOST_STEPS = 3
"""Steps told at once: nobody does a fourth today."""
MOST_RULES = 3
SHORTEST = 2
"""Lines of a step for whoever it is too much for: what it is called, and how to begin."""
_NO_LAW = frozenset({"recommended_standard", "self_discipline", "official_notice"})


class Results:
    """Words findings and steps by the templates of one folder."""

    def __init__(self, folder: Path, knowledge: Knowledge) -> None:
        self._wording = Wording(folder, knowledge)
        self._titles: Mapping[str, str] = content.read(folder / "titles.yaml")["titles"]
        self._knowledge = knowledge
        self._today = date.min

    def findings(
        self, assessment: Assessment, story: Story, speech: Speech, *, brief: bool = False, today: date = date.min
    ) -> tuple[str, ...]:
        """One bubble per finding, the gravest first, then what stays within the rules. Each ≤ 500 characters.

        `brief` names only the firmest rules of each, as many findings to a bubble as fit; the first says how many.
        With a rule past its review `today` a finding asserts nothing and sends to legal aid.
        """
        found = [self._wording.careful("bystander.j2", speech, today)] if is_bystander(story) else []
        beyond = [finding for finding in assessment.findings if finding.counts]
        if brief and len(beyond) > 1:
            kinds = list(dict.fromkeys(_called(finding, story) for finding in beyond))
            found.append(self._wording.say("overview.j2", speech, kinds=kinds))
        for finding in assessment.findings:
            if finding.certainty == "lawful":
                rules = _cited(finding.rules, self._knowledge)
                found.append(self._wording.careful("lawful.j2", speech, today, rules=rules))
        told: set[str] = set()
        for alike in _alike(assessment.findings):
            first = alike[0].rules[0] if alike[0].rules else ""
            found.append(self._finding(alike, story, speech, (first in told) if brief else None, today))
            told.add(first)
        within = [finding for finding in assessment.findings if finding.certainty == "not_shown"]
        if within:
            found.append(self._wording.careful("within.j2", speech, today, findings=within))
        return bubbles(found) if brief and found else tuple(found) or (self._wording.say("unclear.j2", speech),)

    def plan(
        self, steps: Sequence[Step], speech: Speech, *, brief: bool = False, today: date = date.min
    ) -> tuple[str, ...]:
        """The numbered steps, as many to a bubble as fit.

        `brief` tells the first three still to do and only names the others; the basis, and what to do when refused,
        are left to the whole plan. A step that rests on a fact past its review `today` says when that was last checked.
        """
        if not brief:
            return bubbles(self._steps(enumerate(steps, 1), speech, False, today))
        numbered = list(enumerate(steps, 1))
        todo = [(number, step) for number, step in numbered if step.open] or numbered
        later = [(number, self.title(step, speech)) for number, step in todo[MOST_STEPS:]]
        more = self._wording.say("more.j2", speech, later=later)
        return bubbles([*self._steps(todo[:MOST_STEPS], speech, True, today), more])

    def step(self, number: int, step: Step, today: date, speech: Speech) -> str:
        """One step, in full while it is to do; in a line or two once something came of it."""
        return self._step(number, step, today.year, speech, True, today)

    def title(self, step: Step, speech: Speech) -> str:
        """What a step is called, with the names of its debts where there are several."""
        title = self.called(step.id, speech)
        if not step.whose:
            return title
        return title + speech("（{debts}）", debts=speech("、").join(step.whose))

    def called(self, key: str, speech: Speech) -> str:
        """What the step with this key is called, or with extra: a way that is in no plan; empty for an unknown one."""
        id, _, rest = key.partition(":")
        known = self._knowledge.procedures.get(rest) if id == "extra" else None
        return speech(known.name if known else self._titles.get(id, ""))

    def safest(self, steps: Sequence[Step], speech: Speech, *, today: date = date.min) -> tuple[str, ...]:
        """The few steps chosen by `plan.safest`, in two lines and a number to call, with one calm line before them."""
        told = self._steps(enumerate(steps, 1), speech, True, today)
        few = [self._begun(step, text) for step, text in zip(steps, told, strict=True)]
        return bubbles([self._wording.say("safest.j2", speech), *few])

    def _begun(self, step: Step, text: str) -> str:
        """The first lines of a step, and the number to call where there is one."""
        lines = text.split("\n")
        phone = _place(step, self._knowledge)["phone"]
        called = [line for line in lines[SHORTEST:] if phone and phone in line]
        return "\n".join([*lines[:SHORTEST], *called])

    def message(self, verdict: Verdict, speech: Speech, *, today: date = date.min) -> tuple[str, ...]:
        """The answer to “check this message”: beyond, pressure, to be verified, scam; in few bubbles.

        One sentence of care closes it when a fact of it is past its review `today`.
        """
        said: list[str] = []

        def part(name: str, **values: Any) -> str:
            return self._wording.say("message.j2", speech, said=said, part=name, **values)

        parts = [part("head", tone=verdict.tone, count=len(verdict.crossed))]
        for number, one in enumerate(verdict.crossed, 1):
            parts.append(part("crossed", number=number, one=one, rules=_cited(one.finding.rules[:2], self._knowledge)))
        court = self._knowledge.procedures["court_12368"].phone
        for name, remarks in (("pressures", verdict.pressures), ("claims", verdict.claims)):
            if remarks:
                parts.append(part(name, remarks=remarks, court=court))
        if verdict.scam:
            scam = self._knowledge.scams[verdict.scam]
            parts.append(part("scam", scam=scam, ways=scam.what_to_do[:2]))
        cited = [rule for one in verdict.crossed for rule in one.finding.rules]
        return (*bubbles(parts), *self.aged((*cited, *self._wording.grounds.of(said)), speech, today))

    def aged(self, ids: Iterable[str], speech: Speech, today: date) -> tuple[str, ...]:
        """One sentence of care when one of these facts is past its review `today`, else nothing."""
        day = self._wording.past(ids, today)
        return self._wording.care(day, speech) if day else ()

    def past(self, ids: Iterable[str], texts: Iterable[str], today: date) -> date | None:
        """The day on which the oldest of these facts, and of those that the texts rest on, was last checked, when one
        of them is past its review `today`."""
        return self._wording.past((*ids, *self._wording.grounds.of(texts)), today)

    def on(self, today: date) -> Results:
        """The same, whose `say` takes care of what is past its review on that day."""
        dated = copy(self)
        dated._today = today
        return dated

    @property
    def knowledge(self) -> Knowledge:
        return self._knowledge

    def say(self, template: str, speech: Speech, **values: Any) -> str:
        """One template of the folder with these values, in the borrower's language."""
        return self._wording.careful(template, speech, self._today, **values)

    def rule(self, id: str) -> dict[str, Any]:
        """A rule as the templates say it: label, force, whether it is law, what it says. KeyError when unknown."""
        return _cited((id,), self._knowledge)[0]

    def line(self, incident: Incident, speech: Speech) -> str:
        """One incident in one line: when, and what it was."""
        kinds = sorted(incident.kinds, key=GRAVITY.index)
        return self._wording.say("line.j2", speech, when=_when(incident, speech), kinds=kinds)

    def named(self, kinds: Iterable[str], speech: Speech) -> str:
        """Kinds of conduct by their names, the gravest first; never empty."""
        return self._wording.say("line.j2", speech, when="", kinds=sorted(kinds, key=GRAVITY.index))

    def _finding(self, alike: list[Finding], story: Story, speech: Speech, told: bool | None, today: date) -> str:
        """With as many rules explained as fit, the others only named; or the firmest alone, unless it was `told`."""
        brief = told is not None
        values = {
            "finding": alike[0],
            "kinds": [_called(finding, story) for finding in alike],
            "bystander": is_bystander(story),
            "rules": _firmest(alike[0], self._knowledge) if brief else _cited(alike[0].rules, self._knowledge),
            "brief": brief,
            "whose": _whose(alike, story, self._knowledge),
            "aged": self._wording.past(alike[0].rules, today),
            "help": self._wording.help,
        }
        said = ""
        most = 0 if values["aged"] or told else 1 if brief else MOST_RULES
        for full in range(min(len(alike[0].rules), most), -1, -1):
            said = self._wording.careful("finding.j2", speech, today, full=full, **values)
            if room(said) <= BUBBLE:
                break
        return said

    def _steps(self, numbered: Iterable[tuple[int, Step]], speech: Speech, brief: bool, today: date) -> list[str]:
        steps = tuple(numbered)
        year = next((step.due.year for _, step in steps if step.due is not None), 0)
        return [self._step(number, step, year, speech, brief, today) for number, step in steps]

    def _step(self, number: int, step: Step, year: int, speech: Speech, brief: bool, today: date) -> str:
        rules = () if brief else step.basis or ((step.answer_rule,) if step.answer_rule else ())
        values = {"number": number, "step": step, "year": year, "basis": _cited(rules, self._knowledge)}
        named = (step.procedure, step.answer_rule, *step.basis)
        values |= {"aged": self._wording.past(named, today), "help": self._wording.help}
        values["title"] = self.title(step, speech)
        place = _place(step, self._knowledge)
        said = ""
        for most in range(1 if brief else MOST_BRING, -1, -1):
            refused = place["refused"] if most and not brief else ()
            told = values | place | {"bring": place["bring"][:most], "refused": refused}
            said = self._wording.careful("step.j2", speech, today, **told)
            if room(said) <= BUBBLE:
                break
        return said


def _called(finding: Finding, story: Story) -> str:
    """The kind of a finding, as it is for somebody who owes nothing: they are the third party."""
    return "another_debt" if finding.kind == "third_party_contact" and is_bystander(story) else finding.kind


def _firmest(finding: Finding, knowledge: Knowledge) -> list[dict[str, Any]]:
    """The firmest rule; where a number is named that a mere standard sets, that standard beside it."""
    rules = _cited(finding.rules, knowledge)
    numbered = any(note.params for note in finding.notes)
    return rules[:1] + [rule for rule in rules[1:] if numbered and not rule["law"]][:1]


def _cited(ids: Iterable[str], knowledge: Knowledge) -> list[dict[str, Any]]:
    """Rules as the templates say them: `law` is False for what binds nobody by force."""
    rules = [knowledge.rules[id] for id in ids]
    return [
        {
            "label": rule.label,
            "force": knowledge.force_of(rule).name,
            "law": rule.force not in _NO_LAW,
            "says": rule.says,
        }
        for rule in rules
    ]


def _place(step: Step, knowledge: Knowledge) -> dict[str, Any]:
    """Where, with what and what next, from the step's facts."""
    procedure = knowledge.procedures.get(step.procedure)
    if procedure is None:
        return {"phone": "", "place": (), "bring": (), "refused": ()}
    refused = knowledge.procedures.get(step.refused)
    other = refused.steps[:MOST_BRING] or (refused.purpose,) if refused is not None else ()
    only_place = procedure.category == "evidence" or "place_only" in step.notes
    return {
        "phone": procedure.phone,
        "place": tuple(place for place in (procedure.app, procedure.site, procedure.in_person) if place),
        "bring": () if only_place else procedure.bring,
        "refused": () if only_place else other or tuple(text for text in (procedure.if_refused,) if text),
    }


def _alike(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Findings that rest on the same rules and say the same, together."""
    groups: dict[Any, list[Finding]] = {}
    for finding in findings:
        if finding.counts:
            notes = tuple((note.id, *sorted(note.params.items())) for note in finding.notes)
            groups.setdefault((finding.rules, finding.certainty, notes, finding.lender_kind), []).append(finding)
    return list(groups.values())


def _whose(alike: list[Finding], story: Story, knowledge: Knowledge) -> str:
    """The names of the debts, only where there is more than one to tell apart."""
    ids = {id for finding in alike for id in finding.incidents}
    debts = {incident.debt for incident in story.incidents if incident.id in ids}
    names = [name_of(debt, knowledge) for debt in story.debts if debt.id in debts and len(story.debts) > 1]
    return chinese.listing(names)


def _when(incident: Incident, speech: Speech) -> str:
    if speech.locale.startswith("zh") or incident.when is None or incident.when.start is None:
        return chinese.moment(incident.when)
    return incident.when.start.astimezone(CHINA).date().isoformat()
