"""Which phrases a text can hold, and where: one pass over the text that leaves few places where few phrases are tried.

A phrase cannot do without some pieces (characters and pairs of them), each at a known distance from its beginning.
Every phrase has a number; a set of phrases is one whole number with a bit for each. For a piece the sieve knows the
phrases that begin with it and those that need it near their beginning; joining these leaves the phrases that a place
in the text allows. The text is cut into blocks, and “near” means in the same block or the next ones.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain, compress, count, islice, repeat
from operator import and_, itemgetter, methodcaller, or_

from bot.understanding.phrases import Part, Phrase

BLOCK, NEAR, FAR = 16, 1, 2
"""Characters in a block, and how many more blocks count as near for the first and the second thing."""
# Trying many places of one phrase together is quicker: so many blocks are gone through first, then twice as many.
_TOGETHER = 160
_SPAN = methodcaller("span")

Span = tuple[int, int]
Matches = Mapping[int, Sequence[Span]]
"""Where phrases stand, by number: beginning and end, in order."""
_Sets = tuple[int, int, int]
"""The phrases that begin with a piece, that need it near, and that need it near as a second thing."""
_NOTHING: _Sets = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Enough:
    """How many matches are wanted: of one phrase, and of all phrases of one family."""

    of_phrase: int
    of_family: int


class Sieve:
    """Phrases to look for, and how many matches of them are wanted."""

    def __init__(
        self, phrases: Sequence[Phrase], families: Sequence[Hashable | None], enough: Enough, usual: Mapping[str, int]
    ) -> None:
        """`families`: what each phrase tells of, None where every one counts; `usual`: how often each piece stands in
        texts as people write them."""
        self._phrases = phrases
        self._enough = enough
        order = {family: place for place, family in enumerate(dict.fromkeys(families))}
        self._families = [order[family] if family is not None else None for family in families]
        self._members = [0] * len(order)
        for number, family in enumerate(families):
            self._members[order[family]] |= 1 << number
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
        found: dict[int, list[Span]] = {}
        told = [0] * len(self._members)
        begun, possible = self._blocks(text, pairs)
        block, together, wanted, bits = 0, _TOGETHER, -1, self._bits
        while block < len(possible):
            first, last = block * BLOCK, (block + together) * BLOCK
            near = map(and_, possible[block : block + together], repeat(wanted))
            allowed = list(map(and_, begun[first:last], chain.from_iterable(map(repeat, near, repeat(BLOCK)))))
            waiting: defaultdict[int, list[int]] = defaultdict(list)
            for place, phrases in zip(compress(count(first), allowed), filter(None, allowed), strict=False):
                while phrases:
                    number = phrases.bit_length()
                    waiting[number].append(place)
                    if phrases == bits[number]:  # mostly the last one: looking is quicker than taking it away
                        break
                    phrases ^= bits[number]
            wanted &= ~self._try(text, waiting, found, told)
            block, together = block + together, 2 * together
        return found

    def _try(
        self, text: str, waiting: Mapping[int, Sequence[int]], found: dict[int, list[Span]], told: list[int]
    ) -> int:
        """Try phrases at places, phrase by phrase; returns those that are not wanted any more."""
        done, phrases, families, enough = 0, self._phrases, self._families, self._enough
        for number, places in waiting.items():
            family = families[number - 1]
            if family is not None and told[family] >= enough.of_family:
                continue
            said = filter(None, map(phrases[number - 1].pattern.match, repeat(text), places))
            first = next(said, None)
            if first is None:
                continue
            matches = found.setdefault(number - 1, [])
            before = len(matches)
            matches += map(_SPAN, islice(chain((first,), said), enough.of_phrase - before))
            if len(matches) == enough.of_phrase:
                done |= self._bits[number]
            if family is not None:
                told[family] += len(matches) - before
                if told[family] >= enough.of_family:
                    done |= self._members[family]
        return done

    def _blocks(self, text: str, pairs: Sequence[str]) -> tuple[list[int], list[int]]:
        """Which phrases may begin at each character; and block by block which have near what they need."""
        known = list(map(self._pairs.get, pairs, map(self._alone.get, text, repeat(_NOTHING))))
        begun, near, also = (list(map(itemgetter(role), known)) for role in range(3))
        blocks = range(0, len(text), BLOCK)
        nears = [reduce(or_, filter(None, near[place : place + BLOCK]), self._free) for place in blocks]
        alsos = [reduce(or_, filter(None, also[place : place + BLOCK]), self._free_also) for place in blocks]
        return begun, list(map(and_, _within(nears, NEAR), _within(alsos, FAR)))


def _within(blocks: Sequence[int], more: int) -> Sequence[int]:
    """What stands in each block or in the next ones."""
    together = blocks
    for ahead in range(1, more + 1):
        together = [*map(or_, together, blocks[ahead:]), *together[len(blocks) - ahead :]]
    return together


def _with_alone(piece: str, pieces: Mapping[str, Sequence[int]], kept: dict[int, int]) -> _Sets:
    """What is known of a pair together with what is known of its first character alone."""
    begun, near, also = map(or_, pieces[piece], pieces.get(piece[0], _NOTHING))
    return kept.setdefault(begun, begun), kept.setdefault(near, near), kept.setdefault(also, also)
