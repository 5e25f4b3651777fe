"""The right of reply on shared numbers: one person records what the other side objects, a second one decides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import get_args

from bot.advice import sharing
from bot.moderation import deeds
from bot.moderation.refusal import Refused
from bot.speech import SOURCE
from bot.storage.base import Store
from bot.storage.base_review import Staff
from bot.storage.base_shared import Wish
from bot.turns import sharing as lookup
from bot.turns.house import House

WISHES: Mapping[Wish, str] = {"note": "附上对方的说明", "hide": "不再显示", "lift": "恢复原样"}

REASONS: Mapping[str, str] = {
    "not_ours": "说不是他们做的",
    "reassigned": "说号码换人用了",
    "spoofed": "说号码或名义被冒用",
    "disputed": "不同意这些记录",
}
"""Each is worded for borrowers by the phrase objection_…; nobody's own words are kept."""


def subject(house: House, text: str) -> str:
    """A normalised number or platform:id, as it is counted. Raises Refused (400) for neither."""
    numbers = [sharing.normal(number) for number in house.ears.phones(text)]
    if len(numbers) == 1 and numbers[0]:
        return numbers[0]
    platform = (house.ears.platform(text) or {}).get("id") if not numbers else ""
    if not platform:
        raise Refused(400, "没有看出是哪个号码或平台。一次写一个。")
    return f"platform:{platform}"


def shown(house: House, store: Store, text: str) -> tuple[str, ...]:
    """What a borrower who looks it up reads now. Raises Refused (400)."""
    return lookup.said(house, store, house.speech(SOURCE), subject(house, text))


def ask(house: House, store: Store, staff: Staff, text: str, wish: str, reason: str, case: int, now: datetime) -> None:
    """Record what the other side says and what should come of it. Raises Refused (400, 409)."""
    about = subject(house, text)
    if wish not in get_args(Wish) or reason not in REASONS:
        raise Refused(400, "请选理由和处理办法。")
    wanted: Wish = wish  # type: ignore[assignment]
    made = store.ask_objection(about, wanted, reason, case, staff.id, now)
    if not made:
        raise Refused(409, "这个号码或平台已经有一条在等复核了。")
    deeds.other(store, staff.id, "objection.ask", _about(made, f"{wish} {reason}", case), now)


def decide(house: House, store: Store, staff: Staff, id: int, granted: bool, text: str, now: datetime) -> None:
    """The second person's word. To grant, the same number is typed again: it is kept nowhere to be read.

    Raises Refused (400, 404, 409).
    """
    asked = next((one for one in store.open_objections() if one.id == id), None)
    if asked is None:
        raise Refused(404, "没有这条待复核，可能别人已经处理了。")
    if asked.asked_by == staff.id:
        raise Refused(409, "自己提出的，要由另一个人复核。")
    about = subject(house, text) if granted else ""
    if not store.decide_objection(id, staff.id, granted, now, about):
        raise Refused(400, "和提出时写的不是同一个号码或平台，没有改动。")
    event = "objection.grant" if granted else "objection.refuse"
    deeds.other(store, staff.id, event, _about(id, f"{asked.wish} {asked.reason}", asked.case), now)


def _about(id: int, what: str, case: int) -> str:
    return f"objection {id} {what}" + (f" case {case}" if case else "")
