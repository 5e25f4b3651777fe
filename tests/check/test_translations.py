"""Catalogs follow the content and lose nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import speech
from bot.check.translations import path_of, read, update
from bot.errors import ContentError
from tests.check.small import NOW, edit

LATER = NOW.replace(year=2027)


@pytest.fixture
def english(root: Path) -> Path:
    """The English catalog, with one line translated."""
    path = path_of(root, "en")
    edit(root, "locales/en/LC_MESSAGES/bot.po", 'msgstr "记下了。"', 'msgstr "Noted."')
    return path


def test_an_update_without_a_change_writes_the_same(root: Path, english: Path) -> None:
    """Running it again, a year later, changes no byte."""
    before = english.read_bytes()
    assert update(root, "en", LATER)[1] == 0
    assert english.read_bytes() == before


def test_a_changed_text_begins_empty_and_keeps_its_past(root: Path, english: Path) -> None:
    """The former translation waits at the end, and comes back with its text."""
    edit(root, "dialogs/words/phrases.yaml", "记下了。", "记好了。")
    assert update(root, "en", LATER)[1] == 1
    text = english.read_text("utf-8")
    assert 'msgid "记好了。"\nmsgstr ""' in text
    assert '#~ msgid "记下了。"\n#~ msgstr "Noted."' in text
    edit(root, "dialogs/words/phrases.yaml", "记好了。", "记下了。")
    assert update(root, "en", LATER)[1] == 0
    assert read(english, "en")["记下了。"].string == "Noted."


def test_a_doubtful_translation_stays_marked(root: Path, english: Path) -> None:
    """The mark fuzzy is the translator's to take away."""
    edit(root, "locales/en/LC_MESSAGES/bot.po", 'msgid "记下了。"', '#, fuzzy\nmsgid "记下了。"')
    update(root, "en", LATER)
    assert read(english, "en")["记下了。"].fuzzy


def test_what_is_written_is_heard(root: Path, english: Path) -> None:
    """The program says what the catalog holds."""
    assert english.exists()
    assert speech.load(root / "locales")["en"]("记下了。") == "Noted."


def test_a_new_language_begins_with_every_text(root: Path) -> None:
    """Without a catalog every text is there to be translated."""
    texts, missing = update(root, "fr", NOW)
    assert texts == missing > 20


def test_a_broken_catalog_is_refused(root: Path, english: Path) -> None:
    """A catalog that cannot be read is never written over."""
    english.write_text('msgid "a', "utf-8")
    with pytest.raises(ContentError):
        update(root, "en", NOW)
    assert english.read_text("utf-8") == 'msgid "a'
