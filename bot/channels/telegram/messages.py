"""Private messages: words, files, albums, contacts and what cannot be used, each to the house or kindly declined."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from aiogram.enums import ChatType
from aiogram.types import Message

from bot.channels.telegram import reading, wording
from bot.channels.telegram.account import Surroundings
from bot.channels.telegram.albums import Albums
from bot.channels.telegram.chats import Chats
from bot.channels.telegram.commands import payload, translated
from bot.channels.telegram.fetching import Fetched, Files
from bot.channels.telegram.keyboard import Keyboards
from bot.channels.telegram.languages import Languages
from bot.channels.telegram.order import Order
from bot.channels.telegram.reading import Wanted
from bot.channels.telegram.sending import Postman
from bot.speech import Speech

PHOTO_LINES = 200  # how far back to look for an earlier photo before explaining about files

Aside = Callable[[Coroutine[Any, Any, object]], None]
"""Starts something that nobody waits for."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One message with its file, fetched."""

    message: Message
    fetched: Fetched


class Messages:
    """What happens to a private message."""

    def __init__(
        self, around: Surroundings, chats: Chats, languages: Languages, keyboards: Keyboards, postman: Postman,
        files: Files, order: Order, web: str, aside: Aside, greet: Callable[[str, str], Coroutine[Any, Any, None]],
    ) -> None:  # fmt: skip
        self._around, self._chats, self._languages = around, chats, languages
        self._keyboards, self._postman, self._files, self._order = keyboards, postman, files, order
        self._web, self._aside, self._greet = web, aside, greet
        self._albums: Albums[Sent] = Albums(self._album)

    async def take(self, message: Message) -> None:
        """Handle one message, if it is private; returns when what has to be kept is committed. Raises StorageError."""
        if message.chat.type != ChatType.PRIVATE:
            return  # what is said in groups is neither read nor stored
        chat = str(message.chat.id)
        file = reading.wanted(message)
        if file is not None and message.media_group_id:
            await self._albums.join(f"{chat} {message.media_group_id}", self._fetched(chat, message, file))
            return
        async with self._order.of(chat):
            if file is not None:
                await self._files_told(chat, [await self._fetched(chat, message, file)])
            else:
                await self._plain(chat, message)

    async def _plain(self, chat: str, message: Message) -> None:
        match reading.sort(message):
            case "words":
                await self._words(chat, message)
            case "contact":
                await self._contact(chat, message)
            case "location":
                await self._decline(chat, message, wording.no_location)
            case "unread":
                await self._decline(chat, message, wording.unread)
            case _:
                pass

    # ---------------------------------------------------------------- words

    async def _words(self, chat: str, message: Message) -> None:
        text = message.text or ""
        link = None if message.forward_origin else payload(text)
        if link is not None:
            text = await self._started(chat, message, link)
        elif not message.forward_origin:
            text = translated(text, self._around.commands)
        await self._turn(chat, f"m{message.message_id}", message, text)

    async def _started(self, chat: str, message: Message, link: str) -> str:
        """/start: a link that names a platform tells it, if nothing was told yet."""
        locale = self._locale(message)
        self._aside(self._greet(chat, locale))
        name = self._around.platforms.get(link.lower())
        if name and not (await self._chats.standing(chat)).entries:
            return wording.platform_told(self._languages.speech(locale), name)
        return f"/start {link}".strip() if not name else "/start"

    async def _turn(self, chat: str, id: str, message: Message, text: str, sent: Sequence[Sent] = ()) -> None:
        files = tuple(one.fetched.upload for one in sent if one.fetched.upload is not None)
        locale = self._locale(message)
        told, forwarded = reading.said_at(message), message.forward_origin is not None
        await self._chats.turn(chat, id, told, locale, text=text, files=files, forwarded=forwarded)

    def _locale(self, message: Message) -> str:
        return self._languages.of_phone(message.from_user.language_code if message.from_user else None)

    # ---------------------------------------------------------------- files

    async def _fetched(self, chat: str, message: Message, file: Wanted) -> Sent:
        self._aside(self._postman.typing(chat))
        return Sent(message, await self._files.fetch(chat, file))

    async def _album(self, parts: list[Sent]) -> None:
        parts.sort(key=lambda sent: sent.message.message_id)
        chat = str(parts[0].message.chat.id)
        async with self._order.of(chat):
            await self._files_told(chat, parts)

    async def _files_told(self, chat: str, parts: Sequence[Sent]) -> None:
        """One turn for the files that came together, and once for each way in which some could not be kept."""
        first = parts[0].message
        text = "\n".join(words for sent in parts if (words := reading.words(sent.message)))
        id = f"{'g' if len(parts) > 1 else 'm'}{first.message_id}"
        explain = any(sent.fetched.photo for sent in parts) and await self._first_photo(chat, id)
        if text or any(sent.fetched.upload for sent in parts):
            await self._turn(chat, id, first, text, parts)
        speech = await self._speech(chat, first)
        for failure in dict.fromkeys(sent.fetched.failure for sent in parts if sent.fetched.failure):
            await self._postman.say(chat, self._why(speech, failure))
        if explain:
            await self._postman.say(chat, wording.as_file(speech))

    def _why(self, speech: Speech, failure: str) -> str:
        if failure == "too_large":
            return wording.too_large(speech, self._web)
        sentences = {"too_large_to_keep": wording.too_large_to_keep, "empty_file": wording.empty_file}
        return sentences.get(failure, wording.not_fetched)(speech)

    async def _first_photo(self, chat: str, id: str) -> bool:
        standing = await self._chats.standing(chat, PHOTO_LINES)
        earlier = [entry for entry in standing.entries if entry.message_id != id]
        return not any(file.name.startswith("photo-") for entry in earlier for file in entry.files)

    # ---------------------------------------------------------------- the rest

    async def _contact(self, chat: str, message: Message) -> None:
        number = reading.phone(message)
        speech = await self._speech(chat, message)
        if not number:
            await self._postman.say(chat, wording.unread(speech))
            return
        rows = self._keyboards.number(number, chat, wording.number_yes(speech), wording.number_no(speech))
        await self._postman.say(chat, wording.collectors_number(speech, number), rows)

    async def _decline(self, chat: str, message: Message, sentence: Callable[[Speech], str]) -> None:
        await self._postman.say(chat, sentence(await self._speech(chat, message)))

    async def _speech(self, chat: str, message: Message) -> Speech:
        return await self._chats.speech(chat, message.from_user.language_code if message.from_user else None)
