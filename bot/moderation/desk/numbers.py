"""Doors of the right of reply: what waits, recording an objection, deciding on one."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from bot.moderation import approvals, objections
from bot.moderation.desk.gate import Gate, Visit
from bot.moderation.refusal import Refused

LONGEST = 40


class Numbers:
    """One method per address."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    async def page(self, visit: Visit) -> Response:
        """What waits for a second person, and the form."""
        return await self._page(visit, ())

    async def ask(self, visit: Visit) -> Response:
        """Look what is shown now, or record an objection."""
        house, staff, now = self._gate.talk.house, visit.staff, visit.now
        about, wish, reason = visit.text("about")[:LONGEST], visit.text("wish"), visit.text("reason")
        case = visit.text("case").lstrip("#")
        if not wish:
            return await self._page(
                visit, await self._gate.talk.ask(lambda store: objections.shown(house, store, about))
            )
        number = int(case) if case.isascii() and case.isdigit() and len(case) < 16 else 0
        await self._gate.talk.ask(lambda store: objections.ask(house, store, staff, about, wish, reason, number, now))
        return RedirectResponse("/desk/numbers", 303)

    async def decide(self, visit: Visit) -> Response:
        """Grant or refuse."""
        house, staff, now, id = self._gate.talk.house, visit.staff, visit.now, visit.number("id")
        word, about = visit.text("decision"), visit.text("about")[:LONGEST]
        if word not in ("grant", "refuse"):
            raise Refused(400, "请选同意或不同意。")
        await self._gate.talk.ask(lambda store: objections.decide(house, store, staff, id, word == "grant", about, now))
        return RedirectResponse("/desk/numbers", 303)

    async def _page(self, visit: Visit, shown: tuple[str, ...]) -> Response:
        found, names = await self._gate.talk.ask(lambda store: (store.open_objections(), approvals.names(store)))
        return self._gate.paper.page(
            "numbers.html", visit.staff, visit.form_key, waiting=found, names=names, shown=shown,
            wishes=objections.WISHES, reasons=objections.REASONS,
        )  # fmt: skip
