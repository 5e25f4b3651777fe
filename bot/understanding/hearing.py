"""The one object that hears: built once from the listening files and the platforms' names, then pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from bot.model import Heard, Signal
from bot.understanding import amounts, deeds, numerals, terms
from bot.understanding.describing import count_value, described, moment_value
from bot.understanding.durations import lengths
from bot.understanding.facts import read_facts
from bot.understanding.frequencies import frequencies
from bot.understanding.lexicon import Lexicon
from bot.understanding.moments import whens
from bot.understanding.narrative import read_story
from bot.understanding.platforms import Platforms
from bot.understanding.reading import Reading
from bot.understanding.second_ear import SecondEar
from bot.understanding.text import Plain
from bot.understanding.times import Times, times_of
from bot.understanding.traditional import TO_SIMPLIFIED

_BARE_COUNT = re.compile(
    rf"\s*(?:大概|大约|差不多|约|有|至少|最少|最多)?\s*({numerals.NUMBER})"
    r"\s*(?:个?期|个月|个人|口人|个|口|人)?(?:左右|吧|上下)?\s*"
)
VEILED = 5
"""Characters from which danger can be hinted at; shorter answers say it outright or not, and the rules hear that."""
_REMEMBERED = 2
"""Texts that are kept as they were read: the one at hand, and its inner words."""
_RATE_WORDS = re.compile(r"每天|一天|天天|每日|一日")


Aliases = Mapping[str, tuple[str, str]]


def listen(
    lexicon_mappings: Mapping[str, Mapping[str, Any]],
    aliases: Aliases,
    exact: Aliases | None = None,
    decoys: Iterable[str] = (),
    model: Mapping[str, Any] | None = None,
) -> Hearing:
    """The ears: listening files as file name → content, platform aliases as alias → (id, name), and what the
    second ear learned; without it the rules hear alone.

    `exact` aliases are everyday words too, `decoys` words that only look like a name. Raises ContentError for a
    mistake in a listening file.
    """
    second = SecondEar.from_mapping(model) if model is not None else None
    return Hearing(Lexicon.from_mappings(lexicon_mappings), Platforms(aliases, exact, decoys), second)


class Hearing:
    """Satisfies `bot.conversation.ears.Ears`. Every method is pure; `now` is an aware datetime."""

    def __init__(self, lexicon: Lexicon, platforms: Platforms, second: SecondEar | None = None) -> None:
        self.lexicon = lexicon
        self._second = second
        self._platforms = platforms
        # A turn asks about the same words several times: for danger, for a deed, for the story.
        self._read = lru_cache(maxsize=_REMEMBERED)(lambda text: Reading(text, lexicon, second))

    def _plain(self, text: str) -> Plain:
        return self._read(text).plain

    def story(self, text: str, now: datetime) -> Heard:
        """Everything one text says: kind, violations, facts, signals, topics."""
        read = self._read(text)
        return self._story(read, now, times_of(read.plain, now))

    def _story(self, read: Reading, now: datetime, times: Times) -> Heard:
        heard = read_story(read, now, self._platforms, times)
        told = terms.told(read.plain.text)
        return replace(heard, said={**told, **heard.said}) if told else heard

    def message(self, text: str, now: datetime) -> Heard:
        """The same of a text that the borrower received: pressure in it is the sender's own."""
        read = self._read(text)
        return read_story(read, now, self._platforms, times_of(read.plain, now), sent=True)

    def warm(self) -> None:
        """Make ready what the first long text would otherwise wait for; about half a second of work."""
        self.lexicon.warm()

    def simplified(self, text: str) -> str:
        """The text in simplified characters."""
        return text.translate(TO_SIMPLIFIED)

    def signals(self, text: str) -> tuple[Signal, ...]:
        """Danger and misuse, gravest first; empty for most texts."""
        read = self._read(text)
        if len(read.plain.text) < VEILED or read.impression is None:
            return read.signals
        return read.impression.signals(read.signals)

    def moment(self, text: str, now: datetime) -> dict[str, Any] | None:
        """The first time said, as {"words", "start", "end", "exact"}; a clock alone is its latest occurrence."""
        found = self._plain(text)
        for when in whens(found.text, now):
            value = moment_value(when, found, now)
            if value is not None:
                return value
        return None

    def count(self, text: str) -> dict[str, Any] | None:
        """How many, as {"words", "low", "high", "per"}; a bare number is a total."""
        found = self._plain(text)
        said = [often for often in frequencies(found.text) if often.low > 0]
        if said:
            return count_value(max(said, key=lambda o: (o.per != "total", o.high)), found)
        bare = _BARE_COUNT.fullmatch(_RATE_WORDS.sub("", found.text))
        number = numerals.quantity(bare.group(1)) if bare else None
        if number is None:
            return None
        per = "day" if _RATE_WORDS.search(found.text) else "total"
        return {"words": text.strip(), "low": int(number.low), "high": int(number.high), "per": per}

    def money(self, text: str) -> str | None:
        """The first amount, in yuan, as a decimal string."""
        return amounts.money(self._plain(text).text)

    def terms(self, text: str) -> dict[str, str]:
        """What a sentence says of a loan's terms, by name (see `terms.loan_terms`), and whether it `asks`.

        `months` stands alone where only a plan of another length is asked for."""
        said = self._plain(text[: terms.LONGEST]).text
        if months := terms.months_asked(said):
            return {"months": str(months)}
        found = terms.loan_terms(said)
        return {**found, "asks": "yes"} if found and terms.asks(said) else found

    def month_money(self, text: str) -> dict[str, str]:
        """Income and living costs by kind, in yuan, when a text names at least two."""
        return terms.month_money(self._plain(text[: terms.LONGEST]).text)

    def duration(self, text: str) -> dict[str, Any] | None:
        """How long, as {"words", "days"}; a bare number counts days."""
        found = self._plain(text)
        said = next(lengths(found.text), None)
        if said is not None:
            return {"words": found.words(said.start, said.end), "days": said.days}
        bare = _BARE_COUNT.fullmatch(found.text)
        number = numerals.quantity(bare.group(1)) if bare else None
        return {"words": text.strip(), "days": int(number.low)} if number is not None else None

    def phones(self, text: str) -> list[str]:
        """Phone numbers as digits, in the order written."""
        return amounts.phones(self._plain(text).text)

    def platform(self, text: str) -> dict[str, Any] | None:
        """The first platform named, as {"id", "name"}; id "" for a name the facts do not know."""
        return self._platforms.answer(self._plain(text))

    def deed(self, text: str, now: datetime) -> dict[str, Any] | None:
        """What was done about a step of the plan; None for what collectors did, unless a door is surely meant."""
        read = self._read(text)
        deed = deeds.read_deed(read.plain, read.listened)
        if deed is None or (not deed.sure and "violations" in self.story(text, now).said):
            return None
        without = text.replace(deed.number, " ") if deed.number else text
        return asdict(deed) | {"doors": list(deed.doors), "when": self.moment(without, now)}

    def reference(self, text: str) -> str:
        """A reference number, called one or alone; "" when there is none."""
        found = self._plain(text)
        return deeds.number_in(found) or deeds.bare_number(found)

    def outcome(self, text: str) -> str:
        """How it all ended: stopped, fewer, continues or agreement; "" when the text does not say."""
        return next((hit.rule.label for hit in self._read(text).listened.hits("ending")), "")

    def describe(self, text: str, now: datetime) -> dict[str, Any]:
        """The `understand` line without its id: violations, flags, facts, moments, counts, topics."""
        read = self._read(text)
        found, times = read.plain, times_of(read.plain, now)
        heard = self._story(read, now, times)
        return described(heard, read_facts(found, heard, times, self._platforms), found, times)
