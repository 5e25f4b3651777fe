"""The operator's commands for the desk."""

from __future__ import annotations

import pytest

from bot.moderation import commands
from bot.moderation.refusal import Refused
from tests.moderation.staffed import START, Desk


def test_a_link_for_a_new_moderator(desk: Desk) -> None:
    """It opens the enrolment page of this house."""
    link = desk.ask(lambda store: commands.add(store, "新人", "moderator", "http://desk.example", START))
    path = link.removeprefix("http://desk.example")
    assert "新人" in desk.visitor().client.get(path, follow_redirects=True).text


@pytest.mark.parametrize("name", ["", "  ", "长" * 41, "换\x07铃"])
def test_a_name_that_cannot_be(desk: Desk, name: str) -> None:
    """Empty, too long or unprintable."""
    with pytest.raises(Refused):
        desk.ask(lambda store: commands.add(store, name, "moderator", "", START))


def test_the_first_link_only_while_nobody_is_there(desk: Desk) -> None:
    """A fresh house prints one; a house with an active account does not."""
    assert desk.ask(lambda store: commands.first(store, "http://desk.example", START))
    desk.staff("已开户", "supervisor")
    assert desk.ask(lambda store: commands.first(store, "http://desk.example", START)) is None


def test_verify_says_one_line(desk: Desk) -> None:
    """Whole: the head to note; a head that is not there: what is wrong."""
    desk.ask(lambda store: commands.add(store, "新人", "moderator", "", START))
    whole, said = desk.ask(lambda store: commands.verify(store))
    assert whole
    head = said.rpartition(" ")[2]
    assert desk.ask(lambda store: commands.verify(store, head))[0]
    assert not desk.ask(lambda store: commands.verify(store, "9-" + "0" * 24))[0]
