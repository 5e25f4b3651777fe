"""How long reading takes: messages of 100 characters, and real 10,000 characters of several kinds.

Processor time of one core. No text is read twice: each run turns it a little, so that nothing is remembered of it.
"""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from statistics import mean, median

from benchmarks.eval import NOW
from bot import app
from bot.documents.answers import Answers
from bot.knowledge import registry
from bot.understanding.examples import EXAMPLES, sentences
from bot.understanding.hearing import Hearing

LONG, SHORT = 10_000, 100
# What crafted texts repeat: beginnings of phrases, numbers and times, and nothing that ends them.
CRAFTED = ("打电话给我妈", "再不还", "现在门口他们", "1万", "十点", "2026年1月1日", "催收说要去我单位", "没有", "我他")
_WORD = re.compile(r"[\u4e00-\u9fff]+")

Figure = tuple[str, float]
"""What was measured, and its milliseconds."""


def texts(hearing: Hearing) -> dict[str, str]:
    """10,000 characters each: stories, short messages, clauses that all say something, words at random."""
    folder, chance = app.ROOT / EXAMPLES, random.Random(1)
    told = [each.text for each in sentences({path.name: path.read_text("utf-8") for path in folder.glob("*.tsv")})]
    chance.shuffle(told)
    stories = [text for text in told if len(text) > 40] * 9
    dense = [text for text in told if hearing.lexicon.hits(text, "violations")]
    words = [word for rule in hearing.lexicon.rules for phrase in rule.hear for word in _WORD.findall(phrase.source)]
    mixed = [chance.choice(words) + chance.choice(("", "", "", "，", "。")) for _ in range(LONG)]
    kinds = {"stories": "\n".join(stories), "messages": "。".join(told), "dense": "，".join(dense)}
    kinds["words"] = "".join(mixed)
    return {name: text[:LONG] for name, text in kinds.items()}


def milliseconds(call: Callable[[str], object], text: str, runs: int) -> float:
    """The median of some runs."""
    taken = []
    for turned in range(runs + 1):
        again = text[turned:] + text[:turned]
        begun = time.process_time()
        call(again)
        taken.append((time.process_time() - begun) * 1000)
    return median(taken[1:])


# A process of its own: modules are loaded once. The facts are read before, the talk needs them anyway.
START = """
import time
from bot import content, model
from bot.knowledge import registry
begun = time.process_time()
from bot.understanding import hearing
loaded = time.process_time() - begun
from bot import app
knowledge = registry.load(app.ROOT / "bot" / "knowledge" / "facts")
begun = time.process_time()
app.ears(knowledge)
print((loaded + time.process_time() - begun) * 1000)
"""


def start() -> tuple[Figure, Figure]:
    """What a start waits for, code loaded and ears built; and what is made ready in the background after it."""
    told = subprocess.run([sys.executable, "-c", START], cwd=app.ROOT, check=True, capture_output=True, text=True)
    hearing = app.hearing()
    begun = time.process_time()
    hearing.warm()
    warmed = (time.process_time() - begun) * 1000
    return ("start-up", float(told.stdout)), ("  every phrase compiled, beside the talk", warmed)


def short(hearing: Hearing, read: dict[str, str]) -> Iterator[Figure]:
    """Messages of 100 characters, cut from the long texts."""
    for name in ("stories", "dense"):
        pieces = [read[name][begin : begin + SHORT] for begin in range(0, LONG, SHORT)]
        yield f"{SHORT} characters, {name}", mean(milliseconds(lambda t: _turn(hearing, t), p, 3) for p in pieces)


def long(hearing: Hearing, read: dict[str, str], runs: int) -> Iterator[Figure]:
    """All that a turn reads of 10,000 characters: danger, then the story; and a message that is to be checked."""
    crafted = ((text * LONG)[:LONG] for text in CRAFTED)
    for name, text in read.items():
        yield f"{LONG:,} characters, {name}", milliseconds(lambda t: _turn(hearing, t), text, runs)
    worst = max(milliseconds(lambda t: _turn(hearing, t), text, runs) for text in crafted)
    yield f"{LONG:,} characters, crafted, the slowest of {len(CRAFTED)}", worst
    yield f"{LONG:,} characters, checked", milliseconds(lambda t: hearing.message(t, NOW), read["dense"], runs)


def answers(hearing: Hearing, read: dict[str, str], runs: int) -> Figure:
    """Looking for an answer to 10,000 characters."""
    knowledge = registry.load(app.ROOT / "bot" / "knowledge" / "facts")
    found = Answers(app.ROOT / "templates" / "answers", knowledge, hearing.lexicon.disguises)
    return f"{LONG:,} characters, an answer looked for", milliseconds(found.find, read["stories"], runs)


def _turn(hearing: Hearing, text: str) -> None:
    hearing.signals(text)
    hearing.story(text, NOW)
