"""Runs the examples that stand beside the phrases: each must be heard, or must not be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.errors import ContentError
from bot.understanding.hearing import Hearing
from bot.understanding.listening import Rule
from bot.understanding.moments import SHANGHAI

_NOW = datetime(2026, 1, 1, 12, tzinfo=SHANGHAI)


def problems(hearing: Hearing) -> Iterator[ContentError]:
    """One error per example that the listening files get wrong, with the line of its label."""
    for rule in hearing.lexicon.rules:
        for example in rule.matches:
            if not heard(hearing, rule, example):
                yield ContentError(
                    rule.file, rule.line, f"“{rule.id}” does not hear “{example}”", "add a phrase for it"
                )
        for example in rule.misses:
            if heard(hearing, rule, example):
                yield ContentError(rule.file, rule.line, f"“{rule.id}” hears “{example}”", "add an “unless”")


def heard(hearing: Hearing, rule: Rule, text: str) -> bool:
    """Whether the rule's label is heard in a text, moods and all."""
    story = hearing.story(text, _NOW)
    if rule.group == "violations":
        return "violations" in story.said and rule.label in story.said["violations"].value
    if rule.group == "signals":
        return any(s.reason == rule.label for s in story.signals)
    if rule.group == "topics":
        return rule.label in story.topics
    if rule.group == "kinds":
        return rule.label in hearing.labels(text, "kinds")
    said = story.said.get(rule.group)
    return said is not None and (rule.group in ("told_debt", "hurt", "words") or rule.label in said.value)
