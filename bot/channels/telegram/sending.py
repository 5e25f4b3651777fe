"""Replies to Telegram: in order, at Telegram's pace, and every refusal read for whether trying again can help."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNotFound,
    TelegramRetryAfter,
)
from aiogram.types import BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions

from bot.channels.base import Talk
from bot.channels.telegram import markup, wording
from bot.channels.telegram.account import CHANNEL, DOCUMENT_LIMIT, Reached
from bot.channels.telegram.keyboard import Keyboards, Rows
from bot.channels.telegram.languages import Languages
from bot.channels.telegram.markup import Piece
from bot.channels.telegram.pace import Pace
from bot.errors import DeliveryError
from bot.model import Attachment, Reply
from bot.speech import Speech

PHOTO_LIMIT = 10 * 1024 * 1024  # bytes; a larger picture goes as a document
PHOTO_SIDE = 2560  # pixels; Telegram scales a larger photo down, and small print with it
PICTURES = ("image/jpeg", "image/png", "image/webp")
PATIENCE = 20.0  # seconds to wait inside one delivery, of the sixty the outbox gives it
SHOWS_TYPING = 0.4  # seconds of waiting from which “typing…” is worth a call
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)  # a preview would have Telegram open the link

_log = logging.getLogger(__name__)
Send = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Part:
    """One message to send, and the same in plain words should Telegram refuse the first form."""

    send: Send
    plain: Send | None = None


class Postman:
    """Implements `bot.outbox.Sender`. Remembers how far a delivery came only while it is being tried again."""

    def __init__(
        self, bot: Bot, talk: Talk, keyboards: Keyboards, languages: Languages, pace: Pace, reached: Reached | None,
        web: str = "",
    ) -> None:  # fmt: skip
        self._bot, self._talk, self._keyboards, self._languages = bot, talk, keyboards, languages
        self._pace, self._reached, self._web = pace, reached, web
        self._begun: dict[str, tuple[int, int]] = {}

    async def deliver(self, address: str, replies: Sequence[Reply]) -> None:
        """Send replies in order. Raises DeliveryError; a second try goes on where the first one stopped."""
        mark = hash(tuple(replies))
        before, done = self._begun.pop(address, (mark, 0))
        done = done if before == mark else 0
        refused = ""
        parts = self._parts(address, replies)
        for number, part in enumerate(parts):
            if number < done:
                continue
            self._begun[address] = (mark, number)
            refused = await self._post(address, part) or refused
        self._begun.pop(address, None)
        if refused:
            raise DeliveryError(f"Telegram refused a message: {refused}", retryable=False)

    async def say(self, address: str, text: str, rows: Rows = ()) -> None:
        """A sentence of the channel's own, which nobody needs to have stored: lost if Telegram cannot take it now."""
        try:
            await self._post(address, Part(lambda: self._text(address, Piece(text, text), rows, html=False)))
        except DeliveryError as error:
            _log.warning("a notice was not sent: %s", error)

    async def show(self, address: str, reply: Reply) -> None:
        """Say once more what was asked."""
        try:
            for part in self._parts(address, (reply,)):
                await self._post(address, part)
        except DeliveryError as error:
            _log.warning("a question was not shown again: %s", error)

    async def _post(self, chat: str, part: Part) -> str:
        """Send one part when its moment has come; the kind of refusal that only concerns this part, else “”."""
        await self._wait(chat)
        try:
            await part.send()
        except TelegramBadRequest as error:
            if "chat not found" in error.message:
                raise self._given_up(chat, "no such chat") from error
            _log.error("Telegram refused a message (400)%s", "; trying it plain" if part.plain else "")
            if part.plain is None:
                return "bad request"
            return await self._post(chat, Part(part.plain))
        except (TelegramEntityTooLarge, ClientDecodeError) as error:
            # A file too large never passes; an answer that cannot be read came after the message was taken.
            _log.error("Telegram's answer: %s", type(error).__name__)
            return "too large" if isinstance(error, TelegramEntityTooLarge) else ""
        except AiogramError as error:
            raise await self._failed(chat, error) from error
        return ""

    async def _wait(self, chat: str) -> None:
        held = self._pace.held(chat)
        if held > PATIENCE:
            raise DeliveryError("Telegram asked to wait", retryable=True, retry_after=held)
        if self._pace.wait(chat) > SHOWS_TYPING and not held:
            await self.typing(chat)
        await self._pace.turn(chat)

    async def typing(self, chat: str) -> None:
        """Show “typing…” for the next five seconds; nothing depends on it."""
        try:
            await self._bot.send_chat_action(chat, "typing", request_timeout=5)
        except AiogramError as error:
            _log.debug("typing was not shown: %s", type(error).__name__)

    async def _failed(self, chat: str, error: AiogramError) -> DeliveryError:
        if isinstance(error, TelegramRetryAfter):
            self._pace.hold(chat, error.retry_after)
            return DeliveryError("Telegram asked to wait", retryable=True, retry_after=error.retry_after)
        if isinstance(error, TelegramForbiddenError):
            await self.unreachable(chat)
            return self._given_up(chat, "blocked")
        if isinstance(error, TelegramNotFound):
            _log.error("Telegram does not know this method or token (404)")
        return DeliveryError(type(error).__name__, retryable=True)

    def _given_up(self, chat: str, why: str) -> DeliveryError:
        self._begun.pop(chat, None)
        return DeliveryError(why, retryable=False)

    async def unreachable(self, chat: str) -> None:
        """Have it recorded that this borrower cannot be written to."""
        if self._reached is not None:
            await self._reached(chat, False)

    # ---------------------------------------------------------------- what is sent

    def _parts(self, chat: str, replies: Sequence[Reply]) -> list[Part]:
        locale = next((found for r in reversed(replies) if (found := self._languages.of_reply(r, ""))), "")
        speech = self._languages.speech(locale)
        return [part for reply in replies for part in self._of_reply(chat, reply, speech)]

    def _of_reply(self, chat: str, reply: Reply, speech: Speech) -> list[Part]:
        pieces = list(markup.pieces(reply, wording.sent_by_person(speech)))
        rows = self._keyboards.rows(reply, chat, wording.done(speech)) if reply.choices else ()
        caption: Piece | None = None
        if reply.files and len(pieces) == 1 and not rows and markup.units(pieces[0].plain) <= markup.CAPTION_LIMIT:
            caption = pieces.pop()
        parts = [self._text_part(chat, piece, rows if piece is pieces[-1] else ()) for piece in pieces]
        for file in reply.files:
            parts.append(self._file_part(chat, file, caption, speech))
            caption = None
        return parts

    def _text_part(self, chat: str, piece: Piece, rows: Rows) -> Part:
        return Part(
            lambda: self._text(chat, piece, rows, html=True),
            lambda: self._text(chat, piece, rows, html=False),
        )

    async def _text(self, chat: str, piece: Piece, rows: Rows, html: bool) -> None:
        await self._bot.send_message(
            chat,
            piece.html if html else piece.plain,
            parse_mode="HTML" if html else None,
            reply_markup=inline(rows),
            link_preview_options=NO_PREVIEW,
        )

    def _file_part(self, chat: str, file: Attachment, caption: Piece | None, speech: Speech) -> Part:
        return Part(lambda: self._file(chat, file, caption, speech))

    async def _file(self, chat: str, file: Attachment, caption: Piece | None, speech: Speech) -> None:
        found = await self._talk.read_file(CHANNEL, chat, file.file_id)
        size = found[1].size if found else 0
        content = await asyncio.to_thread(found[1].whole) if found and size <= DOCUMENT_LIMIT else b""
        if not content:
            lost = [caption.plain] if caption else []
            lost += [wording.too_large_to_send(speech, self._web)] if size > DOCUMENT_LIMIT else []
            if lost:
                await self._bot.send_message(chat, "\n".join(lost), link_preview_options=NO_PREVIEW)
            return
        sent = BufferedInputFile(content, file.name)
        html, mode = (caption.html, "HTML") if caption else (None, None)
        if file.type in PICTURES and len(content) <= PHOTO_LIMIT and _height(content) <= PHOTO_SIDE:
            try:
                await self._bot.send_photo(chat, sent, caption=html, parse_mode=mode)
                return
            except TelegramBadRequest:
                _log.info("a picture was refused as a photo and goes as a document")
        await self._bot.send_document(chat, sent, caption=html, parse_mode=mode)


def _height(content: bytes) -> int:
    """How many pixels high a PNG is; 0 for anything else, which is a picture that somebody took."""
    return int.from_bytes(content[20:24], "big") if content.startswith(b"\x89PNG\r\n\x1a\n") else 0


def inline(rows: Rows) -> InlineKeyboardMarkup | None:
    """Rows of buttons as Telegram's inline keyboard; None for no buttons."""
    if not rows:
        return None
    keys = [[InlineKeyboardButton(text=button.label, callback_data=button.data) for button in row] for row in rows]
    return InlineKeyboardMarkup(inline_keyboard=keys)
