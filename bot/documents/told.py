"""Answers that only letters say, in the words and figures of letters; what they mean is read from their shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from bot.advice.story import count_of, moment_of
from bot.documents import chinese
from bot.model import Debt, Story

# What a person writes into a form's larger box; longer is for an annex.
LONGEST = 220
# Answers that letters know under names of their own; particulars.py puts them into words.
TYPED = frozenset(
    {
        *("debt.platform", "debt.lender_kind", "debt.lender_name", "debt.contract", "debt.principal"),
        *("debt.fees_up_front", "debt.overdue", "debt.instalment"),
        *("means.wish", "means.monthly", "means.start", "means.hardship", "me.name", "me.phone", "me.city"),
        *("incident.story", "incident.kinds", "incident.when", "incident.calls", "incident.contacted"),
        *("incident.words", "incident.claimed_to_be", "incident.visit", "incident.hurt", "incident.told_debt"),
        *("incident.numbers", "incident.objected", "incident.evidence", "incident.debt"),
    }
)
_CLOSING = "。.;；,，、 "


class Words(Protocol):
    """The words of letters; `lists` also by a question's reference, dialog.question."""

    @property
    def lists(self) -> Mapping[str, Mapping[str, str]]: ...


def others(story: Story, words: Words) -> dict[str, dict[str, Any]]:
    """The answers of the dialogs that only letters ask, by dialog."""
    kinds = {id for id in story.answers if "/" not in id} - {"me", "means"}
    return {kind: more(kind, story, words) for kind in sorted(kinds)}


def more(record: str, story: Story, words: Words) -> dict[str, Any]:
    """What a record says beyond its typed answers, by question."""
    kind = record.partition("/")[0]
    asked = {f"{kind}.{id}": value for id, value in story.answers.get(record, {}).items()}
    found = {ref: said(ref, value, words) for ref, value in asked.items() if ref not in TYPED}
    return {ref.partition(".")[2]: value for ref, value in found.items() if value != ""}


def chosen(story: Story, debt: Debt | None) -> list[str]:
    """What was chosen among options, about this debt or the borrower: suit.wants.apology, suit.mediation.yes."""
    records = {id: answers for id, answers in story.answers.items() if "/" not in id}
    if debt is not None:
        records[debt.id] = story.answers.get(debt.id, {})
    found: list[str] = []
    for record, answers in records.items():
        kind = record.partition("/")[0]
        for id, value in answers.items():
            found += [f"{kind}.{id}.{option}" for option in _options(value)]
    return found


def _options(value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, list):
        return [str(item) for item in value]
    return [value] if isinstance(value, str) and value.isidentifier() else []


def said(ref: str, value: Any, words: Words) -> Any:
    """One answer as a letter says it: a text, a list of words, a date, a count; True and False stay."""
    listed = words.lists.get(ref)
    if isinstance(value, bool):
        return value
    if isinstance(value, list):
        return chinese.listing((listed or {}).get(str(item), "") if listed else str(item) for item in value)
    if isinstance(value, Mapping):
        return _of_mapping(value)
    if listed is not None:
        return listed.get(str(value), "")
    return line(str(value), LONGEST)


def _of_mapping(value: Mapping[str, Any]) -> str:
    if "days" in value:
        return f"{int(value['days'])}天"
    if "low" in value:
        return chinese.times(count_of(value))
    if "name" in value:
        return line(str(value["name"]), LONGEST)
    return chinese.moment(moment_of(dict(value))) or line(str(value.get("words", "")), LONGEST)


def line(text: str, most: int) -> str:
    """A text on one line without its closing marks; what is cut off is seen to be cut."""
    one = " ".join(text.split()).strip(_CLOSING)
    return one if len(one) <= most else f"{one[:most]}……"
