"""Warnings under papers: each rests on a fact."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from bot.check import cares, contents
from bot.check.contents import Contents
from bot.check.report import CHINA
from bot.check.sources import ROOT


@pytest.fixture(scope="module")
def shipped() -> Contents:
    """The content as it ships."""
    return contents.read(ROOT, datetime.now(CHINA), 180)


def test_every_warning_that_ships_rests_on_a_fact(shipped: Contents) -> None:
    """No phrase without its facts, no entry without its phrase."""
    assert any(id.startswith(cares.PREFIX) for id in shipped.dialogs.phrases)
    assert list(cares.check(shipped)) == []


def test_a_warning_without_a_fact_is_named(shipped: Contents) -> None:
    """A new care_… phrase asks for its fact."""
    phrases = {**shipped.dialogs.phrases, "care_new": "小心。"}
    found = list(cares.check(replace(shipped, dialogs=replace(shipped.dialogs, phrases=phrases))))

    assert [finding.what for finding in found] == ["“care_new” rests on no fact"]
