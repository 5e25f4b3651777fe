"""Whether the red lines of papers hear their own examples, and never the papers' own sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.check import finding
from bot.check.contents import Contents
from bot.check.finding import Finding
from bot.check.sources import within
from bot.documents import draft
from bot.documents.red_lines import RedLines
from bot.errors import ContentError

FILE = "templates/documents/red_lines.yaml"
_JINJA_CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}")


def check(found: Contents) -> Iterator[Finding]:
    """All rules about red lines; none in a project that has none."""
    path = found.root / FILE
    if found.knowledge is None or not path.exists():
        return
    try:
        lines = RedLines(path, {fact.id for fact in found.knowledge.facts()})
    except ContentError as error:
        yield finding.of(error, found.root)
        return
    for line in lines.lines:
        for example in line.matches:
            if not line.crossed(example):
                what = f"“{line.risk.id}” does not hear its example “{example}”"
                yield Finding(
                    FILE, within(path, example, line.line), what, "add a phrase to “hear”, or move the example"
                )
        for example in line.misses:
            if line.crossed(example):
                what = f"“{line.risk.id}” hears “{example}”, which it must not"
                yield Finding(FILE, within(path, example, line.line), what, "narrow a phrase, or add one to “unless”")
        if line.hear and not (line.matches and line.misses):
            what = f"“{line.risk.id}” has no examples of both sorts"
            yield Finding(FILE, line.line, what, "add “matches:” and “misses:”")
    yield from _own_sentences(found, lines)


def _own_sentences(found: Contents, lines: RedLines) -> Iterator[Finding]:
    for path in sorted((found.root / "templates" / "documents").glob("*.j2")):
        try:
            _, body, first = draft.split(path.read_text("utf-8"), str(path))
        except ContentError:  # the check of the templates names it
            continue
        for number, said in enumerate(body.splitlines(), first):
            for risk in lines.risks(_JINJA_CODE.sub("", said)):
                what = f"this sentence crosses the red line “{risk.id}”"
                yield Finding(found.name(path), number, what, "say it another way")
