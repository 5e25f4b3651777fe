"""Calls are counted as they were told and no more, beside the rules that bind this lender."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from bot.documents import call_figures
from bot.documents.call_figures import CallFigure
from bot.model import LENDER_KINDS, Count, Debt, Incident, Story
from tests.documents.drawn import BANK, KNOWLEDGE, calls, on, story


def figure(told: Story) -> CallFigure:
    (found,) = call_figures.calls(told, KNOWLEDGE)
    return found


def test_notes_of_one_day_are_summed() -> None:
    """Two notes of single calls on a day add up; a day without a note is no day with zero."""
    found = figure(story(calls(on(17, 9), 3), calls(on(17, 20), 4), calls(on(19), 2)))

    assert found.days == ((date(2026, 11, 17), 7), (date(2026, 11, 19), 2))
    assert found.most == (date(2026, 11, 17), 7)


def test_a_note_for_the_day_and_notes_of_single_calls_are_not_added() -> None:
    """“30 a day” and three noted calls of that day may be the same calls: the larger number counts."""
    assert figure(story(calls(on(17), 30, "day"), calls(on(17, 9), 3))).days == ((date(2026, 11, 17), 30),)


def test_so_many_a_day_is_drawn_on_every_day_told() -> None:
    """“Three days long, ten times a day” gives three days of ten."""
    assert [count for _, count in figure(story(calls(on(17, days=3), 10, "day"))).days] == [10, 10, 10]


@pytest.mark.parametrize(
    ("incident", "why"),
    [
        (calls(on(1, days=20), 80), "a sum over many days tells no day"),
        (calls(on(1, days=7), 20, "week"), "so many a week tells no day"),
        (calls(None, 20), "no day was told"),
        (calls(on(1, days=29 + 31), 5, "day"), "every day of two months is no record of each day"),
    ],
)
def test_what_tells_no_day_is_named_and_not_drawn(incident: Incident, why: str) -> None:
    """A count that cannot be laid on days is counted among those left out."""
    found = figure(story(incident, calls(on(19), 2, number=2)))

    assert (len(found.days), found.unplaced) == (1, 1), why


def test_nothing_told_gives_no_figure() -> None:
    """Without a call on a known day there is nothing to draw."""
    visit = Incident("incident/1", frozenset({"home_visit"}), on(17, 9))

    assert call_figures.calls(story(visit, calls(None, 9, number=2)), KNOWLEDGE) == ()


def test_a_night_call_without_a_count_is_one() -> None:
    """A call that was told of happened at least once, at its hour."""
    found = figure(story(Incident("incident/1", frozenset({"night_call"}), on(17, 23, 30), debt="debt/1")))

    assert (found.days[0][1], found.hours[23], found.at_night) == (1, 1, 1)


def test_hours_are_those_told_to_the_hour() -> None:
    """A call at 9:05 stands at nine; “30 a day, also at 23:30” is one call at 23, as far as anybody knows."""
    found = figure(story(calls(on(17, 9, 5), 3), calls(on(17, 23, 30), 30, "day"), calls(on(18), 5)))

    assert {hour: count for hour, count in enumerate(found.hours) if count} == {9: 3, 23: 1}


@pytest.mark.parametrize(("hour", "night"), [(21, 0), (22, 4), (0, 4), (7, 4), (8, 0)])
def test_the_night_begins_at_ten_and_ends_at_eight(hour: int, night: int) -> None:
    """22:00 is in the quiet hours, 8:00 is not."""
    assert figure(story(calls(on(17, hour), 4))).at_night == night


@pytest.mark.parametrize("kind", LENDER_KINDS)
def test_limits_come_from_the_rules_that_bind_the_lender(kind: str) -> None:
    """Every limit drawn is a number of a rule that binds this kind of lender; where none binds, none is drawn."""
    found = figure(story(calls(on(17), 4), debts=(replace(BANK, lender_kind=kind),)))

    for limit in found.limits:
        rule = KNOWLEDGE.rules[limit.rule]
        assert rule.binds(kind)
        assert limit.calls in rule.numbers.values()
        assert limit.force == rule.force
    assert bool(found.limits) == bool(found.quiet) == KNOWLEDGE.rules["gbt45251-quiet-hours"].binds(kind)


def test_a_banks_limits_are_three_connected_and_six_attempts() -> None:
    """The standard's three connected calls and the association's six attempts per number, quiet hours by both."""
    found = figure(story(calls(on(17), 4)))

    assert [(limit.name, limit.calls) for limit in found.limits] == [("connected", 3), ("unanswered", 6)]
    assert found.quiet is not None
    assert (found.quiet.begin, found.quiet.end) == (time(22), time(8))
    assert found.quiet.forces == ("recommended_standard", "self_discipline")
    assert found.licensed


def test_an_unknown_lenders_limits_are_conditional() -> None:
    """Behind a platform or an unknown lender the limits hold if a licensed one stands there."""
    assert not figure(story(calls(on(17), 4, debt=""), debts=())).licensed


def test_each_lender_has_a_figure_of_its_own() -> None:
    """Calls of two lenders are never added up against one lender's limit."""
    other = Debt("debt/2", "", "另一家", "small_loan_company")
    told = story(calls(on(17), 4), calls(on(17), 5, number=2, debt="debt/2"), debts=(BANK, other))

    found = call_figures.calls(told, KNOWLEDGE)

    assert [(each.name, each.days[0][1]) for each in found] == [("某某贷", 4), ("另一家", 5)]


def test_only_the_latest_fortnight_is_drawn() -> None:
    """The rest is counted."""
    found = figure(story(*(calls(on(day), day, number=day) for day in range(1, 21))))

    assert (len(found.days), found.days[-1], found.earlier) == (14, (date(2026, 11, 20), 20), 6)


def test_a_count_from_to_counts_its_least() -> None:
    """“Twenty or thirty” is twenty."""
    told = replace(calls(on(17), 1), calls=Count("二三十", 20, 30, "day"))

    assert figure(story(told)).days[0][1] == 20
