"""Buttons: the options of a question, and words that always work."""

from __future__ import annotations

from bot.conversation.dialog import Question
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


def options(x: Exchange, question: Question) -> tuple[Choice, ...]:
    """What can be chosen for a question, in the borrower's language."""
    if question.type == "yesno":
        return (Choice("yes", x.phrase("yes")), Choice("no", x.phrase("no")))
    return tuple(Choice(option.id, x.speech(option.label), option.alone) for option in question.options)
