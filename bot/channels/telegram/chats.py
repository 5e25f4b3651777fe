"""The house as one chat of Telegram meets it: run a turn, and see where the talk stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from bot.channels.telegram.account import CHANNEL, Surroundings
from bot.channels.telegram.languages import Languages
from bot.model import Entry, Incoming, Reply, Upload
from bot.speech import Speech

LOOK_BACK = 12  # lines: the last question stands among the latest, a person's own messages may follow it
_NUMBER = re.compile(r"[a-z](\d+)")


@dataclass(frozen=True, slots=True)
class Standing:
    """The latest lines of a talk."""

    entries: tuple[Entry, ...]

    @property
    def question(self) -> Reply | None:
        """What is asked now: the newest reply that has choices."""
        return next((asked for entry in reversed(self.entries) if (asked := closing(entry.replies))), None)

    @property
    def last(self) -> Entry | None:
        """The borrower's latest message."""
        return next((entry for entry in reversed(self.entries) if entry.direction == "in"), None)

    @property
    def last_id(self) -> str:
        return self.last.message_id if self.last else ""

    @property
    def last_number(self) -> int:
        """Telegram's number of the message that the latest one was, or whose button it pressed."""
        found = _NUMBER.match(self.last_id)
        return int(found[1]) if found else 0

    def around_last(self) -> tuple[Reply | None, Reply | None]:
        """What was asked before the borrower's latest message, and what after it."""
        last = self.last
        before = after = None
        for entry in self.entries:
            asked = closing(entry.replies)
            if asked and last and entry.number < last.number:
                before = asked
            elif asked and last:
                after = after or asked
        return before, after


def closing(replies: tuple[Reply, ...]) -> Reply | None:
    """The reply that waits for an answer."""
    return next((reply for reply in reversed(replies) if reply.choices), None)


class Chats:
    """Turns and transcripts of this channel. Message ids begin with a letter for what came: m message, p press,
    g album, e edit, b the step back before it; then Telegram's number of the message."""

    def __init__(self, around: Surroundings, languages: Languages) -> None:
        self._around, self._languages = around, languages

    async def turn(
        self, chat: str, id: str, sent_at: datetime, locale: str, *,
        text: str = "", choice: tuple[str, ...] = (), files: tuple[Upload, ...] = (), forwarded: bool = False,
    ) -> tuple[Reply, ...]:  # fmt: skip
        """One turn, committed when this returns; its replies go out by the outbox. Raises StorageError."""
        incoming = Incoming(CHANNEL, chat, id, sent_at, text, choice, files, locale, forwarded)
        replies = await self._around.talk.turn(incoming)
        self._around.wake()
        return replies

    async def standing(self, chat: str, lines: int = LOOK_BACK) -> Standing:
        """Where a talk stands; empty for somebody unknown."""
        return Standing(await self._around.talk.transcript(CHANNEL, chat, 0, lines))

    def locale(self, standing: Standing, phone: str | None) -> str:
        """The language of a talk, or the phone's before anything was asked."""
        return self._languages.of_reply(standing.question, self._languages.of_phone(phone))

    async def speech(self, chat: str, phone: str | None) -> Speech:
        """Says things in the language of a chat's talk."""
        return self._languages.speech(self.locale(await self.standing(chat), phone))
