"""Which of the words that always work a text is: as written, in traditional characters, or asked for politely."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.conversation import answers, path
from bot.conversation.answers import plain
from bot.conversation.exchange import Exchange, listing, named

LONGEST = 30
"""A longer text is never read as one of the words that always work."""

_PADDED = 16
"""A longer text says more than one of them with 帮我 before it and 吧 behind it."""

_AGAIN = re.compile(r"(.{1,2}?)\1+")

_BETWEEN = re.compile(r"[\s,，、。.!！~～…]+")


def command(x: Exchange, text: str) -> tuple[str, str] | None:
    """The word that always works which a text is, with what follows it (改 3 → edit, 3)."""
    wanted = plain(text.replace("@", " ").split("\n", 1)[0] if text.startswith("/") else text)
    if not wanted or len(wanted) > LONGEST:
        return None
    found = _exact(x, wanted)
    if found is None and not wanted.isascii():
        simple = x.ears.simplified(wanted)
        found = (_exact(x, simple) if simple != wanted else None) or _padded(x, simple)
    return found


def _exact(x: Exchange, wanted: str) -> tuple[str, str] | None:
    if wanted == "/keep":
        return "keep", ""
    first, _, rest = wanted.partition(" ")
    spoken = x.dialogs.spoken
    if wanted not in spoken and first not in spoken and not wanted.startswith(x.dialogs.leading):
        return None  # an answer like any other, which is what nearly every message is
    for id, entry in x.dialogs.commands.items():
        if wanted in entry.words or (first in entry.words and first.startswith("/")):
            return id, wanted if id == "language" else rest if first in entry.words else ""
        if id == "edit" and first in entry.words and rest:
            return id, rest
        if id == "lookup":
            for word in sorted(entry.words, key=len, reverse=True):
                if wanted.startswith(word):
                    return id, wanted[len(word) :].strip()
        if id == "edit":
            for word in sorted(entry.words, key=len, reverse=True):
                if wanted.startswith(word) and item(x, wanted[len(word) :].strip()):
                    return id, wanted[len(word) :].strip()
    return None


def _padded(x: Exchange, wanted: str) -> tuple[str, str] | None:
    """帮我写一封投诉信吧, 不要问了，直接写信: what is left without the words that only ask for it."""
    found = next((left for left in _less(x, wanted) if left in x.dialogs.spoken), "")
    return _exact(x, found) if found else None


def bare(x: Exchange, text: str) -> tuple[str, ...]:
    """A short answer with ever less around it: 对对对, 就打电话呗; nothing for one that has nothing around it."""
    said = x.ears.simplified(plain(text))
    again = _AGAIN.fullmatch(said)
    return (again[1],) if again else tuple(_less(x, said))


def _less(x: Exchange, said: str) -> Iterator[str]:
    left = _BETWEEN.sub("", said) if len(said) <= _PADDED else ""
    if left and left != said:
        yield left
    going = True
    while going:
        going = False
        for word in x.dialogs.closers:
            if len(left) > len(word) and left.endswith(word):
                left, going = left.removesuffix(word), True
                yield left
        for word in x.dialogs.openers:
            if len(left) > len(word) and left.startswith(word):
                left, going = left.removeprefix(word), True
                yield left


def item(x: Exchange, name: str) -> path.Bound | None:
    """The answer that a number or a name (改 3, 改 平台) means."""
    items = listing(x)
    number = answers.number_of(name.removesuffix("条"))
    if number:
        return items[number - 1] if number <= len(items) else None
    found = named(items, name, x.speech)
    return found[0] if found else None
