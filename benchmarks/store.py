"""How fast the store loads and saves turns: `python -m benchmarks.store [TURNS]`.

Each turn is what a channel's message costs the store: looked up as a repeat, loaded, saved with one changed record.
Prints turns per second with one turn per commit and with fifty, and the microseconds a turn takes without its commit.
"""

from __future__ import annotations

import secrets
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from bot.model import Answer, Choice, Conversation, Frame, Incoming, Reply
from bot.storage.base import Outcome
from bot.storage.sqlite import SqliteStore

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
BORROWERS = 1000
CHOICES = tuple(Choice(f"option_{n}", f"选项{n}:一句短话") for n in range(6))
REPLIES = (
    Reply("记下了。", kind="notice"),
    Reply("接下来想知道:这件事是什么时候开始的?" * 3, CHOICES, kind="question"),
)


def turn(store: SqliteStore, sender: str, number: int) -> None:
    """One whole turn of the store's share."""
    incoming = Incoming("bench", sender, str(number), NOW, text="昨天晚上打了二十多个电话")
    if store.replies_to(incoming) is not None:
        raise SystemExit("a new message was taken for a repeat")
    loaded = store.load("bench", sender, NOW)
    record = loaded.case.record(f"incident/{number % 3 + 1}").with_answer(
        f"question_{number % 12}", Answer("是的", words="是的")
    )
    conversation = Conversation(
        (Frame("story"), Frame("incident", {"incident": record.id})), asked=f"question_{number}"
    )
    store.save_turn(loaded, incoming, Outcome(conversation, (record,), replies=REPLIES), NOW)


def run(store: SqliteStore, turns: int, together: int, start: int) -> tuple[float, float]:
    """Turns per second, and microseconds per turn inside the transaction."""
    inside, begun = 0.0, time.perf_counter()
    for first in range(start, start + turns, together):
        with store.transaction():
            before = time.perf_counter()
            for number in range(first, first + together):
                with store.savepoint():
                    turn(store, f"sender{number % BORROWERS}", number // BORROWERS)
            inside += time.perf_counter() - before
    return turns / (time.perf_counter() - begun), inside / turns * 1e6


def main() -> None:
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else 6000
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder, "bench.db"), secrets.token_bytes(32), Path(folder, "files"))
        run(store, BORROWERS * 6, 50, 0)
        for together, start in ((1, BORROWERS * 6), (50, BORROWERS * 6 + turns)):
            rate, inside = run(store, turns, together, start)
            print(f"{together:3} per commit: {rate:8.0f} turns/s, {inside:6.0f} µs a turn without its commit")
        store.close()


if __name__ == "__main__":
    main()
