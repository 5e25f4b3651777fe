"""People in front of the emulator: what they do in Telegram becomes an update for the bot."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.telegram.emulator import Emulator
from tests.telegram.world import Chat

PATIENCE = 15.0  # seconds to wait for the bot; far more than it needs
MEMBER_RIGHTS = {"status": "member"}


@dataclass
class Person:
    """One user with a private chat to the bot."""

    server: Emulator
    id: int = 777000
    language: str = "zh-hans"
    seen: int = field(default=0)

    def __post_init__(self) -> None:
        shown = {"id": self.id, "type": "private", "first_name": "测试用户"}
        self.chat: Chat = self.server.world.chat(shown)

    @property
    def user(self) -> dict[str, Any]:
        return {"id": self.id, "is_bot": False, "first_name": "测试用户", "language_code": self.language}

    # ---------------------------------------------------------------- doing

    def sends(self, **body: Any) -> dict[str, Any]:
        """Any message; returns it as Telegram keeps it."""
        self.chat.started = True
        message = self.chat.add(self.user, body)
        self.server.world.update({"message": message})
        return message

    def says(self, text: str, **more: Any) -> dict[str, Any]:
        """Words; those that begin with a slash are marked as a command, as Telegram does."""
        if text.startswith("/"):
            command = text.split()[0]
            more["entities"] = [{"type": "bot_command", "offset": 0, "length": len(command)}]
        return self.sends(text=text, **more)

    def edits(self, message: dict[str, Any], text: str) -> dict[str, Any]:
        changed = {**message, "text": text, "edit_date": message["date"] + 60}
        self.chat.messages[message["message_id"]] = changed
        return self.server.world.update({"edited_message": changed})

    def forwards(self, text: str, date: int) -> dict[str, Any]:
        """Somebody else's words, first written at `date`."""
        origin = {"type": "hidden_user", "sender_user_name": "某催收", "date": date}
        return self.says(text, forward_origin=origin)

    def photo(self, content: bytes, **more: Any) -> dict[str, Any]:
        """A photo, in the two sizes Telegram makes of it."""
        small, large = self.server.world.keep("s.jpg", content[:10]), self.server.world.keep("l.jpg", content)
        sizes = [{**small, "width": 90, "height": 60}, {**large, "width": 1280, "height": 853}]
        return self.sends(photo=sizes, **more)

    def document(self, name: str, type: str, content: bytes, size: int | None = None, **more: Any) -> dict[str, Any]:
        file = self.server.world.keep(name, content, size)
        return self.sends(document={**file, "file_name": name, "mime_type": type}, **more)

    def presses(self, label: str, message: dict[str, Any] | None = None) -> dict[str, Any]:
        """The button that has this in its label, of the newest message with buttons or of an earlier look at one."""
        shown = message or self.question()
        buttons = [b for row in shown["reply_markup"]["inline_keyboard"] for b in row]
        found = [button for button in buttons if label in button["text"]]
        assert found, f"no {label} among {[button['text'] for button in buttons]}"
        return self.taps(shown, found[0]["callback_data"])

    def taps(self, message: dict[str, Any], data: str) -> dict[str, Any]:
        """A press with this data, whether or not a button has it."""
        current = self.chat.messages.get(message["message_id"], message)
        id = str(self.server.world.last_update + 70_000)
        self.server.world.presses.add(id)
        body = {"id": id, "from": self.user, "message": current, "chat_instance": "42", "data": data}
        return self.server.world.update({"callback_query": body})

    def blocks(self, blocked: bool = True) -> dict[str, Any]:
        self.chat.blocked = blocked
        bot = {"id": 1234567890, "is_bot": True, "first_name": "不慌", "username": "buhuang_test_bot"}
        states = [{"user": bot, "status": "member"}, {"user": bot, "status": "kicked", "until_date": 0}]
        old, new = states if blocked else reversed(states)
        change = {"chat": self.chat.shown, "from": self.user, "date": self.server.world.now()}
        return self.server.world.update({"my_chat_member": change | {"old_chat_member": old, "new_chat_member": new}})

    # ---------------------------------------------------------------- hearing

    def heard(self) -> list[dict[str, Any]]:
        """What the bot wrote, oldest first."""
        return self.chat.from_bot()

    def texts(self) -> list[str]:
        return [str(message.get("text") or message.get("caption") or "") for message in self.heard()]

    def question(self) -> dict[str, Any]:
        """The newest message with buttons."""
        return next(message for message in reversed(self.heard()) if "reply_markup" in message)

    def labels(self) -> list[str]:
        return [button["text"] for row in self.question()["reply_markup"]["inline_keyboard"] for button in row]

    async def until(self, holds: Callable[[], object], seconds: float = PATIENCE) -> None:
        """Wait until something holds. Raises TimeoutError with what the bot said so far."""
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end:
                raise TimeoutError(f"the bot said only: {self.texts()}")
            await self.server.world.change(0.05)

    async def answered(self, count: int = 1) -> list[str]:
        """Wait for so many more messages; those."""
        await self.until(lambda: len(self.heard()) >= self.seen + count)
        fresh = self.texts()[self.seen :]
        self.seen += len(fresh)
        return fresh

    async def asked(self) -> list[str]:
        """Wait for the next message with buttons; everything the bot wrote since the last look."""
        await self.until(lambda: any("reply_markup" in message for message in self.heard()[self.seen :]))
        return await self.answered(0)

    async def quiet(self, seconds: float = 0.15) -> list[str]:
        """Give the bot time to write what it should not; what it wrote."""
        await asyncio.sleep(seconds)
        return await self.answered(0)
