"""Measures how questions find their answers: `python -m benchmarks.answers`. Prints a table; exits 1 below a floor.

The labelled questions lie beside the repository (or in --data) and are for measuring only: nothing of them is kept
here, only which answers fit which of their topics. Without them the questions of our own tests are measured alone.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from bot import app, content
from bot.documents.answers import Answers, is_question
from bot.knowledge import registry

ROOT = Path(__file__).parents[1]
OWN = ROOT / "tests" / "documents" / "asked.yaml"
FITS: dict[str, frozenset[str]] = {
    "consequences": frozenset({"consequences", "jail", "will_sue"}),
    "contact_list": frozenset({"will_contact", "called_family", "im_contact", "contact_list"}),
    "credit_record": frozenset({"credit_record", "credit_fix"}),
    "debt_scam": frozenset({"debt_teacher", "scam_paid", "stop_interest", "credit_fix", "upfront_fee", "borrow_more"}),
    "document_authenticity": frozenset({"court_sms", "lawyer_letter"}),
    "enforcement": frozenset({"enforcement", "wechat_freeze"}),
    "forced_loan": frozenset({"forced_loan"}),
    "home_visit_legal": frozenset({"visit", "at_door", "visit_office"}),
    "identity_theft": frozenset({"never_borrowed"}),
    "impersonation_illegal": frozenset({"impersonation", "mediation_center", "police_message"}),
    "interest_rate": frozenset({"interest", "upfront_fee", "illegal_lender"}),
    "jail": frozenset({"jail", "card_crime", "police_message"}),
    "lawsuit": frozenset({"will_sue", "sued", "lawyer_letter"}),
    "negotiate": frozenset({"negotiate", "instalments", "stop_interest"}),
    "refund_fees": frozenset({"fees_refund"}),
    "statute_of_limitations": frozenset({"limitation", "guarantor"}),
    "tell_family": frozenset({"tell_family"}),
    "vehicle": frozenset({"vehicle"}),
}
FLOORS = {"right first": 0.85, "right among three": 0.95, "off topic, confident (at most)": 0.02}
MOST_MS = 10.0

Row = tuple[str, frozenset[str]]


def labelled(folder: Path) -> list[Row]:
    """The questions whose topic we know, each with the answers that fit it."""
    rows: list[Row] = []
    for path in sorted(folder.glob("narratives*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line) if line.strip() else {}
            if row.get("kind") == "question" and row.get("question_topic") in FITS:
                rows.append((row["text"], FITS[row["question_topic"]]))
    return rows


def figures(answers: Answers, rows: Iterable[Row]) -> dict[str, float]:
    """Shares of questions that are known as such, and find their answer."""
    known = first = three = sure = wrong = count = 0
    for text, fitting in rows:
        found = answers.find(text)
        count += 1
        known += is_question(text)
        first += bool(found) and found[0].id in fitting
        three += any(match.id in fitting for match in found)
        if found and found[0].confident:
            sure += found[0].id in fitting
            wrong += found[0].id not in fitting
    named = {
        "known as a question": known,
        "right first": first,
        "right among three": three,
        "right and sure": sure,
        "wrong and sure": wrong,
    }
    return {name: hits / count for name, hits in named.items()} if count else {}


def milliseconds(call: Callable[[str], object], texts: list[str]) -> float:
    """Processor time of one search."""
    for text in texts:
        call(text)
    begun = time.process_time()
    for _ in range(5):
        for text in texts:
            call(text)
    return (time.process_time() - begun) / 5 / len(texts) * 1000


def main() -> int:
    """Prints the tables; 0 when every floor holds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "eval")
    knowledge = registry.load(ROOT / "bot" / "knowledge" / "facts")
    answers = Answers(ROOT / "templates" / "answers", knowledge, app.ears(knowledge).lexicon.disguises)
    own = content.read(OWN)
    sets = {
        "labelled questions": labelled(parser.parse_args().data),
        "our own": [(text, frozenset({id})) for id, texts in own["asked"].items() for text in texts],
    }
    low = 0
    for title, rows in sets.items():
        print(f"{title}: {len(rows)}")
        for name, share in figures(answers, rows).items():
            low += share < FLOORS.get(name, 0.0)
            print(f"  {name:<34}{share:.3f}" + (f"  (floor {FLOORS[name]})" if name in FLOORS else ""))
    off = [text for texts in own["off"] for text in texts]
    wrong = sum(any(match.confident for match in answers.find(text)) for text in off) / len(off)
    slow = milliseconds(answers.find, [text for text, _ in sets["our own"]])
    print(f"off topic: {len(off)}\n  answered with confidence          {wrong:.3f}  (at most 0.02)")
    print(f"one search: {slow:.2f} ms  (at most {MOST_MS:g})")
    return 1 if low or wrong > FLOORS["off topic, confident (at most)"] or slow > MOST_MS else 0


if __name__ == "__main__":
    sys.exit(main())
