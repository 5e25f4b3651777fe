"""Whether each warning under a paper rests on facts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot import content
from bot.check import finding
from bot.check.contents import Contents
from bot.check.finding import Finding
from bot.content import line
from bot.errors import ContentError

FILE = Path("templates", "documents", "cares.yaml")
PREFIX = "care_"


def check(found: Contents) -> Iterator[Finding]:
    """Every care_… phrase has its facts in cares.yaml, every entry there its phrase."""
    said = {id.removeprefix(PREFIX) for id in found.dialogs.phrases if id.startswith(PREFIX)}
    if found.knowledge is None or not said:
        return
    try:
        data = content.read(found.root / FILE)
    except ContentError as error:
        yield finding.of(error, found.root)
        return
    cares, file = data["cares"], FILE.as_posix()
    known = {fact.id for fact in found.knowledge.facts()}
    for care in sorted(said - cares.keys()):
        yield Finding(file, 1, f"“{PREFIX}{care}” rests on no fact", f"add “{care}: [id of a fact]”")
    for care, ids in cares.items():
        if care not in said:
            yield Finding(file, line(cares, care), f"nothing says “{PREFIX}{care}”", "take the line out")
        for id in ids or [""]:
            if id not in known:
                yield Finding(file, line(cares, care), f"no fact “{id}”", "check the id")
