"""The four stories of the first talk, invented: a bank's product, a contact-list blast, the door, a polite call."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

from bot.knowledge import registry
from bot.model import Count, Debt, Incident, Means, Moment, Person, Story

CHINA = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 22, 15, 0, tzinfo=CHINA)  # a Sunday
KNOWLEDGE = registry.load(Path(__file__).parents[2] / "bot" / "knowledge" / "facts")


def at(*when: int, exact: str = "minute", hours: float = 0) -> Moment:
    """A moment in China's time, a minute long unless `hours` says otherwise."""
    start = datetime(*when, tzinfo=CHINA)  # type: ignore[arg-type,misc]
    return Moment("", start, start + (timedelta(hours=hours) or timedelta(minutes=1)), exact)


def told(kinds: str = "", **answers: object) -> Incident:
    """One incident about debt/1 with kinds written in one string."""
    return Incident(**{"id": "incident/1", "kinds": frozenset(kinds.split()), "debt": "debt/1", **answers})  # type: ignore[arg-type]


def about(lender_kind: str, *incidents: Incident, **more: object) -> Story:
    """A story about one debt with this kind of lender."""
    return Story(incidents, (Debt("debt/1", "", "某某钱包", lender_kind),), **more)  # type: ignore[arg-type]


FAMILY_AND_OFFICE = Story(
    incidents=(
        told(
            "third_party_contact workplace_contact",
            when=at(2026, 11, 20, 10, 15),
            calls=Count("五个", 5, 5, "day"),
            contacted=("parents", "employer"),
            told_debt=True,
            evidence=("call_log",),
        ),
    ),
    debts=(Debt("debt/1", "weilidai", "微粒贷", "bank"),),
    means=Means("instalments", Decimal("803.65"), None, ("job_lost",)),
    person=Person("张某某", "13800000001"),
)
CONTACTS_BLAST = about(
    "small_loan_company",
    told(
        "third_party_contact call_bombing threat night_call",
        when=at(2026, 11, 21, 23, 30),
        calls=Count("三十个", 30, 30, "day"),
        contacted=("contacts", "parents"),
        told_debt=True,
        words="再不还钱就打断你的腿",
        numbers=("13800000009",),
        evidence=("recording", "sms"),
    ),
)
AT_THE_DOOR = about(
    "unknown",
    told("home_visit", when=at(2026, 11, 22, 14, 30), visit=("at_door_now", "refused_to_leave", "blocked_or_paint")),
    safety=frozenset({"at_door"}),
)
POLITE = Story(
    incidents=(told(when=at(2026, 11, 20, 10), calls=Count("一个", 1, 1), story="银行客服提醒我下周还款"),),
    debts=(Debt("debt/1", "weilidai", "微粒贷", "bank", overdue_days=5),),
    means=Means("instalments", Decimal(1500)),
)
FOUR = {"family_and_office": FAMILY_AND_OFFICE, "contacts_blast": CONTACTS_BLAST, "at_the_door": AT_THE_DOOR,
        "polite": POLITE}  # fmt: skip
