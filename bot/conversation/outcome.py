"""What came of it all: told with one tap or a short sentence, and reminders that end or begin again."""

from __future__ import annotations

from bot.conversation.exchange import Exchange, Request
from bot.model import Answer, Choice, Frame

ASKED = ("outcome.how", "outcome.words")

_OVER = ("stopped", "agreement")
"""After these nobody needs to be reminded any more."""

_SHORT = 24
"""A longer text tells more than that it is over."""


def hear(x: Exchange, text: str) -> bool:
    """Take a short text that says how it ended; False when it says nothing of the kind."""
    how = x.ears.outcome(text) if len(text) <= _SHORT and x.offers.tasks(x.case) else ""
    if how:
        told(x, how)
    return bool(how)


def told(x: Exchange, how: str) -> None:
    """Keep how it ended, and lead on from there."""
    x.put("outcome", "how", Answer(how))
    x.tell(f"outcome_{how}")
    if how in _OVER:
        x.put("plan", "quiet", Answer(True))
    if how == "other":
        x.push(Frame("", {}, again=("outcome.words",), need=("outcome.words",)))
    if how == "continues":
        x.requests.append(Request("plan", "brief"))
        if x.frame is None:
            x.screen = "#plan"


def quiet(x: Exchange, _arg: str) -> None:
    """停止提醒: from now on nothing is sent unasked."""
    x.put("plan", "quiet", Answer(True))
    x.tell("remind_off")


def remind(x: Exchange, _arg: str) -> None:
    """打开提醒: what is due is said again, once a day at most."""
    x.put("plan", "quiet", Answer(False))
    x.tell("remind_on")


def choices(x: Exchange) -> tuple[Choice, ...]:
    """How it may have ended, as buttons."""
    question = x.dialogs.question("outcome.how")
    options = question.options if question else ()
    return tuple(Choice(f"how:{option.id}", x.speech(option.label)) for option in options)
