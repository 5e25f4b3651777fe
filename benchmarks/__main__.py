"""`python -m benchmarks [--quick] [part …]`: every figure with its goal, in one table.

Ratios are taken between runs that follow each other, and the median of the rounds is shown: a machine's speed drifts
by half within a day, a ratio far less.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import advice, messages, pack, papers, peers, reading, start, telegram, turns
from benchmarks.measure import Times, alone
from bot import app

WAITING = 64  # messages that queue up at a time in the second form of our turn


@dataclass(frozen=True)
class Scale:
    """How much is measured: borrowers that talk, rounds, and borrowers stored beforehand."""

    users: int
    rounds: int
    commits: int
    stored: int
    calls: int
    prints: int


FULL = Scale(users=1000, rounds=3, commits=20_000, stored=100_000, calls=3000, prints=200)
QUICK = Scale(users=100, rounds=1, commits=2000, stored=5000, calls=500, prints=20)


@dataclass(frozen=True)
class Row:
    """One line of the table. `met` is None where there is no goal."""

    what: str
    figure: str
    goal: str = ""
    met: bool | None = None


def at_least(what: str, ratio: float, goal: float) -> Row:
    return Row(what, f"{ratio:.2f} x", f">= {goal:g} x", ratio >= goal)


def at_most(what: str, value: float, goal: float, unit: str, digits: int = 2) -> Row:
    return Row(what, f"{value:.{digits}f} {unit}", f"<= {goal:g} {unit}", value <= goal)


def shown(what: str, runs: list[Times]) -> Row:
    """The median run: turns per second, and times of one turn."""
    rate, half, most = (median(values) for values in zip(*map(_figures, runs), strict=True))
    return Row(what, f"{rate:,.0f}/s, p50 {half:.2f} ms, p99 {most:.2f} ms")


def _figures(run: Times) -> tuple[float, float, float]:
    return run.per_second, run.percentile(0.5), run.percentile(0.99)


def ratio(ours: list[Times], theirs: list[Times]) -> float:
    return median(one.per_second / other.per_second for one, other in zip(ours, theirs, strict=True))


def dialog(scale: Scale) -> Iterator[Row]:
    """Twelve questions, 13 turns a borrower, interleaved: ours against both libraries and the bare disk."""
    runs: dict[str, list[Times]] = {}
    for _ in range(scale.rounds):
        for name, function, args in (
            ("disk", peers.disk_floor, (scale.commits,)),
            ("one", turns.ours, (scale.users, 1)),
            ("aiogram", peers.aiogram_memory, (scale.users,)),
            ("many", turns.ours, (scale.users, WAITING)),
            ("telegram", peers.telegram_memory, (scale.users,)),
            ("pickle100", peers.telegram_pickle, (100, 300)),
            ("pickle", peers.telegram_pickle, (scale.users, 300)),
        ):
            runs.setdefault(name, []).append(alone(function, *args))
    yield shown("bare sqlite3, 500-byte row a commit, WAL, FULL", runs["disk"])
    yield shown("aiogram FSM in memory", runs["aiogram"])
    yield shown("python-telegram-bot ConversationHandler in memory", runs["telegram"])
    yield shown("  with PicklePersistence each turn, 100 users", runs["pickle100"])
    yield shown(f"  with PicklePersistence each turn, {scale.users:,} users", runs["pickle"])
    yield shown("ours, durable and encrypted, one message at a time", runs["one"])
    yield shown(f"ours, durable and encrypted, {WAITING} messages waiting", runs["many"])
    yield at_least("ours one at a time / aiogram in memory", ratio(runs["one"], runs["aiogram"]), 1.0)
    yield at_least(f"ours {WAITING} waiting / aiogram in memory", ratio(runs["many"], runs["aiogram"]), 1.0)
    yield at_least("ours one at a time / durable peer (pickle)", ratio(runs["one"], runs["pickle"]), 4.0)
    yield Row("share of the bare disk that ours reaches, one at a time", f"{ratio(runs['one'], runs['disk']):.2f} x")


def stored(scale: Scale) -> Iterator[Row]:
    """The same turns with many borrowers in the database."""
    both = [alone(turns.side_by_side, scale.users, 1000, scale.stored) for _ in range(scale.rounds)]
    few, many = [small for small, _ in both], [large for _, large in both]
    yield shown("ours with 1,000 stored borrowers", few)
    yield shown(f"ours with {scale.stored:,} stored borrowers", many)
    worst = median(b.percentile(0.99) / a.percentile(0.99) for a, b in zip(few, many, strict=True))
    yield at_most(f"p99 with {scale.stored:,} / with 1,000 stored borrowers", worst, 1.2, "x")


def engine(scale: Scale) -> Iterator[Row]:
    """The engine alone, and what a conversation weighs."""
    alone_times = [alone(turns.advance_alone, 40, scale.calls) for _ in range(scale.rounds)]
    half = median(times.percentile(0.5) for times in alone_times)
    yield at_most("advance alone, 40 questions answered, p50", half, 0.3, "ms", 3)
    short, long = (alone(turns.conversation_bytes, messages) for messages in (2, 200))
    yield at_most("stored bytes after 200 idle messages / after 2", long / short, 1.0, "x")


def advised(scale: Scale) -> Iterator[Row]:
    """Findings and plan of the largest case we expect."""
    runs = [alone(advice.findings_and_plan, 20) for _ in range(scale.rounds)]
    half = median(times.percentile(0.5) for times in runs)
    what = f"findings and plan, {advice.DEBTS} debts, {advice.INCIDENTS} incidents, p50"
    yield at_most(what, half, 50, "ms", 1)


def process(scale: Scale) -> Iterator[Row]:
    """The whole program: how soon it answers, how much memory it holds."""
    starts = [alone(start.first_answer, 10_000 if scale is FULL else 500) for _ in range(scale.rounds)]
    yield at_most("process start -> first answered message, over HTTP", median(s.seconds for s in starts), 1.5, "s")
    yield at_most("resident memory, 10,000 stored conversations", median(s.mib for s in starts), 150, "MiB", 0)


def talks(_: Scale) -> Iterator[Row]:
    """Messages a borrower has to send, counted in the golden transcripts."""
    for count in messages.counts():
        if count.messages is None:
            yield Row(count.what, "not reached", f"<= {count.goal} messages", met=False)
        else:
            yield at_most(count.what, count.messages, count.goal, "messages", 0)


def webhook(scale: Scale) -> Iterator[Row]:
    """Borrowers on Telegram by webhook, beside a bare aiogram echo in the same server."""
    rounds = telegram.webhook(15 if scale is FULL else 3)
    rate, echo = median(r.ours for r in rounds), median(r.echo for r in rounds)
    late, bare = median(r.asked_p99 for r in rounds), median(r.echo_asked_p99 for r in rounds)
    disk = median(r.fsync_p99 for r in rounds)
    yield Row("bare aiogram echo by webhook", f"{echo:,.0f}/s, p99 {bare:.2f} ms")
    yield Row("Telegram webhook, durable and encrypted", f"{rate:,.0f}/s, p99 {late:.2f} ms, fsync {disk:.2f} ms")
    yield at_least("Telegram webhook / bare aiogram echo, updates a second", median(r.ratio for r in rounds), 0.35)
    yield at_most("  p99, both at half of the load asked for", median(r.asked_ratio for r in rounds), 5, "x")
    yield at_most("  p99, each at half of its own load", median(r.p99_ratio for r in rounds), 5, "x")
    yield at_most("  p99, both at half of our load", median(r.same_load_ratio for r in rounds), 5, "x")
    least = telegram.control(15 if scale is FULL else 3)
    yield Row("  the same for an echo after one bare commit", f"{median(r.same_load_ratio for r in least):.2f} x")
    if Path(telegram.MEMORY_DISK).is_dir():
        inside = telegram.webhook(15 if scale is FULL else 3, telegram.MEMORY_DISK)
        yield Row("  the same without a disk", f"{median(r.same_load_ratio for r in inside):.2f} x")
    held = telegram.memory(100_000 if scale is FULL else 10_000)
    what = f"memory after {held.updates:,} updates / after a tenth of them"
    yield Row(what, f"{held.change:.2f} x", "0.90 to 1.10 x", 0.9 <= held.change <= 1.1)


def printed(scale: Scale) -> Iterator[Row]:
    """Letters and pictures beside the same made by hand, all warm, turn about in one process."""
    found = alone(papers.compared, scale.prints)
    for name, what, goal in (
        ("pdf", "two-page letter as PDF / bare Typst with text as data", 1.5),
        ("typed", "two-page letter as PDF / bare Typst with typed text", 1.5),
        ("docx", "the same letter as DOCX / bare python-docx", 1.5),
        ("chart", "call chart / bare Typst", 3.0),
    ):
        beside = found[name]
        yield at_most(what, beside.ratio, goal, "x")
        yield Row("  medians", f"{beside.ours:.1f} ms and {beside.bare:.1f} ms")


def packs(scale: Scale) -> Iterator[Row]:
    """An evidence pack with 200 files of 2 MB, or in a quick run 20."""
    files = 200 if scale is FULL else 20
    with tempfile.TemporaryDirectory() as folder:
        alone(pack.send, Path(folder), files, 2 * pack.MB)
        found = alone(pack.pack, Path(folder), files, 2 * pack.MB)
    what = f"evidence pack, {files} files of 2 MB ({found.packed_mib:.0f} MiB)"
    yield at_most(what, found.seconds, 10, "s")
    yield at_most("  largest the worker process ever was", found.mib, 200, "MiB", 0)
    yield Row("  checking it", f"{found.check_seconds:.2f} s")
    yield Row("  the same by bare zipfile, not encrypted", f"{found.bare_seconds:.2f} s")
    yield Row("  pack / bare zipfile", f"{found.seconds / found.bare_seconds:.2f} x")


def read(scale: Scale) -> Iterator[Row]:
    """What understanding a message costs, short and long."""
    runs = 9 if scale is FULL else 3
    begun, warmed = alone(reading.start)
    yield at_most(*begun, 500, "ms", 0)
    yield Row(warmed[0], f"{warmed[1]:.0f} ms")
    hearing = app.hearing()
    hearing.warm()
    texts = reading.texts(hearing)
    for what, value in reading.short(hearing, texts):
        yield at_most(what, value, 2, "ms")
    for what, value in (*reading.long(hearing, texts, runs), reading.answers(hearing, texts, runs)):
        yield at_most(what, value, 30, "ms", 1)


PARTS: dict[str, Callable[[Scale], Iterator[Row]]] = {
    "messages": talks,
    "reading": read,
    "engine": engine,
    "advice": advised,
    "start": process,
    "dialog": dialog,
    "stored": stored,
    "telegram": webhook,
    "papers": printed,
    "pack": packs,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--quick", action="store_true", help="a tenth of the borrowers, one round")
    parser.add_argument("parts", nargs="*", metavar="part", help=", ".join(PARTS))
    asked = parser.parse_args()
    unknown = set(asked.parts) - PARTS.keys()
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    print(f"{'':56}  {'figure':36}  {'goal':15}  met")
    for name in asked.parts or PARTS:
        for row in PARTS[name](QUICK if asked.quick else FULL):
            met = "" if row.met is None else "yes" if row.met else "NO"
            print(f"{row.what:56}  {row.figure:36}  {row.goal:15}  {met}".rstrip(), flush=True)


if __name__ == "__main__":
    main()
