"""What people say to change a paper (改第3段：…, 删第三段, 加一句：…): the words are content, in commands.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

LISTS = ("change", "into", "drop", "restore", "closing", "nth", "paragraph", "add", "restore_all")
"""The lists of words: what is done, what stands between a number and new words, and how a paragraph is counted."""

_ACTS = ("change", "drop", "restore")
_NEVER = r"(?!)"
_GAP = r"\s*[:：,，]?\s*"


@dataclass(frozen=True, slots=True)
class Saying:
    """One thing to do with a paper: change, drop, restore; add; restore_all. `number` is the paragraph's as it was
    written (3, 三), `text` the new words."""

    act: str
    number: str = ""
    text: str = ""


class Sayings:
    """The words as they are heard, from their lists; a list that is missing is never heard."""

    def __init__(self, words: Mapping[str, Iterable[Any]]) -> None:
        one = {name: _any(words.get(name, ())) for name in LISTS}
        # 改一段 changes some paragraph, 改第一段 the first: a number in words needs its 第.
        figure, counted = r"(?P<{}>\d{{1,2}})", r"(?P<words>[一二三四五六七八九十]{1,3})"
        before = (
            rf"(?:(?:{one['nth']})?\s*{figure.format('before')}|(?:{one['nth']})\s*{counted})\s*(?:{one['paragraph']})"
        )
        after = rf"(?:{one['paragraph']})\s*{figure.format('after')}"
        rest = {
            "change": rf"\s*(?:[:：,，]|{one['into']})?\s*(?P<text>.*)",
            "drop": rf"\s*(?:{one['closing']})?",
            "restore": rf"\s*(?:{one['closing']})?",
        }
        self._numbered = {
            act: re.compile(rf"(?:{one[act]})\s*(?:{before}|{after}){rest[act]}", re.DOTALL | re.IGNORECASE)
            for act in _ACTS
        }
        self._add = re.compile(rf"(?:{one['add']}){_GAP}(?P<text>.*)", re.DOTALL | re.IGNORECASE)
        self._all = re.compile(rf"(?:{one['restore_all']})", re.IGNORECASE)

    def numbered(self, text: str) -> Saying | None:
        """What names a paragraph: meant for a paper wherever it is said."""
        for act, pattern in self._numbered.items():
            if found := pattern.fullmatch(text):
                number = found["before"] or found["words"] or found["after"]
                return Saying(act, number, (found.groupdict().get("text") or "").strip())
        return None

    def whole(self, text: str) -> Saying | None:
        """What is about the whole paper: meant for it only while it is shown."""
        if found := self._add.fullmatch(text):
            return Saying("add", text=found["text"].strip())
        return Saying("restore_all") if self._all.fullmatch(text) else None


def _any(words: Iterable[Any]) -> str:
    """One pattern for a list of words, the longest first; a space stands for any."""
    return "|".join(_pattern(words)) or _NEVER


def _pattern(words: Iterable[Any]) -> Iterator[str]:
    for word in sorted((str(word) for word in words), key=len, reverse=True):
        yield r"\s+".join(re.escape(part) for part in word.split())
