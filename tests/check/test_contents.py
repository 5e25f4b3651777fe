"""Reading goes on after a mistake, so that all of them are named at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import app, settings
from bot.check import contents
from bot.check.sources import ROOT
from tests.check.small import NOW, Slip, edit, findings

SLIPS = [
    Slip("type", "dialogs/ask.yaml", "type: count", "type: number", 18, "“number” is no type", "use choice"),
    Slip("key", "dialogs/ask.yaml", "    low: 1\n", "    lwo: 1\n", 20, "unknown key “lwo”", "spelling"),
    Slip(
        "dialog key", "dialogs/ask.yaml", "many: true", "many: true\nmayn: true", 4, "unknown key “mayn”", "questions"
    ),
    Slip("no ask", "dialogs/ask.yaml", "    ask: 有人受伤吗？\n", "", 24, "“hurt” has no “ask”", "add “ask"),
    Slip("option text", "dialogs/ask.yaml", "label: 威胁我", 'label: ""', 11, "“threat” has no text", "button"),
    Slip("bounds", "dialogs/ask.yaml", "    low: 1\n", "    low: one\n", 15, "wrong shape", "numbers"),
    Slip("sequence", "dialogs/talk.yaml", "[ask, ", "[ask, dept, ", 3, "“dept”, which no dialog has", "spelling"),
    Slip("twice", "dialogs/debt.yaml", "title: 欠款", "title: 欠款\ntitle: 债", 3, "stands twice", "remove one"),
    Slip(
        "label of a command",
        "dialogs/words/commands.yaml",
        "{label: 返回, ",
        "{",
        2,
        "“back” has no label",
        "add “label",
    ),
]


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.rule)
def test_a_mistake_in_a_dialog_is_named(root: Path, slip: Slip) -> None:
    """Whatever the reader of dialogs refuses has its file, its line and its mend."""
    edit(root, slip.file, slip.old, slip.new)
    named = [each for each in findings(root) if (each.file, each.line) == (slip.file, slip.line)]
    assert [slip.what in each.what and slip.mend in each.mend for each in named] == [True], named


def test_all_mistakes_are_named(root: Path) -> None:
    """A mistake hides neither the next one in its question nor those in other files."""
    edit(root, "dialogs/ask.yaml", "    low: 1\n    high: 100\n", "    lwo: 1\n    hihg: 100\n")
    edit(root, "dialogs/debt.yaml", "type: platform", "type: plat")
    edit(root, "dialogs/words/safety.yaml", "{medical_120}", "{medical_119}")
    named = {(each.file, each.line) for each in findings(root)}
    expected = {("dialogs/ask.yaml", 20), ("dialogs/ask.yaml", 21), ("dialogs/debt.yaml", 7)}
    assert expected | {("dialogs/words/safety.yaml", 2)} <= named


def test_a_dialog_that_exists_twice_is_named(root: Path) -> None:
    """The second file with the same id is the one to change."""
    (root / "dialogs" / "debt2.yaml").write_text("id: debt\ntitle: 又一笔\nsequence: [ask]\n", "utf-8")
    assert [(each.file, each.line) for each in findings(root)] == [("dialogs/debt2.yaml", 1)]


def test_a_missing_file_is_named(root: Path) -> None:
    """Without the safety replies the check still runs and says what is gone."""
    (root / "dialogs" / "words" / "safety.yaml").unlink()
    assert [(each.file, each.what) for each in findings(root)] == [
        ("dialogs/words/safety.yaml", "this file is missing")
    ]


def test_figures_are_those_of_the_program() -> None:
    """The {curly} figures known here are the ones that the program fills in."""
    found = contents.read(ROOT, NOW)
    assert found.knowledge is not None
    program = app.dialogs(settings.read({}), found.knowledge).values
    assert contents.figures(found.knowledge, 180).keys() == program.keys()


def test_a_clean_project_has_nothing_to_mend(root: Path) -> None:
    """The small project that the other tests break is clean before."""
    assert findings(root) == []


def test_one_broken_phrase_to_hear_leaves_the_others(root: Path) -> None:
    """A phrase that cannot be read is named, and every other label is still listened for."""
    edit(
        root,
        "dialogs/listening/acts.yaml",
        "    hear: [弄死你]\n",
        "    hear: [弄死你]\n  insult:\n    hear: ['[骂']\n  home_visit:\n    hear: [上门]\n",
    )
    found = contents.read(root, NOW)
    assert [(each.file, each.line) for each in found.findings] == [("dialogs/listening/acts.yaml", 6)]
    assert found.ears is not None
    assert {rule.label for rule in found.ears.lexicon.rules} == {"threat", "home_visit"}
