"""The facts: all that their loader refuses, at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.small import Slip, edit, findings

FACTS = "bot/knowledge/facts/facts.yaml"
SLIPS = [
    Slip(
        "memory",
        FACTS,
        "    numbers: {days: 15}\n    confidence: two_sources",
        "    confidence: memory",
        14,
        "memory",
        "sour",
    ),
    Slip(
        "section",
        FACTS,
        "sources:\n  text",
        "sauces: {}\nsources:\n  text",
        3,
        "“sauces” is no section",
        "known: sources",
    ),
    Slip("id", FACTS, "  medical_120:", "  Medical 120:", 18, "“Medical 120” is not an id", "small letters"),
    Slip("hidden number", FACTS, "show: true", "show: false", 21, "not marked to be shown", "verify"),
    Slip("unknown key", FACTS, "    says: 收到", "    sayz: 1\n    says: 收到", 13, "unknown key “sayz”", "known keys"),
]


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.rule)
def test_a_mistake_in_a_fact_is_named(root: Path, slip: Slip) -> None:
    """Whatever the loader refuses has its file, its line and its mend."""
    edit(root, slip.file, slip.old, slip.new)
    found = [each for each in findings(root) if each.file == FACTS]
    assert [each.line for each in found] == [slip.line], found
    assert slip.what in found[0].what
    assert slip.mend in found[0].mend


def test_a_fact_past_its_review_is_named(root: Path) -> None:
    """A rule nobody looked at in time is named; so is one that is not in force yet."""
    edit(
        root,
        FACTS,
        "    numbers: {days: 15}\n",
        '    numbers: {days: 15}\n    review_by: "2026-11-21"\n    since: "2027-01-01"\n',
    )
    found = findings(root)
    assert [(each.file, each.line) for each in found] == [(FACTS, 10), (FACTS, 10)]
    assert "in force only from 2027-01-01" in found[0].what
    assert "should have been reviewed by 2026-11-21" in found[1].what
    assert "move “checked”" in found[1].mend


def test_all_mistakes_are_named_and_no_echoes(root: Path) -> None:
    """Two mistakes give two findings; what only cites a refused fact is not named as well."""
    edit(root, FACTS, "force: department_rule, since", "force: department, since")
    edit(root, FACTS, "    category: safety", "    category: safty")
    found = [each for each in findings(root) if each.file == FACTS]
    assert [each.line for each in found] == [8, 20]


def test_a_fact_that_stands_twice_is_named(root: Path) -> None:
    """The same id in two files is named at the second."""
    (root / "bot" / "knowledge" / "facts" / "more.yaml").write_text(
        "forces:\n  department_rule: {name: 甲, says: 乙}\n"
    )
    found = [(each.file, each.line) for each in findings(root) if each.file.startswith("bot/knowledge")]
    assert found == [("bot/knowledge/facts/more.yaml", 2)]


def test_a_file_that_is_no_yaml_is_named(root: Path) -> None:
    """A file that cannot be read at all is named once."""
    edit(root, FACTS, "sources:\n  text", "sources: [\n  text")
    found = [each.what for each in findings(root) if each.file == FACTS]
    assert "this is not valid YAML" in found
