"""Loan terms and a month's money out of one sentence: 借了8000到手7200每月还800还12个月; 收入5000，房租1500.

Works on plain text (`bot.understanding.text.plain`). Only sums that stand beside a word that names them are taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from bot.model import Said
from bot.understanding.amounts import MOST_YUAN, spoken
from bot.understanding.numerals import NUMBER, quantity

LONGEST = 400
"""Characters that are read: terms are told in a sentence or two, and a story is heard elsewhere."""

MOST_INSTALMENTS = 600

_SUM = rf"(?P<sum>{NUMBER})(?![\d.%万千百十亿wk])(?!\s?(?:期|个月|年(?![化利])|天|次|号|月|日|家|个点))"
_BETWEEN = r"[是有为了我约:的才只就大概差不多一共总共额本金实际]{0,5}\s?"

# The words that name a sum, by what it is. The order of the alternatives is the order they are tried in.
_NAMED: Mapping[str, str] = {
    "received": r"(?:实际)?(?:到手|到账|下款|拿到手?|实收|实得|实到)|\breceived|\bgot\b",
    "on_paper": r"(?:合同|借条|借据|协议)(?:上)?(?:写|签|金额)"
    r"|(?<!多)(?<!少)(?:借款|贷款|借|贷|本金|欠)(?!多|条|据)|\bborrowed",
    "fees": r"(?:手续费|服务费|会员费|担保费|保险费|中介费|砍头息|头息|审核费|管理费|先扣|另收|另交)(?:收|扣|交)?",
}
_EVERY: Mapping[str, str] = {
    "half_month": r"每?(?:半个?月|15天|十五天)",
    "two_weeks": r"每?(?:两周|14天|十四天|两个?星期)",
    "ten_days": r"每?(?:10天|十天)",
    "week": r"(?:每|一)?(?:个)?(?:周|星期|礼拜|7天|七天)",
    "day": r"(?:每天|每日|一天|天天)",
    "month": r"(?:每个?月|一个?月|每期|一期|月供|月还|每月|按月)",
}
_PAY = r"(?:要|得|应|应该|需要|需)?(?:还款?|付|交|扣)?"
_INSTALMENT = [(every, re.compile(rf"{words}{_PAY}{_BETWEEN}{_SUM}(?:元|块)?")) for every, words in _EVERY.items()]
_ENGLISH = re.compile(rf"\bpay(?:ing)?\s+{_SUM}(?:\s+yuan)?\s+(?:a|per|every|each)\s+(?P<every>month|week|day)")
_COUNT = re.compile(
    rf"(?:分|共|一共|总共|还|要还|还了?|连续|期数)?(?:是|了|满|够)?\s?(?P<count>{NUMBER})\s?(?P<unit>个?期|个月|个星期|周|months|weeks|instalments)"
)
# 10万分36期: what is spread over instalments is the sum before them.
_SPREAD = rf"(?<![\d.]){_SUM}(?:元|块)?(?:的?(?:钱|欠款|本金|贷款))?[,，]?\s?(?:分成?|拆成?|做)\s?{NUMBER}\s?个?期"
# 要是分18期呢: a length alone, asked about; 分60期 in a longer question is a question about rules.
_MONTHS = re.compile(
    rf"(?:那|要是|如果|假如|换成|改成|改为|按)*分(?:成|作)?\s?(?P<count>{NUMBER})\s?(?P<unit>个?期|个月|年)(?:来|慢慢)?(?:还|付|交)?"
    r"(?:的话)?[,，]?(?:呢|每个?月(?:要)?(?:还|付|交)?多少钱?|每期(?:要)?(?:还|付|交)?多少钱?|够不够|够吗|还得起吗|行不行|行吗)*[?？]?"
)
_PAID = re.compile(rf"(?:已经?|都)?(?:还|交|付)(?:了|过|完)\s?(?P<count>{NUMBER})\s?(?:个?期|个月)")
_YEARS = re.compile(rf"(?:分|还|期限)(?:是|了)?\s?(?P<count>{NUMBER})年")
_ONCE: Mapping[str, str] = {
    "7天": "week", "七天": "week", "一周": "week", "14天": "two_weeks", "十四天": "two_weeks", "两周": "two_weeks",
    "10天": "ten_days", "十天": "ten_days", "半个月": "half_month", "半月": "half_month", "15天": "half_month",
    "一个月": "month", "30天": "month",
}  # fmt: skip
_WHOLE_SUM = re.compile(rf"(?P<every>{'|'.join(_ONCE)})之?(?:后|要)*还{_BETWEEN}{_SUM}")
_LOAN = re.compile(
    r"(?:[还供付交期]|每个?月)[^,。]{0,8}[\d一二两三四五六七八九十百千万]|到手|到账|下款|拿到|实[收得到]|\bpay"
)
"""Without one of these no sentence holds terms; most messages end here."""
_YEARLY = re.compile(r"年(?:化|利率|息|利息)[^\d，,。]{0,4}(?P<rate>\d{1,3}(?:\.\d{1,2})?)\s?%")
_BESIDES = re.compile(r"[交付](?:了|过)|另[外交收付]|自己[交付掏]|还[要得]交")
_ASKS = re.compile(
    r"[?吗呢]|多少|几个点|高不高|高吗|合法|合理|划算|年化|利率|利息|什么时候|多久|算一?算|算下|怎么算|行不行|可以|够不够|靠谱|超|\brate\b|\bhow\b|\binterest"
)

_OF_MONEY = {"received", "on_paper", "instalment"}
_COUNTS = {"count", "paid"}
_HEARD = _OF_MONEY | {"fees", "every"} | _COUNTS

_MONTHLY: Mapping[str, str] = {
    "income": r"收入|工资|薪水|月薪|每月挣|一个月挣|一月挣|每月赚|一个月赚|补助|低保|退休金|\bincome|\bwages?|\bsalary",
    "housing": r"房租|租房|房贷|物业费?|水电费?|住|\brent|\bmortgage",
    "living": r"吃饭|伙食|吃喝|生活费|日用|买菜|交通费?|话费|吃|\bfood|\bliving",
    "family": r"孩子|小孩|娃|学费|奶粉|老人|父母|爸妈|赡养|抚养|\bchild|\bparents",
    "needs": r"看病|吃药|药费|药|医药费?|治病|保险|社保|别的|其他|其它|\bmedicine|\bdoctor|\binsurance",
}
_MONEY_OF = [
    (name, re.compile(rf"(?:{words})[^\d，,。;；、\n]{{0,6}}?{_SUM}(?:元|块)?")) for name, words in _MONTHLY.items()
]


def loan_terms(text: str) -> dict[str, str]:
    """What a sentence says of a loan, by name: received, on_paper, fees, instalment (yuan as decimal strings),
    count, paid (whole numbers), every (an interval), fees_besides (`besides` when they were paid out of pocket).
    `yearly` is a nominal yearly rate in percent. Empty when it says nothing of the kind."""
    text = text[:LONGEST]
    found: dict[str, str] = {}
    if not _LOAN.search(text):
        return found
    for name, words in _NAMED.items():
        if value := _first(rf"(?:{words}){_BETWEEN}{_SUM}(?:元|块)?", text):
            found[name] = value
    found |= dict(_instalment(text))
    found |= dict(_counts(text))
    if rate := _YEARLY.search(text):
        found["yearly"] = rate.group("rate")
    if not {"received", "on_paper"} & found.keys() and {"instalment", "count"} <= found.keys():
        found |= {"received": spread} if (spread := _first(_SPREAD, text)) else {}
    if "fees" in found and _BESIDES.search(text):
        found["fees_besides"] = "besides"
    if "received" not in found and "on_paper" in found and "fees" not in found and "instalment" in found:
        found["received"] = found.pop("on_paper")
    return found if "instalment" in found or "received" in found else {}


def told(text: str) -> dict[str, Said]:
    """The terms of a loan inside a story, by the names under which questions hear them; none for a lone figure."""
    found = loan_terms(text)
    if len(found.keys() & _OF_MONEY) < 2 or "received" not in found:
        return {}
    return {
        name: Said(_counted(value) if name in _COUNTS else value) for name, value in found.items() if name in _HEARD
    }


def _counted(value: str) -> dict[str, Any]:
    return {"words": value, "low": int(value), "high": int(value), "per": "total"}


def asks(text: str) -> bool:
    """Whether a sentence with terms asks what they come to."""
    return bool(_ASKS.search(text[:LONGEST]))


def month_money(text: str) -> dict[str, str]:
    """Income and living costs by kind, in yuan; several of a kind are added up. Empty for fewer than two."""
    text = text[:LONGEST]
    found: dict[str, Decimal] = {}
    taken: list[tuple[int, int]] = []
    for name, pattern in _MONEY_OF:
        for match in pattern.finditer(text):
            start, end = match.span("sum")
            if any(start < e and s < end for s, e in taken) or (value := _yuan(match.group("sum"))) is None:
                continue
            taken.append((start, end))
            found[name] = found.get(name, Decimal(0)) + value
    return {name: spoken(value) for name, value in found.items()} if len(taken) > 1 else {}


def months_asked(text: str) -> int:
    """How many months a short question wants a plan to last (要是分18期呢); 0 when it asks nothing of the kind."""
    found = _MONTHS.fullmatch(text.strip())
    count = _whole(found["count"]) if found else 0
    months = count * 12 if found and found["unit"] == "年" else count
    return months if months <= MOST_INSTALMENTS else 0


def _instalment(text: str) -> Iterator[tuple[str, str]]:
    once = _WHOLE_SUM.search(text)
    if once and (value := _yuan(once.group("sum"))) is not None:
        yield from (("instalment", spoken(value)), ("every", _ONCE[once.group("every")]), ("count", "1"))
        return
    english = _ENGLISH.search(text)
    if english and (value := _yuan(english.group("sum"))) is not None:
        yield from (("instalment", spoken(value)), ("every", english.group("every")))
        return
    for every, pattern in _INSTALMENT:
        match = pattern.search(text)
        if match and (value := _yuan(match.group("sum"))) is not None:
            yield from (("instalment", spoken(value)), ("every", every))
            return


def _counts(text: str) -> Iterator[tuple[str, str]]:
    paid = _PAID.search(text)
    if paid and (count := _whole(paid.group("count"))):
        yield "paid", str(count)
        text = text[: paid.start()] + "," + text[paid.end() :]
    years = _YEARS.search(text)
    for match in (_COUNT.search(text),):
        if match and (count := _whole(match.group("count"))):
            yield "count", str(count)
            return
    if years and (count := _whole(years.group("count"))):
        yield "count", str(count * 12)


def _first(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    value = _yuan(match.group("sum")) if match else None
    return spoken(value) if value is not None else ""


def _yuan(words: str) -> Decimal | None:
    read = quantity(words.replace(" ", ""))
    return read.low if read is not None and not read.vague and 0 < read.low < MOST_YUAN else None


def _whole(words: str) -> int:
    read = quantity(words)
    return int(read.low) if read is not None and not read.vague and 0 < read.low <= MOST_INSTALMENTS else 0
