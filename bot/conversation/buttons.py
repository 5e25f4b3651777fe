"""Words that always work, as buttons under what is shown."""

from __future__ import annotations

from bot.conversation.exchange import Exchange
from bot.model import Choice

Shown = tuple[str, tuple[Choice, ...]]
"""A screen: its text and what can be chosen on it."""


def buttons(x: Exchange, *ids: str) -> tuple[Choice, ...]:
    """Words that always work, as buttons to be numbered."""
    return tuple(Choice(id, x.speech(x.dialogs.commands[id].label)) for id in ids)


def around(x: Exchange, *ids: str) -> tuple[Choice, ...]:
    """The same as smaller ways around."""
    return tuple(Choice(f"/{id}", x.speech(x.dialogs.commands[id].label)) for id in ids)
