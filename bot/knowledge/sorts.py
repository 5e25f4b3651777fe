"""Turns one entry of a facts file into a fact: one function for each sort."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.knowledge.entry import FORMER_NAMES, Entry
from bot.knowledge.fact import (
    APPLIES_TO,
    FORCES,
    PRODUCTS,
    STATUSES,
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
from bot.knowledge.names import plain
from bot.knowledge.shelves import COMMON, Shelves, basis, common, deadlines, named_sources
from bot.model import LENDER_KINDS, VIOLATIONS

ALERT_LEVELS = ("critical", "high", "medium")
FLAG_LEVELS = ("block_and_escalate", "block_and_flag", "block", "rewrite_and_warn", "warn")
CATEGORIES = ("safety", "police", "platform", "regulator", "internet", "court", "help", "evidence")
GONE = ("repealed", "draft", "overtaken", "in_force_but_overtaken")
ARTICLE = re.compile(r"[0-9A-Za-z.]")


def source(_: Shelves, file: str, id: str, data: Any, __: Mapping[str, Any]) -> Source:
    """A page or text that facts cite by id."""
    entry = Entry(file, id, data, ("title", "date", "address", "link"))
    return Source(id, entry.text("title"), entry.text("date", ""), entry.word("address", ""), entry.flag("link", True))


def force(_: Shelves, file: str, id: str, data: Any, __: Mapping[str, Any]) -> Force:
    """What a borrower reads about how firm a kind of rule is."""
    entry = Entry(file, id, data, ("name", "says"))
    if id not in FORCES:
        entry.refuse(f"unknown force “{id}”", f"use one of: {', '.join(FORCES)}")
    return Force(id, entry.text("name"), entry.text("says"))


def instrument(shelves: Shelves, file: str, id: str, data: Any, _: Mapping[str, Any]) -> Instrument:
    """A law, rule, standard or notice; a document number may carry the name of the authority that issued it then."""
    known = ("name", "label", "force", "since", "status", "issuer", "number", "former_issuer", "sources")
    entry = Entry(file, id, data, known)
    name, number = entry.text("name"), entry.word("number", "")
    if FORMER_NAMES.search(number) and not entry.flag("former_issuer", False):
        entry.refuse("the number names an authority that is gone", "add “former_issuer: true” if that is its number")
    kind = entry.one_of("force", FORCES)
    if kind not in shelves.forces:
        entry.refuse(f"force “{kind}” has no words for a borrower", "describe it under “forces:”", "force")
    status = _status(entry, "in_force")
    return Instrument(
        id,
        name,
        entry.text("label", f"《{name}》"),
        kind,
        entry.day("since", ""),
        status,
        entry.text("issuer", ""),
        number,
        named_sources(shelves, entry, required=False),
    )


def rule(shelves: Shelves, file: str, id: str, data: Any, defaults: Mapping[str, Any]) -> Rule:
    """A provision of an instrument; force, date and status come from it unless the rule gives its own."""
    own = {"instrument", "article", "since", "status", "applies_to", "product", "says", "numbers", "violations"}
    entry = Entry(file, id, data, COMMON | own | {"penalty", "note", "remark"})
    base = shelves.instruments.get(entry.word("instrument"))
    if base is None:
        entry.refuse(f"no instrument “{entry.word('instrument')}”", "add it under “instruments:”", "instrument")
    article = entry.text("article", "")
    space = " " if article and ARTICLE.match(article) else ""
    return Rule(
        id=id,
        label=f"{base.label}{space}{article}",
        instrument=base.name,
        article=article,
        force=base.force,
        since=entry.day("since", "") or base.since,
        status=_status(entry, base.status),
        applies_to=entry.some_of("applies_to", APPLIES_TO),
        says=entry.text("says"),
        numbers=entry.numbers("numbers"),
        violations=entry.some_of("violations", VIOLATIONS),
        penalty=entry.text("penalty", ""),
        product=entry.one_of("product", PRODUCTS, ""),
        note=entry.text("note", ""),
        remark=entry.word("remark", ""),
        **common(shelves, entry, defaults, base.sources),
    )


def procedure(shelves: Shelves, file: str, id: str, data: Any, defaults: Mapping[str, Any]) -> Procedure:
    """A way to get help, or a thing to prepare."""
    own = {"name", "category", "purpose", "who", "phone", "site", "app", "in_person", "bring", "steps", "avoid"}
    entry = Entry(file, id, data, COMMON | own | {"deadlines", "if_refused", "basis", "note"})
    return Procedure(
        id=id,
        name=entry.text("name"),
        category=entry.one_of("category", CATEGORIES),
        purpose=entry.text("purpose"),
        who=entry.text("who", ""),
        phone=entry.phone("phone")[0],
        site=entry.word("site", ""),
        app=entry.text("app", ""),
        in_person=entry.text("in_person", ""),
        bring=entry.texts("bring"),
        steps=entry.texts("steps"),
        avoid=entry.texts("avoid"),
        deadlines=deadlines(shelves, entry),
        if_refused=entry.text("if_refused", ""),
        basis=basis(shelves, entry),
        note=entry.text("note", ""),
        **common(shelves, entry, defaults),
    )


def platform(shelves: Shelves, file: str, id: str, data: Any, defaults: Mapping[str, Any]) -> Platform:
    """A lender or app and the names that borrowers give it; its own name is one of them."""
    own = {"name", "aliases", "exact_aliases", "kind", "lender", "operator", "phone", "app", "site"}
    entry = Entry(file, id, data, COMMON | own | {"regulator_route", "region", "notes"})
    number, as_of, remark = entry.phone("phone")
    kind = entry.one_of("kind", LENDER_KINDS)
    route = entry.word("regulator_route", "")
    if route and route not in shelves.routes:
        entry.refuse(f"no route “{route}”", "add it under “routes:”", "regulator_route")
    name = entry.text("name")
    aliases, exact = tuple(dict.fromkeys((name, *entry.words("aliases")))), entry.words("exact_aliases")
    for alias in (*aliases, *exact):
        owner = shelves.named.setdefault(plain(alias), id)
        if owner != id:
            entry.refuse(f"“{alias}” already means “{owner}”", "keep the name with one of them", "aliases")
    return Platform(
        id=id,
        name=name,
        aliases=aliases,
        exact_aliases=exact,
        kind=kind,
        lender=entry.text("lender", ""),
        operator=entry.text("operator", ""),
        phone=number,
        phone_as_of=as_of,
        phone_note=remark,
        app=entry.text("app", ""),
        site=entry.word("site", ""),
        regulator_route=route or (kind if kind in shelves.routes else ""),
        region=entry.text("region", ""),
        notes=entry.texts("notes"),
        **common(shelves, entry, defaults),
    )


def route(shelves: Shelves, file: str, id: str, data: Any, defaults: Mapping[str, Any]) -> Route:
    """Who answers for a kind of lender."""
    entry = Entry(file, id, data, COMMON | {"first", "then", "procedures", "note"})
    if id not in LENDER_KINDS:
        entry.refuse(f"unknown lender kind “{id}”", f"use one of: {', '.join(LENDER_KINDS)}")
    procedures = entry.words("procedures")
    for name in procedures:
        if name not in shelves.procedures:
            entry.refuse(f"no procedure “{name}”", "add it under “procedures:”", "procedures")
    return Route(
        kind=id,
        first=entry.text("first"),
        then=entry.texts("then"),
        procedures=procedures,
        note=entry.text("note", ""),
        **common(shelves, entry, defaults),
    )


def scam(shelves: Shelves, file: str, id: str, data: Any, defaults: Mapping[str, Any]) -> Scam:
    """A trap, the words that give it away, and the warning."""
    own = {
        "name",
        "also_called",
        "alert_level",
        "patterns",
        "soft_patterns",
        "warning",
        "why",
        "what_to_do",
        "ask_back",
    }
    entry = Entry(file, id, data, COMMON | own)
    return Scam(
        id=id,
        name=entry.text("name"),
        also_called=entry.texts("also_called"),
        alert_level=entry.one_of("alert_level", ALERT_LEVELS),
        patterns=entry.patterns("patterns"),
        soft_patterns=entry.patterns("soft_patterns"),
        warning=entry.text("warning"),
        why=entry.text("why"),
        what_to_do=entry.texts("what_to_do"),
        ask_back=entry.texts("ask_back"),
        **common(shelves, entry, defaults),
    )


def request(shelves: Shelves, file: str, id: str, data: Any, defaults: Mapping[str, Any]) -> Request:
    """Something we decline, and the lawful way."""
    own = {"name", "patterns", "refusal", "reason", "lawful_way", "flag_level", "basis"}
    entry = Entry(file, id, data, COMMON | own)
    return Request(
        id=id,
        name=entry.text("name"),
        patterns=entry.patterns("patterns"),
        refusal=entry.text("refusal"),
        reason=entry.text("reason"),
        lawful_way=entry.texts("lawful_way"),
        flag_level=entry.one_of("flag_level", FLAG_LEVELS),
        basis=basis(shelves, entry),
        **common(shelves, entry, defaults),
    )


def explanation(shelves: Shelves, file: str, id: str, data: Any, defaults: Mapping[str, Any]) -> Explanation:
    """A fear or a wrong belief, and what is true."""
    entry = Entry(file, id, data, COMMON | {"question", "says", "points", "avoid", "basis"})
    return Explanation(
        id=id,
        question=entry.text("question"),
        says=entry.text("says"),
        points=entry.texts("points"),
        avoid=entry.texts("avoid"),
        basis=basis(shelves, entry),
        **common(shelves, entry, defaults),
    )


def _status(entry: Entry, default: str) -> str:
    if entry.data.get("status") in GONE:
        entry.refuse("what is not, or no longer, in force does not ship", "take it out, or cite what is", "status")
    return entry.one_of("status", STATUSES, default)
