"""A case to draw: calls of nine days by one lender, incidents of all kinds, a plan of two years."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from bot import app, speech
from bot.documents import chart_words
from bot.documents.charts import Charts
from bot.documents.results import Results
from bot.documents.typeset import TEMPLATES, Press
from bot.knowledge import registry
from bot.model import Count, Debt, Incident, Moment, Story

TODAY = date(2026, 11, 22)
KNOWLEDGE = registry.load(app.ROOT / "bot" / "knowledge" / "facts")
SPEECHES = speech.load(app.ROOT / "locales")
WORDS = chart_words.load_words(TEMPLATES)
BANK = Debt("debt/1", "", "某某贷", "bank")


def charts(press: Press) -> Charts:
    return Charts(press, WORDS, Results(app.ROOT / "templates" / "replies", KNOWLEDGE), KNOWLEDGE)


def on(day: int, hour: int | None = None, minute: int = 0, days: int = 1) -> Moment:
    """A day of November 2026, or a minute of it, or several days."""
    start = datetime(2026, 11, day, tzinfo=app.CHINA)
    if hour is None:
        return Moment("", start, start + timedelta(days=days), "day")
    start = start.replace(hour=hour, minute=minute)
    return Moment("", start, start + timedelta(minutes=1), "minute")


def calls(when: Moment | None, low: int, per: str = "total", *, number: int = 1, debt: str = "debt/1") -> Incident:
    return Incident(f"incident/{number}", frozenset({"call_bombing"}), when, Count("", low, low, per), debt=debt)


def story(*incidents: Incident, debts: tuple[Debt, ...] = (BANK,)) -> Story:
    return Story(incidents, debts)


def plan(months: int = 24, amount: str = "803.65") -> list[tuple[str, str, str]]:
    """Rows of month, amount and remaining, down to nothing."""
    each = Decimal(amount)
    return [
        (f"{2026 + (11 + at) // 12}-{(11 + at) % 12 + 1:02}", amount, str(each * (months - at - 1)))
        for at in range(months)
    ]


FULL = story(
    calls(on(12), 2),
    calls(on(13, 9, 5), 3),
    calls(on(16, 12, 30), 8),
    calls(on(17, 23, 30), 24),
    Incident("incident/5", frozenset({"threat"}), on(20, 22, 10), words="再不还钱就打断你的腿", debt="debt/1"),
    Incident("incident/6", frozenset({"home_visit"}), on(21, 14, 30), visit=("refused_to_leave",), debt="debt/1"),
    Incident("incident/7", frozenset({"insult"}), None, debt="debt/1"),
)
