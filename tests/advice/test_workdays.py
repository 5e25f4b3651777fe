"""Working days follow the State Council's holidays and make-up days."""

from __future__ import annotations

from datetime import date

from bot.advice.workdays import Day, after, on_or_after


def test_national_day_is_passed_over() -> None:
    """A day in the October holiday becomes the first day that people work again."""
    assert on_or_after(date(2026, 10, 1)) == Day(date(2026, 10, 8))


def test_make_up_saturday_counts() -> None:
    """A Saturday that the holiday plan turned into a working day (调休) is one."""
    assert on_or_after(date(2026, 10, 10)) == Day(date(2026, 10, 10))
    assert after(date(2026, 10, 9), 2) == Day(date(2026, 10, 12))


def test_term_begins_the_day_after() -> None:
    """Seven working days from a Monday end on the Wednesday of the week after."""
    assert after(date(2026, 11, 23), 7) == Day(date(2026, 12, 2))


def test_unknown_year_counts_weekdays_and_says_so() -> None:
    """Without a holiday plan Monday to Friday count, New Year's Day never, and the day is marked rough."""
    assert on_or_after(date(2031, 1, 1)) == Day(date(2031, 1, 2), rough=True)
    assert after(date(2030, 12, 31), 3).rough
