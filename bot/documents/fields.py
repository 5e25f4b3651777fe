"""The answers that letters ask for by name, dialog.question: whether one is told, and how a letter wants it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as made
from typing import Any

from bot.conversation.exhibits import KIND as EXHIBITS
from bot.model import Debt, Incident, Story

FIELD = re.compile(r"[a-z]+\.[a-z_]+")
_PEOPLE = {"third_party_contact", "workplace_contact", "privacy_exposure"}
_SPOKEN = {"threat", "insult", "impersonate_authority", "privacy_exposure"}

# Whether a field is told. Incident fields count as told when one incident has them.
_DEBT: Mapping[str, Callable[[Debt], Any]] = {
    "debt.platform": lambda debt: debt.platform or debt.name,
    "debt.lender_kind": lambda debt: debt.lender_kind != "unknown",
    "debt.lender_name": lambda debt: debt.lender_name,
    "debt.contract": lambda debt: debt.contract,
    "debt.principal": lambda debt: debt.principal is not None,
    "debt.fees_up_front": lambda debt: debt.fees_up_front is not None,
    "debt.overdue": lambda debt: debt.overdue_days is not None,
}
_INCIDENT: Mapping[str, Callable[[Incident], Any]] = {
    "incident.story": lambda incident: incident.story or incident.kinds,
    "incident.when": lambda incident: incident.when is not None,
    "incident.words": lambda incident: incident.words or not incident.kinds & _SPOKEN,
    "incident.numbers": lambda incident: incident.numbers,
    "incident.evidence": lambda incident: incident.evidence,
    "incident.contacted": lambda incident: incident.contacted or not incident.kinds & _PEOPLE,
}
_STORY: Mapping[str, Callable[[Story], Any]] = {
    "means.wish": lambda story: story.means.wish,
    "means.monthly": lambda story: story.means.monthly is not None or story.means.budgeted,
    "means.income": lambda story: story.means.income is not None,
    "means.expenses": lambda story: story.means.costs,
    "means.start": lambda story: story.means.start,
    "means.hardship": lambda story: story.means.hardship,
    "me.name": lambda story: story.person.name,
    "me.phone": lambda story: story.person.phone,
    "me.city": lambda story: story.person.city,
}


@dataclass(frozen=True, slots=True)
class Want:
    """A field that a letter would use and nobody told yet. Without a required one the letter is not written.

    `first` ones are asked before the letter is first written; `due` ones belong into it before it goes out: they are
    named under it and asked before it becomes a file. Both may be skipped. `when` (field → values) says for whom.
    """

    field: str
    required: bool = False
    instead: tuple[str, ...] = ()
    first: bool = False
    due: bool = False
    when: Mapping[str, tuple[str, ...]] = made(default_factory=dict)


def told(field: str, story: Story, debt: Debt | None) -> bool:
    if field in _DEBT:
        return debt is not None and bool(_DEBT[field](debt))
    if field == "incident.evidence" and any(record.startswith(f"{EXHIBITS}/") for record in story.answers):
        return True
    if field in _INCIDENT:
        return any(_INCIDENT[field](incident) for incident in story.incidents)
    if field in _STORY:
        return bool(_STORY[field](story))
    return bool(_answered(field, story, debt))


def applies(want: Want, story: Story) -> bool:
    """Whether a field is wanted in this case: every answer that it hangs on is one of those named."""
    for name, values in want.when.items():
        record, _, id = name.partition(".")
        told = story.means.wish if name == "means.wish" else story.answers.get(record, {}).get(id)
        if str(told) not in values:
            return False
    return True


def _answered(field: str, story: Story, debt: Debt | None) -> bool:
    """Whether an answer that only letters say is there: of this debt, of any incident, or of the borrower."""
    kind, _, id = field.partition(".")
    if kind == "debt":
        records = [debt.id] if debt is not None else []
    else:
        records = [record for record in story.answers if record.partition("/")[0] == kind]
    return any(story.answers.get(record, {}).get(id) is not None for record in records)
