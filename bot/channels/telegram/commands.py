"""The commands in Telegram's menu: what each one asks the house for, and its description."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.conversation.dialog import Command
from bot.speech import Speech

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w+)?(?=\s|$)")

# Telegram's name → what the house calls it, the first one that it knows.
MEANT: Mapping[str, tuple[str, ...]] = {
    "start": ("start",),
    "log": ("log",),
    "plan": ("plan",),
    "letters": ("letters",),
    "evidence": ("evidence", "mine"),
    "me": ("mine",),
    "language": ("language",),
    "human": ("person",),
    "pause": ("pause",),
    "erase": ("erase",),
    "help": ("help",),
}


def described(_: Speech) -> dict[str, str]:
    """Each command of the menu with its description, in the order it is shown."""
    return {
        "start": _("说说发生了什么"),
        "log": _("记一笔新的催收"),
        "plan": _("下一步怎么做"),
        "letters": _("写好的文书"),
        "evidence": _("我存的证据"),
        "me": _("我的情况"),
        "language": _("语言 Language"),
        "human": _("找真人"),
        "pause": _("先停一停"),
        "erase": _("删除我的一切"),
        "help": _("能做什么"),
    }


def payload(text: str) -> str | None:
    """What a deep link carries: the words after /start, or None for any other text."""
    found = _COMMAND.match(text)
    return text[found.end() :].strip() if found and found[1].lower() == "start" else None


def translated(text: str, known: Mapping[str, Command]) -> str:
    """A text as the house reads it: /human becomes /person, a command nobody knows becomes /help."""
    found = _COMMAND.match(text)
    if not found:
        return text
    name = found[1].lower()
    wanted = (*MEANT.get(name, ()), name)
    meant = next((id for id in wanted if id in known), "help")
    return f"/{meant}{text[found.end() :]}"
