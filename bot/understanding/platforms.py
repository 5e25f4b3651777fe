"""Platforms by the names people use: aliases from the facts, and names they do not know (信*飞, 某某贷)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from bot.understanding.leaps import Leaping, by_first
from bot.understanding.text import Plain, plain

# A name with a mask in it, or a short name that ends as lenders' names do.
_MASKED = re.compile(
    r"(?:(?![过在从到向用日间且求叫欠被跟给由借是于把和与对入])[\u4e00-\u9fff])?[\u4e00-\u9fff][*xX某○]{1,2}"
    r"(?:[\u4e00-\u9fff]{0,2}?(?:银行|贷|花|借(?!款)|呗|宝|钱包|金融|分期|普惠|消费|科技|公司)|[\u4e00-\u9fff])|(?<![\u4e00-\u9fff])某[\u4e00-\u9fff]{1,3}(?:贷|花|借|呗|金融|钱包)"
)
# Courts, places and people are masked too: 某某区人民法院, 张某某.
_NO_LENDER = re.compile(r"某[市区县省镇乡村路]|人民|法院|公安|.某{1,2}$")
# A quick look that spares most texts the slow one.
_MASK = re.compile("[*xX某○]")
_LENDING = re.compile("贷|金融|借款|分期|钱包|易借")
_UNKNOWN = re.compile(
    r"(?:在|从|借了?|用了?|欠了?|叫|是|^|[,。;\s、])(?P<name>[\u4e00-\u9fff]{1,4}(?:贷|金融|借款|分期|钱包|小贷|易借|速贷|e贷|消费金融))(?![款出公记前超上])"
)
_NO_NAME = re.compile(
    r"网贷|小额贷|车贷|房贷|校园贷|套路贷|高利贷|助学贷|信贷|借贷|还贷|断贷|放贷|催贷|信用贷|[一二三几多十\d家个]贷|互联网金融|消费贷|我分期|能分期|办分期|可以分期|协商分期|申请分期|现金贷|裸贷|民间|抵押贷|银行|[用我他的笔个家些这那要是]贷"
)


# An everyday word (小花, 滴滴) is a lender only where something is borrowed from it.
_LENT_BY = r"(?:(?<=[在从欠跟向是用借有和、,])|(?<=[欠借]了)|(?<![\u4e00-\u9fffa-z0-9]))"
_LENT = (
    r"(?=(?:上|里|那边|这边|平台|app)?(?:借了|借的|借款|借钱|贷了|贷的|贷款|网贷|欠了|欠的|逾期|的催收|催收|还款"
    r"|的(?:贷款|借款|网贷|额度|账单)))"
)


def _firsts(words: Iterable[str]) -> str:
    """The characters that some words begin with, for a character class."""
    return re.escape("".join(sorted({word[0] for word in words})))


class Platforms:
    """Finds platforms in a plain text.

    `aliases` name one wherever they stand; `exact` ones where they are the whole answer or something is borrowed
    there; `decoys` are longer words that only look like a name.
    """

    def __init__(
        self,
        aliases: Mapping[str, tuple[str, str]],
        exact: Mapping[str, tuple[str, str]] | None = None,
        decoys: Iterable[str] = (),
    ) -> None:
        self._known = {plain(alias).text: known for alias, known in aliases.items() if alias.strip()}
        self._exact = {plain(alias).text: known for alias, known in (exact or {}).items() if alias.strip()}
        words = "|".join(map(re.escape, sorted(self._exact, key=lambda a: (-len(a), a))))
        firsts = _firsts(self._exact)
        self._lent = Leaping(firsts, f"{_LENT_BY}(?P<name>{words}){_LENT}") if words else None
        self._known |= {plain(decoy).text: ("", "") for decoy in decoys}
        ordered = sorted(self._known, key=lambda a: (-len(a), a))
        latin = [rf"(?<![a-z0-9]){re.escape(a)}(?![a-z0-9])" for a in ordered if a.isascii()]
        sources = "|".join(filter(None, (by_first(a for a in ordered if not a.isascii()), *latin)))
        self._pattern = Leaping(_firsts(ordered), f"({sources})") if ordered else None

    def found(self, text: Plain) -> list[tuple[int, int, str, str]]:
        """Platforms named, in order, each once, as (start, end, id, name)."""
        seen: dict[str, tuple[int, int, str, str]] = {}
        for match in self._pattern.finditer(text.text) if self._pattern else ():
            id, name = self._known[match.group()]
            if id:
                seen.setdefault(id, (*match.span(), id, name))
        for match in self._lent.finditer(text.text) if self._lent else ():
            id, name = self._exact[match["name"]]
            seen.setdefault(id, (*match.span("name"), id, name))
        for match in _MASKED.finditer(text.text) if _MASK.search(text.text) else ():
            if _NO_LENDER.search(match.group()):
                continue
            words = text.words(*match.span())
            seen.setdefault(words, (*match.span(), "", words))
        known = list(seen.values())
        for match in _UNKNOWN.finditer(text.text) if not known and _LENDING.search(text.text) else ():
            if not _NO_NAME.search(match["name"]):
                words = text.words(*match.span("name"))
                seen.setdefault(words, (*match.span("name"), "", words))
        return sorted(seen.values())

    def answer(self, text: Plain) -> dict[str, Any] | None:
        """An answer to "which platform": a known one, else the short text itself as its name."""
        whole = self._exact.get(text.text.strip())
        if whole is not None:
            return {"id": whole[0], "name": whole[1]}
        found = sorted(self.found(text), key=lambda hit: not hit[2])
        if found:
            return {"id": found[0][2], "name": found[0][3]}
        words = text.original.strip()
        return {"id": "", "name": words} if 2 <= len(words) <= 12 and re.fullmatch(r"[\w*·\- ]+", words) else None
