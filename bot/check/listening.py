"""Whether every list of phrases hears its own examples, and leaves alone what it should."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bot.check.contents import Contents
from bot.check.finding import Finding
from bot.check.sources import within
from bot.model import Heard
from bot.understanding.hearing import Hearing
from bot.understanding.lexicon import Rule
from bot.understanding.text import plain


def check(found: Contents) -> Iterator[Finding]:
    """All rules about listening."""
    if found.ears is None:
        return
    for rule in found.ears.lexicon.rules:
        path = found.root / rule.file
        for example in rule.matches:
            if not hears(found.ears, rule, example, found):
                what = f"“{rule.id}” does not hear its example “{example}”"
                at = within(path, example, rule.line)
                yield Finding(rule.file, at, what, "add a phrase to “hear”, or move the example")
        for example in rule.misses:
            if hears(found.ears, rule, example, found):
                what = f"“{rule.id}” hears “{example}”, which it must not"
                at = within(path, example, rule.line)
                yield Finding(rule.file, at, what, "narrow a phrase, or add one to “unless”")


def hears(ears: Hearing, rule: Rule, text: str, found: Contents) -> bool:
    """Whether a text, read whole as a borrower's message is, comes to the rule's label."""
    read = ears.story(text, found.now)
    if rule.group == "signals":
        return any(signal.reason == rule.label and signal.topic == rule.topic for signal in read.signals)
    if rule.group == "topics":
        return rule.label in read.topics
    if rule.group in _SAID:
        return _says(read, rule)
    written = plain(text, ears.lexicon.disguises).text
    return any(hit.rule.label == rule.label for hit in ears.lexicon.hits(written, rule.group))


_SAID = ("violations", "contacted", "visit", "evidence", "claimed_to_be", "told_debt", "hurt")


def _says(read: Heard, rule: Rule) -> bool:
    said = read.said.get(rule.group)
    value: Any = said.value if said is not None else None
    if isinstance(value, list):
        return rule.label in value
    return value is True or value == rule.label
