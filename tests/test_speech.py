"""Catalogs are read as they are written, and what they lack is said in the source language."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import speech
from bot.errors import ContentError

CATALOG = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "你好,{name}"
msgstr "Hello, {name}"

#, fuzzy
msgid "再见"
msgstr "See you"
"""


def catalog(folder: Path, text: str, locale: str = "en") -> Path:
    path = folder / locale / "LC_MESSAGES" / "bot.po"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    return path


def test_a_catalog_is_heard_without_a_build(tmp_path: Path) -> None:
    """A .po file alone is enough, and named values are filled in."""
    catalog(tmp_path, CATALOG)
    assert speech.load(tmp_path)["en"]("你好,{name}", name="测试用户") == "Hello, 测试用户"


def test_text_without_a_translation_is_said_as_it_stands(tmp_path: Path) -> None:
    """Missing and unsure translations fall back to the source text."""
    catalog(tmp_path, CATALOG)
    english = speech.load(tmp_path)["en"]
    assert english("没有译文") == "没有译文"
    assert english("再见") == "再见"
    assert english("") == ""


def test_the_source_language_needs_no_catalog(tmp_path: Path) -> None:
    """Without any catalog there is still the source language."""
    said = speech.load(tmp_path)
    assert list(said) == ["zh_Hans"]
    assert said["zh_Hans"]("你好,{name}", name="测试用户") == "你好,测试用户"


def test_a_broken_catalog_names_its_file_and_line(tmp_path: Path) -> None:
    """A slip in a catalog stops the start and says where it is."""
    path = catalog(tmp_path, CATALOG + '\nmsgid "坏"\n')
    with pytest.raises(ContentError) as caught:
        speech.load(tmp_path)
    assert caught.value.file == str(path)
    assert caught.value.line == 12


def test_parts_share_a_bubble_while_they_fit() -> None:
    """Short parts are joined up to a bubble's room; the one that is too long stands alone."""
    long = "长" * (speech.BUBBLE + 1)

    assert speech.bubbles(["一", "二", long, "三"]) == ("一\n\n二", long, "三")
    assert speech.bubbles(["一", "二"], between="\n") == ("一\n二",)
    assert speech.bubbles([]) == ()
