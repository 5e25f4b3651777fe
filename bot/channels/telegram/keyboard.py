"""A question's choices as buttons, and a pressed button as a choice. Pure; the state is in the buttons.

A button carries `<kind><number>.<ticked>.<page>.<tag>`: `ticked` has a bit per ticked choice, in hex, and the
tag signs all of it together with the chat and the question. So a button works for one question of one
borrower, nobody else can make one, and nothing needs to be remembered between presses.
"""

from __future__ import annotations

import hmac
import json
import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal
from unicodedata import east_asian_width

from bot.model import Choice, Reply

DATA_LIMIT = 64  # bytes of callback data; ours stay below while a question has at most 150 choices
PAGE = 8  # choices a page: with the ways around they fit a phone without scrolling
ONE_PAGE = 10  # that many are not worth turning pages for
NARROW = 12  # columns of a label (a Chinese character has two) that still fits beside another
NUMBERED_FROM = 3  # as many choices carry the numbers that may be typed instead
TAG_BYTES = 9

Kind = Literal["choose", "tick", "done", "page", "number"]
_KINDS: dict[str, Kind] = {"c": "choose", "t": "tick", "d": "done", "p": "page", "n": "number"}
_DATA = re.compile(r"([ctdpn])(\d{0,20})\.([0-9a-f]{0,40})\.(\d{0,3})\.[A-Za-z0-9_-]{12}")


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button."""

    label: str
    data: str


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Press:
    """What a button was for. `number` is the place of a choice (or, of kind number, a phone number); `ticked` is
    what was ticked before."""

    kind: Kind
    number: str
    ticked: int = 0
    page: int = 0


class Keyboards:
    """Makes and reads buttons with one secret key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def rows(self, reply: Reply, chat: str, done: str, ticked: int = 0, page: int = 0) -> Rows:
        """The buttons under a reply; `done` labels the one that sends what is ticked."""
        paper = _Paper(self._key, reply, chat, ticked, page)
        numbered = [place for place, choice in enumerate(reply.choices) if not choice.id.startswith("/")]
        around = [place for place, choice in enumerate(reply.choices) if choice.id.startswith("/")]
        pages = [numbered] if len(numbered) <= ONE_PAGE else _pages(numbered)
        page = min(page, len(pages) - 1)
        rows = _beside(reply, pages[page], [paper.option(place, numbered) for place in pages[page]])
        if len(pages) > 1:
            rows.append(paper.turning(page, len(pages)))
        if reply.many and any(not reply.choices[place].alone for place in numbered):
            rows.append((paper.button("d", "", done),))
        ways = [paper.button("c", str(place), reply.choices[place].label) for place in around]
        rows.extend(tuple(ways[start : start + 3]) for start in range(0, len(ways), 3))
        return tuple(rows)

    def read(self, data: str, reply: Reply, chat: str) -> Press | None:
        """What a pressed button was for, or None when it is not one of this very question to this chat."""
        found = _DATA.fullmatch(data)
        payload = data.rpartition(".")[0]
        if not found:
            return None
        ours = f"{payload}.{_tag(self._key, reply, chat, payload)}"
        if not hmac.compare_digest(data.encode(), ours.encode()):
            return None
        return Press(_KINDS[found[1]], found[2], int(found[3] or "0", 16), int(found[4] or "0"))

    def number(self, number: str, chat: str, yes: str, no: str) -> Rows:
        """Two buttons that say whether a phone number is to be kept."""
        return (
            tuple(
                Button(label, f"{payload}.{_tag(self._key, Reply(''), chat, payload)}")
                for label, payload in ((yes, f"n{number}..1"), (no, f"n{number}..0"))
            ),
        )

    def read_number(self, data: str, chat: str) -> Press | None:
        """The pressed one of these two, or None for any other button; `page` 1 means yes."""
        press = self.read(data, Reply(""), chat)
        return press if press is not None and press.kind == "number" else None


def chosen(reply: Reply, press: Press) -> tuple[Choice, ...]:
    """The choices that a press sends: one, or all that are ticked."""
    if press.kind == "done":
        return tuple(choice for place, choice in enumerate(reply.choices) if press.ticked >> place & 1)
    return (reply.choices[int(press.number)],)


class _Paper:
    """Buttons of one keyboard being written."""

    def __init__(self, key: bytes, reply: Reply, chat: str, ticked: int, page: int) -> None:
        self._key, self._reply, self._chat, self._ticked, self._page = key, reply, chat, ticked, page

    def button(self, kind: str, number: str, label: str, page: int | None = None) -> Button:
        payload = f"{kind}{number}.{self._ticked:x}.{self._page if page is None else page}"
        return Button(label, f"{payload}.{_tag(self._key, self._reply, self._chat, payload)}")

    def option(self, place: int, numbered: list[int]) -> Button:
        choice = self._reply.choices[place]
        label = f"{numbered.index(place) + 1}. {choice.label}" if len(numbered) >= NUMBERED_FROM else choice.label
        if not self._reply.many or choice.alone:
            return self.button("c", str(place), label)
        return self.button("t", str(place), f"✓ {label}" if self._ticked >> place & 1 else label)

    def turning(self, page: int, pages: int) -> tuple[Button, ...]:
        before, after = (page - 1) % pages, (page + 1) % pages
        here = self.button("p", "0", f"{page + 1}/{pages}", page)
        return (self.button("p", "1", "‹", before), here, self.button("p", "2", "›", after))


def _pages(places: list[int]) -> list[list[int]]:
    return [places[start : start + PAGE] for start in range(0, len(places), PAGE)]


def _beside(reply: Reply, places: list[int], buttons: list[Button]) -> list[tuple[Button, ...]]:
    """Two to a row when all are narrow, else one below the other."""
    wide = max((_columns(reply.choices[place].label) for place in places), default=0)
    step = 2 if wide <= NARROW else 1
    return [tuple(buttons[start : start + step]) for start in range(0, len(buttons), step)]


def _columns(label: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in label)


def _tag(key: bytes, reply: Reply, chat: str, payload: str) -> str:
    question = [reply.text, reply.many, [[choice.id, choice.label, choice.alone] for choice in reply.choices]]
    said = json.dumps([chat, payload, question], ensure_ascii=True).encode()
    return urlsafe_b64encode(hmac.new(key, said, sha256).digest()[:TAG_BYTES]).decode()
