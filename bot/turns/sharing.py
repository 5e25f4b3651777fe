"""Counts that borrowers keep for each other: what a case adds, and what is said of a number or a platform."""

from __future__ import annotations

from bot.advice import sharing
from bot.advice.sharing import FEWEST
from bot.model import Case
from bot.speech import Speech
from bot.storage.base import Store
from bot.storage.base_shared import Counts, Objection, Shared
from bot.turns.house import House
from bot.turns.offers import HouseOffers

_KINDS_SAID = 6
_COUNT = frozenset({"share", "incident", "debt", "step", "outcome", "me"})


def shared(offers: HouseOffers, case: Case, changed: frozenset[str]) -> Shared | None:
    """What a case adds now; None while it adds nothing and never did, or nothing that counts has changed."""
    agreed = case.value("share", "agree")
    if not changed & _COUNT or (agreed is None and "share" not in changed):
        return None
    if agreed != "agreed":
        return Shared()
    story = offers.story(case)
    return Shared(sharing.numbers(story), sharing.platforms(story, case))


def said(house: House, store: Store, speech: Speech, arg: str) -> tuple[str, ...]:
    """What to say of numbers (digits, with commas between) or of platform:id."""
    if arg.startswith("platform:"):
        return (_platform(house, store, speech, arg.removeprefix("platform:")),)
    phones = [known.phone for known in house.knowledge.procedures.values() if known.phone]
    offices = {sharing.normal(phone) or phone for phone in phones}
    texts = [_number(house, store, speech, number, offices) for number in arg.split(",")]
    counted = any(store.number_counts(sharing.normal(number)).people >= FEWEST for number in arg.split(","))
    return ("\n".join(texts), *([house.phrase("lookup_note", speech.locale)] if counted else []))


def _number(house: House, store: Store, speech: Speech, number: str, offices: set[str]) -> str:
    digits = sharing.normal(number)
    if number in offices or digits in offices:
        return house.phrase("lookup_office", speech.locale, number=number)
    counts = store.number_counts(digits) if digits else Counts()
    if counts.people < FEWEST:
        return house.phrase("lookup_few", speech.locale, number=number, fewest=FEWEST)
    objection = store.objection(digits)
    if objection is not None and objection.wish == "hide":
        return house.phrase("lookup_hidden", speech.locale, number=number)
    kinds = _listed(house, speech, counts)
    said = house.phrase("lookup_number", speech.locale, number=number, people=counts.people, kinds=kinds)
    return "\n".join((said, *_objected(house, speech, objection)))


def _platform(house: House, store: Store, speech: Speech, id: str) -> str:
    known = house.knowledge.platforms.get(id)
    if known is None:
        return house.phrase("stale_choice", speech.locale)
    counts = store.platform_counts(id)
    lines = [house.phrase("lookup_platform", speech.locale, name=known.name)]
    route = house.knowledge.routes.get(known.kind)
    if route is not None:
        lines.append(speech(route.first))
    objection = store.objection(f"platform:{id}")
    if counts.people < FEWEST:
        lines.append(house.phrase("lookup_few_platform", speech.locale, fewest=FEWEST))
    elif objection is not None and objection.wish == "hide":
        lines.append(house.phrase("lookup_hidden_platform", speech.locale))
    else:
        kinds = _listed(house, speech, counts)
        lines.append(house.phrase("lookup_people", speech.locale, people=counts.people, kinds=kinds))
        lines += _objected(house, speech, objection)
        lines.append(house.phrase("lookup_note", speech.locale))
    return "\n".join(lines)


def _objected(house: House, speech: Speech, objection: Objection | None) -> tuple[str, ...]:
    """What the other side says of the counts, in words of ours for its reason."""
    if objection is None:
        return ()
    words = house.phrase(f"objection_{objection.reason}", speech.locale)
    return (house.phrase("lookup_objection", speech.locale, words=words),)


def _listed(house: House, speech: Speech, counts: Counts) -> str:
    """The kinds that enough borrowers recorded, the most first; the others are not shown."""
    enough = [(n, kind) for kind, n in counts.kinds.items() if n >= FEWEST]
    shown = sorted(enough, key=lambda found: (-found[0], found[1]))
    parts = [
        house.phrase("lookup_kind", speech.locale, kind=_label(house, speech, kind), people=n)
        for n, kind in shown[:_KINDS_SAID]
    ]
    return house.phrase("join", speech.locale).join(parts) or house.phrase("lookup_mixed", speech.locale)


def _label(house: House, speech: Speech, kind: str) -> str:
    """A kind of violation as the question words it; an outcome as its phrase."""
    if kind.startswith(("letter_", "ended_")):
        return house.phrase(f"counted_{kind}", speech.locale)
    question = house.dialogs.question("incident.kinds")
    option = question.option(kind) if question else None
    return speech(option.label) if option else kind
