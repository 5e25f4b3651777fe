"""Words on pictures: all of them there, and every {curly} word filled."""

from __future__ import annotations

from collections.abc import Iterator

from bot.check import finding
from bot.check.contents import Contents
from bot.check.finding import Finding
from bot.documents import chart_words
from bot.errors import ContentError


def check(found: Contents) -> Iterator[Finding]:
    """The first slip in the words of pictures; a project without pictures has none."""
    folder = found.root / "templates" / "typeset"
    if not folder.exists():
        return
    try:
        chart_words.load_words(folder)
    except ContentError as error:
        yield finding.of(error, found.root)
    except OSError:
        yield Finding(found.name(folder / chart_words.FILE), 1, "this file is missing", "put it back")
