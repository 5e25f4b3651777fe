"""The catalogs of translations: where they stand, what is in them, and bringing them up to date."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from bot.check.sources import sources
from bot.errors import ContentError
from bot.speech import DOMAIN

LOCALES = ("zh_Hant", "en")


def path_of(root: Path, locale: str) -> Path:
    """Where the catalog of a language stands."""
    return root / "locales" / locale / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(path: Path, locale: str) -> Catalog:
    """The catalog as it is written. Raises ContentError for a broken one."""
    try:
        with path.open("rb") as stream:
            return read_po(stream, locale=locale, domain=DOMAIN, abort_invalid=True)
    except PoFileError as error:
        raise ContentError(str(path), error.lineno + 1, "this is not a valid catalog", str(error)) from error


def update(root: Path, locale: str, now: datetime) -> tuple[int, int]:
    """Bring one language's catalog up to date; returns how many texts there are and how many are not translated.

    Raises ContentError for a broken content file or catalog. Writes nothing new when nothing changed.
    """
    path = path_of(root, locale)
    old = read(path, locale) if path.exists() else Catalog(locale=locale, domain=DOMAIN, creation_date=now)
    new = Catalog(
        locale=locale, domain=DOMAIN, project="Buhuang", version="1", copyright_holder="Buhuang", fuzzy=False,
        msgid_bugs_address="docs/editing.md", last_translator="Buhuang", language_team=locale,
        creation_date=old.creation_date, revision_date=old.creation_date,
        header_comment="# What borrowers read, in another language. Fill in every msgstr; keep {names} and %(names)s.",
    )  # fmt: skip
    known = {message.id: message for message in (*old.obsolete.values(), *old) if message.id and message.string}
    for text, places in sources(root).items():
        kept = known.pop(text, None)
        new.add(text, kept.string if kept else "", locations=places, user_comments=kept.user_comments if kept else ())
        if kept and kept.fuzzy:
            new[text].flags.add("fuzzy")
    new.obsolete = {id: message for id, message in known.items() if isinstance(id, str)}
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        write_po(stream, new, width=0, sort_by_file=True, ignore_obsolete=False)
    texts = [message for message in new if message.id]
    return len(texts), sum(1 for message in texts if not message.string)
