"""What has been read so far, and the readers that every sort of fact shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.knowledge.entry import IDENTIFIER, Entry
from bot.knowledge.fact import (
    CONFIDENCES,
    Deadline,
    Explanation,
    Force,
    Instrument,
    Platform,
    Procedure,
    Request,
    Route,
    Rule,
    Scam,
    Source,
)

COMMON = frozenset({"sources", "confidence", "checked", "review_by"})


@dataclass(slots=True)
class Shelves:
    """Everything read so far, by sort and id; `named` tells which platform an alias belongs to."""

    sources: dict[str, Source] = field(default_factory=dict)
    forces: dict[str, Force] = field(default_factory=dict)
    instruments: dict[str, Instrument] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    procedures: dict[str, Procedure] = field(default_factory=dict)
    platforms: dict[str, Platform] = field(default_factory=dict)
    routes: dict[str, Route] = field(default_factory=dict)
    scams: dict[str, Scam] = field(default_factory=dict)
    requests: dict[str, Request] = field(default_factory=dict)
    explanations: dict[str, Explanation] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)


def common(
    shelves: Shelves, entry: Entry, defaults: Mapping[str, Any], inherited: tuple[Source, ...] = ()
) -> dict[str, Any]:
    """Sources, confidence, checked and review_by; `defaults` are the file's own days, `inherited` the sources
    of what the fact belongs to."""
    if entry.data.get("confidence") == "memory":
        entry.refuse("a fact from memory alone does not ship", "find a source, or take it out", "confidence")
    days = {}
    for key in ("checked", "review_by"):
        days[key] = entry.day(key, defaults.get(key, "")) or entry.refuse(
            f"“{key}” is missing", f"add “{key}: YYYY-MM-DD” here or at the top of the file"
        )
    own = named_sources(shelves, entry, required=not inherited)
    return {"sources": own or inherited, "confidence": entry.one_of("confidence", CONFIDENCES), **days}


def named_sources(shelves: Shelves, entry: Entry, *, required: bool) -> tuple[Source, ...]:
    """The sources that an entry cites by id."""
    named = entry.words("sources")
    if required and not named:
        entry.refuse("there is no source", "add “sources:” with ids from the sources file")
    for id in named:
        if id not in shelves.sources:
            entry.refuse(f"no source “{id}”", "add it under “sources:”", "sources")
    return tuple(shelves.sources[id] for id in named)


def basis(shelves: Shelves, entry: Entry) -> tuple[Rule, ...]:
    """The rules that an entry rests on."""
    return tuple(_rule(shelves.rules, entry, id, "basis") for id in entry.words("basis"))


def deadlines(shelves: Shelves, entry: Entry) -> tuple[Deadline, ...]:
    """Time limits, each with its basis: the id of a rule, or the provision in words."""
    found = []
    listed = entry.data.get("deadlines", [])
    if not isinstance(listed, list):
        entry.refuse("“deadlines” must be a list", "begin each with “- says:”", "deadlines")
    for item in listed:
        inner = Entry(entry.file, f"{entry.name}.deadlines", item, ("says", "days", "working", "basis"))
        ground = inner.text("basis")
        if IDENTIFIER.fullmatch(ground):
            ground = _rule(shelves.rules, inner, ground, "basis").label
        found.append(Deadline(inner.text("says"), ground, inner.days("days"), inner.flag("working", False)))
    return tuple(found)


def _rule(rules: Mapping[str, Rule], entry: Entry, id: str, key: str) -> Rule:
    if id not in rules:
        entry.refuse(f"no rule “{id}”", "check the id, or add the rule under “rules:”", key)
    return rules[id]
