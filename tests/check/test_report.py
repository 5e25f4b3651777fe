"""The command says everything once, in order, and how it went."""

from __future__ import annotations

import io
from pathlib import Path

from bot import settings
from bot.check import run
from bot.check.sources import ROOT
from tests.check.small import edit

SETTINGS = settings.read({})


def test_a_clean_project_is_zero(root: Path) -> None:
    """Nothing to mend is success, in one line."""
    out = io.StringIO()
    assert run(SETTINGS, None, out, root) == 0
    assert out.getvalue() == "nothing to mend\n"


def test_findings_are_sorted_lines(root: Path) -> None:
    """One line each, by file and line, with what and how to mend, and the count at the end."""
    edit(root, "dialogs/ask.yaml", "type: yesno", "type: maybe")
    edit(root, "dialogs/ask.yaml", "hears: violations", "hears: violence")
    edit(root, "dialogs/talk.yaml", "done: result", "done: results")
    out = io.StringIO()
    assert run(SETTINGS, None, out, root) == 1
    *lines, last = out.getvalue().splitlines()
    assert [line.split(": ")[0] for line in lines] == [
        "dialogs/ask.yaml:9",
        "dialogs/ask.yaml:26",
        "dialogs/talk.yaml:5",
    ]
    assert all(" — " in line for line in lines)
    assert last == "3 to mend in 2 files"


def test_drawings_come_with_the_check(root: Path, tmp_path: Path) -> None:
    """With a folder for drawings, there is one for each dialog."""
    out = io.StringIO()
    assert run(SETTINGS, tmp_path / "drawn", out, root) == 0
    assert len(list((tmp_path / "drawn").glob("*.svg"))) == 3


def test_shipped_content_is_clean() -> None:
    """There is nothing to mend in what we ship."""
    out = io.StringIO()
    assert run(SETTINGS, None, out, ROOT) == 0, out.getvalue()
