"""The chain of custody: what happened to each exhibit, every entry bound to the one before it by SHA-256.

An entry is kept as the very text that was hashed, so that anybody can check a chain with nothing but SHA-256:
link(n) = SHA-256(link(n-1) as hex, a line feed, entry(n) as UTF-8), the link before the first being 64 zeros.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

GENESIS = "0" * 64
Event = Literal["received", "renamed", "linked", "noted", "viewed", "removed", "packed"]


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens to exhibit number `exhibit` (0: to all of them).

    `facts` stay for good: hash, size, type. `details` are words (name, note, message id): the entry holds only their
    salted hash, so they can be forgotten and the chain still holds. `file` is what a removal discards.
    """

    event: Event
    exhibit: int
    facts: Mapping[str, Any] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)
    file: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """One stored entry. `details` is the text whose hash the entry holds as `about`; empty: none, or forgotten."""

    number: int
    at: datetime
    entry: str
    link: str
    details: str = ""

    @property
    def facts(self) -> dict[str, Any]:
        """What the entry says."""
        found: dict[str, Any] = json.loads(self.entry)
        return found


@dataclass(frozen=True, slots=True)
class Stamp:
    """An outside time stamp over the link of entry `number`: an RFC 3161 token (DER)."""

    number: int
    at: datetime
    token: bytes


def sha256(content: bytes) -> str:
    """64 hex digits."""
    return hashlib.sha256(content).hexdigest()


def text_of(data: Mapping[str, Any]) -> str:
    """One text for one mapping: keys sorted, no spaces, non-ASCII escaped, so that no editor can change it unseen."""
    return json.dumps(data, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def entry_of(number: int, at: datetime, step: Step, details: str) -> str:
    """The text of entry `number`; `at` is the server's time, written in UTC to the second."""
    said = {"number": number, "at": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", "event": step.event}
    about = {"about": sha256(details.encode())} if details else {}
    return text_of({**step.facts, **said, "exhibit": step.exhibit, **about})


def link_of(before: str, entry: str) -> str:
    """What binds an entry to the link before it."""
    return sha256(f"{before}\n{entry}".encode())


def broken(links: Iterable[Link]) -> str:
    """What is wrong with a whole chain, oldest entry first; empty when every entry is as it was written."""
    before, expected = GENESIS, 1
    for one in links:
        try:
            said = one.facts
        except ValueError:
            return f"entry {expected} cannot be read"
        if one.number != expected or said.get("number") != expected:
            return f"entry {expected} is missing or out of place"
        if link_of(before, one.entry) != one.link:
            return f"entry {expected} is not as it was written"
        if one.details and sha256(one.details.encode()) != said.get("about"):
            return f"the details of entry {expected} are not as they were written"
        before, expected = one.link, expected + 1
    return ""
