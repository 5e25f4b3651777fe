"""The evidence pack as slow work: read what is needed, write it encrypted straight into the file room, hand it out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.advice import assessment
from bot.conversation import exhibits
from bot.conversation.exhibits import Exhibit
from bot.custody import Step
from bot.documents import call_figures, evidence_pack, figures, paper, word
from bot.documents.charts import Charts
from bot.documents.evidence_pack import Extra, Pack, Part
from bot.documents.pack_papers import PackPapers, Piece, Told
from bot.documents.typeset import Press
from bot.errors import TypesettingFailed
from bot.model import Case, Choice, Reply, Story
from bot.speech import SOURCE
from bot.storage.base import Store
from bot.storage.base_evidence import Sealed, Writing
from bot.turns import evidence
from bot.turns.house import House
from bot.turns.offers import HouseOffers
from bot.turns.work import Kept, Made, Work

TYPE = "application/zip"
CODE_SHOWN = 16
"""Hex digits of a seal that are read out to be compared."""


@dataclass(frozen=True, slots=True)
class Material:
    """What making needs, without a store."""

    pack: Pack
    parts: Sequence[Part]
    writings: Sequence[Writing]
    story: Story
    locale: str
    head: int


@dataclass(frozen=True, slots=True)
class MadePack(Made):
    """Written packs that wait for their owner: (name, encrypted file, seal)."""

    packs: tuple[tuple[str, Sealed, str], ...] = ()
    head: int = 0


@dataclass(frozen=True, slots=True)
class Materials:
    """What a pack is made with. `masker` gives for all its words the mask that hides what identifies people; `limits`
    are bytes of one file by channel."""

    papers: PackPapers
    press: Press
    charts: Charts
    page: bytes
    masker: Callable[[Iterable[str]], Callable[[str], str]]
    limits: Mapping[str, int]


class PackWork(Work):
    """See `Work`. Arguments: `masked` yes or no."""

    def __init__(self, house: House, materials: Materials) -> None:
        self._house, self._with = house, materials

    def gather(self, store: Store, borrower_id: str, args: Mapping[str, str], now: datetime) -> Material:
        loaded = store.load_borrower(borrower_id, now)
        masked = args.get("masked") != "no"
        _complete(store, borrower_id, loaded.case, now)
        pieces = tuple(_pieces(store, borrower_id, loaded.case))
        story = HouseOffers(self._house, self._house.speech(loaded.conversation.locale)).story(loaded.case)
        found = assessment.assess(story, self._house.knowledge)
        told = Told(story.person.name, story.incidents, found, pieces, _as_it_is)
        links = store.custody(borrower_id)
        pack = Pack(told, links, store.stamps(borrower_id), now, masked, self._with.page)
        parts = evidence_pack.parts(pieces, self._with.limits.get(store.address_of(borrower_id)[0], 0))
        writings = [store.write_file(borrower_id) for _ in parts]
        return Material(pack, parts, writings, story, loaded.conversation.locale, len(links))

    def make(self, material: Any) -> Made:
        pack: Pack = material.pack
        made = []
        try:
            if pack.masked:
                pack.told = replace(pack.told, mask=self._with.masker(pack.words()))
            papers = evidence_pack.papers(self._with.papers, pack.told, pack.at, self._set(pack.at))
            pack.extras = (*papers, *self._pictures(material.story, pack.at))
            for part, writing in zip(material.parts, material.writings, strict=True):
                written = pack.write(part, writing)
                made.append((_name(pack.at, part), writing.finish(), written.seal))
        except BaseException:
            for writing in material.writings:
                writing.abandon()
            raise
        return MadePack(self._replies(material, [seal for _, _, seal in made]), (), tuple(made), material.head)

    def keep(self, store: Store, borrower_id: str, made: Made, now: datetime) -> Kept:
        assert isinstance(made, MadePack)
        files = tuple(store.keep_written(borrower_id, name, TYPE, sealed, now) for name, sealed, _ in made.packs)
        steps = [Step("packed", 0, {"seal": seal, "head": made.head}) for _, _, seal in made.packs]
        store.note_custody(borrower_id, steps, now)
        return Kept((replace(made.replies[0], files=files), *made.replies[1:]))

    def _replies(self, material: Material, seals: Sequence[str]) -> tuple[Reply, ...]:
        house, locale = self._house, material.locale
        codes = house.phrase("join", locale).join(_code(seal) for seal in seals)
        count = len(material.pack.told.pieces)
        ready = house.phrase("pack_ready", locale, count=count, codes=codes)
        if len(seals) > 1:
            ready += house.phrase("pack_parts", locale, parts=len(seals))
        if not material.pack.masked:
            return (Reply(ready), Reply(house.phrase("pack_open", locale), kind="notice"))
        again = Choice("/pack:whole", house.phrase("pack_whole", locale))
        return (Reply(ready), Reply(house.phrase("pack_masked", locale), (again,), kind="notice"))

    def _pictures(self, story: Story, now: datetime) -> Iterator[Extra]:
        """Calls by day and hour, and the timeline, as far as there is anything to draw."""
        charts, knowledge, speech = self._with.charts, self._house.knowledge, self._house.speech(SOURCE)
        with suppress(TypesettingFailed):  # a pack without a picture is still a pack
            for number, figure in enumerate(call_figures.calls(story, knowledge), 1):
                yield Extra(f"通话图{number}.png", charts.calls(figure, speech, now.date()).content)
            timeline = figures.timeline(story, knowledge)
            if timeline.happenings:
                yield Extra("时间线.png", charts.timeline(timeline, speech, now.date()).content)

    def _set(self, now: datetime) -> Callable[[str, str], Iterable[tuple[str, bytes]]]:
        """A title and a text as PDF and Word."""

        def set_(title: str, text: str) -> Iterator[tuple[str, bytes]]:
            sheet = paper.read(title, text)
            with suppress(TypesettingFailed):  # the same is in the Word file
                yield f"{title}.pdf", self._with.press.letter(sheet, now.date()).content
            yield f"{title}.docx", word.write(sheet, now.date())

        return set_


def _as_it_is(text: str) -> str:
    return text


def _complete(store: Store, borrower_id: str, case: Case, now: datetime) -> None:
    """Exhibits that were kept before there was a chain join it now."""
    known = {link.facts["exhibit"] for link in store.custody(borrower_id) if link.facts["event"] == "received"}
    late = [one for one in exhibits.standing(case) if one.number not in known]
    store.note_custody(borrower_id, [evidence.received(one) for one in late], now)


def _pieces(store: Store, borrower_id: str, case: Case) -> Iterator[Piece]:
    hashes = {
        link.facts["exhibit"]: link.facts for link in store.custody(borrower_id) if link.facts["event"] == "received"
    }
    for one in exhibits.standing(case):
        facts = hashes[one.number]
        read = _reader(store, borrower_id, one)
        if read is not None:
            yield Piece(
                number=one.number, name=one.text("name"), kind=one.kind, type=facts["type"], size=facts["size"],
                sha256=facts["sha256"], read=read, sent=one.text("at"), received=one.text("received"),
                note=one.text("note"), carrier=one.text("carrier"), incident=one.text("incident"),
                photo=bool({"photo", "recoded"} & set(one.marks)),
            )  # fmt: skip


def _reader(store: Store, borrower_id: str, exhibit: Exhibit) -> Callable[[], bytes] | None:
    if exhibit.words:
        content = exhibit.words.encode("utf-8", "surrogatepass")
        return lambda: content
    found = store.read_file(borrower_id, exhibit.file)
    return found[1].whole if found else None


def _name(at: datetime, part: Part) -> str:
    return f"证据包-{at:%Y%m%d}.zip" if part.of == 1 else f"证据包-{at:%Y%m%d}-{part.number}之{part.of}.zip"


def _code(seal: str) -> str:
    """3f2a-91bc-…: what two people can compare aloud."""
    return "-".join(seal[start : start + 4] for start in range(0, CODE_SHOWN, 4))
