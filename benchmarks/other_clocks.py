"""Reads times with somebody else's library; run by `benchmarks.times` with the interpreter that has it.

`python other_clocks.py jionlp|time_parser_zh` takes a JSON list of {"text", "reference"} and prints a list of lists:
the beginnings (ISO 8601 without a zone) that the library finds in each text.
"""

from __future__ import annotations

import importlib
import json
import logging
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any


def jionlp(text: str, reference: datetime) -> list[str]:
    """Every beginning that jionlp extracts."""
    library = importlib.import_module("jionlp")
    found = library.ner.extract_time(text, time_base=reference.timestamp(), with_parsing=True)
    times = [entry["detail"]["time"] for entry in found]
    return [str(time[0]).replace(" ", "T") for time in times if isinstance(time, list)]


def time_parser_zh(text: str, reference: datetime) -> list[str]:
    """What its readers of points and of ranges say, in the order that its own page gives."""
    library = importlib.import_module("time_parser_zh")
    here = reference.replace(tzinfo=None)
    starts = []
    for reader in ("extract_datetime_point", "extract_datetime_range", "extract_date_range_v2"):
        found: Any = _quietly(lambda reader=reader: getattr(library, reader)(text, here))
        for name in ("value", "start", "datetime", "point"):
            start = getattr(found, name, None)
            if start:
                starts.append(start.isoformat() if hasattr(start, "isoformat") else str(start).replace(" ", "T"))
    return starts


def _quietly(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except Exception:  # a library that breaks on a text has not read it
        return None


def main() -> None:
    """Read everything that stands on standard input with the library named."""
    logging.disable(logging.CRITICAL)
    read = {"jionlp": jionlp, "time_parser_zh": time_parser_zh}[sys.argv[1]]
    rows = json.load(sys.stdin)
    answers = []
    for row in rows:
        reference = datetime.fromisoformat(row["reference"])
        answers.append(_quietly(lambda text=row["text"], reference=reference: read(text, reference)) or [])
    sys.stdout.write("\n" + json.dumps(answers) + "\n")


if __name__ == "__main__":
    main()
