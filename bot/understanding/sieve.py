"""Which phrases a text can hold, and where: one pass over the text that leaves few places where few phrases are tried.

A phrase cannot do without some pieces (characters and pairs of them), each at a known distance from its beginning.
Every phrase has a number; a set of phrases is one whole number with a bit for each. For a piece the sieve knows the
phrases that begin with it and those that need it near their beginning; joining these leaves the phrases that a place
in the text allows. The text is cut into blocks, and “near” means in the same block or the next ones.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from itertools import chain, islice, repeat
from operator import and_, itemgetter, or_

from bot.understanding.phrases import Part, Phrase

BLOCK, NEAR, FAR = 16, 1, 2
"""Characters in a block, and how many more blocks count as near for the first and the second thing."""
# Trying many places of one phrase together is quicker; so many characters are gone through before.
_TOGETHER = 5000

Matches = Mapping[int, Sequence[tuple[int, int]]]
"""Where phrases stand, by number: beginning and end, in order."""
_Sets = tuple[int, int, int]
"""The phrases that begin with a piece, that need it near, and that need it near as a second thing."""
_NOTHING: _Sets = (0, 0, 0)


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
        # The words of one list stand in the same phrases: kept once, all of it stays near the processor.
        kept: dict[int, int] = {}
        known = {piece: _with_alone(piece, pieces, kept) for piece in pieces}
        self._alone = {piece: sets for piece, sets in known.items() if len(piece) == 1}
        self._pairs = {piece: sets for piece, sets in known.items() if len(piece) == 2}

    def _near(self, phrase: Phrase) -> tuple[Part | None, Part | None]:
        """The rarest part that always stands near the beginning, and the rarest other one not much farther."""
        parts = sorted(phrase.parts[1:], key=self._met)
        near = next((part for part in parts if part.high <= NEAR * BLOCK), None)
        return near, next((part for part in parts if part.high <= FAR * BLOCK and part is not near), None)

    def _met(self, part: Part) -> tuple[int, int]:
        """About how often a part is met; of two that are hardly ever met the one that fewer phrases have is rarer."""
        return sum(self._usual.get(p, 0) for p in part.pieces), sum(self._common[p] for p in part.pieces)

    def matches(self, text: str, pairs: Sequence[str]) -> Matches:
        """The matches in a text in the form of `stopped`, given with its pairs."""
        found: dict[int, list[tuple[int, int]]] = {}
        bits, wanted, tried = self._bits, -1, 0
        waiting: defaultdict[int, list[int]] = defaultdict(list)
        for begin, begun, possible in self._blocks(text, pairs):
            for place, phrases in enumerate(map(and_, begun, repeat(possible & wanted)), begin):
                while phrases:
                    number = phrases.bit_length()
                    phrases ^= bits[number]
                    waiting[number].append(place)
            if begin - tried > _TOGETHER:
                wanted &= ~self._try(text, waiting, found)
                tried = begin
                waiting.clear()
        self._try(text, waiting, found)
        return found

    def _try(self, text: str, waiting: Mapping[int, Sequence[int]], found: dict[int, list[tuple[int, int]]]) -> int:
        """Try phrases at places, phrase by phrase; returns those that are not wanted any more."""
        done = 0
        for number, places in waiting.items():
            said = filter(None, map(self._phrases[number - 1].pattern.match, repeat(text), places))
            if first := next(said, None):
                matches = found.setdefault(number - 1, [])
                matches += (each.span() for each in islice(chain((first,), said), self._most - len(matches)))
                if len(matches) == self._most:
                    done |= self._bits[number]
        return done

    def _blocks(self, text: str, pairs: Sequence[str]) -> Iterator[tuple[int, Sequence[int], int]]:
        """Block by block: its place, which phrases may begin at each character, which have near what they need."""
        known = list(map(self._pairs.get, pairs, map(self._alone.get, text, repeat(_NOTHING))))
        begun, near, also = (list(map(itemgetter(role), known)) for role in range(3))
        blocks = range(0, len(text), BLOCK)
        nears = [reduce(or_, filter(None, near[place : place + BLOCK]), 0) for place in blocks]
        alsos = [reduce(or_, filter(None, also[place : place + BLOCK]), 0) for place in blocks]
        for block, place in enumerate(blocks):
            possible = reduce(or_, nears[block : block + NEAR + 1], self._free)
            possible &= reduce(or_, alsos[block : block + FAR + 1], self._free_also)
            yield place, begun[place : place + BLOCK], possible


def _with_alone(piece: str, pieces: Mapping[str, Sequence[int]], kept: dict[int, int]) -> _Sets:
    """What is known of a pair together with what is known of its first character alone."""
    begun, near, also = map(or_, pieces[piece], pieces.get(piece[0], _NOTHING))
    return kept.setdefault(begun, begun), kept.setdefault(near, near), kept.setdefault(also, also)
