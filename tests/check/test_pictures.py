"""An editor who slips in the words of pictures is told the file, the line and the mend."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from bot.check import pictures, sources
from bot.check.contents import Contents
from bot.documents.chart_words import FILE

SHIPPED = (sources.ROOT / "templates" / "typeset" / FILE).read_text("utf-8")
NOW = datetime(2026, 11, 22).astimezone()


def found(root: Path, words: str | None) -> list[str]:
    folder = root / "templates" / "typeset"
    folder.mkdir(parents=True)
    if words is not None:
        (folder / FILE).write_text(words, "utf-8")
    return [str(each) for each in pictures.check(Contents(root, NOW))]


def test_the_shipped_words_are_in_order(tmp_path: Path) -> None:
    """Nothing to mend in what ships, and nothing in a project without pictures."""
    assert found(tmp_path, SHIPPED) == []
    assert list(pictures.check(Contents(tmp_path / "none", NOW))) == []


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ("  calls_title: 来电图\n", "", "pictures say “calls_title”, which is not there"),
        ("  calls_title: 来电图\n", "  calls_title: 来电图\n  moon: 月亮\n", "no picture says “moon”"),
        ("calls_title: 来电图", 'calls_title: "来电图{sum}"', "nothing fills {sum} in “calls_title”"),
        ("calls_title: 来电图", 'calls_title: "来电图{"', "stands alone"),
        ("words:\n", "word:\n", "there are no “words”"),
    ],
)
def test_a_slip_is_named(tmp_path: Path, before: str, after: str, what: str) -> None:
    """A word too few or too many, a value that nothing fills, a lone brace."""
    assert before in SHIPPED
    (said,) = found(tmp_path, SHIPPED.replace(before, after, 1))

    assert what in said
    assert "templates/typeset/words.yaml:" in said


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """Without its words no picture can be made."""
    (said,) = found(tmp_path, None)

    assert "this file is missing" in said
