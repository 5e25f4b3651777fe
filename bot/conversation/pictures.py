"""Words out of pictures: when they are read, and the screen on which they are put right before they count."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.conversation import answers, screens
from bot.conversation.exchange import Exchange, Request
from bot.model import Incoming

MOST = 4
"""Pictures of one message that are read; each takes seconds."""

KEPT = 4000
"""Characters of a picture's words that wait to be confirmed."""

RIGHT = "read_right"

WORDS: Mapping[str, tuple[str, ...]] = {
    RIGHT: ("对", "是", "是的", "对的", "嗯", "好", "好的", "yes", "ok", "對", "可以"),
    "read_fix": ("不对", "不是", "有不对的", "改", "不對"),
    "read_drop": ("不用", "算了", "no"),
}


def want(x: Exchange, incoming: Incoming) -> None:
    """Have the words in pictures read, once it was agreed to keep things, or where words are asked for."""
    pictures = [upload.file_id for upload in incoming.files if upload.type.startswith("image/")]
    asked, bound = x.conversation.asked, x.current()
    wanted = asked == "#check" or asked.startswith("#read") or (bound is not None and bound[1].hears == "story")
    if pictures and asked != "#crisis" and (wanted or x.case.value("consent", "agree")):
        x.requests.append(Request("read_wanted" if wanted else "read", " ".join(pictures[:MOST])))


def show(x: Exchange, text: str) -> None:
    """Show what a picture says, with the ways to go on."""
    x.update(pending={"read": text[:KEPT]})
    screens.show(x, "#read")


def confirmed(x: Exchange, incoming: Incoming) -> str:
    """The words of a picture, once they were confirmed: by their button at any time, typed while they are shown."""
    if incoming.choice or x.conversation.asked != "#read":
        said = incoming.choice == (RIGHT,)
    else:
        said = answers.pick(incoming.text, screens.choices(x, "#read"), dict(WORDS)) == RIGHT
    return str((x.conversation.pending or {}).get("read", "")) if said else ""


def _fix(x: Exchange, _arg: str) -> None:
    screens.show(x, "#read:fix")


def _drop(x: Exchange, _arg: str) -> None:
    x.update(pending=None)
    x.tell("read_left")


def _gone(x: Exchange, _arg: str) -> None:
    x.tell("stale_choice")


CHOSEN: Mapping[str, Callable[[Exchange, str], None]] = {RIGHT: _gone, "read_fix": _fix, "read_drop": _drop}
"""What the buttons of the screen do, but for confirmed words, which go the way of every received message."""
