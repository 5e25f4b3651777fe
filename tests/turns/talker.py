"""Somebody who talks to the real house through a real store."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.model import Incoming, Reply
from bot.storage.sqlite import SqliteStore
from bot.turns import turn
from bot.turns.house import House

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
STORY = "微粒贷催收昨晚11点半还在打电话，每天二十多个，还打给我爸妈"


class Talker:
    """Sends messages with fresh ids and remembers the last answer."""

    def __init__(self, house: House, store: SqliteStore, sender: str = "me") -> None:
        self.house, self.store, self.sender = house, store, sender
        self.number, self.now = 0, NOW
        self.answered = turn.Answered(())

    def say(self, *texts: str, id: str = "") -> Talker:
        for text in texts:
            self._send(id, text=text)
        return self

    def press(self, *ids: str) -> Talker:
        return self._send("", choice=ids)

    def _send(self, id: str, **what: object) -> Talker:
        self.number += 1
        incoming = Incoming("terminal", self.sender, id or str(self.number), self.now, **what)  # type: ignore[arg-type]
        with self.store.transaction():
            self.answered = turn.run(self.house, self.store, incoming, self.now)
        return self

    @property
    def text(self) -> str:
        return "\n".join(reply.text for reply in self.answered.replies)

    @property
    def last(self) -> Reply:
        return self.answered.replies[-1]

    @property
    def asked(self) -> str:
        return self.store.load("terminal", self.sender, self.now).conversation.asked

    @property
    def buttons(self) -> tuple[str, ...]:
        return tuple(choice.label for choice in self.last.choices)

    def value(self, ref: str) -> object:
        record, _, question = ref.partition(".")
        return self.store.load("terminal", self.sender, self.now).case.value(record, question)
