"""Platforms by the names people use: aliases from the facts, and names they do not know (信*飞, 某某贷)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from bot.understanding.phrases import pieces_of
from bot.understanding.text import Plain, plain

# A name with a mask in it, or a short name that ends as lenders' names do.
_MASKED = re.compile(
    r"(?:(?![过在从到向用日间且求叫欠被跟给由借是于把和与对入])[\u4e00-\u9fff])?[\u4e00-\u9fff][*xX某○]{1,2}"
    r"(?:[\u4e00-\u9fff]{0,2}?(?:银行|贷|花|借(?!款)|呗|宝|钱包|金融|分期|普惠|消费|科技|公司)|[\u4e00-\u9fff])|(?<![\u4e00-\u9fff])某[\u4e00-\u9fff]{1,3}(?:贷|花|借|呗|金融|钱包)"
)
# Courts, places and people are masked too: 某某区人民法院, 张某某.
_NO_LENDER = re.compile(r"某[市区县省镇乡村路]|人民|法院|公安|.某{1,2}$")
_MASK = re.compile("[*xX某○]")
# So many characters of a masked name stand before its mask.
_LEAD = 2
_LENDING = re.compile("贷|金融|借款|分期|钱包|易借")
_UNKNOWN = re.compile(
    r"(?:在|从|借了?|用了?|欠了?|叫|是|^|[,。;\s、])(?P<name>[\u4e00-\u9fff]{1,4}(?:贷|金融|借款|分期|钱包|小贷|易借|速贷|e贷|消费金融))(?![款出公记前超上])"
)
_NO_NAME = re.compile(
    r"网贷|小额贷|车贷|房贷|校园贷|套路贷|高利贷|助学贷|信贷|借贷|还贷|断贷|放贷|催贷|信用贷|[一二三几多十\d家个]贷|互联网金融|消费贷|我分期|能分期|办分期|可以分期|协商分期|申请分期|现金贷|裸贷|民间|抵押贷|银行|[用我他的笔个家些这那要是]贷"
)


# An everyday word (小花, 滴滴) is a lender only where something is borrowed from it.
_LENT_BY = re.compile(r"(?:(?<=[在从欠跟向是用借有和、,])|(?<=[欠借]了)|(?<![\u4e00-\u9fffa-z0-9]))")
_LENT = re.compile(
    r"(?:上|里|那边|这边|平台|app)?(?:借了|借的|借款|借钱|贷了|贷的|贷款|网贷|欠了|欠的|逾期|的催收|催收|还款"
    r"|的(?:贷款|借款|网贷|额度|账单))"
)
_LATIN = re.compile(r"[a-z0-9]")


Named = tuple[int, int, str, str]
"""Where a platform is named, its id (empty for one the facts do not know) and its name."""


def _is_lent(text: str, start: int, end: int) -> bool:
    """Whether something is borrowed from what stands at [start, end)."""
    return _LENT_BY.match(text, start) is not None and _LENT.match(text, end) is not None


def _stands_alone(text: str, start: int, end: int) -> bool:
    """A name in letters is no part of another word."""
    return not text[start:end].isascii() or not (_LATIN.match(text, end) or (start and _LATIN.match(text, start - 1)))


def _places(
    text: str, names: Iterable[str], fits: Callable[[str, int, int], bool] = _stands_alone
) -> Iterator[tuple[int, int]]:
    """Where names stand, in order; where two overlap the first one, and of two that begin alike the longer."""
    said = sorted((m.start(), -len(name)) for name in names for m in re.finditer(re.escape(name), text))
    reached = 0
    for start, less in said:
        if start >= reached and fits(text, start, start - less):
            reached = start - less
            yield start, reached


def _masked(text: str) -> Iterator[re.Match[str]]:
    """Masked names, in order; looked for around masks alone."""
    reached = 0
    for mask in _MASK.finditer(text):
        places = range(max(reached, mask.start() - _LEAD), mask.end())
        match = next(filter(None, (_MASKED.match(text, place) for place in places)), None)
        if match is not None:
            reached = match.end()
            yield match


def _possible(names: Iterable[str], pieces: AbstractSet[str]) -> Iterator[str]:
    """Names whose beginning stands in a text with these pieces."""
    return (name for name in names if name[:2] in pieces)


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
        self._exact = {plain(alias).text: known for alias, known in (exact or {}).items() if alias.strip()}
        self._known = {plain(alias).text: known for alias, known in aliases.items() if alias.strip()}
        self._known |= {plain(decoy).text: ("", "") for decoy in decoys}

    def found(self, text: Plain, pieces: AbstractSet[str] | None = None) -> list[Named]:
        """Platforms named, in order, each once, as (start, end, id, name); `pieces` of the text if they are known."""
        seen: dict[str, Named] = {}
        pieces = pieces_of(text.text) if pieces is None else pieces
        for start, end in _places(text.text, _possible(self._known, pieces)):
            id, name = self._known[text.text[start:end]]
            if id:
                seen.setdefault(id, (start, end, id, name))
        for start, end in _places(text.text, _possible(self._exact, pieces), _is_lent):
            id, name = self._exact[text.text[start:end]]
            seen.setdefault(id, (start, end, id, name))
        for match in _masked(text.text):
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
