"""How the desk holds up: `python -m benchmarks.desk [--quick]`.

The queue page with few and with very many cases, fifty moderators claiming at once, and the time from a borrower's
words to an open desk, all over a real socket and a real database.
"""

from __future__ import annotations

import argparse
import http.client
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from benchmarks.measure import Times
from bot import app
from bot.model import Conversation, Flag, Incoming
from bot.moderation import accounts, desk, queue
from bot.settings import Settings
from bot.storage import codec
from bot.storage.base import Outcome
from bot.storage.sqlite import SqliteStore
from bot.storage.sqlite_room import stamp
from bot.turns import turn
from bot.turns.house import House
from bot.turns.talk import HouseTalk
from bot.turns.thread import TurnThread

SECRET = b"benchmark"
SEVERITIES = ("P0", "P1", "P2", "P3")
CLOSED_EACH = 50  # closed cases of one borrower, so that a million flags need no million borrowers


def open_store(folder: Path) -> SqliteStore:
    return SqliteStore(folder / "desk.db", bytes(32), folder / "files", app.PULLED)


def fill(store: SqliteStore, cases: int, closed: int) -> None:
    """So many open cases, and so many closed flags of other borrowers."""
    now = app.clock()
    for first in range(0, cases, 500):
        with store.transaction():
            for number in range(first, min(first + 500, cases)):
                at = now - timedelta(seconds=number)
                loaded = store.load("web", f"open {number}", at)
                flags = (Flag("asked_for_person", SEVERITIES[number % 4], "bench"),)  # type: ignore[arg-type]
                incoming = Incoming("web", f"open {number}", "1", at, text="人工")
                store.save_turn(loaded, incoming, Outcome(Conversation(), flags=flags), at)
    trigger = store.rows("SELECT sql FROM sqlite_master WHERE name = 'flag_opens_review'").fetchone()[0]
    with store.transaction():
        store.rows("DROP TRIGGER flag_opens_review")  # these flags have their closed cases already
        for borrower in range(closed // CLOSED_EACH):
            fill_closed(store, borrower, stamp(now))
        store.rows(trigger)
    store.rows("ANALYZE")


def fill_closed(store: SqliteStore, borrower: int, at: int) -> None:
    id = store.new_borrower_id()
    locker = store.make_borrower(id, "web", f"closed {borrower}", Conversation(), 2, app.clock(), silent=False)
    sealed = locker.close("flag", 2, codec.packed({"reason": "misunderstood", "rule": "bench", "words": ""}))
    for number in range(CLOSED_EACH):
        case = store.rows(
            "INSERT INTO review (borrower_id, severity, opened_at, answered_at, closed_at, outcome, change) "
            "VALUES (?, 'P3', ?, ?, ?, 'helped', 1)", (id, at, at, at - number),
        ).lastrowid  # fmt: skip
        store.rows(
            "INSERT INTO flag (borrower_id, number, at, severity, content, review_id) VALUES (?, 2, ?, 'P3', ?, ?)",
            (id, at, sealed, case),
        )


class Served:
    """One house with its desk over a real socket, and a moderator who is logged in."""

    def __init__(self, house: House, folder: Path) -> None:
        self.thread = TurnThread(lambda: open_store(folder))
        self.thread.start()
        self.talk = HouseTalk(house, self.thread, app.clock)
        self.token = accounts.token()
        self.thread.submit(self._log_in).result()
        site = Starlette(routes=desk.routes(self.talk, SECRET, app.ROOT / "templates", app.clock))
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.server = uvicorn.Server(
            uvicorn.Config(site, log_level="warning", access_log=False, timeout_graceful_shutdown=1)
        )
        self.serving = threading.Thread(target=self.server.run, kwargs={"sockets": [self.socket]}, daemon=True)
        self.serving.start()

    def _log_in(self, store: object) -> None:
        assert isinstance(store, SqliteStore)
        staff = store.add_staff("bench", "moderator", app.clock())
        assert staff is not None
        store.enrol(staff.id, "x", "JBSWY3DPEHPK3PXP")
        store.open_session(accounts.hashed(self.token), staff.id, app.clock())

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)

    def get(self, line: http.client.HTTPConnection, path: str) -> str:
        line.request("GET", path, headers={"cookie": f"desk={self.token}"})
        answer = line.getresponse()
        text = answer.read().decode()
        assert answer.status == 200, answer.status
        return text

    def stop(self) -> None:
        self.server.should_exit = True
        self.serving.join()
        self.socket.close()
        self.thread.stop()


@contextmanager
def served(house: House, cases: int, closed: int) -> Iterator[Served]:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder))
        fill(store, cases, closed)
        store.close()
        found = Served(house, Path(folder))
        try:
            yield found
        finally:
            found.stop()


def pages(house: House, few: int, many: int, closed: int, rounds: int) -> tuple[Times, Times]:
    """The queue page with few and with many cases, taken in turns."""
    small, large = Times(), Times()
    with served(house, few, 0) as one, served(house, many, closed) as other:
        for number in range(rounds + 10):
            for desk_, times in ((one, small), (other, large)):
                line = desk_.connect()
                begin = time.perf_counter()
                desk_.get(line, "/desk")
                if number >= 10:  # the first ones read templates and pages of the database
                    times.each.append(time.perf_counter() - begin)
                line.close()
    return small, large


def until_shown(house: House, rounds: int) -> tuple[Times, Times]:
    """From a borrower's words to the row on an open desk: raised in this process, and in another one."""
    here, elsewhere = Times(), Times()
    with tempfile.TemporaryDirectory() as folder:
        found = Served(house, Path(folder))
        other = open_store(Path(folder))
        stream, line = found.connect(), found.connect()
        stream.request("GET", "/desk/events", headers={"cookie": f"desk={found.token}"})
        events = stream.getresponse()
        for number in range(rounds):
            for times, local in ((here, True), (elsewhere, False)):
                time.sleep(0.07 * (number % 7))  # anywhere between two looks
                sender = f"{number} {local}"
                incoming = Incoming("web", sender, "1", app.clock(), text="我不想活了，今晚就从楼上跳下去")
                begin = time.perf_counter()
                if local:
                    found.thread.submit(lambda store, i=incoming: turn.run(house, store, i, app.clock())).result()
                else:
                    with other.transaction():
                        turn.run(house, other, incoming, app.clock())
                while not events.readline().startswith(b"event: queue"):
                    pass
                assert "有轻生的话" in found.get(line, "/desk")
                times.each.append(time.perf_counter() - begin)
        stream.close()
        other.close()
        found.stop()
    return here, elsewhere


def claims(moderators: int, cases: int) -> tuple[int, int, float]:
    """Everybody takes the next case until there are none: claims, different cases, seconds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = open_store(folder)
        fill(store, cases, 0)
        staff = [store.add_staff(f"m{number}", "moderator", app.clock()) for number in range(moderators)]
        store.close()
        got: list[int] = []
        start = threading.Barrier(moderators + 1)

        def work(who: object) -> None:
            mine = open_store(folder)
            start.wait()
            found: object = True
            while found:
                with mine.transaction():
                    case = queue.next_case(mine, who, app.clock())  # type: ignore[arg-type]
                found = case
                if case:
                    got.append(case.id)
            mine.close()

        threads = [threading.Thread(target=work, args=(one,)) for one in staff]
        for thread in threads:
            thread.start()
        start.wait()
        begin = time.perf_counter()
        for thread in threads:
            thread.join()
        return len(got), len(set(got)), time.perf_counter() - begin


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desk")
    parser.add_argument("--quick", action="store_true", help="a tenth of everything")
    part = 10 if parser.parse_args().quick else 1
    house = app.house(Settings())

    def say(what: str, figure: str, goal: str, met: bool) -> None:
        print(f"{what:60}  {figure:28}  {goal:12}  {'yes' if met else 'NO'}", flush=True)

    done, different, seconds = claims(50 // (2 if part > 1 else 1), 1000 // part)
    say(f"50 moderators, {1000 // part} cases", f"{done} claims, {different} cases, {seconds:.1f} s", "all, once",
        done == different == 1000 // part)  # fmt: skip
    for name, times in zip(("same process", "another process"), until_shown(house, 40 // part), strict=True):
        worst = times.percentile(1.0)
        say(f"danger words -> on an open desk, {name}", f"p50 {times.percentile(0.5):.0f}, max {worst:.0f} ms",
            "<= 1000 ms", worst <= 1000)  # fmt: skip
    many, closed = 50_000 // part, 1_000_000 // part
    small, large = pages(house, 500, many, closed, 300 // part)
    p95 = large.percentile(0.95)
    say(f"queue page, {many:,} open, {closed:,} closed flags", f"p50 {large.percentile(0.5):.1f}, p95 {p95:.1f} ms",
        "<= 100 ms", p95 <= 100)  # fmt: skip
    say("queue page, 500 open cases", f"p50 {small.percentile(0.5):.1f}, p95 {small.percentile(0.95):.1f} ms", "", True)
    share = p95 / small.percentile(0.95)
    say("  many / few, p95", f"{share:.2f} x", "<= 1.5 x", share <= 1.5)


if __name__ == "__main__":
    main()
