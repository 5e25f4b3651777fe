"""The lunar calendar that people still date by: 腊月二十九, 正月初三, 除夕."""

from __future__ import annotations

from datetime import date, timedelta

# Per lunar year: the first day of 正月 as MMDD, long (1, 30 days) and short (0, 29 days) months in order, and the
# month that is followed by its leap month (0 for none). Published almanac values.
_YEARS = {
    2010: ("0214", "101010010101", 0),
    2011: ("0203", "101101001010", 0),
    2012: ("0123", "1011010101010", 4),
    2013: ("0210", "101011010101", 0),
    2014: ("0131", "0101010110101", 9),
    2015: ("0219", "010010111010", 0),
    2016: ("0208", "101001011011", 0),
    2017: ("0128", "0101001010111", 6),
    2018: ("0216", "010100101011", 0),
    2019: ("0205", "101010010011", 0),
    2020: ("0125", "0111010010101", 4),
    2021: ("0212", "011010101010", 0),
    2022: ("0201", "101011010101", 0),
    2023: ("0122", "0100110110101", 2),
    2024: ("0210", "010010110110", 0),
    2025: ("0129", "1010010101110", 6),
    2026: ("0217", "101001001110", 0),
    2027: ("0206", "110100100110", 0),
    2028: ("0126", "1110100100110", 5),
    2029: ("0213", "110101010011", 0),
    2030: ("0203", "010110101010", 0),
    2031: ("0123", "0110101101010", 3),
    2032: ("0211", "100101101101", 0),
    2033: ("0131", "0100101011101", 11),
    2034: ("0219", "010010101101", 0),
    2035: ("0208", "101001001101", 0),
    2036: ("0128", "1101001001011", 6),
    2037: ("0215", "110100100101", 0),
    2038: ("0204", "110101010010", 0),
    2039: ("0124", "1101101010100", 5),
    2040: ("0212", "101101011010", 0),
}


def _starts(year: int) -> tuple[dict[int, date], date] | None:
    """The first day of each ordinary month of a lunar year, and the day after the year ends."""
    if year not in _YEARS:
        return None
    first, lengths, leap = _YEARS[year]
    day = date(year, int(first[:2]), int(first[2:]))
    order = list(range(1, leap + 1)) + ([0] if leap else []) + list(range(leap + 1, 13))
    starts: dict[int, date] = {}
    for month, length in zip(order, lengths, strict=True):
        if month:
            starts[month] = day
        day += timedelta(days=29 + int(length))
    return starts, day


def lunar_day(year: int, month: int, day: int) -> date | None:
    """The calendar day of a lunar date; None outside 2010-2040. Day 0 of month 13 is 除夕."""
    found = _starts(year)
    if found is None:
        return None
    starts, after = found
    if month == 13:
        return after - timedelta(days=1)
    return starts[month] + timedelta(days=day - 1) if month in starts else None
