"""How a turn ends: what the engine asked other rooms for is done, and the derived question closes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.conversation import engine
from bot.conversation.exchange import Exchange
from bot.storage.base import Loaded, Outcome, Store
from bot.turns import fulfil, safety, schedule, sharing
from bot.turns.house import House
from bot.turns.offers import HouseOffers


def exchange(house: House, loaded: Loaded, offers: HouseOffers, now: datetime) -> Exchange:
    """A turn without a message: the stored conversation, about to be closed with its question."""
    return Exchange(house.dialogs, house.ears, house.speeches, offers, now, loaded.conversation, loaded.case)


def outcome(
    house: House, store: Store, loaded: Loaded, advance: engine.Advance, warning: safety.Warning, now: datetime
) -> Outcome:
    """Everything that an advance comes to, with its requests carried out."""
    locale = advance.conversation.locale
    offers = HouseOffers(house, house.speech(locale), now, lambda: store.documents(loaded.borrower_id))
    desk = fulfil.Desk(house, store, offers, advance.case, loaded.borrower_id, locale, now)
    fulfil.fulfil(desk, advance.requests)
    touched = advance.changed or advance.removed or desk.records or schedule.due_again(loaded.conversation, now)
    reminder = schedule.scheduled(offers, store, loaded, desk.case, now) if touched else None
    changed = frozenset(record.kind for record in advance.changed) | {id.split("/")[0] for id in advance.removed}
    last = replace(advance.closing, choices=(*advance.closing.choices, *desk.besides))
    beside = {choice.id: choice.label for choice in last.choices if choice.id.startswith("/") and ":" in choice.id}
    closing = () if desk.receipt else (last,)
    return Outcome(
        conversation=replace(advance.conversation, beside=beside),
        records=(*advance.changed, *desk.records),
        removed=advance.removed,
        replies=(*warning.replies, *advance.replies, *desk.replies, *closing),
        flags=(*warning.flags, *desk.flags),
        events=tuple(desk.events),
        jobs=tuple(desk.jobs),
        custody=tuple(desk.custody),
        reminder=reminder,
        shared=sharing.shared(offers, desk.case, changed),
        documents=tuple(desk.documents),
        erase=bool(desk.receipt),
        receipt=desk.receipt,
    )
