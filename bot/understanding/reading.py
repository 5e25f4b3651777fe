"""One text made plain and listened to once, however many questions are asked about it."""

from __future__ import annotations

from functools import cached_property

from bot.model import Signal
from bot.understanding.lexicon import Lexicon, Listened
from bot.understanding.second_ear import Impression, SecondEar
from bot.understanding.signals import signals_of
from bot.understanding.text import Plain, plain

TOLD_GROUPS = (
    "violations", "signals", "kinds", "contacted", "visit", "evidence", "claimed_to_be", "borrower", "told_debt",
    "hurt", "words", "topics", "marks",
)  # fmt: skip
"""The groups of rules that a story is made of."""


class Reading:
    """What can be said of a text without knowing when it was written. Each part is worked out when first asked for."""

    def __init__(self, text: str, lexicon: Lexicon, second: SecondEar | None) -> None:
        self._text = text
        self._lexicon = lexicon
        self._second = second

    @cached_property
    def plain(self) -> Plain:
        return plain(self._text, self._lexicon.disguises)

    @cached_property
    def listened(self) -> Listened:
        """What the rules hear, group by group."""
        return self._lexicon.listen(self.plain.text)

    @cached_property
    def signals(self) -> tuple[Signal, ...]:
        """Danger and misuse that the rules hear, gravest first."""
        return signals_of(self.listened.hits("signals"), self.plain)

    @cached_property
    def impression(self) -> Impression | None:
        """How the second ear sees it, if there is one."""
        return self._second.read(self.plain, self.told) if self._second is not None else None

    @property
    def told(self) -> frozenset[str]:
        """What the rules heard, as the second ear is told of it: each rule, and each reason for a flag."""
        rules = (f"{hit.rule.group}:{hit.rule.id}" for group in TOLD_GROUPS for hit in self.listened.hits(group))
        return frozenset((*rules, *(signal.reason for signal in self.signals)))
