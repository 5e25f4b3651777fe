"""Times of single turns, and a way to measure each library in a process of its own."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Times:
    """Seconds per turn, in the order they ran, and the seconds all of them took together."""

    each: list[float] = field(default_factory=list)
    whole: float = 0.0

    @property
    def per_second(self) -> float:
        return len(self.each) / self.whole

    def percentile(self, share: float) -> float:
        """The time that `share` of all turns stay within, in milliseconds."""
        ordered = sorted(self.each)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


class Clock:
    """Collects the time of each turn: `with clock:` around all, and inside `clock.lap()` after each or, when
    several run at once, `with clock.turn():` around each."""

    def __init__(self) -> None:
        self.times = Times()

    def __enter__(self) -> Clock:
        self._begin = self._last = time.perf_counter()
        return self

    def lap(self) -> None:
        now = time.perf_counter()
        self.times.each.append(now - self._last)
        self._last = now

    @contextmanager
    def turn(self) -> Iterator[None]:
        begin = time.perf_counter()
        yield
        self.times.each.append(time.perf_counter() - begin)

    def summed(self) -> Times:
        """The times when nothing but the turns themselves counts as the whole."""
        self.times.whole = sum(self.times.each)
        return self.times

    def __exit__(self, *_: object) -> None:
        self.times.whole = time.perf_counter() - self._begin


def alone(function: Callable[..., Any], *args: Any) -> Any:
    """Run a function of a module in a fresh process, so that no library slows the next one down."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(function, args)


def resident_mib(pid: int) -> float:
    """Memory that a process holds right now, in MiB (Linux)."""
    with open(f"/proc/{pid}/status") as status:
        kib = next(line.split()[1] for line in status if line.startswith("VmRSS"))
    return int(kib) / 1024
