"""What is said fits its channels."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.check.sizes import columns
from tests.check.small import Slip, all_findings, assert_named, edit, findings

ASK, PHRASES, LETTER = "dialogs/ask.yaml", "dialogs/words/phrases.yaml", "templates/documents/letter.j2"
SLIPS = [
    Slip(
        "question", ASK, "他们做了什么？", "他们" * 350, 6, "“kinds” with its options takes 2", "shorten the question"
    ),
    Slip("label", ASK, "label: 上门", f"label: {'门' * 21}", 12, "42 columns wide", "20 Chinese characters"),
    Slip("short", ASK, "short: 次数", f"short: {'次' * 21}", 17, "42 columns wide", "40 letters"),
    Slip("phrase", PHRASES, "记下了。", "记" * 700, 2, "takes 2100 bytes; WeChat takes 2048", "shorten"),
    Slip(
        "command", "dialogs/words/commands.yaml", "label: 结果", f"label: {'果' * 21}", 3, "42 columns wide", "shorten"
    ),
    Slip("summary", LETTER, "发给贷款人。", "发" * 700, 5, "takes 2100 bytes", "shorten"),
    Slip("title", LETTER, "title: 一封信", f"title: {'信' * 21}", 4, "42 columns wide", "shorten"),
    Slip("letter", LETTER, "前答复。", f"前答复{'。' * 4100}", 1, "the letter has 4", "repeat less"),
    Slip("ids", ASK, "      home_visit: {", f"      {'v' * 60}: {{", 12, "together take more than 64", "shorter ids"),
]


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.rule)
def test_a_text_too_long_is_named(root: Path, slip: Slip) -> None:
    """Each limit names file, line and mend."""
    if slip.rule == "ids":
        edit(root, ASK, "when: {kinds: home_visit}\n    unless: {kinds: polite}", "when: {kinds: threat}")
    assert_named(root, slip)


def test_translations_are_measured_too(root: Path) -> None:
    """A label that fits in Chinese may be too wide in English."""
    edit(root, "locales/en/LC_MESSAGES/bot.po", 'msgstr "威胁我"', f'msgstr "{"They threaten me " * 3}"')
    assert [(each.file, each.line) for each in all_findings(root)] == [(ASK, 11)]
    assert "in en" in all_findings(root)[0].what


def test_a_chinese_character_takes_two_columns() -> None:
    """Width is counted the way a phone shows it."""
    assert columns("上门ab") == 6


def test_the_ways_around_count(root: Path) -> None:
    """A question just short enough without the buttons below it is too long with them."""
    edit(root, ASK, "有人受伤吗？", "伤" * 681)
    assert [(each.file, each.line) for each in findings(root)] == [(ASK, 24)]
