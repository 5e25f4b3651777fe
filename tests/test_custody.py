"""The chain of custody by itself: what it binds, and what it notices."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot import custody
from bot.custody import GENESIS, Link, Step

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def chain(steps: list[Step]) -> list[Link]:
    """The steps as stored links, a minute apart."""
    before, found = GENESIS, []
    for number, step in enumerate(steps, 1):
        at = AT + timedelta(minutes=number)
        details = custody.text_of(step.details) if step.details else ""
        entry = custody.entry_of(number, at, step, details)
        before = custody.link_of(before, entry)
        found.append(Link(number, at, entry, before, details))
    return found


@pytest.fixture
def links() -> list[Link]:
    return chain([Step("received", n, {"sha256": custody.sha256(b"%d" % n)}, {"name": f"录音{n}"}) for n in (1, 2, 3)])


def test_a_whole_chain_holds(links: list[Link]) -> None:
    """Entries as written are sound, and an empty chain is too."""
    assert custody.broken(links) == ""
    assert custody.broken([]) == ""


def test_forgotten_details_leave_the_chain_whole(links: list[Link]) -> None:
    """Name and note can go: the entry holds only their hash."""
    links[1] = replace(links[1], details="")
    assert custody.broken(links) == ""


@pytest.mark.parametrize("harm", ["entry", "link", "details", "gap", "swap", "front", "garbled"])
def test_any_change_is_noticed(links: list[Link], harm: str) -> None:
    """A changed, missing or moved entry breaks the chain at its place."""
    match harm:
        case "entry":
            links[1] = replace(links[1], entry=links[1].entry.replace("received", "renamed"))
        case "link":
            links[1] = replace(links[1], link="f" * 64)
        case "details":
            links[1] = replace(links[1], details=links[1].details.replace("name", "nome"))
        case "gap":
            del links[1]
        case "swap":
            links[1], links[2] = links[2], links[1]
        case "front":
            del links[0]
        case "garbled":
            links[1] = replace(links[1], entry="{")
    assert f"entry {1 if harm == 'front' else 2}" in custody.broken(links)


def test_an_entry_says_when_in_utc() -> None:
    """The same moment gives the same text, whatever zone the server's clock is in."""
    assert '"at":"2026-11-23T02:00:00Z"' in custody.entry_of(1, AT.astimezone(), Step("viewed", 0), "")
