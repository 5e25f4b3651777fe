"""The few nouns that storage tests speak with: a borrower who talks, and what a turn comes to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from bot.model import Answer, Choice, Conversation, Frame, Incoming, Record, Reply
from bot.storage.base import Outcome, Store
from bot.storage.sqlite import SqliteStore

KEY = bytes(range(32))
NOW = datetime(2026, 11, 23, 16, 30, 0, 123456, tzinfo=UTC)

Open = Callable[[], SqliteStore]


class Talker:
    """A borrower who talks to a store: one message in, one saved turn."""

    def __init__(self, store: Store, sender: str = "测试用户", channel: str = "telegram") -> None:
        self.store, self.sender, self.channel = store, sender, channel

    def incoming(self, message_id: str, text: str = "", now: datetime = NOW) -> Incoming:
        return Incoming(self.channel, self.sender, message_id, now, text=text)

    def says(self, message_id: str, text: str = "", outcome: Outcome | None = None, now: datetime = NOW) -> int:
        """Load and save as a turn does; the transcript number of the replies."""
        loaded = self.store.load(self.channel, self.sender, now)
        return self.store.save_turn(loaded, self.incoming(message_id, text, now), outcome or turn(text), now)

    @property
    def borrower_id(self) -> str:
        return self.store.load(self.channel, self.sender, NOW).borrower_id


def turn(words: str = "他们骂人", record: str = "incident/1") -> Outcome:
    """What a turn that answers one question comes to."""
    return Outcome(
        Conversation((Frame("story", {"incident": record}, ("when",)),), asked="when", misses=1),
        records=(Record(record, {"words": Answer(words, words=words)}),),
        replies=(Reply("记下了:" + words), Reply("是什么时候?", (Choice("today", "今天"),), kind="question")),
        events=(("answered", record),),
    )
