"""How something is said: as done, denied, asked, supposed, or announced.

"没有威胁我" denies, "会不会上门" asks, "如果告诉我家人" supposes, "再不还就去你公司" announces. One clause at
a time, left to right, by marker words; no grammar beyond that.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_SENTENCE_ENDS = "。!?;\n"
_CLAUSE = re.compile(r"[^,。!?;\n]+[,。!?;\n]?")
_ASKS = re.compile(
    r"吗|么(?=[?。,!\n\s]|\Z)|呢(?=[?。,!\n\s]|\Z)|[?]|会不会|是不是|能不能|可不可以|要不要|有没有|能否|是否|会否|该不该|算不算|违不违法|犯不犯法|合不合法|[合违犯]法不[合违犯]法|听说[^,。!?;\n]{0,16}[合违犯]法|怎么办|如何|怎[么样](?:举报|投诉|处理|应对|避免|防止|办|才能|算)|会怎[么样]|什么后果|多久|什么时候|几天后|多长时间"
)
_SUPPOSES = re.compile(
    r"如果|要是|假如|万一|倘若|假设|若是|若|的话|(?:好|很|特别|非常|一直|就|最|有点|真|我|还|也|又|总|在)?(?:怕|担心|害怕|生怕|唯恐|恐怕|担忧|焦虑)(?!的是他们已)|以后会|会不会|可能会"
)
_DENIES = re.compile(
    r"(?:没有?|未曾?|并未|不是|没人|没有人|从未|从没|从不|不曾|不会|别|不再|不要|不准|禁止|不得|不敢|防止|避免|以免|严禁|请勿|切勿|不能|不许|不应|不可|拒绝|并非|毫无|无)[^,。!?;\n]{0,5}\Z"
)
_NOT_DENIAL = re.compile(
    r"(?:不停|不断|不但|不仅|不光|不只|没完没了|没还|不还|不接|没接|没钱|没日没夜|没有?钱|不过|没过|没几天|没有?还|无故|无缘无故|没有?办法|不了|不起|忍不住|受不了|动不动|要不|再不|不然|没想到|没两天|没有?逾期)[^,。!?;\n]{0,5}\Z"
)
# 他们没有动手打人: the denial stands inside what was heard.
_DENIED_WITHIN = re.compile(r"(?:没有?|从未|未曾?|并未)(?:再|真的|人)?(?=[打骂来去联威上动找泼砸关侮辱爆骚])")
_ANNOUNCES = re.compile(
    r"(?:说|(?<!自)称|讲|表示|通知|提醒|发消息|发短信|留言|放话|短信上写|信息上写)[^,。!?;\n]{0,8}(?:要|会|就|将|准备|让|叫|再|不还|派(?!出)|安排|上门)"
    r"|扬言|声称要|威胁(?:说|要|我说|我要|会)|要挟|警告|否则|不然|再不|不还(?:钱|款)?(?:的话)?,?就|不处理就|即将|准备(?!好)|打算|下一步|接下来"
    r"|将(?:会|要(?!近)|于|对[你您]|上门|依法|派|安排|联系|通知|进行|采取|冻结|在|向|把[你您]|逐)|信不信|等着|马上(?:要|就|去|到|联系|上)"
    r"|已(?:经)?安排|安排[^,。!?;\n]{0,8}(?:上门|走访|外访|下户)|(?:要|会|将|准备)派人|派人(?:去|上|来|到)|限你|24小时(?:内)?(?:不|没|未)|随时(?:会)?(?:上门|走访)|别怪|依法(?:上门|走访)|(?<![虚模])拟(?:于|对|将|派)|必将"
)
# 就打给, 要去, 会联系: future only where nothing says that it was done.
_WEAK = re.compile(
    r"就(?:要|会|去|让|把|叫|派|弄)|要(?:去|来|上|给|把|让|叫|派|联系|通知|告诉|发|群发|打|爆|曝光|贴|堵|到|抓|带|我家|你)"
    r"|会(?:去|来|上|找|给|把|让|派|联系|通知|告诉|发|打|安排|继续|逐|依|到|收到|知道)|我们?(?:会|将|就|要)|可能会|让你|叫你|给你单位|后续"
    r"|(?:明天|后天|今晚|下周|过几天|这两天)[^,。]{0,6}(?:去|来|到|带|派|上|找)"
)
_IF = re.compile("如果|要是|假如|万一|若")
# 如果三点前不还, …: the condition of a threat, not the writer's own supposition.
_CONDITION = re.compile(r"(?:再|如果|要是|若|前)[^,。]{0,8}不(?:还|处理|接|联系|结清|到账|付|打钱)[^,。]{0,4},?\Z")
_STRONG = re.compile(
    r"扬言|威胁|要挟|警告|否则|不然|再不|不还(?:钱|款)?(?:的话)?,?\s*\Z|不还[^,。!?;\n]{0,6}[,]?\Z|说|称|限你|将(?:会|要|于|对[你您]|依法|派|安排|联系|通知|进行|采取|冻结)|信不信|小心|放话|今天(?:还)?不|不到账|没到账|钱不到|内(?:不|未|没)|不处理|仍未|未还款?|如果?(?:还)?不|逾期不|拒不"
)
_DONE = re.compile(
    r"了(?!解|不起|结)|过(?!来|去|程|期|分|年|两|几|不)|已经?(?!安排|委托|准备)|居然|竟然?|结果|果然|真的(?:来|打|去|找|发)|都(?:接到|收到|知道|被)|天天|一直|刚|昨|前天|上周|上个?月|还在|正在|[每连]天|总是|老是|经常|频繁|不停|多次|轮番|挨个|导致"
)
# In a collector's own message only this tells of something already done.
_SETTLED = re.compile(
    r"已(?:经)?(?:把|将[你您]|联系|通知|告知|发|打|到(?!期)|在|向)|(?:刚|昨)[^,。]{0,8}(?:联系|通知|打)|我们?(?:现在)?(?:就)?在[你您]"
)
_REPORTS = re.compile(
    r"(?<!听)[说称讲喊]|短信|信息(?!不)|微信上|来电|电话里|打来|发来|收到|威胁|恐吓|吓唬|扬言|通知我|告诉我|催收[^,。!?;\n]{0,6}让|写着|上写"
)

_FAR = 50


@dataclass(frozen=True, slots=True)
class Mood:
    """How the words at a place are meant."""

    denied: bool = False
    asked: bool = False
    supposed: bool = False
    announced: bool = False
    done: bool = False
    reported: bool = False
    settled: bool = False


class Moods:
    """The clauses of one plain text; answers how each place in it is said."""

    def __init__(self, text: str) -> None:
        self._text = text
        clauses = [match.span() for match in _CLAUSE.finditer(text)]
        self._starts = [start for start, _ in clauses]
        self._ends = [end for _, end in clauses]

    def _of(self, place: int) -> int:
        """The number of the clause around a place."""
        return min(bisect_right(self._ends, place), len(self._ends) - 1)

    def _first(self, number: int) -> bool:
        """Whether a clause begins a sentence."""
        return number == 0 or self._text[self._ends[number - 1] - 1] in _SENTENCE_ENDS

    def clause(self, place: int) -> tuple[int, int]:
        """The clause around a place."""
        if not self._ends:
            return 0, len(self._text)
        number = self._of(place)
        return self._starts[number], self._ends[number]

    def before(self, place: int) -> tuple[int, int] | None:
        """The clause before the one around a place, in the same sentence."""
        number = self._of(place)
        return None if number < 0 or self._first(number) else (self._starts[number - 1], self._ends[number - 1])

    def _sentence(self, place: int) -> int:
        """Where the sentence around a place begins, or a clause farther back than words are looked for."""
        number = self._of(place)
        if number < 0:
            return 0
        while not self._first(number) and place - self._starts[number] < _FAR:
            number -= 1
        return self._starts[number]

    def at(self, start: int, end: int) -> Mood:
        """The mood of the words at [start, end)."""
        low, high = self.clause(start)
        last = self.clause(max(start, end - 1))[1]
        text = self._text
        lead = text[max(low, start - 40) : start]
        around = text[max(low, start - 40) : min(max(last, high), end + 40)]
        prior = self.before(start)
        prior_text = text[max(prior[0], prior[1] - 40) : prior[1]] if prior else ""
        done = bool(_DONE.search(around))
        condition = bool(_CONDITION.search(prior_text))
        said = text[max(low, start - 40) : end]
        announced = bool(_ANNOUNCES.search(said)) or (not done and bool(_WEAK.search(said)))
        if not announced and not done and prior_text:
            announced = condition or bool(_STRONG.search(prior_text))
        return Mood(
            denied=(bool(_DENIES.search(lead)) and not _NOT_DENIAL.search(lead))
            or bool(_DENIED_WITHIN.search(text, start, min(end, start + 20))),
            asked=bool(_ASKS.search(around)),
            supposed=bool(_SUPPOSES.search(lead) or _IF.match(text, start))
            or bool(_IF.search(prior_text) and not condition),
            announced=announced,
            done=done,
            settled=bool(_SETTLED.search(around)),
            reported=bool(_REPORTS.search(text[max(0, self._sentence(start), start - _FAR) : start + 2])),
        )
