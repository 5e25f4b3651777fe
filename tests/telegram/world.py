"""What the emulator knows: people, chats, messages, files, and the updates that wait for the bot."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.telegram import contract

if TYPE_CHECKING:
    from tests.telegram.emulator import Emulator

BOT = {"id": 1234567890, "is_bot": True, "first_name": "不慌", "username": "buhuang_test_bot"}
DOWNLOAD_LIMIT = 20 * 1024 * 1024
DATE = 1_795_300_000  # an autumn day in 2026


@dataclass
class Chat:
    """One chat: what Telegram shows of it, and everything said in it."""

    world: World
    shown: dict[str, Any]
    started: bool = False
    blocked: bool = False
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)
    flooded_until: float = 0.0
    spent: float = 0.0

    @property
    def id(self) -> int:
        return int(self.shown["id"])

    @property
    def type(self) -> str:
        return str(self.shown["type"])

    def add(self, sender: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        """One more message; a copy of it, as it goes over the wire."""
        self.world.last_message += 1
        message = {"message_id": self.world.last_message, "date": self.world.now(), "chat": self.shown, "from": sender}
        message |= {name: value for name, value in body.items() if value not in (None, [], "")}
        self.messages[self.world.last_message] = message
        self.world.changed()
        return dict(message)

    def flood(self, seconds: float) -> None:
        """Refuse what is sent here for so long (429)."""
        self.flooded_until = time.monotonic() + seconds

    def from_bot(self) -> list[dict[str, Any]]:
        """What the bot wrote, oldest first."""
        return [message for message in self.messages.values() if message["from"]["is_bot"]]


@dataclass
class World:
    """Everything but the server."""

    chats: dict[int, Chat] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    commands: dict[tuple[str, Any, str], list[dict[str, Any]]] = field(default_factory=dict)
    presses: set[str] = field(default_factory=set)
    sent_at: list[float] = field(default_factory=list)
    last_message: int = 100
    last_update: int = 5000
    emulator: Emulator | None = None
    contents: dict[str, bytes] = field(default_factory=dict)
    queue: list[dict[str, Any]] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def now(self) -> int:
        """Seconds; each message is a second later than the one before it."""
        return DATE + self.last_message

    def chat(self, shown: dict[str, Any]) -> Chat:
        return self.chats.setdefault(shown["id"], Chat(self, shown))

    def changed(self) -> None:
        """Wake whoever waits for something to happen."""
        self._news.set()
        self._news = asyncio.Event()

    async def change(self, seconds: float) -> None:
        """Wait for the next thing to happen, or so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return

    def update(self, body: dict[str, Any]) -> dict[str, Any]:
        """Put an update into the bot's queue; it must be one that Telegram could send."""
        self.last_update += 1
        update = {"update_id": self.last_update, **body}
        faults = contract.update_faults(update)
        assert not faults, faults
        self.queue.append(update)
        self.changed()
        return update

    def waiting(self, allowed: list[str] | None) -> list[dict[str, Any]]:
        """Updates not confirmed yet, of the kinds asked for."""
        return [update for update in self.queue if not allowed or any(kind in update for kind in allowed)]

    def confirm(self, offset: int) -> None:
        """Forget the updates below the offset; a negative one keeps that many of the last."""
        kept = self.queue[offset:] if offset < 0 else [u for u in self.queue if u["update_id"] >= offset]
        self.queue[:] = kept

    def keep(self, name: str, content: bytes, size: int | None = None) -> dict[str, Any]:
        """Keep a file; `size` claims another one than its bytes have."""
        number = len(self.files) + 1
        file = {"file_id": f"FILE{number:04}-abc", "file_unique_id": f"U{number:04}", "file_size": size or len(content)}
        path = f"documents/file_{number}.{name.rpartition('.')[2] or 'bin'}"
        self.files[file["file_id"]] = {**file, "file_path": path}
        self.contents[path] = content
        return file

    def stored(self, path: str) -> bytes | None:
        return self.contents.get(path)
