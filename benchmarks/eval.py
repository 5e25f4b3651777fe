"""Measures the ears on the labelled texts: `make eval`. Prints a table; exits 1 below a floor.

The texts lie beside the repository (or in the folder given) and are for measuring only: nothing of them is kept here.
Without them it says so and exits 0.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot import app
from bot.model import VIOLATIONS
from bot.understanding.hearing import Hearing
from bot.understanding.signals import ORDER

ROOT = Path(__file__).parents[1]
NOW = datetime.fromisoformat("2026-11-22T10:00:00+08:00")
# Just under today's figures; floors only rise (docs/why.md says why they were set anew once).
FLOORS = {
    "violations micro-F1": 0.945,
    "violations macro-F1": 0.95,
    "self-harm, imminent danger recall": 0.99,
    "harmless texts flagged (at most)": 0.01,
    "scam_ad F1": 0.98,
    "illegal_request F1": 0.98,
    "moments and counts exact": 0.99,
    "lawful called unlawful (at most)": 0.01,
}


def rows(path: Path) -> list[dict[str, Any]]:
    """The lines of one JSON lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def f1(hits: int, extra: int, missed: int) -> float:
    """The harmonic mean of precision and recall; 1 when there was nothing to find."""
    return 2 * hits / (2 * hits + extra + missed) if hits + extra + missed else 1.0


def narratives(hearing: Hearing, texts: Iterable[dict[str, Any]]) -> tuple[dict[str, float], list[str]]:
    """The figures for narratives, and one line per label."""
    hits, extra, missed = Counter[str](), Counter[str](), Counter[str]()
    harmless = alarms = lawful = wronged = 0
    for row in texts:
        line = hearing.describe(row["text"], NOW)
        for wanted, got in ((row["violations"], line["violations"]), (row["flags"], line["flags"])):
            hits.update(set(wanted) & set(got))
            extra.update(set(got) - set(wanted))
            missed.update(set(wanted) - set(got))
        if not {"self_harm", "imminent_danger"} & set(row["flags"]):
            harmless += 1
            alarms += bool({"self_harm", "imminent_danger"} & set(line["flags"]))
        if row["kind"] == "lawful_message":
            lawful += 1
            wronged += bool(line["violations"])
    each = {label: f1(hits[label], extra[label], missed[label]) for label in (*VIOLATIONS, *ORDER)}
    table = [f"  {n:<24}{hits[n]:>5}{extra[n]:>6}{missed[n]:>7}{each[n]:>8.2f}" for n in (*VIOLATIONS, *ORDER)]
    danger = ("self_harm", "imminent_danger")
    present = sum(hits[d] + missed[d] for d in danger)
    return {
        "violations micro-F1": f1(*(sum(c[v] for v in VIOLATIONS) for c in (hits, extra, missed))),
        "violations macro-F1": sum(each[v] for v in VIOLATIONS) / len(VIOLATIONS),
        "self-harm, imminent danger recall": sum(hits[d] for d in danger) / present if present else 1.0,
        "harmless texts flagged (at most)": alarms / harmless if harmless else 0.0,
        "scam_ad F1": each["scam_ad"],
        "illegal_request F1": each["illegal_request"],
        "lawful called unlawful (at most)": wronged / lawful if lawful else 0.0,
    }, table


def times(hearing: Hearing, texts: Iterable[dict[str, Any]]) -> tuple[float, list[str]]:
    """The share of time expressions read exactly, and the ids of those that were not."""
    wrong: list[str] = []
    count = 0
    for row in texts:
        count += 1
        line = hearing.describe(row["text"], datetime.fromisoformat(row["reference"]))
        if not _all_said(row["expected"], [*line["moments"], *line["counts"]]):
            wrong.append(row["id"])
    return 1 - len(wrong) / count if count else 1.0, wrong


def _all_said(expected: dict[str, Any], entries: list[dict[str, Any]]) -> bool:
    """Every expected value in an entry; start and end together in one."""
    wanted = {k: v for k, v in expected.items() if k not in ("start", "end", "approx")}
    if any(all(e.get(k) != v for e in entries) for k, v in wanted.items()):
        return False
    if "start" not in expected and "end" not in expected:
        return True
    loose = bool(expected.get("approx"))
    return any(
        all(_same(expected.get(k), e.get(k), loose) for k in ("start", "end")) for e in entries if "duration" not in e
    )


def _same(wanted: str | None, got: str | None, loose: bool) -> bool:
    if wanted is None or got is None or "T" not in wanted or "T" not in got:
        return wanted == got
    apart = abs(datetime.fromisoformat(wanted) - datetime.fromisoformat(got))
    return apart <= timedelta(hours=12 if loose else 0)


def speed(hearing: Hearing, texts: list[dict[str, Any]]) -> list[str]:
    """Processor time for 100, 1,000 and 10,000 characters, how much longer the longer takes, and a short answer's.

    No text is read twice: what was read last is remembered."""
    joined = "。".join(row["text"] for row in texts) + "。"
    joined *= 1 + 11_000 // len(joined)
    hearing.warm()
    lines, taken = [], []
    for size, runs in ((100, 50), (1_000, 20), (10_000, 9)):
        taken.append(_each(lambda text: hearing.story(text, NOW), [joined[i : i + size] for i in range(runs)]))
        lines.append(f"  {size:>6,} characters: {taken[-1] * 1e3:.2f} ms")
    answers = [f"昨天打了{count}个电话" for count in range(500)]
    return [
        *lines,
        f"  10,000 characters / 1,000 characters: {taken[-1] / taken[-2]:.1f} x",
        f"  signals of a short answer: {_each(hearing.signals, answers) * 1e6:.0f} µs",
    ]


def _each(call: Callable[[str], object], texts: Sequence[str]) -> float:
    """The mean seconds of one text, after the first."""
    call(texts[0])
    begun = time.process_time()
    for text in texts[1:]:
        call(text)
    return (time.process_time() - begun) / (len(texts) - 1)


def main() -> int:
    """Prints the table; 0 when every floor holds or there is nothing to measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", nargs="?", type=Path, default=ROOT.parent / "shared" / "eval", help="folder of texts")
    data = parser.parse_args().data
    told, timed = sorted(data.glob("narratives*.jsonl")), sorted(data.glob("time_expressions*.jsonl"))
    if not told or not timed:
        print(f"no labelled texts in {data}: nothing measured")
        return 0
    hearing = app.hearing()
    texts = [row for path in told for row in rows(path)]
    figures, table = narratives(hearing, texts)
    figures["moments and counts exact"], wrong = times(hearing, [row for path in timed for row in rows(path)])
    print(f"  {'label':<24}{'hits':>5}{'extra':>6}{'missed':>7}{'F1':>8}", *table, sep="\n")
    print("speed", *speed(hearing, texts), sep="\n")
    if wrong:
        print("times read wrong:", " ".join(wrong))
    return _judge(figures)


def _judge(figures: dict[str, float]) -> int:
    failed = 0
    for name, floor in FLOORS.items():
        good = figures[name] <= floor if "at most" in name else figures[name] >= floor
        failed += not good
        print(f"{'ok  ' if good else 'LOW '} {name:<36}{figures[name]:.3f}  (floor {floor})")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
