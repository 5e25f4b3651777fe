"""The translators' command."""

from __future__ import annotations

import io
from pathlib import Path

from bot.check.catalog import main
from tests.check.small import edit


def test_all_languages_are_updated(root: Path) -> None:
    """Without arguments every language is brought up to date, and it says what is left to do."""
    edit(root, "dialogs/words/phrases.yaml", "记下了。", "记好了。")
    out = io.StringIO()
    assert main([], out, root) == 0
    lines = out.getvalue().splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "locales/zh_Hant/LC_MESSAGES/bot.po",
        "locales/en/LC_MESSAGES/bot.po",
    ]
    assert all(line.endswith("1 not translated") for line in lines)


def test_one_language_can_be_named(root: Path) -> None:
    """A name updates that language alone."""
    out = io.StringIO()
    assert main(["en"], out, root) == 0
    assert out.getvalue().count("\n") == 1


def test_broken_content_is_one_clear_line(root: Path) -> None:
    """A content file that cannot be read stops it before anything is written."""
    edit(root, "dialogs/debt.yaml", "title: 欠款", "title: [欠款")
    out = io.StringIO()
    assert main([], out, root) == 1
    assert "debt.yaml:" in out.getvalue()
