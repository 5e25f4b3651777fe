"""Reads every facts file into one frozen Knowledge; refuses what must not reach a borrower."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from bot import content
from bot.errors import ContentError
from bot.knowledge import sorts
from bot.knowledge.entry import IDENTIFIER
from bot.knowledge.fact import FORCES, Explanation, Fact, Force, Platform, Procedure, Request, Route, Rule, Scam
from bot.knowledge.names import Names
from bot.knowledge.shelves import Shelves

# Each sort may cite only sorts above it.
ORDER: tuple[tuple[str, Callable[[Shelves, str, str, Any, Mapping[str, Any]], Any]], ...] = (
    ("sources", sorts.source),
    ("forces", sorts.force),
    ("instruments", sorts.instrument),
    ("rules", sorts.rule),
    ("procedures", sorts.procedure),
    ("routes", sorts.route),
    ("platforms", sorts.platform),
    ("scams", sorts.scam),
    ("requests", sorts.request),
    ("explanations", sorts.explanation),
)


_SHOWN = frozenset(section for section, _ in ORDER) - {"sources", "instruments"}


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Every fact by id, read-only."""

    forces: Mapping[str, Force]
    rules: Mapping[str, Rule]
    procedures: Mapping[str, Procedure]
    platforms: Mapping[str, Platform]
    routes: Mapping[str, Route]
    scams: Mapping[str, Scam]
    requests: Mapping[str, Request]
    explanations: Mapping[str, Explanation]
    names: Names
    by_violation: Mapping[str, tuple[Rule, ...]]

    def rule(self, id: str) -> Rule:
        """The rule; KeyError when there is none."""
        return self.rules[id]

    def procedure(self, id: str) -> Procedure:
        """The procedure; KeyError when there is none."""
        return self.procedures[id]

    def force_of(self, rule: Rule) -> Force:
        """How firm the rule is, in a borrower's words."""
        return self.forces[rule.force]

    def platforms_in(self, text: str) -> tuple[Platform, ...]:
        """The platforms that a text names, each once, in the order named."""
        return tuple(self.platforms[id] for id in dict.fromkeys(id for id, _ in self.names.find(text)))

    def platform_named(self, text: str) -> Platform | None:
        """The platform with the longest name in the text, the first of equals; None when it names none."""
        found = max(self.names.find(text), key=lambda hit: len(hit[1]), default=None)
        return self.platforms[found[0]] if found else None

    def rules_for(self, violation: str, lender_kind: str, product: str = "") -> tuple[Rule, ...]:
        """The rules that this kind of lender broke by it, the firmest first. Unknown words get none.

        Rules for credit cards alone come only with `product` credit_card.
        """
        found = self.by_violation.get(violation, ())
        return tuple(rule for rule in found if rule.binds(lender_kind) and rule.product in ("", product))

    def facts(self) -> tuple[Fact, ...]:
        """Every fact, sort by sort."""
        sorts: tuple[Mapping[str, Fact], ...] = (
            self.rules,
            self.procedures,
            self.platforms,
            self.routes,
            self.scams,
            self.requests,
            self.explanations,
        )
        return tuple(fact for sort in sorts for fact in sort.values())

    def overdue(self, today: date) -> tuple[Fact, ...]:
        """The facts that should have been looked at again before today."""
        return tuple(fact for fact in self.facts() if fact.review_by < today)


def load(folder: Path, today: date | None = None) -> Knowledge:
    """Every facts file below the folder.

    With `today`, as a check before release, a fact past its review date or a rule not yet in force is
    refused too. Raises ContentError with file and line.
    """
    shelves, decoys = Shelves(), list[str]()
    found = _entries(folder, decoys)
    for section, make in ORDER:
        shelf = getattr(shelves, section)
        for entry in found[section]:
            if entry.id in shelf:
                raise ContentError(entry.file, entry.line, f"“{entry.id}” stands twice in {section}", "remove one")
            shelf[entry.id] = fact = make(shelves, entry.file, entry.id, entry.data, entry.defaults)
            if today is not None and isinstance(fact, Fact):
                _still_good(fact, entry, today)
    return _knowledge(shelves, decoys)


class _Found(NamedTuple):
    file: str
    line: int
    id: str
    data: Any
    defaults: Mapping[str, Any]


def _entries(folder: Path, decoys: list[str]) -> Mapping[str, list[_Found]]:
    """Every entry by section, in the order of files and lines; decoys are collected on the way."""
    found: dict[str, list[_Found]] = {section: [] for section, _ in ORDER}
    for path in content.files(folder):
        data, file = content.read(path), str(path)
        defaults = {key: data[key] for key in ("checked", "review_by") if key in data}
        for section, entries in data.items():
            line = content.line(data, section)
            if section == "decoys" and isinstance(entries, list):
                decoys.extend(str(word) for word in entries)
            elif section in found and isinstance(entries, content.Lines):
                for id, entry in entries.items():
                    at = content.line(entries, id)
                    if not IDENTIFIER.fullmatch(id):
                        raise ContentError(file, at, f"“{id}” is not an id", "small letters, digits, - and _")
                    if not isinstance(entry, content.Lines):
                        raise ContentError(file, at, f"“{id}” must be a mapping", "write “key: value” lines below it")
                    found[section].append(_Found(file, at, id, entry, defaults))
            elif section in found or section == "decoys":
                raise ContentError(file, line, f"“{section}” has the wrong shape", "write “id:” lines below it")
            elif section not in defaults:
                raise ContentError(file, line, f"unknown section “{section}”", f"known: {', '.join(found)}")
    return found


def _still_good(fact: Fact, entry: _Found, today: date) -> None:
    if fact.review_by < today:
        raise ContentError(
            entry.file,
            entry.line,
            f"{fact.id}: should have been reviewed by {fact.review_by}",
            "look at its sources again, then move “checked” and “review_by”",
        )
    if isinstance(fact, Rule) and fact.since is not None and fact.since > today:
        raise ContentError(entry.file, entry.line, f"{fact.id}: is in force only from {fact.since}", "hold it back")


def _knowledge(shelves: Shelves, decoys: list[str]) -> Knowledge:
    by_violation: dict[str, list[Rule]] = {}
    for rule in sorted(shelves.rules.values(), key=lambda rule: FORCES.index(rule.force)):
        for violation in rule.violations:
            by_violation.setdefault(violation, []).append(rule)
    aliases = [(alias, platform.id) for platform in shelves.platforms.values() for alias in platform.aliases]
    exact = [(alias, platform.id) for platform in shelves.platforms.values() for alias in platform.exact_aliases]
    return Knowledge(
        **{section: MappingProxyType(getattr(shelves, section)) for section, _ in ORDER if section in _SHOWN},
        names=Names(aliases, decoys, exact),
        by_violation=MappingProxyType({kind: tuple(rules) for kind, rules in by_violation.items()}),
    )
