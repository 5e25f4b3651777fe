"""How long: 三天, 两年半, 一个多月, 好几个钟头, 36天5小时30分, 五个工作日; on plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from bot.understanding.leaps import Leaping
from bot.understanding.numerals import HAN_NUMBER, NUMBER, NUMBER_OPENING, PLAIN_NUMBER, before, quantity, unit_of

# ISO 8601 letters per unit, with the T of times kept apart.
_LETTERS = {
    "分钟": "TM",
    "分": "TM",
    "小时": "TH",
    "钟头": "TH",
    "天": "D",
    "日": "D",
    "工作日": "D",
    "月": "M",
    "年": "Y",
}
_LETTERS |= {"周": "W", "星期": "W", "礼拜": "W", "季度": "Q"}
_DAYS = {"TM": Decimal(1) / 1440, "TH": Decimal(1) / 24, "D": Decimal(1), "W": Decimal(7), "M": Decimal(30)}
_DAYS |= {"Q": Decimal(91), "Y": Decimal(365)}

_UNIT = (
    r"(?:分钟|小时|钟头|天(?!连锁|酒店|后宫)|周(?!末|[一二三四五六日])"
    r"|星期(?![一二三四五六日天])|礼拜(?![一二三四五六日天])|年(?!级|代|会|薪|货|轻|龄))"
)
# 三天内打了六十次 tells how long, 三天内还清 by when.
COUNTED = (
    r"(?![^,。!?;\n]{0,6}?(?:打|发|接|来|催|骚扰|收到|拨|响)[^,。!?;\n]{0,4}?"
    r"(?:[了过到]|[\d二两三四五六七八九十百]+余?[个次通条]))"
)
_NOT_PAST = rf"(?!以?前|之前|以?后|之后|[之以]?内{COUNTED}|[号一二三四五六]号)"
LONG = Leaping(
    rf"{NUMBER_OPENING}大小近快半整",
    rf"{before('年月天日小时钟分秒周星礼季工刻拉', '个多来余半')}(?:"
    rf"(?P<years>{PLAIN_NUMBER})年零?(?P<months>{PLAIN_NUMBER})个月(?:零?(?P<rest>{PLAIN_NUMBER})天)?"
    rf"|(?P<mons>{PLAIN_NUMBER})(?:个月零?|月零)(?P<over>{PLAIN_NUMBER})天"
    rf"|(?:(?P<mins>{PLAIN_NUMBER})分钟?零?)?(?P<secs>{PLAIN_NUMBER})秒(?![杀拒批回变])|(?P<days>{PLAIN_NUMBER})(?:天|日)零?(?P<hours>{PLAIN_NUMBER})个?小时(?:零?(?P<minutes>{PLAIN_NUMBER})分钟?)?"
    r"|(?P<rough>大半|小半|近半|快半|半)(?P<runit>年|个(?:多)?月|个?(?:小时|钟头|星期|礼拜))(?P<rmore>多)?(?!以?前|之前|之?内|以内)"
    rf"|(?P<biz>{NUMBER})个?工[作做]日"
    r"|(?P<idiom>一刻钟|三刻钟|半拉月|半拉年|三天三夜|几天几夜|整天整夜|十天半个?月|一年半载|三五天|三五个月|一两天|两三天)"
    rf"|(?P<n>{NUMBER})(?:(?P<mid>个多|多个|来个|个)?(?P<half>半)?(?P<unit>{_UNIT})|(?P<mmid>个多|多个|来个|个)(?P<mhalf>半)?(?P<mon>月|季度)"
    rf")(?P<tail>半|多|来(?![一两三几\d找]))?{_NOT_PAST}"
    rf"|(?P<few>[俩仨几])月(?P<ftail>多)?{_NOT_PAST}"
    rf"|(?P<dn>\d{{1,3}}[-~到至]\d{{1,3}}|[几数]|(?<=[延宽逾期限过超晚留禁押起])\d{{1,3}}|(?<=[延宽逾期限过超晚留禁押起]){HAN_NUMBER})日(?!期){_NOT_PAST}"
    rf"|(?P<within>\d{{1,3}}|{HAN_NUMBER})日(?=[之以]?内|之久|以上))",
)
# No message tells of more lengths, dates or counts than this; the bound keeps a crafted text cheap.
MOST = 200
_IDIOMS = {
    "一刻钟": ("PT15M",), "三刻钟": ("PT45M",), "半拉月": ("P15D",), "半拉年": ("P6M",),
    "三天三夜": ("P3D",), "几天几夜": ("P2D", "P9D"), "整天整夜": ("P1D",), "一年半载": ("P6M", "P12M"),
    "十天半个月": ("P10D", "P15D"), "十天半月": ("P10D", "P15D"), "三五天": ("P3D", "P5D"),
    "三五个月": ("P3M", "P5M"), "一两天": ("P1D", "P2D"), "两三天": ("P2D", "P3D"),
}  # fmt: skip
_PART = re.compile(r"(\d+)([YMDHW])|T")


@dataclass(frozen=True, slots=True)
class Length:
    """How long: ISO 8601, `high` differs from `low` when vague; [start, end) in the plain text."""

    low: str
    high: str
    start: int
    end: int
    vague: bool = False
    working: bool = False

    @property
    def days(self) -> int:
        """The shorter length in whole calendar days."""
        return int(days(self.low))


def days(iso: str) -> Decimal:
    """An ISO 8601 length in days; a month counts 30 and a year 365."""
    total, clock = Decimal(0), False
    for figures, letter in _PART.findall(iso):
        clock = clock or not letter
        if letter:
            key = "T" + letter if clock else letter
            total += Decimal(figures) * _DAYS.get(key, Decimal(1))
    return total


def iso(amount: Decimal, letter: str) -> str:
    """One amount of one unit as ISO 8601: weeks as days, quarters as months, halves in the next smaller unit."""
    if letter == "W":
        amount, letter = amount * 7, "D"
    elif letter == "Q":
        amount, letter = amount * 3, "M"
    whole, half = int(amount), amount % 1 != 0
    rest = {"Y": "6M", "M": "15D", "D": "T12H", "TH": "30M", "TM": "30S"}[letter] if half else ""
    if letter.startswith("T"):
        return f"PT{whole}{letter[1]}{rest}" if whole else f"PT{rest}"
    return f"P{whole}{letter}{rest}" if whole else f"P{rest}"


def lengths(text: str) -> Iterator[Length]:
    """Every length of time in a text, in order."""
    return filter(None, map(_read, islice(LONG.finditer(text), MOST)))


def _read(match: re.Match[str]) -> Length | None:
    start, end = match.span()
    if match["days"]:
        return _compound(match)
    if match["months"] or match["over"] or match["secs"]:
        return _parts(match)
    if match["idiom"]:
        low, *high = _IDIOMS[match["idiom"]]
        return Length(low, (high or [low])[-1], start, end, bool(high))
    if match["rough"]:
        return _rough(match)
    if match["biz"]:
        return _span(match["biz"], "D", start, end, working=True)
    if match["few"]:
        return _more(match["few"], "M", match["ftail"] or "", start, end)
    if match["dn"] or match["within"]:
        return _span(match["dn"] or match["within"], "D", start, end)
    unit = match["unit"] or match["mon"]
    words, letter = match["n"], _LETTERS[unit]
    middle, tail = match["mid"] or match["mmid"] or "", match["tail"] or ""
    if letter == "Y" and re.match(r"\d{4}|[零〇]", words):
        return None
    if "多" in middle or words.endswith(("多", "来")):
        words, tail = (
            (words.rstrip("多来"), words[-1] if words[-1] in "多来" else "多")
            if words not in ("多", "来")
            else (words, tail)
        )
    if match["half"] or match["mhalf"] or tail == "半":
        read = quantity(words)
        said = iso(read.low + Decimal("0.5"), letter) if read else ""
        return Length(said, said, start, end) if read else None
    return _more(words, letter, tail, start, end)


def _compound(match: re.Match[str]) -> Length | None:
    parts = [quantity(match[name]) if match[name] else None for name in ("days", "hours", "minutes")]
    if parts[0] is None or parts[1] is None or parts[1].low >= 24:  # 一天24小时: all day long
        return None
    said = f"P{int(parts[0].low)}DT{int(parts[1].low)}H" + (f"{int(parts[2].low)}M" if parts[2] else "")
    return Length(said, said, *match.span())


def _parts(match: re.Match[str]) -> Length | None:
    """一年零两个月, 一个月零十天, 3分20秒: parts of falling size."""
    said = "P"
    for names, letter in ((("years",), "Y"), (("months", "mons"), "M"), (("rest", "over"), "D")):
        words = next((match[name] for name in names if match[name]), "")
        said += _part(words, letter)
    clock = _part(match["mins"] or "", "M") + _part(match["secs"] or "", "S")
    said += f"T{clock}" if clock else ""
    return None if re.search(r"\d{4}Y", said) or said == "P" else Length(said, said, *match.span())


def _part(words: str, letter: str) -> str:
    read = quantity(words.lstrip("零")) if words else None
    return f"{int(read.low)}{letter}" if read else ""


def _rough(match: re.Match[str]) -> Length:
    unit = match["runit"].replace("个", "").replace("多", "")
    letter = _LETTERS[unit]
    half = iso(Decimal("0.5"), letter)
    if letter == "W":
        half = "P3D"
    start, end = match.span()
    if match["rough"] in ("大半", "小半") or match["rmore"]:
        low, high = {"Y": ("P6M", "P12M"), "M": ("P15D", "P30D")}.get(letter, (half, iso(Decimal(1), letter)))
        if match["rough"] == "小半":
            low, high = {"Y": ("P3M", "P6M")}.get(letter, (half, half))
        return Length(low, high, start, end, vague=True)
    return Length(half, half, start, end, vague=match["rough"] != "半")


def _more(words: str, letter: str, tail: str, start: int, end: int) -> Length | None:
    """三年多 is 36 to 47 months, 一个多月 one to two, 三天多 three to four, 二十多天 twenty to twenty-nine."""
    read = quantity(words)
    if read is None:
        return None
    if tail == "来":
        said = iso(read.low, letter)
        return Length(said, said, start, end, vague=True)
    if tail != "多":
        return _span(words, letter, start, end)
    step = unit_of(read.low)
    if letter == "Y" and step == 1:
        months = read.low * 12
        return Length(f"P{int(months)}M", f"P{int(months) + 11}M", start, end, vague=True)
    high = read.low + step - (step > 1)
    return Length(iso(read.low, letter), iso(high, letter), start, end, vague=True)


def _span(words: str, letter: str, start: int, end: int, *, working: bool = False) -> Length | None:
    read = quantity(words)
    if read is None:
        return None
    return Length(iso(read.low, letter), iso(read.high, letter), start, end, read.vague, working)
