"""Which authority for what: by who lent the money and by what happened, made from the routes and procedures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from bot.content import Lines
from bot.knowledge.entry import Entry
from bot.knowledge.fact import Procedure, Route
from bot.knowledge.registry import Knowledge
from bot.speech import Speech, bubbles


class Doors:
    """The table of doors. Raises ContentError for a kind of lender or a procedure that the facts do not have."""

    def __init__(self, data: Lines, file: str, knowledge: Knowledge) -> None:
        Entry(file, "doors.yaml", data, ("doors",))
        entry = Entry(file, "doors", data.get("doors"), ("by_lender", "by_event", "lenders", "events"))
        self._by_lender, self._by_event = entry.text("by_lender"), entry.text("by_event")
        self._lenders = _lenders(entry, knowledge)
        self._events = _events(entry, knowledge)

    def texts(self, speech: Speech, lender_kind: str = "") -> tuple[str, ...]:
        """The table as bubbles with room for 500 characters; only one kind of lender when it is known."""
        lenders = (_route(name, route, speech) for name, route in self._known(lender_kind))
        events = (_event(what, to, speech) for what, to in self._events)
        return (
            *bubbles([speech(self._by_lender), *lenders], between="\n"),
            *bubbles([speech(self._by_event), *events], between="\n"),
        )

    def sections(self, speech: Speech, lender_kind: str = "") -> list[dict[str, Any]]:
        """The same table for a picture: {head, rows: [{name, to: [line, …]}]}."""
        return [
            {
                "head": speech(self._by_lender),
                "rows": [
                    {"name": speech(name), "to": [speech(step) for step in (route.first, *route.then)]}
                    for name, route in self._known(lender_kind)
                ],
            },
            {
                "head": speech(self._by_event),
                "rows": [
                    {"name": speech(what), "to": [speech(procedure.name) for procedure in to]}
                    for what, to in self._events
                ],
            },
        ]

    @property
    def checked(self) -> date:
        """The day on which the whole table was last held against its sources."""
        days = {route.checked for _, route in self._lenders}
        return min(days | {procedure.checked for _, to in self._events for procedure in to})

    def _known(self, lender_kind: str) -> list[tuple[str, Route]]:
        return [entry for entry in self._lenders if entry[1].kind == lender_kind] or self._lenders


def _lenders(entry: Entry, knowledge: Knowledge) -> list[tuple[str, Route]]:
    listed = Entry(entry.file, "doors.lenders", entry.data.get("lenders"), tuple(knowledge.routes))
    return [(listed.text(kind), knowledge.routes[kind]) for kind in listed.data]


def _events(entry: Entry, knowledge: Knowledge) -> list[tuple[str, tuple[Procedure, ...]]]:
    found = []
    listed = entry.data.get("events")
    if not isinstance(listed, list):
        entry.refuse("“events” must be a list", "begin each with “- what:”", "events")
    for item in listed:
        event = Entry(entry.file, "doors.events", item, ("what", "to"))
        for id in event.words("to"):
            if id not in knowledge.procedures:
                event.refuse(f"no procedure “{id}”", "check the id", "to")
        found.append((event.text("what"), tuple(knowledge.procedures[id] for id in event.words("to"))))
    return found


def _route(name: str, route: Route, speech: Speech) -> str:
    steps = "\n".join(f"→ {speech(step)}" for step in (route.first, *route.then))
    return f"● {speech(name)}\n{steps}"


def _event(what: str, to: Iterable[Procedure], speech: Speech) -> str:
    return f"● {speech(what)}\n→ {speech('；').join(speech(procedure.name) for procedure in to)}"
