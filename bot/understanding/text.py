"""Any text as the rules read it: simplified, half-width, undisguised, with a way back to the writer's words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.understanding.leaps import Leaping, by_first
from bot.understanding.traditional import TO_SIMPLIFIED

_HAN = "\u4e00-\u9fff"
# Zero-width, direction and control characters, variation selectors, soft hyphen; a line break stays.
_UNSEEN = (
    "\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u034f\u061c"
    "\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
)
# 爆(bào)通讯录 and 爆（bao）通讯录: a reading in brackets after a character, a trick against word filters.
_READING = r"[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,7}[)）]"
_DROP = re.compile(f"[{_UNSEEN}]+|(?<=[{_HAN}]){_READING}")
# 爆.通.讯.录: single characters with the same mark between them, three or more.
_SPREAD = re.compile(rf"[{_HAN}](?:([.·•。,，、*_\-~/|+ ])[{_HAN}])(?:\1[{_HAN}])+")
# Outside plain letters, Chinese characters and the usual marks a character may fold to several, or join its neighbour.
_LENGTHENS = re.compile("[^\x00-\x7f\u4e00-\u9fff\u3001-\u3003\u3008-\u3011\uff01-\uff5e\u2018-\u201d]")
_TRADITIONAL = re.compile(f"[{''.join(map(chr, TO_SIMPLIFIED))}]")
# The wide marks of any Chinese text: a text without them is mostly folded already, and `unicodedata` sees it quickly.
_USUAL = tuple(zip("，！？：；（）～", ",!?:;()~", strict=True))
_REPEATED = re.compile(r"([^\d])\1{3,}", re.DOTALL)
_ASCII = re.compile(r"[\x0a\x20-\x40\x5b-\x7e]*\Z")
_KEEP = 3


@dataclass(frozen=True, slots=True)
class Plain:
    """A text made plain. `at[i]` is where character i of `text` stands in `original`."""

    text: str
    original: str
    at: tuple[int, ...] | range

    def words(self, start: int, end: int) -> str:
        """The writer's own words behind [start, end) of the plain text."""
        if start >= end:
            return ""
        return self.original[self.at[start] : self.at[end - 1] + 1]


def plain(text: str, disguises: Disguises | None = None) -> Plain:
    """The text with odd characters, tricks and traditional script taken out; positions lead back."""
    found = _drop(_widths(text))
    found = _cut(found, [(m.start() + _KEEP, m.end()) for m in _REPEATED.finditer(found.text)])
    found = _cut(found, [span for m in _SPREAD.finditer(found.text) for span in _marks(m)])
    return disguises.undo(found) if disguises is not None else found


def _widths(text: str) -> Plain:
    """NFKC, lower case and simplified characters, one original character at a time."""
    if _ASCII.match(text):
        return Plain(text, text, range(len(text)))
    simple = text.translate(TO_SIMPLIFIED) if _TRADITIONAL.search(text) else text
    for wide, narrow in _USUAL:
        simple = simple.replace(wide, narrow)
    if not _LENGTHENS.search(simple):
        return Plain(unicodedata.normalize("NFKC", simple).lower(), text, range(len(text)))
    out: list[str] = []
    at: list[int] = []
    here = 0
    for match in _LENGTHENS.finditer(simple):
        place = match.start()
        piece = unicodedata.normalize("NFKC", match.group()).lower()
        out += [unicodedata.normalize("NFKC", simple[here:place]).lower(), piece]
        at.extend(range(here, place))
        at.extend([place] * len(piece))
        here = place + 1
    out.append(unicodedata.normalize("NFKC", simple[here:]).lower())
    at.extend(range(here, len(simple)))
    return Plain("".join(out), text, tuple(at))


def _drop(found: Plain) -> Plain:
    return _cut(found, [m.span() for m in _DROP.finditer(found.text)])


def _marks(match: re.Match[str]) -> list[tuple[int, int]]:
    return [(place, place + 1) for place in range(match.start() + 1, match.end(), 2)]


def _cut(found: Plain, spans: list[tuple[int, int]]) -> Plain:
    """The text without the given spans (in order, not overlapping)."""
    return _swap(found, [(start, end, "") for start, end in spans]) if spans else found


def _swap(found: Plain, swaps: list[tuple[int, int, str]]) -> Plain:
    """The text with spans replaced; each new character points to its place in the span, or the span's last."""
    text: list[str] = []
    at: list[int] = []
    here = 0
    for start, end, instead in swaps:
        text += [found.text[here:start], instead]
        at.extend(found.at[here:start])
        at.extend(
            found.at[min(start + i, end - 1)] if i < len(instead) - 1 else found.at[end - 1]
            for i in range(len(instead))
        )
        here = end
    text.append(found.text[here:])
    at.extend(found.at[here:])
    return Plain("".join(text), found.original, tuple(at))


class Disguises:
    """Spellings that hide a word (自sha, txl, 崔收), each with the word it stands for."""

    def __init__(self, spellings: Mapping[str, str]) -> None:
        self._plain = {key.lower(): value for key, value in spellings.items()}
        ordered = sorted(self._plain, key=len, reverse=True)
        firsts, seconds = (re.escape("".join(sorted({s[place] for s in ordered if s[place:]}))) for place in (0, 1))
        long, short = _any(s for s in ordered if len(s) > 1), _any(s for s in ordered if len(s) == 1)
        # Two characters are looked at before the many spellings are gone through.
        sources = "|".join(filter(None, (long and f"(?=.[{seconds}])(?:{long})", short)))
        self._pattern = Leaping(firsts, f"({sources})") if sources else None

    def undo(self, found: Plain) -> Plain:
        """The text with every disguise replaced by its word."""
        if self._pattern is None:
            return found
        swaps = [(m.start(), m.end(), self._plain[m.group()]) for m in self._pattern.finditer(found.text)]
        return _swap(found, swaps) if swaps else found


def _any(spellings: Iterable[str]) -> str:
    """Letters must stand alone: txl is 通讯录, but not inside another word."""
    known = list(spellings)
    latin = [rf"(?<![a-z]){re.escape(s)}(?![a-z])" for s in known if s.isascii()]
    return "|".join(filter(None, (by_first(s for s in known if not s.isascii()), *latin)))
