"""Writes docs/facts.md, the table of everything we know and where from: python -m bot.check.facts_page"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from bot.check.sources import FACTS, ROOT
from bot.knowledge import registry
from bot.knowledge.fact import Explanation, Fact, Platform, Procedure, Request, Route, Rule, Scam
from bot.knowledge.registry import Knowledge

PAGE = Path("docs", "facts.md")
_HEAD = """\
# What Buhuang knows, and where from

Made from `bot/knowledge/facts/` by `python -m bot.check.facts_page`; change the facts, not this page.
Force tells what a rule rests on: a recommended standard and an association's guideline give grounds to complain and
are not law.
“One source” is worded with care; “weak” only helps to recognise something and is never claimed.
"""
_CONFIDENCE = {"two_sources": "two or more", "one_source": "one source", "weak": "weak"}
_PRODUCT = {"credit_card": "credit cards only"}


def page(knowledge: Knowledge) -> str:
    """The whole page, the same for the same facts."""
    sections: tuple[tuple[str, Mapping[str, Fact]], ...] = (
        ("Rules", knowledge.rules),
        ("Ways to get help, and evidence", knowledge.procedures),
        ("Whom to ask about which lender", knowledge.routes),
        ("Questions and beliefs", knowledge.explanations),
        ("Traps", knowledge.scams),
        ("What we decline", knowledge.requests),
        ("Platforms", knowledge.platforms),
    )
    count = sum(len(facts) for _, facts in sections)
    parts = [_HEAD, f"{count} facts, {sum(fact.confidence == 'two_sources' for fact in knowledge.facts())} of them "
             "from two or more sources.\n"]  # fmt: skip
    for title, facts in sections:
        parts.append(f"## {title}\n\n| id | what | force | sources | confidence | checked | again by |")
        parts.append("| --- | --- | --- | --- | --- | --- | --- |")
        parts += [_row(fact, knowledge) for fact in facts.values()]
        parts.append("")
    return "\n".join(parts)


def _row(fact: Fact, knowledge: Knowledge) -> str:
    cells = (
        f"`{fact.id}`",
        _what(fact),
        _force(fact, knowledge),
        "; ".join(dict.fromkeys(source.title for source in fact.sources)),
        _CONFIDENCE[fact.confidence],
        fact.checked.isoformat(),
        fact.review_by.isoformat(),
    )
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def _what(fact: Fact) -> str:
    if isinstance(fact, Rule):
        return f"**{fact.label}** {fact.says}"
    if isinstance(fact, Procedure):
        return f"**{fact.name}** {fact.purpose}"
    if isinstance(fact, Route):
        return _joined([fact.first, *fact.then])
    if isinstance(fact, Explanation):
        return f"**{fact.question}** {fact.says}"
    if isinstance(fact, Scam):
        return f"**{fact.name}** {fact.warning}"
    if isinstance(fact, Request):
        return f"**{fact.name}** {fact.reason}"
    return _joined([f"**{fact.name}**", fact.lender, fact.phone])


def _joined(parts: Iterable[str]) -> str:
    return " → ".join(part for part in parts if part)


def _force(fact: Fact, knowledge: Knowledge) -> str:
    if isinstance(fact, Rule):
        since = f", {fact.since.isoformat()}" if fact.since else ""
        only = f", {_PRODUCT[fact.product]}" if fact.product else ""
        return f"{knowledge.force_of(fact).name}{since}{only}"
    if isinstance(fact, Platform):
        return fact.kind
    basis = fact.basis if isinstance(fact, Procedure | Explanation | Request) else ()
    return ", ".join(f"`{rule.id}`" for rule in basis) or "—"


def main(root: Path = ROOT) -> int:
    """Write the page; 0 when it went well."""
    (root / PAGE).write_text(page(registry.load(root / FACTS)), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
