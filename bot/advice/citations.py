"""Which rules speak about which conduct: the firmest and closest first, each only where its own words fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.knowledge.fact import FORCES, Rule
from bot.knowledge.registry import Knowledge

# A phone shows three references before a reader gives up; the closest law, the lender's own rule, the standard.
SHOWN = 3

ALWAYS = ""

# (rule id, aspect that the record must show). The order is how closely the rule's words fit, because the
# firmest rule is often general; the three chosen are then put firmest first.
Candidates = tuple[tuple[str, str], ...]

_LENDERS_HARASSMENT: Candidates = (
    ("cfc-2024-collection", ALWAYS),
    ("smallloan-2025-art37", ALWAYS),
)
_LENDERS_MENACE: Candidates = (
    ("order9-2022-collection", ALWAYS),
    ("smallloan-2025-art37", ALWAYS),
)
_LENDERS_THIRD_PERSON: Candidates = (
    ("card-2011-art68", "credit_card"),
    ("cfc-2024-collection", ALWAYS),
    ("smallloan-2025-art37", ALWAYS),
)

_CANDIDATES: Mapping[str, Candidates] = {
    "call_bombing": (
        ("za_50_1_5", "beyond"),
        ("gbt45251-call-cap-interactive", ALWAYS),
        *_LENDERS_HARASSMENT,
        ("cba-2026-call-attempts", ALWAYS),
        ("mf_1033", "unclear"),
    ),
    "night_call": (
        ("gbt45251-quiet-hours", ALWAYS),
        ("mf_1033", ALWAYS),
        ("cba-2026-quiet-hours", ALWAYS),
    ),
    "threat": (
        ("za_50_1_1", "body"),
        ("za_50_1_1", "unclear"),
        ("za_50_1_5", "not_body"),
        *_LENDERS_MENACE,
        ("xf_293_1", "unlicensed"),
        ("mf_990", ALWAYS),
        ("cashloan-141-collection", ALWAYS),
    ),
    "insult": (
        ("za_50_1_2", "public"),
        ("za_50_1_5", "private"),
        ("smallloan-2025-art37", ALWAYS),
        ("cba-2026-harassment", ALWAYS),
        ("mf_1024", "public"),
        ("mf_990", ALWAYS),
        ("cashloan-141-collection", ALWAYS),
    ),
    "impersonate_authority": (
        ("za_62", ALWAYS),
        ("xf_279", "official"),
        ("lv_13_55", "lawyer"),
        ("order9-2022-collection", ALWAYS),
        ("smallloan-2025-art37", ALWAYS),
    ),
    "forged_legal_document": (
        ("za_63", ALWAYS),
        ("xf_280", ALWAYS),
        ("cba-2026-impersonation", ALWAYS),
        ("smallloan-2025-art37", "official"),
    ),
    "third_party_contact": (
        ("za_50_1_6", "told_debt"),
        *_LENDERS_THIRD_PERSON,
        ("gbt45251-contacts", ALWAYS),
        ("cba-2026-third-person", ALWAYS),
        ("mf_1033", ALWAYS),
        ("pi_13", ALWAYS),
    ),
    "privacy_exposure": (
        ("za_50_1_6", ALWAYS),
        ("pi_25_28", ALWAYS),
        ("smallloan-2025-art37", ALWAYS),
        ("cba-2026-harassment", ALWAYS),
        ("mf_1032", ALWAYS),
    ),
    "workplace_contact": (
        ("za_50_1_6", "told_debt"),
        *_LENDERS_THIRD_PERSON,
        ("gbt45251-contacts", ALWAYS),
        ("cba-2026-third-person", ALWAYS),
        ("mf_1033", ALWAYS),
    ),
    "home_visit": (
        ("za_47_1_3", "entered"),
        ("za_50_1_5", "blocked"),
        ("mf_1033", "entered"),
        ("mf_1033", "blocked"),
        ("gbt45251-home-visit", ALWAYS),
        ("cba-2026-home-visit", ALWAYS),
        ("xf_293_1", "unlicensed_entered"),
    ),
    "property_damage": (("za_59", ALWAYS), ("xf_275", ALWAYS)),
    "physical_violence": (("za_51", ALWAYS), ("xf_234", "hurt"), *_LENDERS_MENACE, ("mf_1179_1183", ALWAYS)),
    "unlawful_detention": (("za_47_1_3", ALWAYS), ("xf_238", ALWAYS), ("mf_1011", ALWAYS)),
    "overcharging": (
        ("mf_670_680", ALWAYS),
        ("smallloan-2025-cost", ALWAYS),
        ("loanassist-2025-platform-fees", "platform"),
        ("loanassist-2025-cost", "platform"),
        ("rate-cap-licensed-24", ALWAYS),
        ("rate-cap-private-4xlpr", ALWAYS),
    ),
    # What was looked at when nothing was found to be beyond it.
    "lawful": (
        ("gbt45251-quiet-hours", "hour_known"),
        ("gbt45251-call-cap-interactive", "calls_known"),
        ("gbt45251-contacts", ALWAYS),
    ),
}


def cite(
    kind: str, lender_kind: str, aspects: frozenset[str], knowledge: Knowledge, most: int = SHOWN
) -> tuple[str, ...]:
    """Ids of at most `most` rules about this conduct that bind this kind of lender, the firmest first."""
    chosen: list[Rule] = []
    for id, needed in _CANDIDATES.get(kind, ()):
        rule = knowledge.rules.get(id)
        fits = rule is not None and (not needed or needed in aspects) and rule.binds(lender_kind)
        if rule is not None and fits and rule not in chosen and len(chosen) < most:
            chosen.append(rule)
    return tuple(rule.id for rule in firmest_first(chosen))


def firmest_first(rules: Sequence[Rule]) -> list[Rule]:
    """Laws before rules before standards; equals keep their order."""
    return sorted(rules, key=lambda rule: FORCES.index(rule.force))


def cited_ids() -> frozenset[str]:
    """Every rule that an assessment may cite; `check` compares them with the facts."""
    return frozenset(id for candidates in _CANDIDATES.values() for id, _ in candidates)
