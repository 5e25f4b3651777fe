"""Trains the second ear on the labelled sentences in dialogs/examples: `make train`. Same files, same model.

A fifth of the sentences, chosen by their hash, is never trained on; the thresholds come from five folds of the rest.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.eval import NOW
from benchmarks.thresholds import DANGER, Scores, alarm_level, decide, measure, thresholds
from benchmarks.weights import LABELS, SCALE, Fitted, Row, fit
from bot import app, content
from bot.understanding.examples import CLASSES, EXAMPLES, Example, classes_of, digest, sentences
from bot.understanding.hearing import Hearing
from bot.understanding.narrative import settled_by_numbers
from bot.understanding.second_ear import SHARES
from bot.understanding.text import plain
from bot.understanding.times import times_of
from bot.understanding.traits import WordClasses, traits

FOLDS = 5
ALONE = -0.3
"""Where a violation begins for the model without the rules, for comparison only."""


def rows(hearing: Hearing, texts: Sequence[Example], words: WordClasses) -> list[Row]:
    """The sentences with what the rules alone hear in them."""
    found = []
    for each in texts:
        heard = hearing.story(each.text, NOW)
        said = heard.said["violations"].value if "violations" in heard.said else ()
        written = plain(each.text, hearing.lexicon.disguises)
        settled = settled_by_numbers(times_of(written, NOW))
        reasons = frozenset(signal.reason for signal in heard.signals)
        found.append(Row(traits(written.text, words), frozenset(said), reasons, heard.kind, each.labels, settled))
    return found


def scored(model: Fitted, seen: Sequence[Row]) -> Scores:
    """Every label's score for every row."""
    return [{label: model.score(row, label) for label in LABELS} for row in seen]


def folded(texts: Sequence[Example], seen: Sequence[Row], *, rules: bool = True) -> Scores:
    """Each sentence's scores from a model that never saw its fold."""
    folds = [text.number // 7 % FOLDS for text in texts]
    scores: dict[int, dict[str, float]] = {}
    for fold in range(FOLDS):
        places = [place for place, its in enumerate(folds) if its == fold]
        model = fit([row for its, row in zip(folds, seen, strict=True) if its != fold], rules=rules)
        scores |= dict(zip(places, scored(model, [seen[place] for place in places]), strict=True))
    return [scores[place] for place in range(len(seen))]


def report(title: str, seen: Sequence[Row], scores: Scores, alone: Scores, hear: dict[str, float]) -> None:
    """Rules alone, the model alone, both."""
    level = alarm_level([Row(r.traits, frozenset(), frozenset(), "", r.labels) for r in seen], alone)
    begins = {label: level if label in DANGER else ALONE for label in LABELS}
    print(f"{title}, {len(seen)} sentences")
    print("  rules", measure(seen, [{*row.violations, *row.reasons} for row in seen]))
    print("  model", measure(seen, [{x for x in LABELS if score[x] > begins[x]} for score in alone]))
    print("  both ", measure(seen, [decide(row, score, hear) for row, score in zip(seen, scores, strict=True)]))


def main() -> int:
    """Prints the figures and writes the model; 0."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--root", type=Path, default=app.ROOT, help="the project's folder")
    root = parser.parse_args().root
    folder = root / EXAMPLES
    files = {path.name: path.read_text("utf-8") for path in sorted(folder.iterdir())}
    classes = classes_of(content.read(folder / CLASSES))
    texts = sentences(files)
    hearing, words = app.hearing(root, second=False), WordClasses(classes)
    learned, kept = [t for t in texts if not t.held_out], [t for t in texts if t.held_out]
    seen, unseen = rows(hearing, learned, words), rows(hearing, kept, words)
    scores = folded(learned, seen)
    hear = thresholds(seen, scores)
    report("five folds", seen, scores, folded(learned, seen, rules=False), hear)
    model = fit(seen)
    report("held out", unseen, scored(model, unseen), scored(fit(seen, rules=False), unseen), hear)
    write(root / app.SECOND_EAR, model, hear, classes, digest(files))
    return 0


def write(path: Path, model: Fitted, hear: dict[str, float], classes: dict[str, tuple[str, ...]], of: str) -> None:
    """The model as one file of whole numbers, trait by trait; `of` is the digest of what it learned from."""
    weights: dict[str, dict[str, list[int]]] = {group: {} for group in (*SHARES, "heard")}
    for place, label in enumerate(LABELS):
        for (group, name), weight in sorted(model.weights[label].items()):
            weights[group].setdefault(name, []).extend((place, round(weight / SCALE)))
    kept = {
        "of": of,
        "labels": LABELS,
        "bias": [round(model.bias[label], 4) for label in LABELS],
        "scale": SCALE,
        "hear": dict(sorted(hear.items())),
        "classes": {name: " ".join(words) for name, words in classes.items()},
        "weights": {group: dict(sorted(known.items())) for group, known in weights.items()},
    }
    path.write_text(json.dumps(kept, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB, {sum(map(len, weights.values()))} traits")


if __name__ == "__main__":
    sys.exit(main())
