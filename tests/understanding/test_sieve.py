"""The sieve finds what trying every phrase at every place finds."""

from __future__ import annotations

import random
import re

import pytest

from bot.understanding.hearing import Hearing
from bot.understanding.lexicon import MOST_HITS
from bot.understanding.phrases import pairs_of, stopped
from bot.understanding.sieve import Sieve
from bot.understanding.text import plain

_WORD = re.compile(r"[\u4e00-\u9fff#$]+")


def _texts(hearing: Hearing) -> list[str]:
    """Own examples joined, and words of the phrases at random."""
    chance = random.Random(5)
    rules = hearing.lexicon.rules
    examples = [text for rule in rules for text in (*rule.matches, *rule.misses)]
    words = [word for rule in rules for phrase in rule.hear for word in _WORD.findall(phrase.source)]
    told = ["，".join(chance.sample(examples, 4)) for _ in range(12)]
    mixed = [
        "".join(chance.choice([*chance.sample(words, 6), "，", "。", "3", "我"]) for _ in range(30)) for _ in range(12)
    ]
    return [stopped(plain(text).text) for text in (*told, *mixed)]


def test_nothing_is_lost_in_the_sieve(hearing: Hearing) -> None:
    """The same beginnings and ends, phrase by phrase, as without it."""
    phrases = [phrase for rule in hearing.lexicon.rules for phrase in rule.hear]
    sieve = Sieve(phrases, MOST_HITS, {})
    for text in _texts(hearing):
        everywhere = [[said.span() for at in range(len(text)) if (said := p.pattern.match(text, at))] for p in phrases]
        tried = {number: spans[:MOST_HITS] for number, spans in enumerate(everywhere) if spans}
        assert dict(sieve.matches(text, pairs_of(text))) == tried


@pytest.mark.parametrize("text", ["", "\n", "打", "没有人", "？" * 50])
def test_a_text_that_says_nothing_matches_nothing(hearing: Hearing, text: str) -> None:
    """Empty and idle texts are no trouble."""
    assert not hearing.lexicon.listen(text).all_hits()
