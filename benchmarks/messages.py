"""How many messages a borrower sends until there is a letter, and to log one more incident; counted in a real talk."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.turns import NOW, environ
from bot import app, settings
from bot.model import Incoming, Reply
from bot.storage.base import Loaded, Store
from bot.turns import turn
from bot.turns.house import House

NARRATIVE = (
    "我在微粒贷借了两万三,逾期45天了。从上周三开始每天三十多个电话,"
    "昨晚11点半还打给我妈,骂得很难听,还说要让通讯录里的人都知道。"
)
ONE_MORE = "今天早上6点又打了12个电话,还打到我单位"
# What a borrower in a hurry taps, the first that is offered: the letter as soon as it is there.
TAPS = ("letter:platform_letter", "agreed", "none", "right", "yes", "/skip")
PATIENCE = 20  # messages after which nobody would go on


@dataclass(frozen=True)
class Count:
    """A count with the most it may be; None when the talk got stuck before."""

    what: str
    messages: int | None
    goal: int


@dataclass
class Borrower:
    """Someone in a talk: sends messages and counts them."""

    house: House
    store: Store
    sent: int = 0
    replies: tuple[Reply, ...] = field(default=())

    def say(self, text: str = "", choice: tuple[str, ...] = ()) -> None:
        self.sent += 1
        incoming = Incoming("web", "borrower", f"message-{self.sent}", NOW, text, choice)
        with self.store.transaction():
            self.replies = turn.run(self.house, self.store, incoming, NOW).replies

    def tap(self) -> bool:
        """Press the first button that a borrower in a hurry would; False when none fits or patience ends."""
        offered = [choice.id for reply in self.replies for choice in reply.choices]
        pressed = next((id for id in TAPS if id in offered), "")
        if not pressed or self.sent >= PATIENCE:
            return False
        self.say(choice=(pressed,))
        return True

    def loaded(self) -> Loaded:
        return self.store.load("web", "borrower", NOW)


def counts() -> Iterator[Count]:
    """The counts with their goals."""
    with tempfile.TemporaryDirectory() as name:
        found = settings.read(environ(Path(name)))
        borrower = Borrower(app.house(found), app.open_store(found))
        borrower.say(NARRATIVE)
        yield Count("one-message story -> finished platform letter", _until(borrower, 0, _has_letter), 6)
        before, known = borrower.sent, len(borrower.loaded().case.of("incident"))
        borrower.say(ONE_MORE)
        yield Count("one more incident logged", _until(borrower, before, lambda b: _has_logged(b, known + 1)), 3)
        borrower.store.close()


def _until(borrower: Borrower, before: int, done: Callable[[Borrower], bool]) -> int | None:
    """Tap until it is done; the messages sent since there were `before`, or None when stuck."""
    while not done(borrower):
        if not borrower.tap():
            return None
    return borrower.sent - before


def _has_letter(borrower: Borrower) -> bool:
    return any(reply.kind == "letter" for reply in borrower.replies)


def _has_logged(borrower: Borrower, incidents: int) -> bool:
    loaded = borrower.loaded()
    return len(loaded.case.of("incident")) == incidents and not loaded.conversation.stack
