"""The letters: which fit a story, what they still lack, and their text from what was told and from facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.advice import assessment as advice
from bot.advice import routes
from bot.advice.bystander import is_bystander
from bot.advice.lender import kind_of
from bot.conversation.document import Edits
from bot.documents import draft, drafts, letter_file
from bot.documents.fields import Want, applies, told
from bot.documents.letter_file import Form, LetterKind
from bot.documents.particulars import MOST_INCIDENTS, Particulars, Words, load_words
from bot.knowledge.fact import Rule
from bot.knowledge.registry import Knowledge
from bot.model import Debt, Story

# The most that one chat bubble can be asked to hold and still be copied with one tap.
LONGEST = 1500
NO_EDITS = Edits()


@dataclass(frozen=True, slots=True)
class Term:
    """By when something has to happen: `says` is borrower's text with {label} of a rule, or {days} and {basis} of a
    procedure's deadline, and the rule's numbers by name."""

    says: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Letter:
    """One written letter. `text` is Chinese in every language; `used_facts` are the rules it rests on.

    `parts` are its paragraphs, `fields` the values it says by name, `cares` the ids of what to beware of
    (limitation, promise …), `terms` by when somebody has to answer.
    """

    id: str
    title: str
    text: str
    summary: str
    after: str
    used_facts: tuple[str, ...] = ()
    missing: tuple[Want, ...] = ()
    parts: tuple[draft.Part, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    cares: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()


class Letters:
    """Every letter template of a folder, read once. Raises ContentError for a broken one."""

    def __init__(self, folder: Path, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._words: Words = load_words(folder / "words.yaml")
        forms = sorted(
            (letter_file.read(path) for path in folder.glob("*.j2")), key=lambda form: (form.order, form.kind.id)
        )
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
        fitting = (form for form in self._forms.values() if form.case in cases and form.lenders & lenders)
        kinds, whose = assessment.kinds(), "other" if is_bystander(story) else "own"
        fitting = (form for form in fitting if form.whose in (whose, "any"))
        return tuple(form.kind for form in fitting if not form.conduct or form.conduct & kinds)

    def wants(self, letter_id: str, story: Story, debt_id: str = "") -> tuple[Want, ...]:
        """What the letter would use and is not told yet, in the order to ask. KeyError for an unknown letter."""
        debt = _debt(story, debt_id)
        return tuple(
            want
            for want in self._forms[letter_id].wants
            if applies(want, story) and not any(told(field, story, debt) for field in (want.field, *want.instead))
        )

    def write(
        self, letter_id: str, story: Story, debt_id: str, now: datetime, edits: Edits = NO_EDITS
    ) -> Letter:  # fmt: skip
        """The letter about one debt from what is told so far, with the borrower's own changes.

        KeyError for an unknown letter.
        """
        form, debt = self._forms[letter_id], _debt(story, debt_id)
        assessment = advice.assess(story, self._knowledge)
        addressee = "police" if form.case == "police" else "lender"
        particulars = Particulars(story, debt, assessment, self._knowledge, self._words, addressee)
        facts = self._facts(form, kind_of(debt, self._knowledge), debt)
        basis = particulars.basis()
        more = {"facts": facts, **({"basis": basis} if basis else {})}
        values: dict[str, Any] = {}
        parts, spoken = tuple[draft.Part, ...](), tuple[draft.Spoken, ...]()
        for most in range(MOST_INCIDENTS, 0, -1):
            values = {**particulars.values(now, most), **more}
            spoken = draft.speak(form.body, values)
            parts = draft.parts_of(spoken)
            if len(draft.text_of(parts)) <= LONGEST:
                break
        text = draft.text_of(drafts.edited(parts, edits))
        used = dict.fromkeys(fact["id"] for fact in (*basis, *facts.values()) if _stands_in(fact, text))
        return Letter(
            form.kind.id,
            form.kind.title,
            text,
            form.kind.summary,
            form.kind.after,
            tuple(used),
            self.wants(letter_id, story, debt_id),
            parts,
            draft.used(spoken),
            _cares(form, values, debt),
            self._terms(form, kind_of(debt, self._knowledge)),
        )

    def _terms(self, form: Form, lender: str) -> tuple[Term, ...]:
        """When the answer is due, from a rule that binds this lender or a procedure's deadline."""
        found = []
        for term in form.terms:
            rule = self._knowledge.rules.get(str(term.get("rule", "")))
            if rule is not None and rule.binds(lender):
                found.append(Term(str(term["says"]), {**rule.numbers, "label": rule.label}))
            procedure = self._knowledge.procedures.get(str(term.get("procedure", "")))
            if procedure is not None:
                deadline = procedure.deadlines[int(term["deadline"]) - 1]
                found.append(Term(str(term["says"]), {"days": deadline.days, "basis": deadline.basis}))
        return tuple(found)

    def _facts(self, form: Form, lender: str, debt: Debt | None) -> dict[str, dict[str, Any]]:
        """The facts that the letter names, with label and numbers; those that do not bind the lender, or are younger
        than the loan where that matters (`lent`), are not there."""
        found: dict[str, dict[str, Any]] = {}
        for name, wanted in form.facts.items():
            rule = self._knowledge.rules.get(str(wanted["rule"]))
            if rule is None or (wanted.get("lent") and not _lent_under(rule, debt)):
                continue
            if not wanted.get("bound") or rule.binds(lender):
                force = self._knowledge.force_of(rule).name
                found[name] = {**rule.numbers, "label": rule.label, "id": rule.id, "force": force}
        return found


def _lent_under(rule: Rule, debt: Debt | None) -> bool:
    """Whether a loan is known to be of the rule's own time."""
    lent = debt.lent_on if debt is not None else None
    return lent is not None and rule.since is not None and lent >= rule.since


def _stands_in(fact: Mapping[str, Any], text: str) -> bool:
    hours = [str(fact[name]) for name in ("quiet_from", "quiet_to") if name in fact]
    return fact["label"] in text or bool(hours and all(hour in text for hour in hours))


def _debt(story: Story, debt_id: str) -> Debt | None:
    for debt in story.debts:
        if debt.id == debt_id:
            return debt
    return story.debts[0] if story.debts and not debt_id else None


def _cares(form: Form, values: Mapping[str, Any], debt: Debt | None) -> tuple[str, ...]:
    """What to beware of before this letter goes out. A debt known to be young brings nothing back to life."""
    young = debt is not None and debt.overdue_days is not None and not values.get("debt", {}).get("old")
    spared = {"limitation"} if young else set()
    if "monthly" not in values.get("means", {}):
        spared.add("promise")
    return tuple(care for care in form.cares if care not in spared)
