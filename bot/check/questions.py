"""Whether every question can be asked, answered and understood."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from bot.check.contents import Contents
from bot.check.finding import Finding, listed
from bot.check.sources import within
from bot.content import Lines, line
from bot.conversation import answers
from bot.conversation.answers import number_of, plain
from bot.conversation.dialog import Dialog, Option, Question
from bot.conversation.listening import STORY
from bot.model import Choice, Incoming

_OPTION_KEYS = ("label", "also", "alone", "then")
_UNDERSTOOD_BY_YES = ("yes", "no")


def check(found: Contents, needed: frozenset[str] = frozenset()) -> Iterator[Finding]:
    """All rules about dialogs and questions. `needed` names the questions (kind.question) that letters ask for."""
    yield from _reached(found, needed)
    for dialog in found.dialogs.dialogs.values():
        yield from _dialog(found, dialog)
    for question in found.questions():
        yield from _options(found, question)
        yield from _understood(found, question)
        yield from _hearing(found, question)


# ---------------------------------------------------------------- reaching a question


def _reached(found: Contents, needed: frozenset[str]) -> Iterator[Finding]:
    reached = _in_order(found)
    for question in found.questions():
        wanted = question.ref in needed or question.ref in found.code.asked or question.hears
        if question.ref in reached or (question.on_need and wanted):
            continue
        mend = "name it or its dialog in a “sequence”"
        if question.on_need:
            mend = "let a letter want it, or take away “on_need: true”"
        what = f"the question “{question.id}” is never asked"
        yield Finding(found.file(question), found.at(question), what, mend)


def _in_order(found: Contents) -> set[str]:
    """The questions that are asked in turn, in the dialogs that the program opens and those which these lead to."""
    dialogs = found.dialogs
    return {question.ref for id in dialogs.dialogs if id in found.code.opened for question in dialogs.order(id)}


def _dialog(found: Contents, dialog: Dialog) -> Iterator[Finding]:
    data = found.raw[dialog.id]
    requests = found.code.requests
    if dialog.done and dialog.done.partition(":")[0] not in requests:
        what = f"nothing can be done with “done: {dialog.done}”"
        yield Finding(dialog.file, line(data, "done"), what, f"use one of {listed(sorted(requests))}")
    for kind in dialog.new:
        if not found.dialogs.many(kind):
            at = within(found.root / dialog.file, kind, line(data, "new"))
            what = f"“new” names “{kind}”, of which there is only one"
            yield Finding(dialog.file, at, what, f"write “many: true” in the dialog “{kind}”, or take it out")
    if not dialog.questions and not dialog.sequence:
        yield Finding(dialog.file, line(data), f"the dialog “{dialog.id}” asks nothing", "add questions or a sequence")


# ---------------------------------------------------------------- options


def _options(found: Contents, question: Question) -> Iterator[Finding]:
    if question.options and question.type not in ("choice", "choices"):
        what = f"“{question.id}” has options, but its type is {question.type}"
        yield Finding(found.file(question), found.at(question, "options"), what, "make the type choice or choices")
        return
    yield from _option_keys(found, question)
    words: dict[str, list[Option]] = defaultdict(list)
    for option in question.options:
        for word in {plain(word) for word in (option.id, option.label, *option.also)}:
            words[word].append(option)
    for word, options in words.items():
        at = found.at(question, "options", options[-1].id)
        if not word:
            what = f"the option “{options[-1].id}” has a word that nobody can type"
            yield Finding(found.file(question), at, what, "a word needs a letter or a number")
        elif len(options) > 1:
            what = f"“{word}” means both “{options[0].label}” and “{options[-1].label}”"
            yield Finding(found.file(question), at, what, "leave it to one of them")
        elif 1 <= number_of(word) <= len(question.options) and question.options[number_of(word) - 1] != options[0]:
            what = f"“{word}” is the number of another option than “{options[0].label}”"
            yield Finding(found.file(question), at, what, "take it out: numbers choose by position")


def _option_keys(found: Contents, question: Question) -> Iterator[Finding]:
    written = found.raw[question.kind]["questions"][question.id].get("options")
    for option in question.options:
        entry = written.get(option.id) if isinstance(written, Mapping) else None
        for key in entry if isinstance(entry, Lines) else ():
            if key not in _OPTION_KEYS:
                what = f"unknown key “{key}” in the option “{option.id}”"
                yield Finding(found.file(question), line(entry, key), what, f"use {', '.join(_OPTION_KEYS)}")
        if option.then and option.then.partition(":")[0] not in found.code.requests:
            what = f"nothing can be done with “then: {option.then}”"
            mend = f"use one of {listed(sorted(found.code.requests))}"
            yield Finding(found.file(question), found.at(question, "options", option.id), what, mend)


# ---------------------------------------------------------------- what is typed and heard


def _understood(found: Contents, question: Question) -> Iterator[Finding]:
    """Each example is read as an answer, the way a borrower's message is."""
    if question.high and question.low > question.high:
        what = f"“low” of “{question.id}” is above its “high”"
        yield Finding(found.file(question), found.at(question, "low"), what, "change one of them")
    if found.ears is None or question.type == "files" or question.hears == STORY:
        return
    choices = tuple(_choices(found, question))
    for example in question.examples:
        incoming = Incoming("check", "editor", "1", found.now, text=example)
        reading = answers.read(question, incoming, choices, found.ears, found.now)
        if not reading.ok or reading.kept:
            at = within(found.root / found.file(question), example, found.at(question, "examples"))
            what = f"the example “{example}” of “{question.id}” is not understood as {question.type}"
            yield Finding(found.file(question), at, what, "write one that answers the question, or take it out")


def _choices(found: Contents, question: Question) -> Iterable[Choice]:
    if question.type == "yesno":
        return [Choice(id, found.dialogs.phrases.get(id, id)) for id in _UNDERSTOOD_BY_YES]
    return [Choice(option.id, option.label, option.alone) for option in question.options]


def _hearing(found: Contents, question: Question) -> Iterator[Finding]:
    """What free text may fill must be heard by somebody, in words that the options know."""
    if not question.hears:
        return
    groups = {rule.group for rule in found.ears.lexicon.rules} if found.ears else {question.hears}
    if question.hears not in groups | found.code.strings:
        what = f"nothing hears “{question.hears}”"
        mend = f"use one of {listed(sorted(groups))}"
        yield Finding(found.file(question), found.at(question, "hears"), what, mend)
    if found.ears is None or not question.options:
        return
    for rule in found.ears.lexicon.rules:
        if rule.group == question.hears and question.option(rule.label) is None:
            what = f"“{rule.label}” is heard, but “{question.ref}” has no such option"
            yield Finding(rule.file, rule.line, what, f"use one of {listed([o.id for o in question.options])}")
