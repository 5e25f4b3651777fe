"""Trains the second ear on the sentences and the grammar in dialogs/examples: `make train`. Same files, same model.

Figures and levels come from five folds: each sentence is judged by what the other four taught. Then all teach.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import zlib
from base64 import b64encode
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.eval import NOW
from benchmarks.network import LABELS, SEED, Fitted, Row, fit
from benchmarks.thresholds import Levels, Scores, decide, measure, thresholds
from bot import app, content
from bot.understanding.examples import CLASSES, EXAMPLES, FOLDS, KINDS, Example, classes_of, digest, sentences
from bot.understanding.grammar import Grammar, grammar, is_grammar
from bot.understanding.hearing import Hearing
from bot.understanding.narrative import settled_by_numbers
from bot.understanding.reading import Reading
from bot.understanding.second_ear import KIND, SHARES, TOLD
from bot.understanding.times import times_of
from bot.understanding.trained import LIFT, listed
from bot.understanding.traits import WordClasses, traits

JOINED, JOINABLE = 1500, ("borrower_narrative", "third_person")
"""How many pairs of sentences are read as one text too, so that longer stories are known; and of which kinds."""
NO_FOLD = -1
SCALE = 0.05
"""Pulls are kept as whole numbers of this; finer ones would make the file larger and change nothing heard."""


@dataclass(frozen=True)
class Seen:
    """A text to learn from, with its fold. What stands beside the sentences, a pair of them or an example of a rule,
    is no test, but belongs to a fold; what the grammar makes belongs to none and always teaches."""

    row: Row
    fold: int
    beside: bool = False


def rows(hearing: Hearing, texts: Sequence[Example], words: WordClasses) -> list[Row]:
    """The sentences with what the rules alone hear in them."""
    found = []
    for each in texts:
        heard = hearing.story(each.text, NOW)
        said = heard.said["violations"].value if "violations" in heard.said else ()
        read = Reading(each.text, hearing.lexicon, None)
        settled = settled_by_numbers(times_of(read.plain, NOW))
        reasons = frozenset(signal.reason for signal in heard.signals)
        labels = each.labels | {KIND + each.kind}
        known = traits(read.plain.text, words)
        found.append(Row(known, read.told, frozenset(said), reasons, heard.kind, labels, settled, len(each.text)))
    return found


def joined(texts: Sequence[Example]) -> list[tuple[int, Example]]:
    """Two sentences of one kind and one fold as one text, with everything that both say; and the fold."""
    chance = random.Random(SEED)
    groups = [
        [text for text in texts if text.kind == kind and text.fold == fold]
        for kind in JOINABLE
        for fold in range(FOLDS)
    ]
    sizes = [len(group) if len(group) > 1 else 0 for group in groups]
    found = []
    for group in chance.choices(groups, sizes, k=JOINED):
        one, other = chance.sample(group, 2)
        text = f"{one.text.rstrip('。，')}，{other.text}"
        found.append((one.fold, Example(text, one.kind, one.labels | other.labels)))
    return found


def ruled(hearing: Hearing) -> list[tuple[int, Example]]:
    """The examples of the listening rules with all that the rules hear in them, and the fold: they say it plainly."""
    found = []
    for text in sorted({text for rule in hearing.lexicon.rules for text in (*rule.matches, *rule.misses)}):
        heard = hearing.story(text, NOW)
        said = heard.said["violations"].value if "violations" in heard.said else ()
        kind = heard.kind if heard.kind in KINDS else "other"
        example = Example(text, kind, frozenset({*said, *(signal.reason for signal in heard.signals)}))
        found.append((example.fold, example))
    return found


def drawn(of: Grammar) -> list[Example]:
    """The sentences that the grammar makes, each once."""
    chance = random.Random(SEED)
    found = [of.sentence(pattern, chance.choice) for pattern in of.patterns for _ in range(pattern.count)]
    return list({each.text: each for each in found}.values())


def learning(hearing: Hearing, texts: Sequence[Example], of: Grammar, words: WordClasses) -> list[Seen]:
    """The sentences, then the pairs, the rules' own examples and what the grammar makes."""
    beside = [*joined(texts), *ruled(hearing), *((NO_FOLD, text) for text in drawn(of))]
    single = rows(hearing, texts, words)
    more = rows(hearing, [text for _, text in beside], words)
    return [
        *(Seen(row, text.fold) for row, text in zip(single, texts, strict=True)),
        *(Seen(row, fold, beside=True) for row, (fold, _) in zip(more, beside, strict=True)),
    ]


def learned(seen: Iterable[Seen]) -> Fitted:
    """The model of sentences and what stands beside them."""
    texts = list(seen)
    return fit([each.row for each in texts if not each.beside], [each.row for each in texts if each.beside])


def folded(seen: Sequence[Seen]) -> Scores:
    """Each sentence's scores from a model that never saw its fold."""
    with ProcessPoolExecutor() as processes:
        each_fold = processes.map(partial(_fold, seen), range(FOLDS))
    scores = {place: score for found in each_fold for place, score in found.items()}
    return [scores[place] for place in range(len(scores))]


def _fold(seen: Sequence[Seen], fold: int) -> dict[int, dict[str, float]]:
    """The scores of one fold's sentences, by their place among the tested ones."""
    tested = [each for each in seen if not each.beside]
    places = [place for place, each in enumerate(tested) if each.fold == fold]
    model = learned(each for each in seen if each.fold != fold)
    return dict(zip(places, model.scores([tested[place].row for place in places]), strict=True))


def report(title: str, seen: Sequence[Row], scores: Scores, levels: Levels) -> None:
    """Rules alone, and both ears."""
    print(f"{title}, {len(seen)} sentences")
    print("  rules", measure(seen, [{*row.violations, *row.reasons} for row in seen]))
    print("  both ", measure(seen, [decide(row, score, levels) for row, score in zip(seen, scores, strict=True)]))


def main() -> int:
    """Prints the figures and writes the model; 0."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--root", type=Path, default=app.ROOT, help="the project's folder")
    root = parser.parse_args().root
    folder = root / EXAMPLES
    files = {path.name: path.read_text("utf-8") for path in sorted(folder.iterdir())}
    classes = classes_of(content.read(folder / CLASSES))
    texts = sentences(files)
    made = grammar({name: content.read(folder / name) for name in files if is_grammar(name)})
    hearing, words = app.hearing(root, second=False), WordClasses(classes)
    seen = learning(hearing, texts, made, words)
    single, scores = [each.row for each in seen if not each.beside], folded(seen)
    levels = thresholds(single, scores)
    report("five folds", single, scores, levels)
    write(root / app.SECOND_EAR, learned(seen), levels, classes, digest(files))
    return 0


def write(path: Path, model: Fitted, levels: Levels, classes: dict[str, tuple[str, ...]], of: str) -> None:
    """The networks side by side as one file, pulls as bytes; `of` is the digest of what they learned from."""
    together = np.concatenate([each.pulls for each in model.networks], axis=1)
    pulls = (np.clip(np.rint(together / SCALE), 1 - LIFT, LIFT - 1) + LIFT).astype(np.uint8)
    speaks = np.concatenate([each.speaks for each in model.networks]).T / len(model.networks)
    bias = np.mean([each.bias for each in model.networks], axis=0)
    kept = {
        "of": of,
        "labels": LABELS,
        "bias": _short(bias),
        "start": _short(np.concatenate([each.start for each in model.networks])),
        "speaks": [_short(each) for each in speaks],
        "scale": SCALE,
        "hear": dict(sorted(levels.hear.items())),
        "keep": dict(sorted(levels.keep.items())),
        "classes": {name: " ".join(words) for name, words in classes.items()},
        "pulls": {group: _kept(group, model, pulls) for group in (*SHARES, TOLD)},
    }
    path.write_text(json.dumps(kept, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB, {len(model.known)} traits")


def _kept(group: str, model: Fitted, pulls: NDArray[np.uint8]) -> dict[str, str]:
    names, places = zip(*((name, place) for (of, name), place in model.known.items() if of == group), strict=True)
    return {"names": listed(names), "pulls": b64encode(zlib.compress(pulls[list(places)].tobytes(), 9)).decode()}


def _short(numbers: NDArray[np.float32]) -> list[float]:
    return [round(float(each), 4) for each in numbers]


if __name__ == "__main__":
    sys.exit(main())
