"""A borrower past consent who sends things, through the real house and a real store."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot import custody
from bot.model import Incoming, Reply, Upload
from bot.storage.sqlite import SqliteStore
from bot.turns import jobs, turn
from bot.turns.house import House

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
STORY = "微粒贷催收昨晚11点半还在打电话，每天二十多个，还打给我爸妈"
PICTURE = b"\x89PNG\r\n\x1a\n"


class Keeper:
    """A borrower past consent who sends things."""

    def __init__(self, house: House, store: SqliteStore, channel: str = "terminal") -> None:
        self.house, self.store, self.channel = house, store, channel
        self._numbers = itertools.count(1)
        for text in (STORY, "1", "1", "对"):
            self.say(text)

    def say(self, text: str = "", *choice: str, files: tuple[Upload, ...] = (), forwarded: bool = False) -> str:
        """One message; everything that was said back, as one text."""
        id = f"m{next(self._numbers)}"
        told = NOW - timedelta(hours=2)
        incoming = Incoming(self.channel, "me", id, told, text, choice, files, forwarded=forwarded)
        with self.store.transaction():
            self.answered = turn.run(self.house, self.store, incoming, NOW)
        return "\n".join(reply.text for reply in self.answered.replies)

    def keep(self, name: str, content: bytes, type: str = "image/png") -> Upload:
        with self.store.transaction():
            return self.store.keep_file(self.channel, "me", name, type, content, NOW)

    def send(self, name: str, content: bytes = PICTURE, text: str = "") -> str:
        return self.say(text, files=(self.keep(name, content),))

    @property
    def id(self) -> str:
        return self.store.load(self.channel, "me", NOW).borrower_id

    def record(self, number: int) -> dict[str, object]:
        case = self.store.load(self.channel, "me", NOW).case
        return {key: answer.value for key, answer in case.record(f"evidence/{number}").answers.items()}

    @property
    def chain(self) -> list[tuple[str, int]]:
        links = self.store.custody(self.id)
        assert custody.broken(links) == ""
        return [(link.facts["event"], link.facts["exhibit"]) for link in links]

    def work(self) -> tuple[Reply, ...]:
        """Do the jobs that wait; what they said."""
        said: list[Reply] = []
        while True:
            with self.store.transaction():
                taken = jobs.take(self.house, self.store, NOW, self.id)
            if not isinstance(taken, jobs.Taken):
                return tuple(said)
            made = jobs.make(self.house, taken)
            with self.store.transaction():
                said += jobs.keep(self.house, self.store, taken.job, made, NOW)


def waiting_kinds(store: SqliteStore) -> list[str]:
    """The kinds of the jobs that wait, oldest first."""
    return [kind for (kind,) in store.rows("SELECT kind FROM job ORDER BY id")]
