"""The language of somebody's own words."""

from __future__ import annotations

import pytest

from bot.turns.languages import written_in
from bot.understanding.traditional import TO_SIMPLIFIED


def simplified(text: str) -> str:
    return text.translate(TO_SIMPLIFIED)


@pytest.mark.parametrize(
    ("text", "known", "language"),
    [
        ("They call my mother every day", "zh_Hans", "en"),
        ("hello", "zh_Hans", "zh_Hans"),
        ("see https://pay.example.com/a now", "zh_Hans", "zh_Hans"),
        ("催收每天打給我爸媽，我該怎麼辦", "zh_Hans", "zh_Hant"),
        ("催收每天打给我爸妈，我该怎么办", "zh_Hans", "zh_Hans"),
        ("催收每天打给我爸妈", "en", "zh_Hans"),
        ("借呗 app keeps calling me", "en", "en"),
        ("30", "en", "en"),
    ],
)
def test_words_show_their_language(text: str, known: str, language: str) -> None:
    """English needs a few words without Chinese, traditional characters more than a stray one; else nothing changes."""
    assert written_in(text, simplified, known) == language
