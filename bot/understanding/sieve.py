"""Which phrases a text can hold, and where: one pass over the text that leaves few places where few phrases are tried.

A phrase cannot do without some pieces (characters and pairs of them), each at a known distance from its beginning.
Every phrase has a number; a set of phrases is one whole number with a bit for each. For a piece the sieve knows the
phrases that begin with it and those that need it near their beginning; joining these leaves the phrases that a place
in the text allows. The text is cut into blocks, and “near” means in the same block or the next ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import groupby, islice, repeat
from operator import or_

from bot.understanding.phrases import Part, Phrase

BLOCK, NEAR, FAR = 16, 1, 2
"""Characters in a block, and how many more blocks count as near for the first and the second thing."""
# Stands behind the last character; plain texts hold none.
_END = "\0"
# A phrase and a place in one number, the phrase first; trying many places of one phrase together is quicker.
_PLACE, _MASK, _TOGETHER = 32, (1 << 32) - 1, 3000
_NUMBER = _PLACE.__rrshift__

Matches = Mapping[int, Sequence[tuple[int, int]]]
"""Where phrases stand, by number: beginning and end, in order."""
_Sets = tuple[int, int, int]
"""The phrases that begin with a piece, that need it near, and that need it near as a second thing."""
_Begun = list[tuple[int, int]]


class Sieve:
    """Phrases to look for. Only the first `most` matches of each are wanted."""

    def __init__(self, phrases: Sequence[Phrase], most: int, usual: Mapping[str, int]) -> None:
        """`usual`: how often each piece stands in texts as people write them."""
        self._phrases = phrases
        self._most = most
        self._bits = [1 << number >> 1 for number in range(len(phrases) + 1)]
        self._usual = usual
        self._common = Counter(piece for phrase in phrases for part in phrase.parts for piece in part.pieces)
        pieces: dict[str, list[int]] = {}
        free = [(1 << len(phrases)) - 1] * 2
        for number, phrase in enumerate(phrases):
            near, also = self._near(phrase)
            for role, part in enumerate((phrase.parts[0], near, also)):
                for piece in part.pieces if part is not None else ():
                    pieces.setdefault(piece, [0, 0, 0])[role] |= 1 << number
            free = [known ^ (part is not None) << number for known, part in zip(free, (near, also), strict=True)]
        self._free, self._free_also = free
        self._known = _by_character(pieces)

    def _near(self, phrase: Phrase) -> tuple[Part | None, Part | None]:
        """The rarest part that always stands near the beginning, and the rarest other one not much farther."""
        parts = sorted(phrase.parts[1:], key=self._met)
        near = next((part for part in parts if part.high <= NEAR * BLOCK), None)
        return near, next((part for part in parts if part.high <= FAR * BLOCK and part is not near), None)

    def _met(self, part: Part) -> tuple[int, int]:
        """About how often a part is met; of two that are hardly ever met the one that fewer phrases have is rarer."""
        return sum(self._usual.get(p, 0) for p in part.pieces), sum(self._common[p] for p in part.pieces)

    def matches(self, text: str) -> Matches:
        """The matches in a text in the form of `stopped`."""
        found: dict[int, list[tuple[int, int]]] = {}
        bits, wanted, waiting = self._bits, -1, list[int]()
        for possible, begun in self._places(text):
            possible &= wanted
            for place, phrases in begun:
                phrases &= possible
                while phrases:
                    number = phrases.bit_length()
                    phrases ^= bits[number]
                    waiting.append(number << _PLACE | place)
            if len(waiting) > _TOGETHER:
                wanted &= ~self._try(text, waiting, found)
                waiting = []
        self._try(text, waiting, found)
        return found

    def _try(self, text: str, waiting: Iterable[int], found: dict[int, list[tuple[int, int]]]) -> int:
        """Try phrases at places, phrase by phrase; returns those that are not wanted any more."""
        done = 0
        for number, places in groupby(sorted(waiting), key=_NUMBER):
            match, matches = self._phrases[number - 1].pattern.match, found.get(number - 1, [])
            said = filter(None, map(match, repeat(text), map(_MASK.__and__, places)))
            matches += (each.span() for each in islice(said, self._most - len(matches)))
            if len(matches) == self._most:
                done |= self._bits[number]
            if matches:
                found[number - 1] = matches
        return done

    def _places(self, text: str) -> Iterator[tuple[int, _Begun]]:
        """Block by block: the phrases that have near what they need, and the places with those that may begin there."""
        nears, alsos, places = self._blocks(text)
        for block, begun in enumerate(places):
            if begun:
                near = reduce(or_, nears[block : block + NEAR + 1], self._free)
                yield near & reduce(or_, alsos[block : block + FAR + 1], self._free_also), begun

    def _blocks(self, text: str) -> tuple[list[int], list[int], list[_Begun]]:
        """By block: the phrases that need something in it, near and as a second thing, and those that begin."""
        get, behind = self._known.get, text[1:] + _END
        nears, alsos, places = [], [], []
        for begin in range(0, len(text), BLOCK):
            near = also = 0
            begun: _Begun = []
            place = begin - 1
            for character, after in zip(text[begin : begin + BLOCK], behind[begin : begin + BLOCK], strict=True):
                place += 1
                known = get(character)
                if known is not None:
                    first, second, third = known.get(after) or known[""]
                    if first:
                        begun.append((place, first))
                    if second:
                        near |= second
                    if third:
                        also |= third
            nears.append(near)
            alsos.append(also)
            places.append(begun)
        return nears, alsos, places


def _by_character(pieces: Mapping[str, Sequence[int]]) -> dict[str, dict[str, _Sets]]:
    """What is known of a character, by the one behind it; under "" what is known whatever stands behind."""
    found: dict[str, dict[str, _Sets]] = {}
    for piece, each in pieces.items():
        alone = pieces.get(piece[0], (0, 0, 0))
        behind = found.setdefault(piece[0], {"": (alone[0], alone[1], alone[2])})
        # Numbers that are the same share their room.
        begun, near, also = (
            one | other if one and other else one or other for one, other in zip(each, alone, strict=True)
        )
        behind[piece[1:]] = begun, near, also
    return found
