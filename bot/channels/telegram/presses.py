"""Pressed buttons: one choice goes to the house, ticks stay in the message, an old button is explained."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from datetime import datetime
from html import escape
from typing import Any

from aiogram import Bot
from aiogram.enums import ChatType
from aiogram.exceptions import AiogramError, TelegramRetryAfter
from aiogram.types import CallbackQuery

from bot.channels.telegram import markup, wording
from bot.channels.telegram.chats import Chats, Standing
from bot.channels.telegram.keyboard import Keyboards, Press, chosen
from bot.channels.telegram.languages import Languages
from bot.channels.telegram.messages import Aside
from bot.channels.telegram.order import Line, Order
from bot.channels.telegram.pace import Pace
from bot.channels.telegram.sending import NO_PREVIEW, Postman, inline
from bot.model import Reply
from bot.speech import Speech

LANGUAGE = "locale:"  # how the house's language choices begin

_log = logging.getLogger(__name__)


class Presses:
    """What happens to a pressed button."""

    def __init__(
        self, bot: Bot, chats: Chats, languages: Languages, keyboards: Keyboards, postman: Postman, pace: Pace,
        order: Order, clock: Callable[[], datetime], aside: Aside,
        greet: Callable[[str, str], Coroutine[Any, Any, None]],
    ) -> None:  # fmt: skip
        self._bot, self._chats, self._languages, self._keyboards = bot, chats, languages, keyboards
        self._postman, self._pace, self._order, self._clock = postman, pace, order, clock
        self._aside, self._greet = aside, greet

    async def take(self, query: CallbackQuery) -> None:
        """Handle one press; returns when what has to be kept is committed. Raises StorageError."""
        if query.message is None or query.message.chat.type != ChatType.PRIVATE:
            self._aside(self._answer(query))
            return
        chat, message = str(query.message.chat.id), query.message.message_id
        async with self._order.of(chat) as line:
            standing = await self._chats.standing(chat)
            number = self._keyboards.read_number(query.data or "", chat)
            if standing.last_id == f"p{message}":  # the same press again: a second tap, or Telegram repeats itself
                self._aside(self._answer(query))
                self._aside(self._strip(chat, message))
            elif number is not None:
                await self._number(query, chat, message, number, standing)
            else:
                await self._question(query, chat, message, standing, line)

    async def _question(self, query: CallbackQuery, chat: str, message: int, standing: Standing, line: Line) -> None:
        asked = standing.question
        press = None
        if asked is not None and standing.last_number < message:
            press = self._keyboards.read(query.data or "", asked, chat)
        if asked is None or press is None:
            await self._stale(query, chat, message, standing)
        elif press.kind in ("tick", "page"):
            await self._turn_over(query, chat, message, asked, press, line)
        else:
            ticked = line.ticked.get(message, press.ticked)
            press = Press(press.kind, press.number, ticked, press.page)
            await self._choose(query, chat, message, asked, press)

    async def _choose(self, query: CallbackQuery, chat: str, message: int, asked: Reply, press: Press) -> None:
        picked = chosen(asked, press)
        speech = self._languages.speech(self._languages.of_reply(asked))
        if not picked:
            self._aside(self._answer(query, wording.tick_first(speech)))
            return
        locale = self._languages.of_phone(query.from_user.language_code)
        ids = tuple(choice.id for choice in picked)
        await self._chats.turn(chat, f"p{message}", self._clock(), locale, choice=ids)
        self._aside(self._answer(query))
        self._aside(self._seal(chat, message, asked, speech, [choice.label for choice in picked]))
        if ids[0].startswith(LANGUAGE):
            self._aside(self._greet(chat, ids[0].removeprefix(LANGUAGE)))

    async def _turn_over(
        self, query: CallbackQuery, chat: str, message: int, asked: Reply, press: Press, line: Line
    ) -> None:
        """Show the same question with one tick changed, or another page of it."""
        ticked = line.ticked.get(message, press.ticked)
        if press.kind == "tick":
            ticked ^= 1 << int(press.number)
        done = wording.done(self._languages.speech(self._languages.of_reply(asked)))
        rows = self._keyboards.rows(asked, chat, done, ticked, press.page)
        said = ""
        try:
            await self._bot.edit_message_reply_markup(chat_id=chat, message_id=message, reply_markup=inline(rows))
            line.ticked[message] = ticked
        except TelegramRetryAfter as error:
            self._pace.hold(chat, error.retry_after)
            said = wording.slow_down(self._languages.speech(self._languages.of_reply(asked)))
        except AiogramError as error:  # not modified: the page that is shown, pressed again
            _log.info("a keyboard was not changed: %s", type(error).__name__)
        self._aside(self._answer(query, said))

    async def _stale(self, query: CallbackQuery, chat: str, message: int, standing: Standing) -> None:
        speech = self._languages.speech(self._chats.locale(standing, query.from_user.language_code))
        asked = standing.question
        self._aside(self._answer(query, wording.stale(speech) if asked else wording.nothing_asked(speech)))
        self._aside(self._strip(chat, message))
        if asked is not None:
            self._aside(self._postman.show(chat, asked))

    async def _number(self, query: CallbackQuery, chat: str, message: int, press: Press, standing: Standing) -> None:
        """The offer to keep a contact's number was taken or declined."""
        locale = self._chats.locale(standing, query.from_user.language_code)
        speech = self._languages.speech(locale)
        self._aside(self._answer(query))
        if press.page:
            told = wording.number_told(speech, press.number)
            await self._chats.turn(chat, f"p{message}", self._clock(), locale, text=told)
        said = wording.number_yes(speech) if press.page else wording.number_left(speech)
        asked = Reply(wording.collectors_number(speech, press.number))
        self._aside(self._seal(chat, message, asked, speech, [said]))

    # ---------------------------------------------------------------- calls that nothing depends on

    async def _answer(self, query: CallbackQuery, said: str = "") -> None:
        await self._quietly(self._bot.answer_callback_query(query.id, text=said or None))

    async def _strip(self, chat: str, message: int) -> None:
        """Take the buttons off a message."""
        await self._quietly(self._bot.edit_message_reply_markup(chat_id=chat, message_id=message))

    async def _seal(self, chat: str, message: int, asked: Reply, speech: Speech, labels: list[str]) -> None:
        """Put what was chosen in place of the buttons, so that the talk can be read back."""
        pieces = markup.pieces(asked, wording.sent_by_person(speech))
        told = "、".join(labels)
        if len(pieces) != 1 or markup.units(pieces[0].plain + told) + 8 > markup.TEXT_LIMIT:
            await self._strip(chat, message)
            return
        text = f"{pieces[0].html}\n\n<b>✓ {escape(told, quote=False)}</b>"
        sealing = self._bot.edit_message_text(
            text, chat_id=chat, message_id=message, parse_mode="HTML", link_preview_options=NO_PREVIEW
        )
        await self._quietly(sealing)

    async def _quietly(self, call: Coroutine[Any, Any, object]) -> None:
        try:
            await call
        except TelegramRetryAfter as error:
            _log.info("Telegram asked to wait %d s; a small change was left out", error.retry_after)
        except AiogramError as error:
            _log.info("a small change was refused: %s", type(error).__name__)
