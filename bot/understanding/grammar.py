"""A grammar of sentences for the second ear: patterns with slots, whose alternatives bring their labels along.

So an act is learned apart from the frame it stands in: done, asked about, feared, denied, only announced. Files:

    slots:
      hour:
        night_call: 半夜|凌晨两点        # labels, then alternatives; “-” brings none, “_” is an empty one
      act:
        "-": "{hour}打电话|发短信提醒"    # {name} stands for another slot; slots of one name in several files are one
    patterns:
      - kind: borrower_narrative        # what kind of text it is
        count: 300                      # how many sentences are drawn
        labels: threat                  # what every sentence says besides
        mute: true                      # what was chosen is only asked about, feared or denied: its labels fall away
        instead: {我: 他|我儿子}         # words that stand for others, as when a relative writes
        text: |                         # one pattern a line, each drawn as often
          催收会不会{act}？
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from bot.content import Lines, line
from bot.errors import ContentError
from bot.understanding.examples import CLASSES, KINDS, LABELS, Example

NONE, EMPTY = "-", "_"
_SLOT = re.compile(r"\{(\w+)\}")
_PATTERN_KEYS = frozenset({"kind", "count", "labels", "mute", "instead", "text"})
_STOPS = (
    (re.compile(r"([，、；])[，、；]+"), r"\1"),
    (re.compile(r"[，、；]+([。！？])"), r"\1"),
    (re.compile(r"([。！？])[，、；。]+"), r"\1"),
)

Labels = frozenset[str]
Alternative = tuple[str, Labels]
Slots = dict[str, list[Alternative]]


_T = TypeVar("_T")


class Choose(Protocol):
    """Takes one of several; who draws sentences brings the chance."""

    def __call__(self, several: Sequence[_T], /) -> _T: ...


@dataclass(frozen=True, slots=True)
class Pattern:
    """Some frames of one kind, and how many sentences to draw from them."""

    kind: str
    texts: tuple[str, ...]
    count: int
    labels: Labels
    mute: bool
    instead: Mapping[str, tuple[str, ...]]
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Grammar:
    """Slots with their alternatives, each with the labels it brings, and the patterns they stand in."""

    slots: Mapping[str, Sequence[Alternative]]
    """An alternative that is written several times is drawn as often."""
    patterns: tuple[Pattern, ...]

    def sentence(self, pattern: Pattern, choose: Choose) -> Example:
        """One sentence of a pattern, with all that it says."""
        text, said = self._filled(choose(pattern.texts), choose)
        for word, others in pattern.instead.items():
            text = text.replace(word, choose(others))
        for stops, one in _STOPS:
            text = stops.sub(one, text)
        labels = pattern.labels if pattern.mute else pattern.labels | said
        return Example(text.strip(" ，、；"), pattern.kind, labels)

    def _filled(self, text: str, choose: Choose) -> tuple[str, Labels]:
        parts, labels, at = [], Labels(), 0
        for slot in _SLOT.finditer(text):
            chosen, brought = choose(self.slots[slot[1]])
            within, said = self._filled(chosen, choose)
            parts += [text[at : slot.start()], within]
            labels |= brought | said
            at = slot.end()
        return "".join([*parts, text[at:]]), labels


def mistakes(files: Mapping[str, Lines]) -> Iterator[ContentError]:
    """All that is wrong in the files of a grammar, given as name → content."""
    slots: Slots = {}
    for file, data in files.items():
        yield from _slots(data, file, slots)
    within = {name: {slot for text, _ in each for slot in _SLOT.findall(text)} for name, each in slots.items()}
    for _ in within:
        within = {name: inner.union(*(within.get(slot, ()) for slot in inner)) for name, inner in within.items()}
    for name in sorted(name for name, inner in within.items() if name in inner):
        yield ContentError(next(iter(files)), 1, f"the slot “{name}” stands within itself", "break the circle")
    for file, data in files.items():
        for given in data.get("patterns") or ():
            if not isinstance(given, Lines) or not str(given.get("count", 1)).isdigit():
                at = given.line if isinstance(given, Lines) else line(data, "patterns")
                yield ContentError(file, at, "no pattern, or its count is no number", "see the head of grammar.py")
                continue
            yield from _pattern_mistakes(given, file, within)


def grammar(files: Mapping[str, Lines]) -> Grammar:
    """The grammar of some files, given as name → content. Raises ContentError at the first mistake."""
    for mistake in mistakes(files):
        raise mistake
    slots: Slots = {}
    patterns = []
    for file, data in files.items():
        list(_slots(data, file, slots))
        patterns += [_pattern(given, file) for given in data.get("patterns") or ()]
    return Grammar(slots, tuple(patterns))


def is_grammar(file: str) -> bool:
    """Whether a file beside the sentences is part of the grammar."""
    return file.endswith(".yaml") and file != CLASSES


def _slots(data: Lines, file: str, slots: Slots) -> Iterator[ContentError]:
    """Gathers the alternatives of one file; what is wrong with them."""
    for name, given in (data.get("slots") or Lines()).items():
        if not isinstance(given, Lines):
            yield ContentError(
                file, line(data["slots"], name), f"“{name}” has no labels", "write “labels: words | words”"
            )
            continue
        for names, block in given.items():
            labels = _labels(names)
            for unknown in sorted(labels - set(LABELS)):
                yield ContentError(file, line(given, names), f"unknown label “{unknown}”", "take one of the model's")
            slots.setdefault(name, []).extend((each, labels) for each in _alternatives(str(block)))


def _alternatives(block: str) -> Iterator[str]:
    for row in block.splitlines():
        if row.strip():
            yield from ("" if each.strip() == EMPTY else each.strip() for each in row.split("|"))


def _pattern_mistakes(given: Lines, file: str, within: Mapping[str, set[str]]) -> Iterator[ContentError]:
    pattern, at = _pattern(given, file), given.line
    if set(given) - _PATTERN_KEYS:
        yield ContentError(file, at, f"unknown key “{min(set(given) - _PATTERN_KEYS)}”", "see the head of grammar.py")
    if pattern.kind not in KINDS or pattern.labels - set(LABELS):
        yield ContentError(file, at, "unknown kind or label", "take one of the model's")
    if not pattern.texts:
        yield ContentError(file, at, "a pattern without text", "write one pattern a line")
    reached = {slot for text in pattern.texts for slot in _SLOT.findall(text)}
    reached |= {slot for name in reached for slot in within.get(name, ())}
    for missing in sorted(reached - set(within)):
        yield ContentError(file, at, f"no slot “{missing}”", "write its alternatives under “slots”")


def _pattern(given: Lines, file: str) -> Pattern:
    rows = (row.strip() for row in str(given.get("text") or "").splitlines())
    instead = {word: tuple(str(others).split("|")) for word, others in (given.get("instead") or {}).items()}
    return Pattern(
        str(given.get("kind")),
        tuple(row for row in rows if row),
        int(given.get("count") or 100),
        _labels(str(given.get("labels") or NONE)),
        given.get("mute") is True,
        instead,
        file,
        given.line,
    )


def _labels(names: str) -> Labels:
    return frozenset(names.split()) - {NONE}
