"""Doors of what supervisors and auditors do: approvals, canned replies, accounts, statistics, the ledger."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from bot.moderation import accounts, approvals, canned, deeds, review, statistics
from bot.moderation.desk.casework import Casework
from bot.moderation.desk.gate import Gate, Visit
from bot.moderation.refusal import Refused
from bot.storage.base import Store
from bot.storage.base_review import Checked, Deed, Role

DEEDS = 100


class Office:
    """One method per address."""

    def __init__(self, gate: Gate, casework: Casework, replies: canned.Replies) -> None:
        self._gate, self._casework, self._canned = gate, casework, replies

    async def approvals(self, visit: Visit) -> Response:
        """What waits for a second person."""
        staff, now = visit.staff, visit.now
        found, names = await self._gate.talk.ask(
            lambda store: (approvals.waiting(store, staff, now), approvals.names(store))
        )
        return self._gate.paper.page("approvals.html", staff, visit.form_key, waiting=found, names=names)

    async def decide(self, visit: Visit) -> Response:
        """Grant or refuse."""
        staff, now, id = visit.staff, visit.now, visit.number("id")
        word = visit.text("decision")
        if word not in ("grant", "refuse"):
            raise Refused(400, "请选同意或不同意。")

        def job(store: Store) -> tuple[str, str]:
            waiting = {one.id: one for one in store.approvals()}
            address = store.address_of(waiting[id].borrower_id) if id in waiting else ("", "")
            approvals.decide(self._gate.talk.house, store, staff, id, word == "grant", now)
            return address

        await self._casework.spread(await self._gate.talk.ask(job))
        return RedirectResponse("/desk/approvals", 303)

    async def canned(self, visit: Visit) -> Response:
        """Canned replies."""
        found = await self._gate.talk.ask(lambda store: store.canned())
        return self._gate.paper.page(
            "canned.html", visit.staff, visit.form_key, house=self._canned.house, own=found, words=self._canned.words
        )

    async def save_canned(self, visit: Visit) -> Response:
        """Add, change or remove one."""
        staff, now = visit.staff, visit.now
        id = int(visit.text("id")) if visit.text("id").isdecimal() and len(visit.text("id")) < 16 else 0
        title, text = visit.text("title"), visit.text("text")
        if visit.text("drop"):
            await self._gate.talk.ask(lambda store: self._canned.drop(store, staff, id, now))
        else:
            await self._gate.talk.ask(lambda store: self._canned.save(store, staff, id, title, text, now))
        return RedirectResponse("/desk/canned", 303)

    async def accounts(self, visit: Visit) -> Response:
        """Who there is."""
        return await self._accounts(visit, "")

    async def invite(self, visit: Visit) -> Response:
        """A one-time link, shown once."""
        name, role, now, by = visit.text("name"), _role(visit.text("role")), visit.now, visit.staff.id
        made = await self._gate.talk.ask(lambda store: accounts.invite(store, name, role, now, by))
        base = str(visit.request.base_url).rstrip("/")
        return await self._accounts(visit, f"{base}/desk/enrol/{made}")

    async def change(self, visit: Visit) -> Response:
        """Another role, or off."""
        staff, now, id = visit.staff, visit.now, visit.number("id")
        role, active = _role(visit.text("role")), visit.text("active") == "yes"
        await self._gate.talk.ask(lambda store: accounts.change(store, staff, id, role, active, now))
        return RedirectResponse("/desk/accounts", 303)

    async def telegram(self, visit: Visit) -> Response:
        """A one-time code that ties a Telegram account to this one."""
        staff, now = visit.staff, visit.now
        code = await self._gate.talk.ask(lambda store: accounts.telegram_code(store, staff, now))
        return self._gate.paper.page("telegram.html", staff, visit.form_key, code=code)

    async def statistics(self, visit: Visit) -> Response:
        """Numbers of the last 30 days."""
        staff, now = visit.staff, visit.now

        def look(store: Store) -> statistics.Statistics:
            deeds.other(store, staff.id, "statistics.view", "", now)
            return statistics.make(store, now)

        found = await self._gate.talk.ask(look)
        return self._gate.paper.page("statistics.html", staff, visit.form_key, found=found)

    async def audit(self, visit: Visit) -> Response:
        """The ledger, newest first, and whether it is whole."""
        staff, now = visit.staff, visit.now
        asked = visit.request.query_params.get("before", "")
        before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else 0

        def look(store: Store) -> tuple[tuple[Deed, ...], Checked | None, dict[int, str]]:
            if not before:
                deeds.other(store, staff.id, "audit.view", "", now)
            checked = store.check_ledger() if "check" in visit.request.query_params else None
            return store.deeds(before, DEEDS), checked, dict(approvals.names(store))

        found, checked, names = await self._gate.talk.ask(look)
        return self._gate.paper.page(
            "audit.html", staff, visit.form_key, deeds=found, checked=checked, names=names, more=len(found) == DEEDS
        )

    async def _accounts(self, visit: Visit, link: str) -> Response:
        found = await self._gate.talk.ask(lambda store: store.staff())
        return self._gate.paper.page("accounts.html", visit.staff, visit.form_key, accounts=found, link=link)


def _role(text: str) -> Role:
    for role in review.ROLES:
        if role == text:
            return role
    raise Refused(400, "没有这个角色。")
