"""What the words around a date make of it: still to come, since then, until now, a day by which something is due."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from bot.understanding.when import When

# What goes on between the two ends of a span: 从早上九点闹到下午五点.
DID = r"[打闹催吵堵守坐待骂发响熬等跪关扣拖哭喊敲砸轰骚扰折腾围]{1,2}"
_FROM = re.compile(r"(?:从|自从|自|打)\s?\Z")
_SINCE = re.compile(
    r"\s?(?:那天|份|前后|左右)?(?:起(?!诉)|以来|开始(?!前)|至今(?![年早晚天日])|(?:一直)?到现在|到今天|到目前|之后|以后|过后)"
)
_AFTER = re.compile(r"\s?(?:那天|份|前后|左右)?(?:之后|以后|过后)")
_UNTIL_NOW = re.compile(rf"\s?(?:就|都)?(?:一直)?(?:{DID})?(?:到|至)\s?(?:今(?![年早晚晨日])天?|现在|如今|目前|今日)")
_BEFORE = re.compile(r"\s?(?:之前|以前|前)(?![后面台夫妻男女任几两]|提(?![交供出]))")
_COMING = re.compile(
    r"(?:还款日|到期日|截止|期限|最后还款|开庭|届时|将于|定于|请于|须于|最迟|最晚|务必|下次|限你?|限期|将在)"
    r"(?:期|日|日期|时间)?(?:为|是|:|在|于)?\s?\Z"
)
_COMING_AFTER = re.compile(
    r"\s?(?:早上|上午|中午|下午|晚上)?(?:[\d一二两三四五六七八九十:]{1,5}[点时]?半?)?(?:开庭|到庭|出庭|庭审|截止|到期"
    r"|,?(?:我们|我司|我方|本公司|专员|外访|工作人员|律师)[^,。!?;\n]{0,3}(?:会|将|要))"
)
# 12月10日前还清: a day by which something is to be done is still to come.
_DUTY = re.compile(r"\s?(?:之前|以前|前)[^。!?;\n]{0,8}(?:还|付|交|给|结清|处理|答复|回复|到账|缴|清偿|补齐|联系)")
_INSIDE = re.compile(
    r"(?:之|以)?内(?!部|容|疚|心|[^,。!?;\n]{0,8}(?:打|发|接|来|催|骚扰|收到)[^,。!?;\n]{0,3}[了过到])"
)
_BY = re.compile(
    r"(?:最晚|最迟|(?:给你?|宽限你?|缓你?|延期|限你?|留你?)到|截至|截止(?:日期)?(?:到|至|为|是|:)?|不晚于|期限(?:到|至|为|是|:)?)\s?\Z"
)
_ENDS = re.compile(r"\s?(?:截止|为限|为止)")
_END_OF = re.compile(r"(?:底|末|最后一天)\Z")


def is_coming(text: str, start: int, end: int) -> bool:
    """Whether the words around a date say that it is still to come."""
    before = text[max(0, start - 14) : start]
    return bool(
        _COMING.search(before) or _BY.search(before) or _COMING_AFTER.match(text, end) or _DUTY.match(text, end)
    )


def bounded(when: When, text: str, now: datetime) -> When:
    """从上月起, 4月以后, 到现在: the span runs until now; a bare absolute year has no end."""
    if when.first is None:
        if when.clock is None or when.repeats or not _UNTIL_NOW.match(text, when.end):
            return when
        first = when.clock.on(now.replace(hour=0, minute=0, second=0, microsecond=0))
        return replace(when, first=first, last=now, vague=False)
    until = _UNTIL_NOW.match(text, when.end)
    since = _SINCE.match(text, when.end)
    begun = _FROM.search(text[max(0, when.start - 3) : when.start])
    if not (until or since) and not (
        begun
        and not when.closed
        and when.exact not in ("minute", "hour")
        and when.last is not None
        and when.last <= now
    ):
        return _deadline(when, text)
    end = max(m.end() for m in (until, since) if m) if until or since else when.end
    after = _AFTER.match(text, when.end)
    first = (
        when.last if after is not None and when.last is not None and when.exact in ("month", "vague") else when.first
    )
    open_ended = (when.absolute and when.exact == "vague") or first > now
    return replace(
        when, end=end, first=first or when.first, last=None if open_ended else now, vague=when.vague or bool(after)
    )


def _deadline(when: When, text: str) -> When:
    """下周五之前: a deadline has an end only."""
    if when.first is None or (when.exact == "minute" and when.last is not None):
        return when
    before = _BEFORE.match(text, when.end)
    if before is not None:
        by = when.last if _END_OF.search(text[when.start : when.end]) else when.first
        return replace(when, end=before.end(), first=None, last=by)
    inside = _INSIDE.match(text, when.end)
    if inside is not None and when.last is not None and when.exact != "hour":
        return replace(when, end=inside.end(), first=None)
    if _BY.search(text[max(0, when.start - 8) : when.start]) or _ENDS.match(text, when.end):
        return replace(when, first=None, last=when.last or when.first)  # that day is still in time
    return when
