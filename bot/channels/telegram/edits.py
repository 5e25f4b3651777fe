"""Edited messages: an edit of the last answer changes that answer; older ones are told how to."""

from __future__ import annotations

from aiogram.enums import ChatType
from aiogram.types import Message

from bot.channels.telegram import reading, wording
from bot.channels.telegram.account import Surroundings
from bot.channels.telegram.chats import Chats, Standing, closing
from bot.channels.telegram.commands import translated
from bot.channels.telegram.languages import Languages
from bot.channels.telegram.order import Order
from bot.channels.telegram.sending import Postman
from bot.model import Reply


class Edits:
    """What happens to an edited private message."""

    def __init__(
        self, around: Surroundings, chats: Chats, languages: Languages, postman: Postman, order: Order
    ) -> None:
        self._chats, self._languages, self._postman, self._order = chats, languages, postman, order
        self._commands = around.commands
        self._words = frozenset(word for command in around.commands.values() for word in command.words)

    async def take(self, message: Message) -> None:
        """Handle one edit, if it is private; returns when what has to be kept is committed. Raises StorageError."""
        if message.chat.type != ChatType.PRIVATE:
            return
        chat = str(message.chat.id)
        async with self._order.of(chat):
            standing = await self._chats.standing(chat)
            if not message.text or standing.last_number != message.message_id or standing.last_id[0] not in "me":
                await self._explain(chat, message, standing)
            elif standing.last is not None and standing.last.text == message.text:
                return
            elif not await self._stepped_back(chat, message, standing):
                await self._explain(chat, message, standing)
            else:
                await self._turn(chat, message, "e", text=translated(message.text, self._commands))

    async def _stepped_back(self, chat: str, message: Message, standing: Standing) -> bool:
        """Bring the talk to where the edited message answers it; False when it cannot be brought there."""
        before, after = standing.around_last()
        last = standing.last.text if standing.last else ""
        if before is None or after is None or _same(before, after) or self._is_command(last):
            return True  # the message changed no answer, so that the new words are simply heard
        replies = await self._turn(chat, message, "b", choice=("/back",))
        asked = closing(replies)
        if asked is not None and _same(before, asked):
            return True
        await self._turn(chat, message, "k", choice=("/keep",))
        return False

    def _is_command(self, text: str) -> bool:
        return text.startswith("/") or text.strip().lower() in self._words

    async def _turn(
        self, chat: str, message: Message, kind: str, text: str = "", choice: tuple[str, ...] = ()
    ) -> tuple[Reply, ...]:
        id = f"{kind}{message.message_id}:{message.edit_date or 0}"
        locale = self._languages.of_phone(message.from_user.language_code if message.from_user else None)
        return await self._chats.turn(chat, id, reading.said_at(message), locale, text=text, choice=choice)

    async def _explain(self, chat: str, message: Message, standing: Standing) -> None:
        phone = message.from_user.language_code if message.from_user else None
        speech = self._languages.speech(self._chats.locale(standing, phone))
        await self._postman.say(chat, wording.edit_noted(speech))


def _same(one: Reply, other: Reply) -> bool:
    """The same question: asked again it is only its last line, and may show the earlier answer below."""
    return _last_line(one) == _last_line(other)


def _last_line(asked: Reply) -> str:
    lines = asked.text.split("\n")
    shows_earlier = len(lines) > 1 and any(choice.id == "/keep" for choice in asked.choices)
    return lines[-2] if shows_earlier else lines[-1]
