"""Money, phone numbers, and the identity and card numbers that must be masked; on plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from bot.understanding.durations import MOST
from bot.understanding.leaps import Leaping
from bot.understanding.numerals import HAN_NUMBER, NUMBER, NUMBER_OPENING, quantity

# A figure above this is an account or order number, not a debt.
MOST_YUAN = Decimal(10**10)

_UNIT = r"(?:元|块钱|块|圆|人民币|rmb|￥|¥|刀)"
_AFTER = r"(?![年月日号天点时分个位家期条次通遍岁周户楼层%度级辈])"
_MONEY = Leaping(
    f"{NUMBER_OPENING}￥¥$",
    rf"[￥¥$]\s?(?P<marked>\d{{1,9}}(?:,\d{{3}}){{0,3}}(?:\.\d{{1,2}})?)"
    rf"|(?P<yuan>{NUMBER})\s?(?:个|来|多)?\s?{_UNIT}(?P<jiao>[零一二两三四五六七八九\d])?(?:[毛角](?![钱]))?"
    rf"|(?P<ten>(?:\d{{1,5}}(?:\.\d{{1,4}})?|{HAN_NUMBER}|好几|几|十几)(?:多|来)?(?:个|来)?[万w](?:\d{{1,4}}|[一二三四五六七八九](?:千[一二三四五六七八九]?百?)?)?(?:多|来|余|几)?)"
    rf"{_AFTER}(?![条户名人张份封])"
    rf"|(?P<thousand>\d{{1,5}}(?:\.\d{{1,2}})?k(?![a-z]))"
    rf"|(?P<spoken>(?:\d|[一二两三四五六七八九十几])千(?:[一二三四五六七八九]百?)?(?:[一二三四五六七八九]十)?(?:多|来|余|几)?){_AFTER}",
)
_BARE = re.compile(rf"(?P<bare>{NUMBER}){_AFTER}")
# Words after which a bare figure is money: 借了5000, 欠3400, 本金8000.
_LENT = re.compile(
    r"(?:借了?|欠了?|贷了?|贷款|借款|还款?|还了|还要|应还|到手|本金|收了?|扣了?|扣款|交了?|付了?|花了|滚到|滚成|变成?|变|费|涨到|利息|下款|放款|骗了?|赔|共计|总共|一共|额度|报个.{1,4}班|买了?)"
    r"\s?(?:有|是|要|我|了|约|大概|差不多)?(?P<bare>\d{3,9}(?:\.\d{1,2})?)(?![\d年月日号天点时分个位家期条次通遍岁周%\-*xX])"
)
_COIN = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}


class Sum(NamedTuple):
    """Money in a text: yuan, and where it stands."""

    yuan: Decimal
    start: int
    end: int


def sums(text: str, *, bare: bool = False) -> list[Sum]:
    """Every amount of money, in order; with `bare` a number without a unit counts too (an answer to "how much")."""
    found = list(_marked(text))
    found += () if bare and found else _loose(text, _BARE if bare else _LENT, found)
    return sorted(filter(_is_money, found), key=lambda s: s.start)


def first(text: str) -> Sum | None:
    """The first amount of money; the rest of a long text is not read."""
    marked: list[Sum] = []
    for each in _marked(text):
        marked.append(each)
        if _is_money(each):
            break
    loose = next(filter(_is_money, _loose(text, _LENT, marked)), None)
    return min(filter(_is_money, (*marked, *([loose] if loose else []))), key=lambda s: s.start, default=None)


def _marked(text: str) -> Iterator[Sum]:
    """Numbers with a unit of money, account numbers among them."""
    return filter(None, map(_read, islice(_MONEY.finditer(text), MOST)))


def _loose(text: str, pattern: re.Pattern[str], marked: Sequence[Sum]) -> Iterator[Sum]:
    """Numbers without a unit, beside those that have one."""
    for match in islice(pattern.finditer(text), MOST):
        start, end = match.span("bare")
        if not any(start < each.end and each.start < end for each in marked):
            read = _value(match.group("bare"))
            if read is not None:
                yield Sum(read, start, end)


def _is_money(found: Sum) -> bool:
    return Decimal(0) < found.yuan < MOST_YUAN


def _read(match: re.Match[str]) -> Sum | None:
    name = match.lastgroup if match.lastgroup != "jiao" else "yuan"
    assert name is not None
    value = _value(match.group(name))
    if value is None:
        return None
    coin = match.group("jiao")
    if coin and match.group().endswith(("毛", "角", coin)):
        value += Decimal(_COIN.get(coin, int(coin) if coin.isdecimal() else 0)) / 10
    return Sum(value, match.start(), match.end())


def _value(words: str) -> Decimal | None:
    read = quantity(re.sub(r"[个来]|多(?=[万w])", "", words.replace(" ", "")))
    return None if read is None else _floor(read.low, words)


def _floor(low: Decimal, words: str) -> Decimal:
    """三万多 was thirty thousand and something: people name the round sum."""
    return low - 1 if words.rstrip("万w").endswith(("多", "余", "几")) and low % 10 == 1 else low


def spoken(yuan: Decimal) -> str:
    """Yuan as a plain decimal string: 23000, 803.65."""
    text = f"{yuan:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(text: str) -> str | None:
    """The first amount of an answer, in yuan: "23000" or "803.65"."""
    found = sums(text, bare=True)
    return spoken(found[0].yuan) if found else None


# 95/96 short codes with extensions, 400/800, 106 message ports, 12 hotlines, mobiles with virtual ranges
# (16x, 17x, 19x), numbers with an area code, 86 in front or not; separators between groups.
_PHONE = Leaping(
    r"\d+",
    r"(?<![\d.])(?:\+?(?:0086|86)[-\s]?)?("
    r"1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}"
    r"|1[3-9]\d[x*]{4}\d{4}"
    r"|0\d{2,3}[-\s]?[2-9]\d{6,7}(?:[-\s转]\d{1,5})?"
    r"|[48]00[-\s]?\d{3,4}[-\s]?\d{3,4}"
    r"|106\d{5,17}"
    r"|95\d{3,6}(?:[-\s]?\d{1,6})?|96\d{3,6}"
    r"|12[13]\d{2,3}"
    r"|00\d{8,14}"
    r")(?![\d.]|元|块|万)",
)
_IDENTITY = Leaping(
    r"\d", r"(?<!\d)([1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx])(?!\d)"
)
_CARD = Leaping(r"\d", r"(?<!\d)([3-6]\d{3}(?:[ -]?\d{4}){2,3}[ -]?\d{1,4})(?!\d)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def phone_spans(text: str) -> list[tuple[int, int]]:
    """Where phone numbers stand, identity and card numbers left out."""
    taken = [(s, e) for s, e, _ in secrets(text)]
    return [
        m.span(1)
        for m in islice(_PHONE.finditer(text), MOST)
        if not any(s < m.end(1) and m.start(1) < e for s, e in taken)
    ]


def phones(text: str) -> list[str]:
    """Phone numbers as digits, in the order written, each once."""
    found = (re.sub(r"[^\dx*]", "", text[start:end]) for start, end in phone_spans(text))
    return list(dict.fromkeys(found))


def secrets(text: str) -> list[tuple[int, int, str]]:
    """Identity and bank card numbers to mask, as (start, end, kind); kind is identity or card."""
    found = [(*m.span(), "identity") for m in _IDENTITY.finditer(text)]
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        inside = any(s <= match.start() < e for s, e, _ in found)
        if not inside and 13 <= len(digits) <= 19 and luhn(digits):
            found.append((*match.span(), "card"))
    return sorted(found)


def luhn(digits: str) -> bool:
    """Whether a card number's check digit fits."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def identity_fits(number: str) -> bool:
    """Whether an 18-place identity number has the right check character."""
    if not re.fullmatch(r"\d{17}[\dx]", number):
        return False
    total = sum(int(d) * w for d, w in zip(number, _WEIGHTS, strict=False))
    return "10x98765432"[total % 11] == number[-1]
