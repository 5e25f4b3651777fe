"""Transcript lines as the page shows them: who speaks, on which day, and which words are links."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from bot.channels.base import Entry
from bot.model import Attachment, Choice, Reply, ReplyKind, Upload
from bot.speech import Speech

ZONE = ZoneInfo("Asia/Shanghai")
START_ID = "start"  # the message that opens a talk by itself; it is not shown as the borrower's words
THUMBNAIL = 1024 * 1024  # bytes: a larger picture is shown as a card, for slow lines
PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp")

# Short service numbers that anybody in China can dial as they stand; a number with a unit behind it is an amount.
_SHORT = (
    r"110|119|120|122|12110|12300|12309|12315|12321|12333|12338|12345|12348|12351|12355|12356|12363|12368|12377|12378"
    r"|12381|12386|12388|12389|96110|95\d{3}"
)
TEXTED = "12110"
"""The police's number for text messages: a call to it reaches nobody."""
_AMOUNT = r"[\d.:%]|[,-]\d|\s*(?:元|块|万|千|次|个|通|条|天|人|月|年|日|号文)"
_HOTLINE = re.compile(rf"(?<![\d.,:¥-])(?:{_SHORT})(?!{_AMOUNT})")
_ADDRESS = re.compile(r"https?://[\w.-]+(?::\d+)?(?:/[\w./?=&%#~+-]*)?", re.ASCII)
_LINK = re.compile(f"(?P<tel>{_HOTLINE.pattern})|(?P<web>{_ADDRESS.pattern})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Card:
    """A file in a bubble: its own address, and whether it is shown as a picture."""

    href: str
    name: str
    size: str = ""
    picture: bool = False


@dataclass(frozen=True, slots=True)
class Bubble:
    """One bubble. `day` is set on the first of a day; `id` is the message id of the borrower's own line."""

    number: int
    side: Literal["me", "bot"]
    kind: ReplyKind
    time: str
    iso_day: str
    day: str = ""
    id: str = ""
    title: str = ""
    html: Markup | str = ""
    cards: tuple[Card, ...] = ()
    hotlines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dock:
    """The quick replies to the question that stands: answers, and the ways around it.

    `several` may be ticked together; `first` and `single` are sent at once and stand before and after them.
    """

    first: tuple[Choice, ...] = ()
    single: tuple[Choice, ...] = ()
    several: tuple[Choice, ...] = ()
    around: tuple[Choice, ...] = ()
    start: bool = False


def bubbles(entries: Sequence[Entry], _: Speech, today: date, after_day: str = "") -> list[Bubble]:
    """Every bubble of some lines; `after_day` (ISO) is the day already shown above them."""
    found: list[Bubble] = []
    for entry in entries:
        at = entry.at.astimezone(ZONE)
        for bubble in _said(entry, at) if entry.direction == "in" else _answered(entry, at):
            new_day = bubble.iso_day != after_day
            after_day = bubble.iso_day
            found.append(replace(bubble, day=day_name(at.date(), today, _)) if new_day else bubble)
    return found


def dock(entries: Sequence[Entry]) -> Dock | None:
    """The quick replies after these lines; None when nothing in them asks or answers."""
    for entry in reversed(entries):
        if entry.direction == "in":
            return Dock()
        for reply in reversed(entry.replies):
            if reply.choices:
                return _dock(reply)
    return None


def linked(text: str) -> Markup:
    """Text of ours as safe HTML: hotlines can be dialled, addresses opened, everything else is text."""
    parts: list[Markup] = []
    at = 0
    for match in _LINK.finditer(text):
        parts.append(escape(text[at : match.start()]))
        words = match.group()
        if match.group("tel"):
            parts.append(Markup('<a href="{1}:{0}">{0}</a>').format(words, "sms" if words == TEXTED else "tel"))
        else:
            parts.append(Markup('<a href="{0}" rel="noopener noreferrer" target="_blank">{0}</a>').format(words))
        at = match.end()
    parts.append(escape(text[at:]))
    return Markup().join(parts)


def hotlines(text: str) -> tuple[str, ...]:
    """The hotlines named in a text that can be called, each once, in order."""
    return tuple(dict.fromkeys(match.group() for match in _HOTLINE.finditer(text) if match.group() != TEXTED))


def day_name(day: date, today: date, _: Speech) -> str:
    """How a day separator reads."""
    if day == today:
        return _("今天")
    if (today - day).days == 1:
        return _("昨天")
    if day.year == today.year:
        return _("{month}月{day}日", month=day.month, day=day.day)
    return _("{year}年{month}月{day}日", year=day.year, month=day.month, day=day.day)


def size_name(size: int) -> str:
    """A file size as people read it: 340 KB, 1.2 MB."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / 1024 / 1024:.1f} MB"


def _said(entry: Entry, at: datetime) -> list[Bubble]:
    if entry.message_id == START_ID or not (entry.text or entry.files):
        return []
    return [
        Bubble(
            number=entry.number,
            side="me",
            kind="text",
            time=f"{at:%H:%M}",
            iso_day=at.date().isoformat(),
            id=entry.message_id,
            html=escape(entry.text),
            cards=tuple(_upload(file) for file in entry.files),
        )
    ]


def _answered(entry: Entry, at: datetime) -> list[Bubble]:
    return [
        Bubble(
            number=entry.number,
            side="bot",
            kind=reply.kind,
            time=f"{at:%H:%M}",
            iso_day=at.date().isoformat(),
            title=reply.title,
            html=escape(reply.text) if reply.kind == "letter" else linked(reply.text),
            cards=tuple(_attachment(file) for file in reply.files),
            hotlines=hotlines(reply.text) if reply.kind == "crisis" else (),
        )
        for reply in entry.replies
        if _visible(reply)
    ]


def _dock(reply: Reply) -> Dock:
    answers = [choice for choice in reply.choices if not choice.id.startswith("/")]
    several = tuple(choice for choice in answers if reply.many and not choice.alone)
    alone = tuple(choice for choice in answers if choice not in several)
    first = tuple(choice for choice in alone[:1] if several and choice is answers[0])
    return Dock(
        first=first,
        single=tuple(choice for choice in alone if choice not in first),
        several=several,
        around=tuple(choice for choice in reply.choices if choice.id.startswith("/")),
    )


def _visible(reply: Reply) -> bool:
    return bool(reply.text or reply.title or reply.files)


def _upload(file: Upload) -> Card:
    picture = file.type in PICTURES and file.size <= THUMBNAIL
    return Card(f"/files/{file.file_id}", file.name, size_name(file.size), picture)


def _attachment(file: Attachment) -> Card:
    return Card(f"/files/{file.file_id}", file.name, picture=file.type in PICTURES)
