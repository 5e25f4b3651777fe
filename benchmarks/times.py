"""Compares our reading of times with other libraries': `python -m benchmarks.times [FOLDER] [--python PYTHON]`.

The libraries are no dependencies of ours (the best brings a GPL one): they are installed into an environment that is
thrown away afterwards, or found in the one whose interpreter is given. One that cannot be installed is left out.
Counts how many beginnings each reads rightly: of sentences of our own, and of the labelled texts where there are any.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.eval import ROOT
from benchmarks.eval import rows as lines
from bot import app

LIBRARIES = {"jionlp": "jionlp", "time_parser_zh": "time-parser-zh"}
INSTALL_SECONDS = READ_SECONDS = 300
REFERENCE = "2026-11-22T10:00:00+08:00"
# A Sunday morning; what is past is preferred. People mean the coming night's first hour by 昨晚零点二十.
OWN = {
    "昨天晚上11点半催收打来": "2026-11-21T23:30",
    "前天凌晨两点还在打": "2026-11-20T02:00",
    "上周三他们来过": "2026-11-11T00:00",
    "5月3日上午9点": "2026-05-03T09:00",
    "上个月15号借的": "2026-10-15T00:00",
    "半小时前又打了一个": "2026-11-22T09:30",
    "大前天夜里十二点": "2026-11-20T00:00",
    "昨晚零点二十发的短信": "2026-11-22T00:20",
    "周五下午三点多": "2026-11-20T15:00",
    "国庆节那天": "2026-10-01T00:00",
    "去年中秋": "2025-10-06T00:00",
    "11月1号晚上八点一刻": "2026-11-01T20:15",
    "今早六点四十": "2026-11-22T06:40",
    "三天前": "2026-11-19T00:00",
    "礼拜一中午十二点": "2026-11-16T12:00",
    "2026-11-20 23:05": "2026-11-20T23:05",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One text, when it was said, and when what it tells of began (without a zone, to the minute)."""

    text: str
    reference: str
    start: str


def own() -> list[Asked]:
    """The sentences of our own."""
    return [Asked(text, REFERENCE, start) for text, start in OWN.items()]


def labelled(folder: Path) -> list[Asked]:
    """The labelled texts that name a beginning with its date; none without the folder."""
    rows = [row for path in sorted(folder.glob("time_expressions*.jsonl")) for row in lines(path)]
    return [
        Asked(row["text"], row["reference"], row["expected"]["start"][:16])
        for row in rows
        if "T" in row["expected"].get("start", "")
    ]


def ours(asked: Sequence[Asked]) -> list[list[str]]:
    """The beginnings that our ears read in each text."""
    hearing = app.hearing()
    found = []
    for one in asked:
        moments = hearing.describe(one.text, datetime.fromisoformat(one.reference))["moments"]
        found.append([moment["start"] for moment in moments if moment.get("start")])
    return found


def theirs(python: str, library: str, asked: Sequence[Asked]) -> list[list[str]] | None:
    """The same by another library in another interpreter; None where it is not installed or does not run."""
    script = str(Path(__file__).with_name("other_clocks.py"))
    given = json.dumps([{"text": one.text, "reference": one.reference} for one in asked])
    try:
        done = subprocess.run(
            [python, script, library], input=given, capture_output=True, text=True, timeout=READ_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    found: list[list[str]] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def right(asked: Sequence[Asked], found: Sequence[Sequence[str]]) -> int:
    """In how many texts the beginning was among those found."""
    return sum(any(_minute(start) == one.start for start in starts) for one, starts in zip(asked, found, strict=True))


def _minute(start: str) -> str:
    return (start + "T00:00")[:16] if len(start) == len("2026-11-22") else start[:16]


def install(folder: Path) -> str:
    """A fresh environment with whatever libraries can be had; its interpreter."""
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    for package in LIBRARIES.values():
        try:
            subprocess.run(
                [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", package],
                capture_output=True, timeout=INSTALL_SECONDS, check=True,
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError):
            print(f"{package} could not be installed: left out")
    return python


def table(asked: Sequence[Asked], python: str) -> list[str]:
    """One line for us and one for each library that runs."""
    answers: dict[str, Any] = {"ours": ours(asked)}
    answers |= {name: theirs(python, name, asked) for name in LIBRARIES}
    return [
        f"  {name:<18}{right(asked, found):>4} of {len(asked)}" if found is not None else f"  {name:<18}not available"
        for name, found in answers.items()
    ]


def main() -> int:
    """Prints both tables; 1 when another library reads our own sentences better than we do."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("data", nargs="?", type=Path, default=ROOT.parent / "shared" / "eval", help="labelled texts")
    parser.add_argument("--python", default="", help="an interpreter that has the libraries")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        python = given.python or install(Path(folder) / "env")
        first = table(own(), python)
        print("beginnings read rightly, sentences of our own", *first, sep="\n")
        rest = labelled(given.data)
        if rest:
            print("beginnings read rightly, labelled texts", *table(rest, python), sep="\n")
    scores = [int(line.split()[1]) for line in first if line.split()[1].isdigit()]
    return 1 if max(scores) > scores[0] else 0


if __name__ == "__main__":
    sys.exit(main())
