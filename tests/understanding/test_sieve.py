"""The sieve finds what trying every phrase at every place finds."""

from __future__ import annotations

import random
import re

import pytest

from bot.understanding.hearing import Hearing
from bot.understanding.lexicon import ENOUGH
from bot.understanding.phrases import compile_phrase, pairs_of, stopped
from bot.understanding.sieve import Enough, Sieve
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
    sieve = Sieve(phrases, [None] * len(phrases), ENOUGH, {})
    for text in _texts(hearing):
        everywhere = [[said.span() for at in range(len(text)) if (said := p.pattern.match(text, at))] for p in phrases]
        tried = {number: spans[: ENOUGH.of_phrase] for number, spans in enumerate(everywhere) if spans}
        assert dict(sieve.matches(text, pairs_of(text))) == tried


def test_of_a_family_only_so_many_are_looked_for() -> None:
    """Once a family has said enough its phrases are not tried any more, however long the text; others are."""
    phrases = [compile_phrase(word, {}) for word in ("上门", "泼漆", "想死")]
    sieve = Sieve(phrases, ["visit", "visit", None], Enough(of_phrase=8, of_family=10), {})
    text = stopped("上门泼漆想死。" * 2000)
    found = {number: len(spans) for number, spans in sieve.matches(text, pairs_of(text)).items()}
    assert sum(found[number] for number in (0, 1)) >= 10
    assert max(found.values()) == found[2] == 8
    later = stopped("上门。泼漆。" * 8 + "好。" * 4000 + "泼漆。想死。")
    spans = sieve.matches(later, pairs_of(later))
    assert max(end for _, end in spans[1]) < 4000 < spans[2][0][0]


@pytest.mark.parametrize("text", ["", "\n", "打", "没有人", "？" * 50])
def test_a_text_that_says_nothing_matches_nothing(hearing: Hearing, text: str) -> None:
    """Empty and idle texts are no trouble."""
    listened = hearing.lexicon.listen(text)
    assert not any(listened.hits(rule.group) for rule in hearing.lexicon.rules)
