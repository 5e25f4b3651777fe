"""Everything is said in every language."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.small import Slip, all_findings, edit, findings

EN = "locales/en/LC_MESSAGES/bot.po"
SLIPS = [
    Slip("empty", EN, 'msgstr "记下了。"', 'msgstr ""', 0, "“记下了。” is not translated", "msgstr"),
    Slip("missing", EN, 'msgid "记下了。"\nmsgstr "记下了。"\n\n', "", 2, "has no entry in locales/en", "catalog"),
    Slip("fuzzy", EN, 'msgid "记下了。"', '#, fuzzy\nmsgid "记下了。"', 0, "is marked fuzzy", "look at it"),
    Slip("brace", EN, 'msgstr "（之前：{answer}）"', 'msgstr "({reply})"', 0, "differs in {answer}, {reply}", "keep"),
    Slip("percent", EN, 'msgstr "你好，%(name)s。"', 'msgstr "Hello."', 0, "differs in %(name)s", "keep"),
    Slip("lone percent", EN, 'msgstr "你好，%(name)s。"', 'msgstr "5% %(name)s"', 0, "“%” begins a placeholder", "%%"),
    Slip(
        "unused",
        EN,
        'msgid "记下了。"',
        'msgid "甲"\nmsgstr "A"\n\nmsgid "记下了。"',
        0,
        "“甲” is said nowhere",
        "aside",
    ),
    Slip("broken", EN, 'msgid "记下了。"', 'nonsense "记下了。"', 0, "not a valid catalog", ""),
]


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.rule)
def test_a_gap_in_a_language_is_named(root: Path, slip: Slip) -> None:
    """Each rule about languages names the file, the line and the mend."""
    text = (root / EN).read_text("utf-8")
    file, line = ("dialogs/words/phrases.yaml", slip.line) if slip.line else (EN, 0)
    edit(root, EN, slip.old, slip.new)
    found = all_findings(root)
    assert [each.file for each in found] == [file], found
    first = text[: text.index(slip.old)].count("\n")
    assert abs(found[0].line - (line or first)) <= 3
    assert slip.what in found[0].what
    assert slip.mend in found[0].mend


def test_a_missing_catalog_is_one_finding(root: Path) -> None:
    """A language that was not begun is named once, not text by text."""
    (root / EN).unlink()
    assert [(each.file, each.line) for each in all_findings(root)] == [(EN, 1)]


def test_a_lone_percent_in_a_reply_is_named(root: Path) -> None:
    """In replies “%” begins a placeholder in the source text as well."""
    edit(root, "templates/replies/hello.j2", "你好，", "5%利息，")
    assert [(each.file, each.line, each.mend) for each in findings(root)] == [
        ("templates/replies/hello.j2", 1, "write %%")
    ]
