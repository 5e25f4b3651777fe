"""The words that make up a point in time, one regular expression per kind, on plain text.

A kind's rank tells what may follow it in one expression: year, month, day, part of the day, clock.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

from bot.understanding.leaps import Leaping
from bot.understanding.numerals import NUMBER, NUMBER_OPENING, before

_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = (
    r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|二十|廿[一二三四五六七八九]?|卅|[一二三四五六七八九])"
)
_HOUR = r"(?:2[0-4]|1\d|0?\d|二十[一二三四]?|十[一二三四五六七八九]?|[零一二两三四五六七八九])"
_MINUTE = r"(?:[0-5]?\d|[零〇][一二三四五六七八九零]?|[二三四五]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_WEEK = r"(?:周|星期|礼拜|里拜|星其)"
_COUNTING = r"\d零〇一二两三四五六七八九十廿卅"
_TO = r"(?:到|至|-+|~+|—+|–|→)"
_THIRD = r"(?:初(?![一二三](?!直))|底|末|中旬|上旬|下旬|中(?=[,。 ]|$)|的?最后一天)?"
_UNIT = r"(?:分钟|小时|钟头|天|周|星期|礼拜|年)"
_NEAR = r"(?:多|许|左右|前后|来钟|钟左右|的时候)?"
# 我有三点要求: points of a list, not hours.
_NO_POINT = r"(?!要求|意见|建议|想|说明|理由|疑问|问题|原因|请求|声明|希望|区别|补充|感受)"
_TWO_HOURS = r"(?:二?十)?(?:一[二两]|两三|二三|三四|四五|五六|六七|七八|八九|九十)"
_TAIL = rf"(?:钟|整|半|一刻|三刻|过?{_MINUTE}分?(?![\d十个条次通遍钟直共起样般])|过)?"

PARTS: dict[str, tuple[int, int]] = {
    "凌晨": (0, 6), "清晨": (5, 8), "清早": (5, 8), "一大早": (5, 8), "大清早": (5, 8), "早晨": (6, 9), "早上": (6, 9),
    "大早上": (6, 9), "上午": (8, 12), "中午": (11, 13), "晌午": (11, 13), "大中午": (11, 13), "午后": (12, 18),
    "下午": (12, 18), "傍晚": (17, 19), "晚上": (18, 24), "大晚上": (18, 24), "晚间": (18, 24), "夜里": (22, 30),
    "夜晚": (18, 24), "夜间": (22, 30), "半夜": (23, 29), "大半夜": (23, 29), "三更半夜": (23, 29), "后半夜": (24, 29),
    "深夜": (23, 29), "午夜": (23, 29), "深更半夜": (23, 29), "半夜三更": (23, 29),
    "早": (6, 9), "晨": (5, 8), "晚": (18, 24),
    "朝": (6, 9), "下昼": (12, 18), "上昼": (8, 12), "朝早": (6, 9), "前晌": (8, 12), "头晌": (8, 12), "后晌": (12, 18),
    "下晌": (12, 18), "上晌": (8, 12),
    "夜": (18, 29), "午": (11, 13), "白天": (8, 18), "大白天": (8, 18),
}  # fmt: skip
DAYS = {
    "大前": -3, "前": -2, "昨": -1, "作": -1, "咋": -1, "今": 0, "明": 1, "后": 2, "大后": 3, "当": 0,
}  # fmt: skip
HOLIDAYS: dict[str, tuple[int, int, int]] = {
    "国庆": (10, 1, 7), "十一": (10, 1, 7), "元旦": (1, 1, 1), "五一": (5, 1, 5), "劳动节": (5, 1, 5),
    "双十一": (11, 11, 1), "双11": (11, 11, 1), "双十二": (12, 12, 1), "双12": (12, 12, 1), "圣诞": (12, 25, 1),
    "平安夜": (12, 24, 1), "情人节": (2, 14, 1), "清明": (4, 5, 3), "618": (6, 18, 1), "儿童节": (6, 1, 1),
    "妇女节": (3, 8, 1), "教师节": (9, 10, 1), "六一": (6, 1, 1), "光棍节": (11, 11, 1), "520": (5, 20, 1),
    "母亲节": (5, 0, 2), "父亲节": (6, 0, 3),
}  # fmt: skip
# Name → (lunar month, lunar day, days of holiday); month 13 is the last evening of the lunar year.
LUNAR_HOLIDAYS: dict[str, tuple[int, int, int]] = {
    "除夕": (13, 0, 1), "大年三十": (13, 0, 1), "年三十": (13, 0, 1), "春节": (1, 1, 7), "大年初一": (1, 1, 1),
    "元宵": (1, 15, 1), "端午": (5, 5, 3), "七夕": (7, 7, 1), "中秋": (8, 15, 3), "重阳": (9, 9, 1), "过年": (1, 1, 7),
    "小年": (12, 23, 1), "腊八": (12, 8, 1),
}  # fmt: skip

_NAMES = (
    "|".join(sorted([*HOLIDAYS, *LUNAR_HOLIDAYS], key=len, reverse=True))
    .replace("|520", "|520(?=那天|当天|节|晚上|期间)")
    .replace("|十一", r"|十一(?=期间|假期|长假|放假|那|当天|前后|的时候|[,。]|$)")
)
KINDS: dict[str, str] = {
    "isodate": r"(?:(?<=日期)|(?<=日期:)|(?<=时间)|(?<=时间:))20[0-3]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?<![\d.])\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?![\d/.-])日?",
    "slash": r"(?<![\d/.])(?:1[0-2]|0?[1-9])/(?:3[01]|[12]\d|0?[1-9])(?![\d/%期折])"
    r"|(?<![\d/.])(?:1[0-2]|[1-9])\.(?:3[01]|[12]\d|0?[1-9])"
    r"(?=[号日]|那天|当天|早|晚|上午|下午|中午|凌晨|半夜| ?(?:2[0-4]|1\d|0?\d)[:点])",
    "ago": rf"{before('分小时钟天周星礼年月', '个多来余半')}"
    rf"(?:半个?|{NUMBER})(?:多?个多?|来个)?半?(?:{_UNIT}|(?<=[个半俩])月)半?多?(?:以|之)?前",
    "lunar": r"(?:农历|阴历|旧历)?(?:正月|腊月|冬月)"
    r"(?:初[一二三四五六七八九十]|二?十[一二三四五六七八九]?|廿[一二三四五六七八九]|三十)?"
    rf"|(?:农历|阴历|旧历){_MONTH}月(?:初[一二三四五六七八九十]|{_DAY})"
    r"|大?年初[一二三四五六七八]|初[一二三四五六七八九十](?=早上|上午|中午|下午|晚|[那当]天)",
    "holiday": rf"(?<![一李王张刘陈杨赵黄吴徐孙胡朱林郭马罗叫])(?:{_NAMES})节?"
    r"(?:期间|假期|长假|放假|小长假|那几天|这几天)?"
    r"(?:[一二三四五六七八\d]天|第[一二三四五六七八\d]天)?(?![路街村镇桥]|广场|大道)",
    "relyear": r"(?:大前年|[今去前明后当本]年)(?:年?[初底末](?![一二三四五六七八中]))?"
    r"|(?<![\d年十])年[初底末](?![一二三四五六七八中])",
    "year": r"(?:\d{4}|[零〇一二][零〇一二三四五六七八九]{3}"
    r"|两千[零〇]?[一二三四五六七八九]{1,2}|两千[一二]十[一二三四五六七八九]?"
    r"|[零〇][零〇一二三四五六七八九]|(?<![零〇一二三四五六七八九十])[一二][零〇一二三四五六七八九](?=年(?:[一二三四五六七八九十\d]{1,2}月|[初底末]))"
    r"|(?<![\d.])[0-3]\d(?=年(?:\d|[一二三四五六七八九十]{1,2}月|[初底末]|[的时]|借|开始|起|到|至|以来|上半|下半))"
    r")年(?:年?[初底末](?![中一二三]))?",
    "half": r"[上下]半年|第?[一二三四1-4]季度|(?:上|下|这|本)个?季度",
    "relmonth": rf"(?:上上|下下|[上下]|(?:[这本当](?=个?月(?:(?!\d)|\d{{1,2}}[号日]))))个?月份?"
    rf"(?:月(?=[初底末]))?{_THIRD}|(?<![\d十个上下这本当一二三四五六七八九半整满])月(?:[底末]|初(?![一二三四五六七八九十]))",
    "months": rf"(?<![\d个.]){_MONTH}月?(?:[-~到至]){_MONTH}月份?(?![\d一二三四五六七八九十初底末])",
    "month": rf"(?<![\d个.]){_MONTH}月份?(?:月(?=[初底末]))?(?!\d*元){_THIRD}",
    "week": rf"(?:上上|下下|[上下这本])?个?{_WEEK}"
    r"(?:[一二三四五六日天末](?![个次回家天年月])|[1-7](?![\d个次回家天年月]))"
    rf"|(?:上上|下下|[上下这本])个?{_WEEK}(?![一二三四五六日天末])",
    "day": rf"(?<![\d.第留禁押起一二三四五六七八九])(?:二?十几|二十多|{_DAY})[号日]"
    r"(?![线码子常夜楼店称角院弄馆厅桌柜窗]|[之以]?内|之久|以上"
    r"|门(?!口)|房(?![租贷东]))",
    "bareday": rf"(?<=月){_DAY}(?![\d号日多几个点:万千百块元月年天家次])",
    "relday": r"(?:大前|大后|[昨今明前后当]|[作咋](?=天))(?:天|日(?!子)|儿个?)"
    r"|(?:[昨今明前])(?=[晚早晨夜朝](?!就|还|期))",
    "clockrange": rf"(?<![\d.第]){_TWO_HOURS}点(?:半|钟|多)?{_NO_POINT}"
    rf"|{_HOUR}(?:点|时|:\d\d)?{_TO}{_HOUR}(?:点|时(?!间)|:\d\d)(?:半|钟)?{_NEAR}",
    "part": "(?:"
    + "|".join(sorted((p for p in PARTS if len(p) > 1), key=len, reverse=True))
    + rf"|(?<=[昨今明前当])[早晚晨夜午朝](?!就|还|期|餐|饭)"
    rf"|[早晚晨](?=(?!一点(?!半|钟)){_HOUR}(?:[点:]|时(?!间|候))))",
    "clock": rf"(?<=[上午晚早晨夜])(?:2[0-3]|1\d|0?\d)\.[0-5]\d(?![\d%倍万元块])"
    rf"|差(?:一刻|{_MINUTE}分)钟?(?:到|就)?{_HOUR}点|(?<![\d.第]){_HOUR}点差(?:一刻|{_MINUTE}分)"
    rf"|(?<![\d.:])(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?点?{_NEAR}|(?<![\d.第])(?:{_HOUR})点{_NO_POINT}{_TAIL}{_NEAR}"
    rf"|(?<![\d.])(?:[01]?\d|2[0-4]|{_HOUR})时(?!间|候|不时|常|代|段|期|[糊冲之]|兴起)(?:{_MINUTE}分)?{_NEAR}",
}
RANKS = {
    "year": 0, "relyear": 0, "half": 1, "relmonth": 1, "months": 1, "month": 1, "holiday": 2, "lunar": 2, "isodate": 2,
    "slash": 2, "week": 3, "day": 2, "bareday": 2, "relday": 2, "ago": 2, "part": 4, "clock": 5, "clockrange": 5,
}  # fmt: skip
# Every kind begins with one of these; looking for them first spares most places of a text the long choice.
_STARTS = (
    r"\d零〇一二两俩仨三四五六七八九十百千万亿幺壹贰叁肆伍陆柒捌玖拾佰仟数好几廿上下半大小农阴旧正腊冬年"
    "国元劳双圣平情清儿妇教除春中端重过初作咋朝头父母光今去前明后当本这第昨凌早晨晌午傍晚夜深白周星礼里个年月差"
)
# What each kind begins with: a look at it spares the rest of the kind.
_OPENINGS = {
    "isodate": r"\d", "slash": r"\d", "ago": NUMBER_OPENING + "半", "lunar": "农阴旧正腊冬大年初",
    "holiday": "".join(sorted({name[0] for name in (*HOLIDAYS, *LUNAR_HOLIDAYS)})), "relyear": "大今去前明后当本年",
    "year": r"\d零〇一二两", "half": "上下第一二三四1234这本", "relmonth": "上下这本当月", "months": _COUNTING,
    "month": _COUNTING, "week": "上下这本个周星礼里", "day": _COUNTING, "bareday": _COUNTING,
    "relday": "大昨今明前后当作咋",
    "clockrange": _COUNTING, "part": "".join(sorted({part[0] for part in PARTS})), "clock": _COUNTING + "差",
}  # fmt: skip
_ALL = Leaping(_STARTS, "|".join(f"(?P<{kind}>(?=[{_OPENINGS[kind]}])(?:{source}))" for kind, source in KINDS.items()))
# No message tells of more dates than this; the bound keeps a crafted text cheap.
MOST = 200
# 有一点, 差一点, 一时糊涂: a single 一点 or 一时 is a clock only with company.
_LITTLE = re.compile(r"(?:[一零]点|一时)\Z")


class Atom(NamedTuple):
    """One word of a date or clock at [start, end)."""

    kind: str
    words: str
    start: int
    end: int

    @property
    def rank(self) -> int:
        return RANKS[self.kind]


def atoms(text: str) -> list[Atom]:
    """Every date and clock word of a text, in order."""
    found: list[Atom] = []
    for match in islice(_ALL.finditer(text), MOST):
        kind = match.lastgroup
        if kind is None:
            continue
        atom = Atom(kind, match.group(), match.start(), match.end())
        if (
            kind == "clock"
            and _LITTLE.match(atom.words)
            and not (found and found[-1].rank >= 2 and found[-1].end == atom.start)
        ):
            continue
        found.append(atom)
    return found
