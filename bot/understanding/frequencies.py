"""How many and how often: 每天二十多个, 一上午打了8个, 三天两头, 七天一还, 每隔3天, 每月4号; on plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from bot.understanding.durations import MOST
from bot.understanding.leaps import Leaping
from bot.understanding.numerals import NUMBER, NUMBER_OPENING, before, quantity

_PER = {"分钟": "minute", "小时": "hour", "钟头": "hour", "钟": "hour", "天": "day", "日": "day", "晚": "day",
        "夜": "day", "早": "day", "周": "week", "星期": "week", "礼拜": "week",
        "月": "month", "季度": "quarter", "年": "year"}  # fmt: skip
_UNIT = r"(?:分钟|小时|钟头|钟(?!头)|天|日|晚上?|夜|周|星期|礼拜|月|季度|年)"
_THING = (
    r"(?:多?(?:个|次|遍|通|条|封|回|趟|波|拨|轮|顿|起)"
    r"(?!月|多月|星期|礼拜|小时|钟|上午|下午|晚上|早上|白天|中午|季度|人|平台|家|工作日|同学|亲|朋|孩|儿子|女|娃|公司|软件"
    r"|银行|网贷|老|弟|哥|姐|妹|男|大汉|小伙|陌生|号|半|好心|理由|办法|性|打工|普通|学生)"
    r"|个?(?:电话|短信|信息|消息|来电|未接)|声|道(?=电话))"
)
_COUNT = Leaping(
    f"{NUMBER_OPENING}第",
    rf"{before('个次遍通条封回趟波拨轮顿起电短信消来未声道')}(?P<n>{NUMBER})(?P<thing>{_THING})"
    rf"|第(?P<nth>{NUMBER})(?:个|次|条|通|回|封|遍)",
)
_EACH = re.compile(
    rf"(?P<every>每(?:一|个|隔)?|平均|一|天|(?=[日天]均))(?:个)?(?P<unit>{_UNIT})(?:均)?(?:最少|至少|最多|平均|大概|差不多|起码)?(?:能|要|会|都)?"
)
_VERB = r"(?:(?:自动|准时|又|再)?[打拨发来响还催问找给寄骚上闹跑][^,。!?;\n\d零一二两三四五六七八九十百千几好]{0,4}?)?"
_RATE = Leaping(
    f"{NUMBER_OPENING}每隔半",
    rf"(?:每隔|每|隔)(?P<n>{NUMBER}|半)?个?(?P<unit>{_UNIT})(?=(?:就|都|打|来|发|一|给|响|上|闹|拨|自|又|再|准|,|$))"
    rf"(?:(?:就|都|又)?{_VERB}(?P<each>[一两二三四五六])(?:个(?!月|小时|钟头|星期|礼拜)|次|遍|通|条|回|趟|封))?"
    rf"|{before('分小时钟天日晚夜周星礼月季年', '个多来余')}"
    rf"(?P<n2>{NUMBER}|半)个?(?P<unit2>{_UNIT})(?:就)?{_VERB}"
    rf"(?P<times>[一两二三四五六七八])(?:个(?!月|小时|钟头|星期|礼拜)|次|遍|通|条|还|打|回|趟|催|封)",
)
_MONTHDAY = re.compile(
    r"每(?:个)?月(?:的)?(?P<day>\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[号日]"
)
_WEEKDAY = re.compile(r"(?:每(?:个)?|逢)(?:周|星期|礼拜)(?P<day>[一二三四五六日天])")
_WORKING = re.compile(r"工作日的?\Z")
_IDIOMS = Leaping(
    "三隔天每日从一整成没夜",
    r"(?P<few>三天两头)|(?P<some>隔三[差岔]五|三不五时)|(?P<other>隔天|隔一天|每隔一天|隔日)"
    r"|(?P<daily>天天|每天|每日|日日|从早[^,。!?;\n]{0,3}到晚(?!上|[\d一二三四五六七八九十]+[点时])|一天到晚|一天到黑|整天|成天|没日没夜|夜夜|每晚)|(?P<hourly>每(?:个)?小时|每钟头)"
    r"|(?P<weekly>每(?:个)?(?:周|星期|礼拜)(?![一二三四五六日天]))|(?P<monthly>每(?:个)?月)|(?P<yearly>每年)|(?P<minutely>每分钟)",
)
_IDIOM = {"few": (2, 4, "week"), "some": (1, 3, "week"), "daily": (0, 0, "day"), "hourly": (0, 0, "hour"),
          "weekly": (0, 0, "week"),
          "monthly": (0, 0, "month"), "yearly": (0, 0, "year"), "minutely": (0, 0, "minute")}  # fmt: skip
# 一天三十多个，隔几分钟响一回: the second count has a rhythm of its own.
_OTHER_RHYTHM = re.compile(r"[。!?;\n]|,[^,]{0,6}[隔每]")
# 一天…: the count may stand a few words after its unit.
_REACH = 14


@dataclass(frozen=True, slots=True)
class Often:
    """How many per what, at [start, end); low 0 when only the rhythm is said (天天, 每周三)."""

    start: int
    end: int
    low: int
    high: int
    per: str = "total"
    per_n: int = 1
    weekday: int = 0
    monthday: int = 0
    vague: bool = False
    working: bool = False  # on working days only


def frequencies(text: str) -> list[Often]:
    """Every count or rhythm in a text, in order; those inside a longer one are left out."""
    found = [*_calendar(text), *_rates(text), *_counts(text)]
    found += [idiom for idiom in _idioms(text) if not any(_touch(idiom, other) for other in found)]
    kept: list[Often] = []
    for often in sorted(found, key=lambda o: (o.start, -o.end)):
        if not kept or often.start >= kept[-1].end:
            kept.append(often)
        elif often.per == kept[-1].per:
            longer = kept[-1]
            days = (longer.weekday or often.weekday, longer.monthday or often.monthday)
            kept[-1] = replace(longer, weekday=days[0], monthday=days[1])
    return [_on_working_days(_by_months(often), text) for often in kept]


def _on_working_days(often: Often, text: str) -> Often:
    before = text[max(0, often.start - 4) : often.start]
    return replace(often, working=True) if often.per == "day" and _WORKING.search(before) else often


def _by_months(often: Often) -> Often:
    """A quarter is three months."""
    return replace(often, per="month", per_n=3 * often.per_n) if often.per == "quarter" else often


def _touch(one: Often, other: Often) -> bool:
    return one.start < other.end and other.start < one.end


def _calendar(text: str) -> Iterator[Often]:
    for match in islice(_MONTHDAY.finditer(text), MOST):
        day = quantity(match["day"])
        if day and 1 <= day.low <= 31:
            yield Often(*match.span(), 1, 1, "month", monthday=int(day.low))
    for match in islice(_WEEKDAY.finditer(text), MOST):
        yield Often(
            *match.span(),
            1,
            1,
            "week",
            weekday="一二三四五六日天".index(match["day"]) % 7 + 1 if match["day"] != "天" else 7,
        )


def _rates(text: str) -> Iterator[Often]:
    for match in islice(_RATE.finditer(text), MOST):
        words = match["n"] or match["n2"]
        every = quantity("一" if words in (None, "半") else words)
        times = quantity(match["times"] or match["each"] or "一")
        unit = match["unit"] or match["unit2"]
        if every is None or times is None or (match["n2"] and ((every.low == 1 and unit != "季度") or every.vague)):
            continue
        per = _PER.get(unit.removesuffix("上"), "day")
        if words == "半":
            yield from _halves(match, per, int(times.low))
        elif match["n"] or match["n2"] or text[match.start()] == "隔":
            step = int(every.low) + (1 if words is None else 0)
            yield Often(*match.span(), int(times.low), int(times.high), per, max(1, step), vague=every.vague)


def _halves(match: re.Match[str], per: str, times: int) -> Iterator[Often]:
    """每半小时 is every thirty minutes, 每半个月 every fifteen days."""
    finer = {"hour": ("minute", 30), "month": ("day", 15), "year": ("month", 6), "day": ("hour", 12)}.get(per)
    if finer:
        yield Often(*match.span(), times, times, *finer)


def _counts(text: str) -> Iterator[Often]:
    for match in islice(_COUNT.finditer(text), MOST):
        said = quantity(match["n"] or match["nth"])
        if (
            said is None
            or said.low < 1
            or said.high > 10**6
            or (match["n"] and text[max(0, match.start() - 1) : match.start()] == "第")
            or _is_article(match, int(said.low), text)
        ):
            continue
        much = Often(*match.span(), int(said.low), int(said.high), vague=said.vague)
        if match["n"] and "多" in match["thing"] and not said.vague:
            much = replace(much, high=int(said.low) + (9 if said.low % 10 == 0 and said.low else 0), vague=True)
        lead = list(_EACH.finditer(text, max(0, much.start - _REACH), much.start))
        if lead and not _OTHER_RHYTHM.search(text, lead[-1].end(), much.start) and _leads(lead[-1], text):
            start = lead[-1].start()
            yield replace(much, start=start, per=_PER.get(lead[-1]["unit"].removesuffix("上"), "day"))
        else:
            yield much


def _is_article(match: re.Match[str], number: int, text: str) -> bool:
    """第1034条 is an article of a law, 今天第八条 a message."""
    if not match["nth"] or not match.group().endswith("条"):
        return False
    return number >= 100 or bool(re.search(r"[法典例定]\Z", text[max(0, match.start() - 4) : match.start()]))


def _leads(match: re.Match[str], text: str) -> bool:
    """一天三个 is a rate; 第一天, 有一天, 晚了一天 and 那一年 are not."""
    before = text[max(0, match.start() - 1) : match.start()]
    if match["every"] == "一":
        if before == "上":  # 工地上一天打六个, but 上一天
            return text[max(0, match.start() - 2) : match.start() - 1] in tuple("地路网班线车街厂")
        return before not in tuple("第有那某了十二三过这最近晚差上") or before == ""
    return match["every"] != "天" or match["unit"] == "天"


def _idioms(text: str) -> Iterator[Often]:
    for match in islice(_IDIOMS.finditer(text), MOST):
        if match.lastgroup == "other":
            yield Often(*match.span(), 1, 1, "day", 2)
        elif match.lastgroup:
            low, high, per = _IDIOM[match.lastgroup]
            yield Often(*match.span(), low, high, per, vague=low != high)
