"""Phrases, commands, safety replies: what code says exists, what exists is said, every {curly} word is filled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from string import Formatter
from typing import Any

from bot.check.contents import Contents
from bot.check.finding import Finding, listed
from bot.check.sources import Text
from bot.content import Lines, line
from bot.conversation.answers import plain
from bot.conversation.changing import LISTS

PHRASES = "dialogs/words/phrases.yaml"
COMMANDS = "dialogs/words/commands.yaml"
LONGEST_WORD = 30
"""A longer message is never read as one of the words that always work."""

_FIGURES = ("ask", "safety")
"""Roles in which the house's figures (hotlines, days of retention) are filled in, and nothing else."""
_PLAIN = ("title", "short", "why", "label", "example", "command", "help")
"""Roles that are said as they stand."""


def check(found: Contents) -> Iterator[Finding]:
    """All rules about words."""
    yield from _phrases(found)
    yield from _filled_phrases(found)
    for text in found.texts:
        yield from _filled_text(found, text)
    yield from _commands(found)
    yield from _changes(found)
    yield from _safety(found)


def curly(text: str) -> set[str]:
    """The {names} in a text. Raises ValueError for a lone brace or one that names nothing."""
    names = set()
    for _, name, spec, conversion in Formatter().parse(text):
        if name is None:
            continue
        if not name.isidentifier() or spec or conversion:
            raise ValueError(f"“{{{name}}}” is not a name")
        names.add(name)
    return names


# ---------------------------------------------------------------- phrases


def _phrases(found: Contents) -> Iterator[Finding]:
    written = found.words["phrases"].get("phrases")
    phrases = found.dialogs.phrases
    for use in found.code.uses:
        if not any(use.means(id) for id in phrases):
            what = f"the phrase “{use.phrase}{'…' if use.begins else ''}” is said here, but does not exist"
            yield Finding(use.file, use.line, what, f"add it to {PHRASES}")
    for id, said in phrases.items():
        if not said.strip():
            yield Finding(PHRASES, line(written, id), f"the phrase “{id}” is empty", "write what is said")
        mentioned = id in found.code.strings or any(len(o) > 3 and id.startswith(o) for o in found.code.openings)
        if not mentioned and not any(use.means(id) for use in found.code.uses):
            yield Finding(PHRASES, line(written, id), f"the phrase “{id}” is never said", "take it out")


def _filled_phrases(found: Contents) -> Iterator[Finding]:
    written = found.words["phrases"].get("phrases")
    for id, said in found.dialogs.phrases.items():
        try:
            names = curly(said) - found.dialogs.values.keys()
        except ValueError as error:
            yield _broken(PHRASES, line(written, id), error)
            continue
        for use in found.code.uses:
            missing = names - use.fills if use.means(id) and use.fills is not None else ()
            for name in sorted(missing):
                what = f"nothing fills {{{name}}} in “{id}” ({use.file} fills {_shown(use.fills)})"
                yield Finding(PHRASES, line(written, id), what, "use one of those names, or take it out")


def _shown(names: Any) -> str:
    return listed([f"{{{name}}}" for name in sorted(names)]) or "nothing"


def _broken(file: str, at: int, error: ValueError) -> Finding:
    return Finding(file, at, f"a curly brace is not closed or names nothing: {error}", "write {name}, both braces")


def _filled_text(found: Contents, text: Text) -> Iterator[Finding]:
    if text.role not in (*_FIGURES, *_PLAIN) or not {"{", "}"} & set(text.value):
        return
    known = found.dialogs.values.keys() if text.role in _FIGURES else set()
    try:
        names = curly(text.value) - known
    except ValueError as error:
        yield _broken(text.file, text.line, error)
        return
    for name in sorted(names):
        mend = f"use one of {_shown(known)}" if known else "write the words themselves"
        yield Finding(text.file, text.line, f"nothing fills {{{name}}}", mend)


# ---------------------------------------------------------------- commands and safety


def _commands(found: Contents) -> Iterator[Finding]:
    written = found.words["commands"].get("commands")
    commands = found.dialogs.commands
    obeyed = found.code.actions | found.code.requests
    meant: dict[str, list[str]] = defaultdict(list)
    for id, command in commands.items():
        at = line(written, id)
        if id not in obeyed:
            yield Finding(COMMANDS, at, f"nothing obeys the command “{id}”", f"known: {listed(sorted(obeyed))}")
        for word in dict.fromkeys(command.words):
            meant[word].append(id)
            if plain(word) != word or not word or len(word) > LONGEST_WORD:
                what = f"nobody can type “{word}”: closing marks are ignored, at most {LONGEST_WORD} letters are read"
                yield Finding(COMMANDS, _at(written, id), what, "take it out or shorten it")
    for word in found.dialogs.greetings:
        if plain(word) != word or not word:
            at = line(found.words["commands"], "greetings")
            yield Finding(COMMANDS, at, f"nobody can type “{word}”: closing marks are ignored", "take it out")
    for word, ids in meant.items():
        if len(ids) > 1:
            what = f"“{word}” means both “{ids[0]}” and “{ids[-1]}”"
            yield Finding(COMMANDS, _at(written, ids[-1]), what, "leave it to one of them")
    for menu, names in found.dialogs.menus.items():
        for name in (name for name in names if name not in commands):
            at = line(found.words["commands"].get("menus"), menu)
            yield Finding(COMMANDS, at, f"the menu “{menu}” names “{name}”, which is no command", "check its spelling")
    for id, (file, number) in found.code.buttons.items():
        if commands and id not in commands:
            what = f"the command “{id}” is a button here, but does not exist"
            yield Finding(file, number, what, f"add it to {COMMANDS}")


def _changes(found: Contents) -> Iterator[Finding]:
    """The lists that papers are changed by: all there, none that nothing reads."""
    written = found.words["commands"].get("changes")
    listed_ = written if isinstance(written, Lines) else Lines()
    for name in sorted(set(LISTS) - {name for name, words in listed_.items() if isinstance(words, list) and words}):
        what = f"no words are listed to change papers by: “{name}”"
        yield Finding(COMMANDS, line(found.words["commands"], "changes"), what, f"add “{name}: […]” below “changes:”")
    for name in sorted(set(listed_) - set(LISTS)):
        what = f"nothing reads the list “{name}” of “changes”"
        yield Finding(COMMANDS, line(listed_, name), what, f"known: {', '.join(LISTS)}")


def _at(written: Any, id: str) -> int:
    entry = written.get(id) if isinstance(written, Lines) else None
    return line(entry, "words") if isinstance(entry, Lines) else line(written, id)


def _safety(found: Contents) -> Iterator[Finding]:
    written = found.words["safety"].get("replies")
    for id in written if isinstance(written, Lines) else ():
        if id not in found.code.strings:
            what = f"the safety reply “{id}” is never said"
            yield Finding("dialogs/words/safety.yaml", line(written, id), what, "take it out, or check its name")
