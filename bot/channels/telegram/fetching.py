"""Files from Telegram into the house: fetched at once, since their addresses last an hour."""

from __future__ import annotations

import asyncio
import io
import logging
from dataclasses import dataclass, replace
from typing import Literal

from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest
from aiohttp import ClientError

from bot.channels.base import Talk
from bot.channels.telegram.account import CHANNEL
from bot.channels.telegram.reading import FILE_LIMIT, Wanted
from bot.errors import FileTooLarge
from bot.model import Upload

PAUSES = (0.5, 2.0)  # seconds before the second and the third try; then the borrower is asked to send it again
FETCH_SECONDS = 60

_log = logging.getLogger(__name__)
Failure = Literal["", "too_large", "too_large_to_keep", "empty_file", "not_fetched"]


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file that was kept, or why not: the name of the sentence that says so."""

    upload: Upload | None = None
    failure: Failure = ""
    photo: bool = False


class Files:
    """Fetches files and has them kept. `pause` is asyncio.sleep but for tests."""

    def __init__(self, bot: Bot, talk: Talk, pauses: tuple[float, ...] = PAUSES) -> None:
        self._bot, self._talk, self._pauses = bot, talk, pauses

    async def fetch(self, chat: str, wanted: Wanted) -> Fetched:
        """Fetch and keep one file. Raises StorageError when it cannot be kept now."""
        if wanted.size > FILE_LIMIT:
            return Fetched(failure="too_large")
        content = await self._content(wanted)
        if isinstance(content, str):
            return Fetched(failure="too_large" if content == "too_large" else "not_fetched")
        if not content:
            return Fetched(failure="empty_file")
        try:
            upload = await self._talk.keep_file(CHANNEL, chat, wanted.name, wanted.type, content)
        except FileTooLarge:
            return Fetched(failure="too_large_to_keep")
        if wanted.photo:
            upload = replace(upload, marks=(*upload.marks, "photo"))
        return Fetched(upload, photo=wanted.photo)

    async def _content(self, wanted: Wanted) -> bytes | str:
        """The bytes, or why there are none."""
        for pause in (*self._pauses, None):
            try:
                return await self._once(wanted)
            except TelegramBadRequest as error:
                # The two refusals there are: too big, and a file id that is gone.
                return "too_large" if "too big" in error.message else "not_fetched"
            except (AiogramError, ClientError, TimeoutError) as error:
                _log.warning("a file could not be fetched: %s", type(error).__name__)
            if pause is not None:
                await asyncio.sleep(pause)
        return "not_fetched"

    async def _once(self, wanted: Wanted) -> bytes:
        file = await self._bot.get_file(wanted.file_id)
        if not file.file_path:
            return b""
        read = io.BytesIO()
        await self._bot.download_file(file.file_path, read, timeout=FETCH_SECONDS, seek=False)
        return read.getvalue()
