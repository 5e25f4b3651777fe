"""Whether everything that is said is said in every language, with nothing lost on the way."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from babel.messages.catalog import Catalog, Message

from bot.check import translations
from bot.check.contents import Contents
from bot.check.finding import Finding
from bot.check.sources import Text
from bot.errors import ContentError

NAMED = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
LONE_PERCENT = re.compile(r"%(?!\(\w+\)[sd]|%)")
UPDATE = "run python -m bot.check.catalog, then fill it in"


def check(found: Contents) -> Iterator[Finding]:
    """All rules about languages."""
    for text in found.texts:
        if text.role == "reply" and LONE_PERCENT.search(text.value.replace("%%", "")):
            yield Finding(text.file, text.line, "“%” begins a placeholder here", "write %%")
    for locale in translations.LOCALES:
        yield from _catalog(found, locale)


def _catalog(found: Contents, locale: str) -> Iterator[Finding]:
    path = translations.path_of(found.root, locale)
    if not path.exists():
        yield Finding(found.name(path), 1, f"there is no catalog for {locale}", UPDATE)
        return
    try:
        read = translations.read(path, locale)
    except ContentError as error:
        found.refused(error)
        return
    file = found.name(path)
    yield from _missing(found, read, file)
    replies = {text.value for text in found.texts if text.role == "reply"}
    known = {text.value for text in found.texts}
    for message in read:
        if message.id:
            yield from _message(message, file, known, message.id in replies)


def _missing(found: Contents, read: Catalog, file: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for text in found.texts:
        if text.value in seen:
            continue
        seen.add(text.value)
        message = read.get(text.value)
        if message is None:
            yield Finding(text.file, text.line, f"{_short(text)} has no entry in {file}", UPDATE)
        elif not message.string:
            yield Finding(file, message.lineno or 1, f"{_short(text)} is not translated", "fill in its msgstr")


def _short(text: Text) -> str:
    flat = " ".join(text.value.split())
    return f"“{flat[:20]}…”" if len(flat) > 20 else f"“{flat}”"


def _message(message: Message, file: str, known: set[str], is_reply: bool) -> Iterator[Finding]:
    id, said, at = str(message.id), str(message.string), message.lineno or 1
    text = _short(Text(id, file, at, ""))
    if id not in known:
        yield Finding(file, at, f"{text} is said nowhere", "run python -m bot.check.catalog, which sets it aside")
        return
    if message.fuzzy:
        yield Finding(file, at, f"the translation of {text} is marked fuzzy", "look at it, then take the mark away")
    if not said:
        return
    wanted, given = Counter(NAMED.findall(id)), Counter(NAMED.findall(said))
    if set(wanted) != set(given):
        names = ", ".join(sorted(set(wanted) ^ set(given)))
        yield Finding(file, at, f"the translation of {text} differs in {names}", "keep every placeholder as it is")
    if is_reply and LONE_PERCENT.search(said.replace("%%", "")):
        yield Finding(file, at, f"“%” begins a placeholder in the translation of {text}", "write %%")
