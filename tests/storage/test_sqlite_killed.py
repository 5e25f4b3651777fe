"""The process killed (kill -9) at any point: what was committed is whole, what was not is not there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bot.storage.sqlite import SqliteStore
from tests.storage.talking import KEY, NOW, Talker, turn

ROOT = Path(__file__).parents[2]
TALK = """
import sys
from pathlib import Path
from bot.storage.sqlite import SqliteStore
from tests.storage.talking import KEY, NOW, Talker, turn
folder, first, inside = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
store = SqliteStore(folder / "bot.db", KEY, folder / "files")
talker, number = Talker(store), first
while True:
    with store.transaction():
        with store.savepoint():
            talker.says(str(number), str(number), turn(str(number), f"incident/{number}"))
        if number == inside:
            print("inside", flush=True)
            sys.stdin.read()
    print(number, flush=True)
    number += 1
"""


def talk_until_killed(folder: Path, first: int, acknowledged: int, inside: int = -1) -> int:
    """Let a child talk, kill it once it has acknowledged so many turns, and give the last number it acknowledged."""
    child = subprocess.Popen(
        [sys.executable, "-c", TALK, str(folder), str(first), str(inside)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True,
    )  # fmt: skip
    with child:
        assert child.stdout is not None
        last = first - 1
        for line in child.stdout:
            if line == "inside\n":
                break
            last = int(line)
            if last + 1 >= first + acknowledged:
                break
        child.kill()
        rest = [int(line) for line in child.stdout if line.strip().isdecimal()]
    return max([last, *rest])


def whole_turns(folder: Path) -> int:
    """How many turns are stored, each found whole: message, replies, record, outbox row and audit event."""
    store = SqliteStore(folder / "bot.db", KEY, folder / "files")
    loaded = store.load("telegram", "测试用户", NOW)
    lines = store.transcript("telegram", "测试用户", 0, 100_000)
    said = [int(line.incoming.text) for line in lines if line.incoming]
    counts = store.counts()
    assert said == list(range(len(said)))
    assert [line.replies for line in lines if line.replies] == [turn(str(n)).replies for n in said]
    assert list(loaded.case.records) == [f"incident/{n}" for n in said]
    assert counts["message"] == counts["record"] == counts["outbox"] == counts["audit"] == loaded.version == len(said)
    store.close()
    return len(said)


def test_killed_between_saving_and_commit(tmp_path: Path) -> None:
    """A turn that was saved but not committed is not there, and the same message runs afterwards as new."""
    last = talk_until_killed(tmp_path, 0, 99, inside=3)
    assert last == 2
    assert whole_turns(tmp_path) == 3
    store = SqliteStore(tmp_path / "bot.db", KEY, tmp_path / "files")
    talker = Talker(store)
    assert store.replies_to(talker.incoming("3")) is None
    assert store.replies_to(talker.incoming("2")) == turn("2").replies
    store.close()


def test_killed_at_any_moment(tmp_path: Path, soak: bool) -> None:
    """However often it is killed while talking, every acknowledged turn is there once and none is half there."""
    stored = 0
    for kill in range(200 if soak else 4):
        acknowledged = talk_until_killed(tmp_path, stored, 1 + kill * 7 % 23)
        before, stored = acknowledged + 1, whole_turns(tmp_path)
        assert before <= stored <= before + 1
