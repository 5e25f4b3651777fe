"""The letters: which fit a story, what they still lack, and their text from what was told and from facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot import content
from bot.advice import assessment as advice
from bot.advice import routes
from bot.advice.lender import kind_of
from bot.documents import draft
from bot.documents.particulars import MOST_INCIDENTS, Particulars, Words, load_words
from bot.errors import ContentError
from bot.knowledge.registry import Knowledge
from bot.model import LENDER_KINDS, Debt, Incident, Story

CASES = ("against", "repayment", "police", "any")
# The most that one chat bubble can be asked to hold and still be copied with one tap.
LONGEST = 1500
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
    "means.monthly": lambda story: story.means.monthly,
    "means.start": lambda story: story.means.start,
    "means.hardship": lambda story: story.means.hardship,
    "me.name": lambda story: story.person.name,
    "me.phone": lambda story: story.person.phone,
    "me.city": lambda story: story.person.city,
}
FIELDS = (*_DEBT, *_INCIDENT, *_STORY)


@dataclass(frozen=True, slots=True)
class Want:
    """A field that a letter would use and nobody told yet. Without a required one the letter is not sent."""

    field: str
    required: bool = False
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LetterKind:
    """A letter as the chooser shows it: `button` is its short name, else its title.

    `button`, `summary` and `after` are borrower's text, to be said through speech.
    """

    id: str
    title: str
    summary: str
    after: str
    button: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One written letter. `text` is Chinese in every language; `used_facts` are the rules it rests on."""

    id: str
    title: str
    text: str
    summary: str
    after: str
    used_facts: tuple[str, ...] = ()
    missing: tuple[Want, ...] = ()


@dataclass(frozen=True, slots=True)
class _Form:
    kind: LetterKind
    order: int
    case: str
    lenders: frozenset[str]
    wants: tuple[Want, ...]
    facts: Mapping[str, Mapping[str, Any]]
    body: tuple[draft.Sentence, ...]


class Letters:
    """Every letter template of a folder, read once. Raises ContentError for a broken one."""

    def __init__(self, folder: Path, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._words: Words = load_words(folder / "words.yaml")
        forms = sorted((_read(path) for path in folder.glob("*.j2")), key=lambda form: form.order)
        self._forms = {form.kind.id: form for form in forms}

    def kinds(self) -> tuple[LetterKind, ...]:
        """Every letter there is, in the order of the chooser."""
        return tuple(form.kind for form in self._forms.values())

    def offered(self, story: Story) -> tuple[LetterKind, ...]:
        """The letters that fit: by what the assessment found and by who the lenders are."""
        assessment = advice.assess(story, self._knowledge)
        cases = {"any", "against" if assessment.kinds() - {"overcharging"} else "repayment"}
        if routes.police_matters(assessment):
            cases.add("police")
        lenders = {kind_of(debt, self._knowledge) for debt in story.debts} or {"unknown"}
        return tuple(form.kind for form in self._forms.values() if form.case in cases and form.lenders & lenders)

    def wants(self, letter_id: str, story: Story, debt_id: str = "") -> tuple[Want, ...]:
        """What the letter would use and is not told yet, in the order to ask. KeyError for an unknown letter."""
        debt = _debt(story, debt_id)
        return tuple(
            want
            for want in self._forms[letter_id].wants
            if not any(_told(field, story, debt) for field in (want.field, *want.instead))
        )

    def write(self, letter_id: str, story: Story, debt_id: str, now: datetime) -> Letter:
        """The letter about one debt from what is told so far. KeyError for an unknown letter."""
        form, debt = self._forms[letter_id], _debt(story, debt_id)
        assessment = advice.assess(story, self._knowledge)
        addressee = "police" if form.case == "police" else "lender"
        particulars = Particulars(story, debt, assessment, self._knowledge, self._words, addressee)
        facts = self._facts(form, kind_of(debt, self._knowledge))
        basis = particulars.basis()
        more = {"facts": facts, **({"basis": basis} if basis else {})}
        text = ""
        for most in range(MOST_INCIDENTS, 0, -1):
            text = draft.write(form.body, {**particulars.values(now, most), **more})
            if len(text) <= LONGEST:
                break
        used = dict.fromkeys(fact["id"] for fact in (*basis, *facts.values()) if _stands_in(fact, text))
        kind = form.kind
        missing = self.wants(letter_id, story, debt_id)
        return Letter(kind.id, kind.title, text, kind.summary, kind.after, tuple(used), missing)

    def _facts(self, form: _Form, lender: str) -> dict[str, dict[str, Any]]:
        """The facts that the letter names, with label and numbers; those that do not bind the lender are not there."""
        found: dict[str, dict[str, Any]] = {}
        for name, wanted in form.facts.items():
            rule = self._knowledge.rules.get(str(wanted["rule"]))
            if rule is not None and (not wanted.get("bound") or rule.binds(lender)):
                found[name] = {**rule.numbers, "label": rule.label, "id": rule.id}
        return found


def _stands_in(fact: Mapping[str, Any], text: str) -> bool:
    hours = [str(fact[name]) for name in ("quiet_from", "quiet_to") if name in fact]
    return fact["label"] in text or bool(hours and all(hour in text for hour in hours))


def _debt(story: Story, debt_id: str) -> Debt | None:
    for debt in story.debts:
        if debt.id == debt_id:
            return debt
    return story.debts[0] if story.debts and not debt_id else None


def _told(field: str, story: Story, debt: Debt | None) -> bool:
    if field in _DEBT:
        return debt is not None and bool(_DEBT[field](debt))
    if field in _INCIDENT:
        return any(_INCIDENT[field](incident) for incident in story.incidents)
    return bool(_STORY[field](story))


def _read(path: Path) -> _Form:
    file = str(path)
    front, body, line = draft.split(path.read_text("utf-8"), file)
    try:
        data = content.parse(front, file, before=1)
        audience, wants = data["for"], tuple(_want(entry) for entry in data.get("wants", ()))
        shown = {"button": data["title"], **data}
        kind = LetterKind(*(str(shown[name]) for name in ("id", "title", "summary", "after", "button")))
        lenders = frozenset(audience.get("lenders", LENDER_KINDS))
        form = _Form(
            kind,
            int(data["order"]),
            audience["case"],
            lenders,
            wants,
            data.get("facts", {}),
            draft.compile_body(body, file, line),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ContentError(file, 1, "the front matter is incomplete", str(error)) from error
    _check(form, file)
    return form


def _want(entry: Any) -> Want:
    if isinstance(entry, str):
        return Want(entry)
    return Want(str(entry["field"]), bool(entry.get("required")), tuple(entry.get("or", ())))


def _check(form: _Form, file: str) -> None:
    fields = {field for want in form.wants for field in (want.field, *want.instead)}
    for what, wrong, known in (
        ("field", fields - set(FIELDS), FIELDS),
        ("kind of lender", form.lenders - set(LENDER_KINDS), LENDER_KINDS),
        ("case", {form.case} - set(CASES), CASES),
    ):
        if wrong:
            raise ContentError(file, 1, f"unknown {what} “{min(wrong)}”", f"known: {', '.join(known)}")
