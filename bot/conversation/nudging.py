"""What is written unasked: nothing on a locked phone says what it is about, and every answer is one tap."""

from __future__ import annotations

from bot.conversation import outcome, progress
from bot.conversation.exchange import Exchange
from bot.model import Choice

Shown = tuple[str, tuple[Choice, ...]]

_STATES = {"after": ("done",), "before": ("done",), "ask": ("answered", "silent", "refused", "todo")}


def screen(x: Exchange, arg: str) -> Shown:
    """A reminder: `kind:step key` as in `bot.advice.nudges`, or `care`."""
    kind, _, key = arg.partition(":")
    if kind == "care":
        return x.phrase("remind_care"), ()
    if kind == "several":
        return x.phrase("remind_several", count=key), (Choice("plan", x.speech(x.dialogs.commands["plan"].label)),)
    if kind == "outcome":
        return x.phrase("remind_outcome"), outcome.choices(x)
    task = next((task for task in x.offers.tasks(x.case) if task.key == key), None)
    if task is None:
        return x.phrase("hello_again"), ()
    found = [Choice(f"step:{key}", x.phrase("step_shown", number=task.number))]
    found += [Choice(f"{state}:{key}", _label(x, state, task.number)) for state in _STATES[kind]]
    if kind == "after":
        found.append(Choice(f"later:{key}", x.phrase("remind_not_yet")))
    return x.phrase(f"remind_at_{kind}", number=task.number), tuple(found)


def _label(x: Exchange, state: str, number: int) -> str:
    if state == "done":
        return x.phrase("step_did", number=number)
    return x.phrase("remind_not_yet" if state == "todo" else f"step_is_{state}")


def tapped(x: Exchange, name: str, arg: str) -> bool:
    """A button of a reminder, wherever it stands now."""
    if name == "later":
        x.tell("remind_later")
    elif name == "how":
        outcome.told(x, arg)
    else:
        return progress.tapped(x, name, arg)
    return True
