"""The pictures that are handed out, each with its own words for those who cannot see it.

What they show comes from `call_figures` and `figures`, how they say it from `templates/typeset/words.yaml`, how they
look from the templates beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bot.documents import chinese, figures
from bot.documents.call_figures import CallFigure, Limit, QuietHours
from bot.documents.chart_words import ChartWords
from bot.documents.doors import Doors
from bot.documents.figures import Happening, Repayment, Timeline
from bot.documents.results import Results
from bot.documents.typeset import Press
from bot.knowledge.registry import Knowledge
from bot.speech import Speech

NO_LAW = frozenset({"recommended_standard", "self_discipline", "official_notice"})
MOST_SAID = 7
"""Days or incidents that a picture's words name one by one; the rest is on the picture."""
_MOST_ROWS = 6
"""Months that stand in the table below the columns before it says “…”."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, two pixels to the point, and what it shows in words."""

    title: str
    content: bytes
    words: str


class Charts:
    """Draws in any language, light or dark. Safe in several threads, as the press is."""

    def __init__(self, press: Press, words: Mapping[str, str], results: Results, knowledge: Knowledge) -> None:
        self._press, self._words, self._results, self._knowledge = press, words, results, knowledge

    def words(self, speech: Speech) -> ChartWords:
        """What pictures say, in one language."""
        return ChartWords(self._words, speech)

    def calls(self, figure: CallFigure, speech: Speech, today: date, *, dark: bool = False) -> Picture:
        """Calls by day and hour, with the limits and quiet hours that bind this kind of lender."""
        say = self.words(speech)
        data = _look(say, _calls_title(figure, say), today, dark) | self._calls(figure, say)
        return self._picture("calls.typ", data, self.calls_in_words(figure, speech))

    def timeline(self, timeline: Timeline, speech: Speech, today: date, *, dark: bool = False) -> Picture:
        """Incidents from the earliest to the latest."""
        say = self.words(speech)
        data = _look(say, say("timeline_title"), today, dark) | self._timeline(timeline, say)
        return self._picture("timeline.typ", data, self.timeline_in_words(timeline, speech))

    def repayment(self, plan: Repayment, speech: Speech, today: date, *, dark: bool = False) -> Picture:
        """What is paid each month and what remains."""
        say = self.words(speech)
        data = _look(say, _repayment_title(plan, say), today, dark) | _repayment(plan, say)
        return self._picture("repayment.typ", data, self.repayment_in_words(plan, speech))

    def doors(self, doors: Doors, speech: Speech, today: date, lender: str = "", *, dark: bool = False) -> Picture:
        """Which authority for what, for one kind of lender or for all."""
        say = self.words(speech)
        data = _look(say, say("doors_title"), today, dark) | {
            "sections": doors.sections(speech, lender),
            "notes": [say("doors_checked", day=doors.checked.isoformat())],
        }
        return self._picture("doors.typ", data, say("say_doors"))

    def _picture(self, template: str, data: dict[str, Any], words: str) -> Picture:
        return Picture(data["title"], self._press.picture(template, data), words)

    # ------------------------------------------------------------ the same in words

    def calls_in_words(self, figure: CallFigure, speech: Speech) -> str:
        """The days, the worst of them, how many at night, and the limits with what kind of norm they are."""
        say = self.words(speech)
        most, count = figure.most
        days = [say("say_day", day=say.day(day), calls=calls) for day, calls in figure.days[-MOST_SAID:]]
        said = [_calls_title(figure, say), say("and").join(days), say("say_most", day=say.day(most), calls=count)]
        if figure.quiet is not None and figure.at_night:
            said.append(say("say_night", calls=figure.at_night, **_span(figure.quiet)))
        said += [f"{_limit(limit, say)}{self._in_brackets((limit.force,), say)}" for limit in figure.limits]
        return "\n".join((*said, *self._notes(figure, say)))

    def timeline_in_words(self, timeline: Timeline, speech: Speech) -> str:
        """The latest incidents, one a line."""
        say = self.words(speech)
        rows = [self._happening(happening, say) for happening in timeline.happenings]
        head = say("say_timeline", title=say("timeline_title"), count=len(rows) + timeline.earlier)
        return "\n".join((head, *(say("colon").join((row["when"], row["what"])) for row in rows[-MOST_SAID:])))

    def repayment_in_words(self, plan: Repayment, speech: Speech) -> str:
        """The amounts, for how long, the sum, and when it is paid off."""
        say = self.words(speech)
        listed = (
            say("repayment_from", month=say.month(row.month), sum=chinese.money(row.amount), count=count)
            for row, count in figures.runs(plan.rows)[:MOST_SAID]
        )
        total = say("say_total", total=chinese.money(plan.total))
        return "\n".join((_repayment_title(plan, say), *listed, total, _end(plan, say), say("repayment_only_plan")))

    # ------------------------------------------------------------ as the templates take it

    def _calls(self, figure: CallFigure, say: ChartWords) -> dict[str, Any]:
        band: dict[str, Any] | None = None
        legend = [
            (limit.name, f"{_limit(limit, say)}{self._in_brackets((limit.force,), say)}") for limit in figure.limits
        ]
        if figure.quiet is not None:
            span = _span(figure.quiet)
            band = {"from": figure.quiet.begin.hour, "to": figure.quiet.end.hour, "label": "–".join(span.values())}
            legend.append(("quiet", say("quiet_hours", **span) + self._in_brackets(figure.quiet.forces, say)))
        return {
            "by-day": say("calls_by_day"),
            "by-hour": say("calls_by_hour"),
            "days": [
                {"label": say.day(day), "weekday": say.weekday(day), "value": calls, "text": str(calls)}
                for day, calls in figure.days
            ],
            "limits": [{"name": limit.name, "value": limit.calls} for limit in figure.limits],
            "hours": list(figure.hours),
            "unknown-hours": "" if any(figure.hours) else say("calls_hours_unknown"),
            "quiet": band,
            "legend": [{"name": name, "text": text} for name, text in legend],
            "notes": self._notes(figure, say),
        }

    def _notes(self, figure: CallFigure, say: ChartWords) -> list[str]:
        notes = [say("calls_least")]
        if not figure.limits:
            notes.append(say("limits_none"))
        elif not figure.licensed:
            notes.append(say("limits_if_licensed"))
        if figure.unplaced:
            notes.append(say("calls_unplaced", count=figure.unplaced))
        if figure.earlier:
            notes.append(say("calls_earlier", count=figure.earlier))
        return notes

    def _timeline(self, timeline: Timeline, say: ChartWords) -> dict[str, Any]:
        notes = [say("timeline_own_words")]
        if timeline.earlier:
            notes.insert(0, say("timeline_earlier", count=timeline.earlier))
        return {"rows": [self._happening(each, say) for each in timeline.happenings], "notes": notes}

    def _happening(self, happening: Happening, say: ChartWords) -> dict[str, Any]:
        calls = happening.calls
        more = [happening.name, say(f"timeline_{calls.per}", calls=calls.low) if calls is not None else ""]
        return {
            "when": _when(happening, say),
            "what": self._results.named(happening.kinds, say.speech),
            "more": " · ".join(part for part in more if part),
            "grave": happening.grave,
            "night": say("timeline_night") if happening.night else "",
        }

    def _in_brackets(self, forces: Sequence[str], say: ChartWords) -> str:
        """What kind of norm it is; one that binds nobody by force is never left to look like a law."""
        names = say("and").join(say.speech(self._knowledge.forces[force].name) for force in forces)
        if NO_LAW.issuperset(forces):
            names = say("not_laws", forces=names) if len(forces) > 1 else say("not_law", force=names)
        return say("limit_force", force=names)


def _look(say: ChartWords, title: str, today: date, dark: bool) -> dict[str, Any]:
    return {
        "title": title,
        "foot": say("foot", day=today.isoformat()),
        "dark": dark,
        "locale": say.speech.locale,
    }


def _calls_title(figure: CallFigure, say: ChartWords) -> str:
    return say("calls_of", name=figure.name) if figure.name else say("calls_title")


def _repayment_title(plan: Repayment, say: ChartWords) -> str:
    return say("repayment_of", name=plan.name) if plan.name else say("repayment_title")


def _limit(limit: Limit, say: ChartWords) -> str:
    return say(f"limit_{limit.name}", calls=limit.calls)


def _span(quiet: QuietHours) -> dict[str, str]:
    return {"begin": f"{quiet.begin:%H:%M}", "end": f"{quiet.end:%H:%M}"}


def _when(happening: Happening, say: ChartWords) -> str:
    if happening.day is None:
        return say("timeline_no_day")
    if happening.last is not None:
        return say("timeline_days", first=say.day(happening.day), last=say.day(happening.last))
    at = f" {happening.at:%H:%M}" if happening.at is not None else ""
    return f"{say.day(happening.day)} {say.weekday(happening.day)}{at}"


def _repayment(plan: Repayment, say: ChartWords) -> dict[str, Any]:
    amounts = {row.amount for row in plan.rows}
    low, high = chinese.money(min(amounts)), chinese.money(max(amounts))
    each = say("repayment_yuan", sum=low) if low == high else say("repayment_different", low=low, high=high)
    return {
        "facts": [
            {"name": say("repayment_each"), "value": each},
            {"name": say("repayment_how_long"), "value": say("repayment_months", count=len(plan.rows))},
            {"name": say("repayment_total"), "value": say("repayment_yuan", sum=chinese.money(plan.total))},
        ],
        "remaining-title": say("repayment_remaining"),
        "remaining": [float(row.remaining) for row in plan.rows],
        "most": chinese.money(max(row.remaining for row in plan.rows)),
        "first": say.month(plan.rows[0].month),
        "last": say.month(plan.rows[-1].month),
        "head": [say(f"repayment_{name}") for name in ("month", "amount", "after")],
        "rows": [
            [say.month(row.month), _sum(row.amount, plan.rows), _sum(row.remaining, plan.rows)]
            for row in _shown(plan.rows)
        ],
        "skipped": len(plan.rows) > _MOST_ROWS + 1,
        "notes": [_end(plan, say), say("repayment_only_plan")],
    }


def _sum(yuan: Decimal, rows: Sequence[figures.Instalment]) -> str:
    """A sum in a column: to the fen in every row, or in none."""
    whole = all(each == each.to_integral_value() for row in rows for each in (row.amount, row.remaining))
    return f"{yuan:.0f}" if whole else f"{yuan:.2f}"


def _shown(rows: Sequence[figures.Instalment]) -> Iterable[figures.Instalment]:
    return rows if len(rows) <= _MOST_ROWS + 1 else (*rows[:_MOST_ROWS], rows[-1])


def _end(plan: Repayment, say: ChartWords) -> str:
    last = plan.rows[-1]
    if last.remaining:
        return say("repayment_left", month=say.month(last.month), sum=chinese.money(last.remaining))
    return say("repayment_done", month=say.month(last.month))
