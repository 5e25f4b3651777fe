"""查号码: which number or platform a borrower asks about, and the one question whether theirs may be counted."""

from __future__ import annotations

from bot.conversation.exchange import Exchange, Request
from bot.model import Choice, Frame

AGREE = "share.agree"
MOST = 5
"""Numbers looked up at once; nobody is called from more at a time that they remember."""


def begin(x: Exchange, arg: str) -> None:
    """The command, with what to look up behind it or not."""
    if not (arg and look(x, arg)):
        x.screen = "#lookup"


def screen(x: Exchange, _arg: str) -> tuple[str, tuple[Choice, ...]]:
    """What to send."""
    return x.phrase("lookup"), ()


def read(x: Exchange, text: str) -> bool:
    """A number or a platform's name sent while the screen is shown."""
    return x.conversation.asked == "#lookup" and look(x, text)


def look(x: Exchange, text: str) -> bool:
    """Look up the numbers in a text, else the platform it names; False when it has neither."""
    numbers = x.ears.phones(text)[:MOST]
    platform = (x.ears.platform(text) or {}).get("id") if not numbers else ""
    if not numbers and not platform:
        return False
    x.requests.append(Request("lookup", ",".join(numbers) if numbers else f"platform:{platform}"))
    if not ask(x) and x.frame is None:
        x.screen = "#lookup"
    return True


def after(x: Exchange, request: str) -> None:
    """Once an incident was written down: whether its number may be counted is asked, once."""
    if request == "logged":
        ask(x)


def ask(x: Exchange) -> bool:
    """Ask whether numbers may be counted, where there are any and it was not asked before."""
    recorded = any(record.value("numbers") for record in x.case.of("incident"))
    if not recorded or x.frame is not None or x.answer("share", "agree") is not None:
        return False
    x.push(Frame("", {}, need=(AGREE,), then="share_noted"))
    return True
