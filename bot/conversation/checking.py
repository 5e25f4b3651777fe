"""查一句话: which words a borrower wants checked, the screens around it, and keeping them as an incident."""

from __future__ import annotations

import re

from bot.conversation import commands, pictures, screens
from bot.conversation.exchange import Exchange, Request
from bot.conversation.listening import listen
from bot.model import Incoming

SHORTEST = 4
"""Characters of a message that can be judged at all (“弄死你了” has four)."""

RECEIVED = ("collector_message", "lawful_message")
"""Kinds of text that somebody sent to the borrower: what it is worth is the first thing they want to know."""

KEPT = 4000
"""Characters of a checked message that wait for “记下来”."""

DOUBT = 16
"""A longer text asks about more than the message before it."""

_DOUBTS = re.compile(r"真的吗|真的假的|是真是假|真假|是不是真|可信|能信|是骗|靠谱|吓唬")

# A forwarded message is no tap on one of these.
_TAPPED = frozenset({"choice", "choices", "yesno", "count", "money", "moment", "duration"})
_ASKED_FOR = re.compile(
    r"\A\s*(?:请|麻烦)?(?:帮我|给我|你)?(?:查一句话|查一下?这[句条]话?|查短信|看看?这[句条](?:话|短信|消息|信息)?|检查一下)"
    r"(?:是什么意思|什么意思|啥意思|是真的吗|合法吗|违法吗|行不行)?[吗嘛呗吧]?[\s:：,，。?？!！]+(?P<after>.{4,})\Z"
    r"|\A(?P<before>.{8,}?)[\s:：,，。?？!！\"”」】]*(?:他们发的|刚收到的?|收到的?)?这[句条](?:短信|消息|信息|话)?"
    r"(?:是|算)?(?:什么意思|啥意思|真的吗|真的假的|是真的吗|合法吗|违法吗|违不违法|是不是骗子|是不是骗局)[吗呢啊]?[?？。!！]*\s*\Z",
    re.DOTALL,
)


def wanted(x: Exchange, incoming: Incoming) -> str:
    """The words to check: what was asked for, what was forwarded, what a picture says, or what plainly is
    somebody else's message."""
    text = incoming.text.strip()
    read = pictures.confirmed(x, incoming)
    if read:
        return read
    if incoming.choice or len(text) < SHORTEST:
        return ""
    if x.conversation.asked == "#read:fix" and not commands.command(x, text):
        return text
    if x.conversation.asked == "#check" and (incoming.forwarded or not commands.command(x, text)):
        return _inner(text) or text
    if incoming.forwarded:
        return text if _elsewhere(x) else ""
    return _inner(text) or (text if _pasted(x, text) else "")


def _inner(text: str) -> str:
    found = _ASKED_FOR.match(text)
    return (found["after"] or found["before"]).strip().strip('“”「」"') if found else ""


def _elsewhere(x: Exchange) -> bool:
    """Where no words are asked for: at home, or before a question that is answered by a tap."""
    if x.frame is None:
        return bool(x.conversation.asked)
    bound = x.current()
    return not x.conversation.asked.startswith("#summary") and bound is not None and bound[1].type in _TAPPED


def _pasted(x: Exchange, text: str) -> bool:
    """At home a collector's message is checked first; it can be kept with one tap."""
    if x.frame is not None or not x.conversation.asked or commands.command(x, text):
        return False
    return x.ears.story(text, x.now).kind in RECEIVED


def doubted(x: Exchange, text: str) -> bool:
    """“这是真的吗” about a message that was told as the story: it is judged."""
    if len(text) > DOUBT or not _DOUBTS.search(text):
        return False
    told = [record.value("story") for record in x.case.of("incident")]
    story = str(told[-1] or "") if told else ""
    if x.ears.story(story, x.now).kind not in RECEIVED:
        return False
    x.requests.append(Request("check", story))
    return True


def check(x: Exchange, text: str) -> None:
    """Have the words judged, and offer to keep them."""
    kept = text[:KEPT] if x.case.value("consent", "agree") else ""
    x.update(pending={"message": kept} if kept else None, misses=0)
    x.requests.append(Request("check", text))
    screens.show(x, "#checked")


def keep(x: Exchange) -> None:
    """The checked words become an incident: told where the story is asked for, else logged as a new one."""
    text = str((x.conversation.pending or {}).get("message", ""))
    x.update(pending=None)
    if not text:
        x.tell("stale_choice")
        return
    bound = x.current()
    if bound is None or bound[1].hears != "story":
        x.open("log")
    listen(x, text, sent=True)
    x.tell("noted")
