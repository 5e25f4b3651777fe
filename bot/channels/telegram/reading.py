"""Telegram's messages as what they say, with its types left behind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from aiogram.enums import ContentType
from aiogram.types import Message

ZONE = ZoneInfo("Asia/Shanghai")
FILE_LIMIT = 20 * 1024 * 1024  # bytes: the Bot API hands out no larger file
NAME_LIMIT = 120  # characters of a file name
_GONE = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")  # controls, and marks that turn a name around
_DIGITS = re.compile(r"\D+")

Sort = Literal["words", "file", "contact", "location", "unread", "silent"]
_UNREAD = frozenset(
    {
        *(ContentType.STICKER, ContentType.DICE, ContentType.POLL, ContentType.GAME, ContentType.STORY),
        *(ContentType.PAID_MEDIA, ContentType.LIVE_PHOTO, ContentType.CHECKLIST, ContentType.UNKNOWN),
    }
)
"""Somebody meant to tell something by these; UNKNOWN is what the library is too old to name."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to fetch. `photo`: sent as a photo, so re-encoded by Telegram. `size` 0 means unknown."""

    file_id: str
    name: str
    type: str
    size: int
    photo: bool = False


def sort(message: Message) -> Sort:
    """What has to be done with a message; silent ones (somebody joined, a pin) need no answer."""
    if message.text:
        return "words"
    if wanted(message) is not None:
        return "file"
    if message.contact:
        return "contact"
    if message.location or message.venue:
        return "location"
    return "unread" if message.content_type in _UNREAD else "silent"


def words(message: Message) -> str:
    """The text or the caption."""
    return message.text or message.caption or ""


def said_at(message: Message) -> datetime:
    """When it was said: for a forwarded message, when its author wrote it."""
    said = message.forward_origin.date if message.forward_origin else message.date
    return min(said, message.date).astimezone(ZONE)


def phone(message: Message) -> str:
    """The number on a shared contact, digits only; a Chinese one without 86."""
    digits = _DIGITS.sub("", message.contact.phone_number if message.contact else "")[:20]
    return digits[2:] if len(digits) == 13 and digits.startswith("86") else digits


def wanted(message: Message) -> Wanted | None:
    """The file of a message, or None."""
    if message.text:
        return None  # a text never comes with a file: words beside one are its caption
    stamp = f"{message.date.astimezone(ZONE):%Y%m%d-%H%M%S}"
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return Wanted(largest.file_id, f"photo-{stamp}.jpg", "image/jpeg", largest.file_size or 0, photo=True)
    plain = _recorded(message, stamp)
    if plain is not None:
        return plain
    named = message.document or message.video or message.audio or message.animation
    if named is None:
        return None
    name = _name(named.file_name or "") or f"file-{stamp}"
    return Wanted(named.file_id, name, _type(named.mime_type), named.file_size or 0)


def _recorded(message: Message, stamp: str) -> Wanted | None:
    """Voice and round video messages, which have no name of their own."""
    if message.voice:
        voice = message.voice
        return Wanted(voice.file_id, f"voice-{stamp}.ogg", _type(voice.mime_type or "audio/ogg"), voice.file_size or 0)
    if message.video_note:
        return Wanted(message.video_note.file_id, f"video-{stamp}.mp4", "video/mp4", message.video_note.file_size or 0)
    return None


def _type(given: str | None) -> str:
    type = (given or "").split(";")[0].strip().lower()
    return type if re.fullmatch(r"[\w.+-]{1,60}/[\w.+-]{1,60}", type) else "application/octet-stream"


def _name(given: str) -> str:
    """A file name of bearable length, without folders, that keeps its ending."""
    name = _GONE.sub("", given.replace("\\", "/").rsplit("/", 1)[-1]).strip()
    stem, dot, ending = name.rpartition(".")
    if len(name) <= NAME_LIMIT:
        return name
    return f"{stem[: NAME_LIMIT - 11]}…{dot}{ending[:9]}" if dot else name[:NAME_LIMIT]
