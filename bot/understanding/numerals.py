"""Numbers as people write them: 23, 二十三, 两万三, 2.3万, 1w2, 十几, 三四十, 一百多.

Works on plain text (`bot.understanding.text.plain`): half-width digits, simplified characters.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "仨": 3, "幺": 1}
_DIGITS |= {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000, "k": 1000}
_LARGE = {"万": 10**4, "w": 10**4, "亿": 10**8}
_HAN = "零〇一二两俩仨三四五六七八九十百千万亿幺壹贰叁肆伍陆柒捌玖拾佰仟"

# Bounded so that no text can make a match run on.
HAN_NUMBER = rf"[{_HAN}]{{1,12}}"
PLAIN_NUMBER = rf"(?:(?<!\d)\d{{1,9}}(?:\.\d{{1,4}})?|{HAN_NUMBER})"
NUMBER = (
    rf"(?:(?<![{_HAN}])[一二两三四五六七八九十]{{1,3}}[到至][二两三四五六七八九十]{{1,3}}"
    r"|数(?=小时|天|日|个月|年|周|次|通|条)|[二三四五六七八九]?十好几|好几[十百千万]{0,2}|上[百千万]|数[十百千万]{1,2}|几[十百千万]{0,2}"
    r"|(?<![\d,、])\d[,、]\d(?![\d,、年月日号点.:])[万千百十]?"
    r"|(?<![零〇一二两三四五六七八九十百千万,、])[一二三四五六七八]、[二三四五六七八九](?!、)[十百千万]?"
    rf"|(?<!\d)\d{{1,9}}(?:,\d{{3}}){{0,3}}(?:\.\d{{1,4}})?[-~到至]\d{{1,9}}(?:\.\d{{1,4}})?[万千百十wk]?"
    rf"|(?<!\d)\d{{1,9}}(?:,\d{{3}}){{0,3}}(?:\.\d{{1,4}})?(?:[wk万千百十亿]{{1,2}}\d{{0,4}}[千百]?)?|(?<![{_HAN}])[{_HAN}]{{1,12}}几?[十百千万]{{0,2}})(?:多|来|余|几)?"
)
# More characters than any number fills.
_LONGEST = 24
NUMBER_OPENING = rf"\d{_HAN}好上数几"
"""What a number can begin with, for a character class."""
_COMPANY = r",、.\-~到至wk半大小近快整"


def before(units: str, between: str = "多来余") -> str:
    """A look ahead over a number (and `between`: 十几个) at one of some characters. It spares the slow reading of
    numbers that have no such unit; without going back, so that a long row of figures costs little."""
    return rf"(?=[{NUMBER_OPENING}{_COMPANY}]{{1,{_LONGEST}}}+[{between}]{{0,4}}+[{units}])"


_RANGE = re.compile(r"(\d{1,9}(?:\.\d{1,4})?)[-~到至](\d{1,9}(?:\.\d{1,4})?)([万千百十wk]?)\Z")
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_PAIR = re.compile(r"(十|[一二三四五六七八九]十)?([一二两三四五六七八九])([二两三四五六七八九])([十百千万]{0,2})\Z")
_YEAR_LIKE = re.compile(r"[零〇一二三四五六七八九]{2,12}\Z")
_LISTED = re.compile(r"([\d一二三四五六七八])[,、]([\d二三四五六七八九])([十百千万]?)\Z")
_HAN_RANGE = re.compile(rf"([{_HAN}]{{1,3}})[到至]([{_HAN}]{{1,3}})\Z")
# People say the same few numbers over and over.
_REMEMBERED = 1024
_VAGUE = {"几": (2, 9), "数": (2, 9), "好几": (2, 9)}


class Quantity(NamedTuple):
    """A number as far as it is said: low = high when exact."""

    low: Decimal
    high: Decimal
    vague: bool


@lru_cache(maxsize=_REMEMBERED)
def number(words: str) -> Decimal | None:
    """The value of one exact number; None when the words are none."""
    words = words.replace(",", "")
    if not words:
        return None
    if _YEAR_LIKE.match(words):
        return Decimal("".join(str(_DIGITS[c]) for c in words))
    total, section, current, last = Decimal(0), Decimal(0), Decimal(0), 1
    seen, zero, index = False, False, 0
    while index < len(words):
        c = words[index]
        figure = _FIGURE.match(words, index)
        if figure:
            current, seen, index = Decimal(figure.group()), True, figure.end()
            last = 1 if len(figure.group()) > 1 and last > 1 and index == len(words) else last
            continue
        if c in _DIGITS:
            zero = zero or not _DIGITS[c]
            current, seen = Decimal(_DIGITS[c]), True
        elif c in _SMALL:
            section += (current if seen or section else Decimal(1)) * _SMALL[c]
            current, last, seen, zero = Decimal(0), _SMALL[c], False, False
        elif c in _LARGE:
            total = (total + section + current) * _LARGE[c] if c == "亿" else total + (section + current) * _LARGE[c]
            section, current, last, seen, zero = Decimal(0), Decimal(0), _LARGE[c], False, False
        else:
            return None
        index += 1
    # 两万三 is 23,000 and 一百二 is 120: a last bare digit counts in the next smaller unit.
    tail = current * last / 10 if seen and last > 10 and not zero and current < 10 else current
    return total + section + tail


@lru_cache(maxsize=_REMEMBERED)
def quantity(words: str) -> Quantity | None:
    """An exact or vague number: 十几 is 11-19, 几十 20-99, 三四十 30-40, 二十多 20-29, 一百多 100-199, 两百来 200."""
    if words in _VAGUE:
        low, high = _VAGUE[words]
        return Quantity(Decimal(low), Decimal(high), True)
    span = _RANGE.match(words)
    if span:
        scale = number("1" + span.group(3)) or Decimal(1)
        return Quantity(Decimal(span.group(1)) * scale, Decimal(span.group(2)) * scale, False)
    if words.startswith(("好几", "数", "几")) and len(words) > 1:
        unit = number("一" + words.lstrip("好数几").rstrip("多来余几"))
        return Quantity(unit * 2, unit * 10 - 1, True) if unit else None
    if words.startswith("上") and len(words) > 1:
        unit = number("一" + words[1:].rstrip("多来余"))
        return Quantity(unit, unit * 2 - 1, True) if unit else None
    if words.endswith("十好几"):
        return quantity(words.removesuffix("好几") + "几")
    spread = _HAN_RANGE.match(words)
    if spread:
        ends = number(spread.group(1)), number(spread.group(2))
        return Quantity(ends[0], ends[1], False) if ends[0] is not None and ends[1] and ends[0] < ends[1] else None
    listed = _LISTED.match(words)
    return _listed(*listed.groups()) if listed else _pair(words) or _about(words)


def _listed(low: str, high: str, unit: str) -> Quantity | None:
    """8、9个 is eight or nine; 1、3个 is a list, and no number."""
    first, second = number(low + unit), number(high + unit)
    if first is None or second is None or number(high) != (number(low) or Decimal(0)) + 1:
        return None
    return Quantity(first, second, True)


def _pair(words: str) -> Quantity | None:
    pair = _PAIR.match(words.rstrip("多来余"))
    if pair is None:
        return None
    tens, first, second, unit = pair.groups()
    scale = number("一" + unit) if unit else Decimal(1)
    if scale is None or (_DIGITS[second] - _DIGITS[first] != 1 and first + second != "三五"):
        return None
    base = (number(tens) or Decimal(0)) if tens else Decimal(0)
    return Quantity((base + _DIGITS[first]) * scale, (base + _DIGITS[second]) * scale, True)


def _about(words: str) -> Quantity | None:
    core = words.rstrip("多来余几")
    if core == words:
        exact = number(words)
        return None if exact is None else Quantity(exact, exact, False)
    rest = words[len(core) :]
    base = number(core)
    if base is None or base == 0:
        inner = re.match(rf"([{_HAN}]{{1,6}})几([十百千万]{{1,2}})\Z", words)
        return None if inner is None else quantity(inner.group(1) + "几")
    step = unit_of(base)
    if rest == "来":
        return Quantity(base, base, True)
    # As with lengths, 二十多 begins at twenty; 十几 begins at eleven.
    low = base + 1 if rest == "几" or base == 10 else base
    return Quantity(low, base + step - 1, True) if step > 1 else Quantity(base, base + 1, True)


def unit_of(base: Decimal) -> Decimal:
    """The unit of the last digit that is not zero: 20 → 10, 100 → 100, 23000 → 1000."""
    step = Decimal(1)
    while base % (step * 10) == 0:
        step *= 10
    return step
