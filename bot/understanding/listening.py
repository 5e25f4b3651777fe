"""The listening files, read into rules.

A listening file is a mapping: `listen` names its group (violations, signals, contacted …), `words` may define
word lists, `disguises` spellings that hide a word, and `labels` maps `label` or `label/variant` to

    hear:     phrases (see bot.understanding.phrases)
    unless:   phrases that cancel a hit in the same sentence, at most 24 characters from it
    near:     another number of characters for them, up to 60
    needs:    phrases of which one must stand somewhere in the text
    not_with: phrases that cancel it anywhere in the text
    mood:     act (default), words or plain: how questions, negations and announcements count
    severity: P0 to P3, for signals whose usual severity does not fit
    topic:    the scam or wish it is about, for signals
    matches:  examples that must be heard
    misses:   examples that must not
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.content import line
from bot.errors import ContentError
from bot.understanding.phrases import Phrase, PhraseError, compile_phrase

_FIELDS = {"hear", "unless", "needs", "mood", "matches", "misses", "severity", "topic", "not_with", "near"}
# Further than this a cancelling phrase belongs to another thought: people on phones write no full stops.
NEAR, FARTHEST = 24, 60
_MOODS = ("act", "words", "plain")


@dataclass(frozen=True, slots=True)
class Rule:
    """One label's phrases of one listening file."""

    group: str
    label: str
    id: str
    mood: str = "act"
    severity: str = ""
    topic: str = ""
    near: int = NEAR
    hear: tuple[Phrase, ...] = ()
    unless: tuple[Phrase, ...] = ()
    needs: tuple[Phrase, ...] = ()
    not_with: tuple[Phrase, ...] = ()
    matches: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()
    file: str = ""
    line: int = 0


def read_rules(mappings: Mapping[str, Mapping[str, Any]]) -> tuple[list[Rule], dict[str, str]]:
    """All rules, and the disguises with the words they hide, of file name → content. Raises ContentError."""
    words: dict[str, list[str]] = {}
    spellings: dict[str, str] = {}
    for file, content in mappings.items():
        for name, listed in _mapping(content.get("words"), file, content).items():
            words.setdefault(name, []).extend(_strings(listed, file, content))
        spellings |= {str(k): str(v) for k, v in _mapping(content.get("disguises"), file, content).items()}
    words = {name: _expanded(name, words) for name in words}
    return [rule for file, content in mappings.items() for rule in _rules(file, content, words)], spellings


def _rules(file: str, content: Mapping[str, Any], words: Mapping[str, list[str]]) -> Iterator[Rule]:
    labels = _mapping(content.get("labels"), file, content)
    group = str(content.get("listen", ""))
    if labels and not group:
        raise ContentError(file, line(content), "“listen” is missing", "name the group these labels belong to")
    for key, body in labels.items():
        where = line(labels, key)
        given = _mapping(body, file, labels)
        unknown = set(given) - _FIELDS
        if unknown:
            raise ContentError(
                file,
                where,
                f"“{key}” has an unknown field “{min(unknown)}”",
                f"use one of {', '.join(sorted(_FIELDS))}",
            )
        mood = str(given.get("mood", "act"))
        if mood not in _MOODS:
            raise ContentError(file, where, f"“{key}” has an unknown mood “{mood}”", f"use one of {', '.join(_MOODS)}")
        phrases = {
            name: tuple(_phrases(given.get(name), file, given, words))
            for name in ("hear", "unless", "needs", "not_with")
        }
        if not phrases["hear"]:
            raise ContentError(file, where, f"“{key}” hears nothing", "give it at least one phrase under “hear”")
        examples = {name: tuple(_strings(given.get(name), file, given)) for name in ("matches", "misses")}
        yield Rule(
            group, str(key).split("/")[0], str(key), mood, str(given.get("severity", "")), str(given.get("topic", "")),
            _near(given, file, where),
            phrases["hear"], phrases["unless"], phrases["needs"], phrases["not_with"],
            examples["matches"], examples["misses"], file, where,
        )  # fmt: skip


def _near(given: Mapping[str, Any], file: str, where: int) -> int:
    found = given.get("near", NEAR)
    if not isinstance(found, int) or not 0 < found <= FARTHEST:
        raise ContentError(file, where, f"“near” is no distance: {found}", f"write 1 to {FARTHEST}")
    return found


def _phrases(listed: Any, file: str, around: Any, words: Mapping[str, list[str]]) -> Iterator[Phrase]:
    for source in _strings(listed, file, around):
        try:
            yield compile_phrase(source, words)
        except PhraseError as error:
            raise ContentError(
                file, line(around), f"the phrase “{source}” is wrong: {error}", "see the top of phrases.py"
            ) from error


def _expanded(name: str, words: Mapping[str, list[str]], depth: int = 0) -> list[str]:
    """A word list with the lists it names put in; three levels are enough for people and places."""
    found: list[str] = []
    for word in words.get(name, []):
        inner = word.strip("<>")
        found += _expanded(inner, words, depth + 1) if word.startswith("<") and depth < 3 else [word]
    return found


def _mapping(found: Any, file: str, around: Any) -> Mapping[str, Any]:
    if found is None:
        return {}
    if not isinstance(found, Mapping):
        raise ContentError(file, line(around), "a mapping is expected here", "write “name: value” lines")
    return found


def _strings(found: Any, file: str, around: Any) -> list[str]:
    if found is None:
        return []
    if not isinstance(found, list):
        raise ContentError(file, line(around), "a list is expected here", "begin each line with “- ”")
    return [str(item) for item in found]
