"""Every check in one go, and what it found, one line each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from bot.check import (
    answers,
    claims,
    conditions,
    contents,
    examples,
    facts,
    graph,
    grounds,
    listening,
    locales,
    pictures,
    questions,
    red_lines,
    sizes,
    templates,
    words,
)
from bot.check.contents import Contents
from bot.check.finding import Finding
from bot.check.sources import ROOT
from bot.settings import Settings

CHINA = ZoneInfo("Asia/Shanghai")


def run(settings: Settings, graph_folder: Path | None, out: TextIO, root: Path = ROOT) -> int:
    """Check the content below `root` and draw its dialogs if asked; 0 when there is nothing to mend, else 1."""
    found = contents.read(root, datetime.now(CHINA), settings.retention_days)
    findings = check(found)
    for finding in findings:
        out.write(f"{finding}\n")
    if graph_folder is not None:
        drawn = graph.draw(found.dialogs, graph_folder)
        out.write(f"{len(drawn)} drawings in {graph_folder}\n")
    files = len({finding.file for finding in findings})
    out.write(f"{len(findings)} to mend in {files} files\n" if findings else "nothing to mend\n")
    return 1 if findings else 0


def check(found: Contents) -> list[Finding]:
    """Everything there is to mend, sorted by file and line, each once."""
    return sorted({*_all(found), *found.findings})


def _all(found: Contents) -> Iterator[Finding]:
    yield from questions.check(found, templates.needed(found.root))
    content = (conditions, words, sizes, templates, red_lines, answers, facts, claims, grounds)
    for part in (*content, listening, examples, locales, pictures):
        yield from part.check(found)
