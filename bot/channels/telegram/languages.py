"""Which language a borrower reads, as far as a channel can tell."""

from __future__ import annotations

from collections.abc import Mapping

from bot.conversation.dialog import Command
from bot.model import Reply
from bot.speech import SOURCE, Speech

TRADITIONAL = ("hant", "tw", "hk", "mo")


class Languages:
    """A reply shows its language in its ways around (菜单, 選單, Menu); before the first one the phone's counts."""

    def __init__(self, speeches: Mapping[str, Speech], commands: Mapping[str, Command]) -> None:
        self._speeches = speeches
        seen: dict[tuple[str, str], set[str]] = {}
        for locale, speech in speeches.items():
            for command in commands.values():
                for id in (command.id, f"/{command.id}"):
                    seen.setdefault((id, speech(command.label)), set()).add(locale)
        self._labels = {label: next(iter(locales)) for label, locales in seen.items() if len(locales) == 1}

    def speech(self, locale: str) -> Speech:
        return self._speeches.get(locale) or self._speeches[SOURCE]

    def known(self) -> tuple[str, ...]:
        """Every language there is a catalog for."""
        return tuple(self._speeches)

    def of_reply(self, reply: Reply | None, otherwise: str = SOURCE) -> str:
        """The language that a reply is written in."""
        for choice in reply.choices if reply else ():
            found = self._labels.get((choice.id, choice.label))
            if found:
                return found
        return otherwise

    def of_phone(self, code: str | None) -> str:
        """The language for a phone set to `code` (an IETF tag); Chinese for every one we do not speak."""
        tag = (code or "").lower()
        if tag.startswith("zh"):
            found = "zh_Hant" if any(mark in tag for mark in TRADITIONAL) else SOURCE
        else:
            found = tag.split("-")[0]
        return found if found in self._speeches else SOURCE
