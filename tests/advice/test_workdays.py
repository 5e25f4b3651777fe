"""Working days follow the State Council's holidays and make-up days."""

from __future__ import annotations

from datetime import date, timedelta

from bot.advice.workdays import Day, after, on_or_after, working


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


# The State Council's plan for 2026: days off, and weekends that are worked instead.
_OFF_2026 = (
    [(1, day) for day in (1, 2, 3)]
    + [(2, day) for day in range(15, 24)]
    + [(4, day) for day in (4, 5, 6)]
    + [(5, day) for day in range(1, 6)]
    + [(6, day) for day in (19, 20, 21)]
    + [(9, day) for day in (25, 26, 27)]
    + [(10, day) for day in range(1, 8)]
)
_WORKED_2026 = [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]


def test_every_day_of_2026_is_as_the_holiday_plan_says() -> None:
    """All 365 days: holidays are off, swapped weekends are worked, every other day goes by its weekday."""
    day = date(2026, 1, 1)
    while day.year == 2026:
        key = (day.month, day.day)
        expected = key in _WORKED_2026 or (key not in _OFF_2026 and day.weekday() < 5)
        assert (working(day) is not None) is expected, day
        assert not on_or_after(day).rough or on_or_after(day).date.year > 2026
        day += timedelta(days=1)


def test_terms_over_each_holiday_of_2026_end_on_working_days() -> None:
    """Seven working days from the eve of each holiday: counted by hand from the plan."""
    ends = {
        date(2025, 12, 31): date(2026, 1, 12),
        date(2026, 2, 14): date(2026, 3, 3),
        date(2026, 4, 3): date(2026, 4, 15),
        date(2026, 4, 30): date(2026, 5, 13),
        date(2026, 6, 18): date(2026, 6, 30),
        date(2026, 9, 24): date(2026, 10, 12),
        date(2026, 9, 30): date(2026, 10, 15),
    }
    for start, end in ends.items():
        assert after(start, 7) == Day(end), start
