"""Doors of the queue and of one case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from mimetypes import guess_type
from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response, StreamingResponse

from bot.moderation import actions, approvals, canned, cases, deeds, exhibits, proposals, queue, review
from bot.moderation.actions import Work
from bot.moderation.desk.gate import Gate, Visit
from bot.moderation.desk.live import Live
from bot.moderation.refusal import Refused, gone
from bot.storage.base import Store
from bot.storage.base_review import Judged, Review

VIEW_NOTED = timedelta(minutes=10)  # a page that refreshes itself is one look, not a hundred
PICTURES = ("image/jpeg", "image/png", "image/gif", "image/webp")


class Casework:
    """One method per address."""

    def __init__(self, gate: Gate, live: Live, replies: canned.Replies, wake: Callable[[], None]) -> None:
        self._gate, self._live, self._canned, self._wake = gate, live, replies, wake
        self._looked: dict[tuple[int, int], datetime] = {}

    async def queue(self, visit: Visit) -> Response:
        """Who waits, who holds what."""
        staff, now = visit.staff, visit.now
        if staff.role == "auditor":
            return RedirectResponse("/desk/audit", 303)
        found = await self._gate.talk.ask(lambda store: queue.look(store, staff, now))
        return self._gate.paper.page("queue.html", staff, visit.form_key, queue=found, most=queue.MOST)

    async def next(self, visit: Visit) -> Response:
        """The most urgent case, whichever it is."""
        staff, now = visit.staff, visit.now
        found = await self._gate.talk.ask(lambda store: queue.next_case(store, staff, now))
        self._live.poke()
        return RedirectResponse(f"/desk/cases/{found.id}" if found else "/desk?none=1", 303)

    async def pick(self, visit: Visit) -> Response:
        """This very case."""
        staff, now, id = visit.staff, visit.now, visit.number("id")
        await self._gate.talk.ask(lambda store: queue.pick(store, staff, id, now))
        self._live.poke()
        return self._back(visit)

    async def release(self, visit: Visit) -> Response:
        """Back into the queue."""
        staff, now, id = visit.staff, visit.now, visit.number("id")
        await self._gate.talk.ask(lambda store: queue.release(store, staff, id, now))
        self._live.poke()
        return RedirectResponse("/desk", 303)

    async def case(self, visit: Visit) -> Response:
        """The whole case for whoever holds it, and for supervisors; for others that it is there, and who has it."""
        staff, now, id = visit.staff, visit.now, visit.number("id")
        note = now - self._looked.get((staff.id, id), now - 2 * VIEW_NOTED) > VIEW_NOTED

        def look(store: Store) -> tuple[cases.CaseView | None, Review, dict[int, str]]:
            case = store.review(id)
            if case is None:
                raise gone()
            names = dict(approvals.names(store))
            mine = case.holder(now) == staff.id
            if not mine and staff.role != "supervisor":
                return None, case, names
            if note:
                deeds.case(store, staff, "case.view", id, now)
                exhibits.note_look(store, staff, case.borrower_id, now)
            return cases.view(self._gate.talk.house, store, staff, case, now), case, names

        view, case, names = await self._gate.talk.ask(look)
        offered = await self._gate.talk.ask(self._canned.offered) if view else ()
        if view is not None and note:
            self._looked[staff.id, id] = now
        return self._gate.paper.page(
            "case.html", staff, visit.form_key,
            view=view, case=case, names=names, canned=offered, mine=case.holder(now) == staff.id,
        )  # fmt: skip

    async def take_over(self, visit: Visit) -> Response:
        return await self._do(visit, actions.take_over)

    async def answer(self, visit: Visit) -> Response:
        """Words, a document, or both."""
        given = visit.form.get("file")
        enclosure = None
        if isinstance(given, UploadFile) and (given.filename or given.size):
            type = guess_type(given.filename or "")[0] or "application/octet-stream"
            enclosure = actions.Enclosure(given.filename or "", type, await given.read())
        text = visit.text("text")
        return await self._do(visit, lambda work: actions.answer(work, _key(visit), text, enclosure))

    async def note(self, visit: Visit) -> Response:
        return await self._do(visit, lambda work: actions.note(work, visit.text("text")))

    async def severity(self, visit: Visit) -> Response:
        return await self._do(visit, lambda work: actions.set_severity(work, visit.text("severity")))

    async def flag(self, visit: Visit) -> Response:
        return await self._do(visit, lambda work: actions.flag(work, visit.text("severity"), visit.text("words")))

    async def propose(self, visit: Visit) -> Response:
        return await self._do(
            visit, lambda work: proposals.propose(work, _key(visit), visit.text("ref"), visit.text("text"))
        )

    async def hand_back(self, visit: Visit) -> Response:
        return await self._do(visit, lambda work: actions.hand_back(work, _key(visit)))

    async def mute(self, visit: Visit) -> Response:
        return await self._do(visit, lambda work: actions.mute(work, visit.text("span")))

    async def reveal(self, visit: Visit) -> Response:
        return await self._do(visit, lambda work: actions.reveal(work, visit.text("field"), visit.text("reason")))

    async def letter(self, visit: Visit) -> Response:
        return await self._do(visit, lambda work: approvals.ask_letter(work, visit.text("letter")))

    async def ask_export(self, visit: Visit) -> Response:
        return await self._do(visit, lambda work: approvals.ask_plain(work, "export", visit.text("why")))

    async def ask_erase(self, visit: Visit) -> Response:
        return await self._do(visit, lambda work: approvals.ask_plain(work, "erase", visit.text("why")))

    async def close(self, visit: Visit) -> Response:
        """End the case; a P0 case when a second person agrees."""
        outcome, why, judged = visit.text("outcome"), visit.text("why"), _judged(visit)

        def end(work: Work) -> None:
            if review.needs_second("close", work.case.severity):
                approvals.ask_close(work, outcome, why, judged)
            else:
                actions.close(work, outcome, why, judged)

        return await self._do(visit, end)

    async def file(self, visit: Visit) -> Response:
        """A file of the borrower's, for whoever holds the case; each opening is recorded."""
        staff, now, id = visit.staff, visit.now, visit.number("id")
        file_id = str(visit.request.path_params["file"])

        def look(store: Store) -> tuple[str, str, bytes]:
            work = actions.begin(self._gate.talk.house, store, staff, id, now)
            found = store.open_file(*store.address_of(work.case.borrower_id), file_id)
            if found is None:
                raise gone()
            work.done("case.file", file_id)
            exhibits.note_look(store, staff, work.case.borrower_id, now, file_id)
            return found[0].name, found[0].type, found[1]

        name, type, content = await self._gate.talk.ask(look)
        shown = type in PICTURES
        placed = "inline" if shown else "attachment"
        headers = {
            "content-disposition": f"{placed}; filename*=utf-8''{quote(name, '')}",
            "content-security-policy": "default-src 'none'; sandbox",
        }
        return Response(content, media_type=type if shown else "application/octet-stream", headers=headers)

    async def events(self, visit: Visit) -> Response:
        """The event stream of one open page."""
        if self._live.full(visit.session):
            raise Refused(429, "打开的页面太多了。", wait=5)
        asked = visit.request.query_params.get("case", "")
        case_id = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else 0
        stream = self._live.stream(visit.session, case_id)
        return StreamingResponse(stream, media_type="text/event-stream", headers={"x-accel-buffering": "no"})

    async def _do(self, visit: Visit, action: Callable[[Work], None]) -> Response:
        """One action under the lease; then whoever watches this talk hears of it."""
        staff, now, id = visit.staff, visit.now, visit.number("id")

        def job(store: Store) -> tuple[str, str]:
            work = actions.begin(self._gate.talk.house, store, staff, id, now)
            address = store.address_of(work.case.borrower_id)
            action(work)
            return address

        await self.spread(await self._gate.talk.ask(job))
        return self._back(visit)

    async def spread(self, address: tuple[str, str]) -> None:
        """Wake whoever shows or sends what was just stored."""
        await self._gate.talk.announce(*address)
        self._wake()
        self._live.poke()

    def _back(self, visit: Visit) -> Response:
        return RedirectResponse(f"/desk/cases/{visit.number('id')}", 303)


def _key(visit: Visit) -> str:
    """What makes one answer one answer: the form's own number, for one moderator."""
    return f"{visit.staff.id} {visit.text('nonce')[:40]}"


def _judged(visit: Visit) -> dict[int, Judged]:
    found: dict[int, Judged] = {}
    for name, value in visit.form.multi_items():
        id = name.removeprefix("flag.")
        if name.startswith("flag.") and id.isascii() and id.isdigit() and value in ("right", "false"):
            found[int(id)] = "right" if value == "right" else "false"
    return found
