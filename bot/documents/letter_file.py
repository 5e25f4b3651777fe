"""One letter's file: whom it fits, what it asks for, what is said around it, and its lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import content
from bot.documents import draft
from bot.documents.fields import FIELD, Want
from bot.errors import ContentError
from bot.model import LENDER_KINDS, VIOLATIONS

CASES = ("against", "repayment", "police", "any")
WHOSE = ("own", "other", "any")
"""Whose loan a letter may be about; own, where its file says nothing."""
GROUPS = ("lender", "office", "court", "people", "credit")


@dataclass(frozen=True, slots=True)
class LetterKind:
    """A letter as the chooser shows it: `button` is its short name, else its title.

    `button`, `summary` and `after` are borrower's text, to be said through speech. `prime` ones are shown before
    the others, which stand below their `group`.
    """

    id: str
    title: str
    summary: str
    after: str
    button: str
    group: str = "lender"
    prime: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """One template, read. `lenders` and `conduct` say whom it fits, `terms` and `cares` what is said after it;
    `whose` loan it may be about: the borrower's own, somebody other's, or any."""

    kind: LetterKind
    order: int
    case: str
    lenders: frozenset[str]
    conduct: frozenset[str]
    wants: tuple[Want, ...]
    facts: Mapping[str, Mapping[str, Any]]
    cares: tuple[str, ...]
    terms: tuple[Mapping[str, Any], ...]
    body: tuple[draft.Sentence, ...]
    whose: str = "own"


def read(path: Path) -> Form:
    """Raises ContentError for front matter that is incomplete or names what is not known."""
    file = str(path)
    front, body, line = draft.split(path.read_text("utf-8"), file)
    try:
        data = content.parse(front, file, before=1)
        audience, wants = data["for"], tuple(_want(entry) for entry in data.get("wants", ()))
        shown = {"button": data["title"], "group": GROUPS[0], **data}
        named = {name: str(shown[name]) for name in ("id", "title", "summary", "after", "button", "group")}
        kind = LetterKind(**named, prime=bool(data.get("prime")))
        lenders = frozenset(audience.get("lenders", LENDER_KINDS))
        form = Form(
            kind,
            int(data["order"]),
            audience["case"],
            lenders,
            frozenset(audience.get("conduct", ())),
            wants,
            data.get("facts", {}),
            tuple(str(care) for care in data.get("cares", ())),
            tuple(data.get("terms", ())),
            draft.compile_body(body, file, line),
            str(audience.get("whose", WHOSE[0])),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ContentError(file, 1, "the front matter is incomplete", str(error)) from error
    _check(form, file)
    return form


def _want(entry: Any) -> Want:
    if isinstance(entry, str):
        return Want(entry)
    instead = tuple(str(field) for field in entry.get("or", ()))
    when = {str(name): tuple(str(value) for value in values) for name, values in entry.get("when", {}).items()}
    marks = {mark: bool(entry.get(mark)) for mark in ("required", "first", "due")}
    return Want(str(entry["field"]), instead=instead, when=when, **marks)


def _check(form: Form, file: str) -> None:
    fields = {field for want in form.wants for field in (want.field, *want.instead, *want.when)}
    for what, wrong, known in (
        ("field", {name for name in fields if not FIELD.fullmatch(name)}, ("dialog.question",)),
        ("conduct", form.conduct - set(VIOLATIONS), VIOLATIONS),
        ("group", {form.kind.group} - set(GROUPS), GROUPS),
        ("kind of lender", form.lenders - set(LENDER_KINDS), LENDER_KINDS),
        ("case", {form.case} - set(CASES), CASES),
        ("loan", {form.whose} - set(WHOSE), WHOSE),
    ):
        if wrong:
            raise ContentError(file, 1, f"unknown {what} “{min(wrong)}”", f"known: {', '.join(known)}")
