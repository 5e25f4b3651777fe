"""Contacts between 22:00 and 08:00: a night-time in the same breath as a call, message or visit."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.understanding.moods import Moods
from bot.understanding.text import Plain
from bot.understanding.when import When

NIGHT_BEGINS, NIGHT_ENDS = 22, 8
_EARLY = ("早上", "清晨", "一大早", "早晨", "晚上", "晚", "早", "晨", "大早上", "清早", "大清早")
_PARTS = ("凌晨", "半夜", "大半夜", "三更半夜", "深夜", "午夜", "夜里", "后半夜", "深更半夜", "半夜三更", "夜间")
_CONTACT = re.compile(
    r"电话|短信|来电|打(?:来|给|过|我|了|个|爆|进|到|两|十|几|\d|骚)|发(?:来|给|消息|短信|信息|微信|语音|了|我|\d)|手机(?:又|还|一下子|一直|就|也)?(?:响|亮|震)|骚扰|敲[^,。]{0,3}门|砸[^,。]{0,3}门|拍[^,。]{0,3}门|[踹撞踢][^,。]{0,4}门|闯|来我家|喊我|(?:开始|就|还在)打|上门|轰炸|催收|催债|催款|催我|来催|还在(?:发|打|催)|打(?!麻将|游戏|牌|车|工|牌)[^,。]{0,6}(?:次|个|遍|通)|堵|找上|视频|语音"
)
_OWN_ACT = re.compile(
    r"我[^,。!?;\n]{0,10}(?:存|转|还(?!没|在)|付|打给客服|睡|醒|失眠|才(?:下班|回)|加班|上班)|睡不着|失眠|惊醒|哭|挟持|殴打|砍|押|拘禁|放走|解救|被害人|被告人|报警"
)


def night_words(found: Plain, times: Iterable[When], moods: Moods) -> str:
    """The words that say a contact at night; empty when none does."""
    for when in times:
        if not at_night(when):
            continue
        low, high = moods.clause(when.start)
        reach = moods.clause(min(high, len(found.text) - 1))[1] if high < len(found.text) else high
        before = moods.before(when.start)
        near = found.text[max(low, when.start - 24) : min(high, when.end + 24)]
        wide = found.text[max(before[0] if before else low, when.start - 24) : min(reach, when.end + 24)]
        if _OWN_ACT.search(near) and not _CONTACT.search(near):
            continue
        if not _CONTACT.search(near) and (_OWN_ACT.search(wide) or not _CONTACT.search(wide)):
            continue
        mood = moods.at(when.start, when.end)
        if not (mood.denied or mood.supposed or (mood.asked and not mood.done)):
            return found.words(when.start, min(high, when.end + 14)).strip("，。,. ")
    return ""


def at_night(when: When) -> bool:
    """Whether a time is said that lies between 22:00 and 08:00."""
    if when.part in ("下午", "上午", "中午", "傍晚"):
        return False
    if when.clock is not None and when.exact == "minute":
        hour = when.clock.hour % 24
        late = when.until.hour % 24 if when.until else hour
        return (
            hour >= NIGHT_BEGINS
            or (hour < NIGHT_ENDS and bool(when.part in _PARTS or when.part in _EARLY or hour < 6))
            or late > NIGHT_BEGINS
        )
    return when.part in _PARTS
