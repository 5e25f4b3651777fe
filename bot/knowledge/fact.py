"""What we know, as frozen nouns. Every fact says where it is from, how sure it is and when to look again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.model import LENDER_KINDS

FORCES = (
    "law",
    "judicial_interpretation",
    "administrative_regulation",
    "department_rule",
    "normative_document",
    "judicial_policy",
    "local_rule",
    "recommended_standard",
    "self_discipline",
    "official_notice",
)
"""What a rule rests on, the firmest first. An official notice warns or explains and binds nobody."""

STATUSES = ("in_force", "historic", "reported")
"""historic: a campaign document nobody repealed. reported: its own text was not seen, only reports of it."""

CONFIDENCES = ("two_sources", "one_source", "weak")
"""two_sources: the official text or two independent ones. one_source: to be worded with care. weak: help to
recognise something, never a claim."""

PRODUCTS = ("", "credit_card")
APPLIES_TO = (*LENDER_KINDS, "outsourced_collector")
LICENSED = frozenset({"bank", "consumer_finance_company", "small_loan_company"})
BEHIND_A_LICENCE = frozenset({"loan_assist_platform", "unknown"})


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact was read. `link` is False for a reprint on an unrelated site: name it, never link to it."""

    id: str
    title: str
    date: str = ""
    address: str = ""
    link: bool = True


@dataclass(frozen=True, slots=True)
class Force:
    """How firm a kind of rule is, in a borrower's words."""

    id: str
    name: str
    says: str


@dataclass(frozen=True, slots=True)
class Instrument:
    """A law, rule, standard or notice. `label` is how a borrower reads its name."""

    id: str
    name: str
    label: str
    force: str
    since: date | None
    status: str
    issuer: str = ""
    number: str = ""
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One provision. `label` names it whole: 《治安管理处罚法》第五十条第一款第（五）项.

    `applies_to` holds lender kinds and outsourced_collector, empty means everyone. `numbers` are plain
    scalars by name (calls_per_day, quiet_from). `note` is the limit to keep when the rule is used,
    fit to be read by a borrower; `remark` is for editors.
    `product` is credit_card for a rule that reaches no other kind of loan, else empty.
    """

    id: str
    label: str
    instrument: str
    article: str
    force: str
    since: date | None
    status: str
    applies_to: frozenset[str]
    says: str
    numbers: Mapping[str, Any]
    violations: frozenset[str]
    sources: tuple[Source, ...]
    confidence: str
    checked: date
    review_by: date
    penalty: str = ""
    note: str = ""
    product: str = ""
    remark: str = ""

    def binds(self, lender_kind: str) -> bool:
        """True when this kind of lender has to keep the rule, as far as its kind is known.

        Behind a loan-assistance platform, and behind a lender not yet known, stands a licensed one; a rule
        for all the licensed kinds is therefore theirs too.
        """
        if not self.applies_to or lender_kind in self.applies_to:
            return True
        return lender_kind in BEHIND_A_LICENCE and self.applies_to >= LICENSED


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time limit and where it is written. `days` are working days when `working`; None when not a number of days."""

    says: str
    basis: str
    days: int | None = None
    working: bool = False


@dataclass(frozen=True, slots=True)
class Procedure:
    """One way to get help or one thing to prepare: where, with what, by when, and what if they refuse."""

    id: str
    name: str
    category: str
    purpose: str
    sources: tuple[Source, ...]
    confidence: str
    checked: date
    review_by: date
    who: str = ""
    phone: str = ""
    site: str = ""
    app: str = ""
    in_person: str = ""
    bring: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    if_refused: str = ""
    basis: tuple[Rule, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Platform:
    """A lender or app as borrowers name it. `lender` only jogs the memory: the contract says who lent.

    `exact_aliases` are everyday words too (小花, abc): they name it only when they are the whole text.
    Empty `phone` means that no number could be trusted; `phone_as_of` is shown beside a number.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    exact_aliases: tuple[str, ...]
    kind: str
    sources: tuple[Source, ...]
    confidence: str
    checked: date
    review_by: date
    lender: str = ""
    operator: str = ""
    phone: str = ""
    phone_as_of: str = ""
    phone_note: str = ""
    app: str = ""
    site: str = ""
    regulator_route: str = ""
    region: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """Who answers for one kind of lender: ask `first`, `then` in this order. `procedures` are the ways in `then`."""

    kind: str
    first: str
    then: tuple[str, ...]
    sources: tuple[Source, ...]
    confidence: str
    checked: date
    review_by: date
    procedures: tuple[str, ...] = ()
    note: str = ""

    @property
    def id(self) -> str:
        return self.kind


@dataclass(frozen=True, slots=True)
class Scam:
    """A known trap. A hit of `patterns` interrupts at `alert_level`; a hit of `soft_patterns` only adds a word."""

    id: str
    name: str
    alert_level: str
    patterns: tuple[str, ...]
    soft_patterns: tuple[str, ...]
    warning: str
    why: str
    what_to_do: tuple[str, ...]
    ask_back: tuple[str, ...]
    sources: tuple[Source, ...]
    confidence: str
    checked: date
    review_by: date
    also_called: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """Something we are asked for and must not do: how we decline, why, and the lawful way to the same end."""

    id: str
    name: str
    patterns: tuple[str, ...]
    refusal: str
    reason: str
    lawful_way: tuple[str, ...]
    flag_level: str
    sources: tuple[Source, ...]
    confidence: str
    checked: date
    review_by: date
    basis: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """A question that frightens, or a belief that is wrong, and what is true."""

    id: str
    question: str
    says: str
    sources: tuple[Source, ...]
    confidence: str
    checked: date
    review_by: date
    points: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    basis: tuple[Rule, ...] = ()


Fact = Rule | Procedure | Platform | Route | Scam | Request | Explanation
