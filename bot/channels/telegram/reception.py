"""Everything Telegram sends, led to whom it concerns: the routes of one bot."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

from aiogram import Bot, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.exceptions import AiogramError
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeUnion,
    ChatMemberUpdated,
)

from bot.channels.telegram import wording
from bot.channels.telegram.account import Account, Surroundings
from bot.channels.telegram.chats import Chats
from bot.channels.telegram.commands import described
from bot.channels.telegram.edits import Edits
from bot.channels.telegram.fetching import Files
from bot.channels.telegram.keyboard import Keyboards
from bot.channels.telegram.languages import Languages
from bot.channels.telegram.messages import Messages
from bot.channels.telegram.order import Order
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.presses import Presses
from bot.channels.telegram.sending import Postman

ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]
"""What is asked of Telegram; posts of channels are not even sent to us."""
PHONES = {"": "zh_Hans", "zh": "zh_Hans", "en": "en"}
"""Telegram tells commands apart by two letters; who reads traditional characters gets theirs per chat."""
REQUEST_SECONDS = 30.0
_IN = (ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.RESTRICTED)

_log = logging.getLogger(__name__)


class Reception:
    """One bot with all its parts. `clock` gives aware times."""

    def __init__(self, account: Account, around: Surroundings, clock: Callable[[], datetime], pace: Pace) -> None:
        server = TelegramAPIServer.from_base(account.api_base)
        self.bot = Bot(account.token, session=AiohttpSession(api=server, timeout=REQUEST_SECONDS))
        self._around, self._tasks = around, set[asyncio.Task[object]]()
        self._languages = languages = Languages(around.speeches, around.commands)
        keyboards, order = Keyboards(account.key), Order()
        chats = Chats(around, languages)
        web = account.public_url
        self.postman = Postman(self.bot, around.talk, keyboards, languages, pace, around.reached, web)
        self._messages = Messages(
            around, chats, languages, keyboards, self.postman, Files(self.bot, around.talk), order, web,
            self._aside, self._commands_of,
        )  # fmt: skip
        self._edits = Edits(around, chats, languages, self.postman, order)
        self._presses = Presses(
            self.bot, chats, languages, keyboards, self.postman, pace, order, clock, self._aside, self._commands_of
        )
        self.router = self._router()

    def _router(self) -> Router:
        router = Router(name="borrowers")
        # Without filters: aiogram sends each of its magic ones to a thread, which doubles what an update costs. And
        # without a dispatcher: its context of chat and user, which nobody here reads, costs as much as all routing.
        router.message.register(self._messages.take)
        router.edited_message.register(self._edits.take)
        router.callback_query.register(self._presses.take)
        router.my_chat_member.register(self._membership)
        return router

    async def _membership(self, change: ChatMemberUpdated) -> None:
        """The bot was blocked, unblocked, added or removed."""
        now, before = change.new_chat_member.status, change.old_chat_member.status
        if change.chat.type == ChatType.PRIVATE:
            if self._around.reached is not None:
                await self._around.reached(str(change.chat.id), now in _IN)
        elif now in _IN and before not in _IN:
            await self._explain(change)

    async def _explain(self, change: ChatMemberUpdated) -> None:
        """Say once, when added, that a group or channel is no place for us. Nothing said there is read or stored."""
        speech = self._languages.speech(self._languages.of_phone(change.from_user.language_code))
        try:
            me = await self.bot.me()
            await self.bot.send_message(change.chat.id, wording.group(speech, me.username or ""))
        except AiogramError as error:
            _log.info("a group could not be written to: %s", type(error).__name__)

    # ---------------------------------------------------------------- commands in Telegram's menu

    async def announce(self) -> None:
        """Put the commands into Telegram's menu, in each language that phones can be told apart by."""
        for code, locale in PHONES.items():
            if locale in self._languages.known():
                await self._set_commands(locale, BotCommandScopeAllPrivateChats(), code or None)

    async def _commands_of(self, chat: str, locale: str) -> None:
        """The menu of one chat, where its language is not the one its phone would get."""
        if locale != "zh_Hans" and locale in self._languages.known():
            await self._set_commands(locale, BotCommandScopeChat(chat_id=chat), None)

    async def _set_commands(self, locale: str, scope: BotCommandScopeUnion, code: str | None) -> None:
        texts = described(self._languages.speech(locale))
        commands = [BotCommand(command=name, description=text) for name, text in texts.items()]
        try:
            await self.bot.set_my_commands(commands, scope=scope, language_code=code)
        except AiogramError as error:
            _log.warning("the commands could not be set: %s", type(error).__name__)

    # ---------------------------------------------------------------- work on the side

    def _aside(self, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[object]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("something on the side failed: %s", type(error).__name__)

    async def settled(self) -> None:
        """Wait for what is being done on the side."""
        while self._tasks:
            await asyncio.wait(tuple(self._tasks))

    async def close(self) -> None:
        """Finish what is under way, within a few seconds, and hang up."""
        try:
            async with asyncio.timeout(3):
                await self.settled()
        except TimeoutError:
            for task in tuple(self._tasks):
                task.cancel()
        await self.bot.session.close()
