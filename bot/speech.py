"""The languages people read: Chinese source text in, the borrower's language out (gettext)."""

from __future__ import annotations

import gettext
from collections.abc import Iterable, Mapping
from pathlib import Path
from unicodedata import east_asian_width

from babel.messages.pofile import PoFileError, read_po

from bot.errors import ContentError

SOURCE = "zh_Hans"
DOMAIN = "bot"

BUBBLE = 500
"""A bubble that takes more room than this is scrolled past on a phone."""


class Speech:
    """Says source text in one language; text without a translation is said as it stands."""

    def __init__(self, locale: str = SOURCE, catalog: gettext.NullTranslations | None = None) -> None:
        self.locale = locale
        self._catalog = catalog or gettext.NullTranslations()

    def __call__(self, text: str, **values: object) -> str:
        """The text in this language, with {named} values filled in."""
        said = self._catalog.gettext(text) if text else ""
        return said.format(**values) if values else said


def room(text: str) -> int:
    """How much room a text takes on a phone, in Chinese characters; two Latin letters take that of one."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text) // 2


def bubbles(parts: Iterable[str], between: str = "\n\n") -> tuple[str, ...]:
    """Parts joined while they fit one bubble; a part that is longer than a bubble keeps one of its own."""
    packed: list[str] = []
    for part in parts:
        if packed and room(packed[-1]) + room(part) + len(between) <= BUBBLE:
            packed[-1] += between + part
        else:
            packed.append(part)
    return tuple(packed)


def load(folder: Path) -> Mapping[str, Speech]:
    """One Speech per language that has a catalog, and the source language.

    The catalogs are read as they are written (.po), so an edited line needs no build to be heard.
    Raises ContentError for a broken one.
    """
    found = {SOURCE: Speech()}
    for path in sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        locale = path.parts[-3]
        found[locale] = Speech(locale, _catalog(path, locale))
    return found


class _Catalog(gettext.NullTranslations):
    """What a .po file says, by source text."""

    def __init__(self, said: Mapping[str, str]) -> None:
        super().__init__()
        self._said = said

    def gettext(self, message: str) -> str:
        """The translation, or the text as it stands."""
        return self._said.get(message, message)


def _catalog(path: Path, locale: str) -> _Catalog:
    try:
        with path.open("rb") as stream:
            catalog = read_po(stream, locale=locale, abort_invalid=True)
    except PoFileError as error:
        raise ContentError(str(path), error.lineno + 1, "this is not a valid catalog", str(error)) from error
    return _Catalog(
        {str(entry.id): str(entry.string) for entry in catalog if entry.id and entry.string and not entry.fuzzy}
    )
