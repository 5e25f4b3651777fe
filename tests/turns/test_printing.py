"""Letters and pictures that a turn asked for arrive as files, in the borrower's language, with a way on."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import docx
import pytest
from PIL import Image

from bot import app
from bot.model import Answer, Conversation, Incoming, Job, Record, Reply
from bot.settings import Settings
from bot.storage.base import Outcome
from bot.storage.sqlite import SqliteStore
from bot.turns import jobs, turn
from tests.documents.drawn import plan

NOW = datetime(2026, 11, 22, 13, 0, tzinfo=app.CHINA)
HOUSE = app.house(Settings())
CALLS = Record(
    "incident/1",
    {
        "kinds": Answer(["call_bombing"]),
        "when": Answer({"start": "2026-11-21T23:30+08:00", "end": "2026-11-21T23:31+08:00", "exact": "minute"}),
        "calls": Answer({"words": "24个", "low": 24, "high": 24, "per": "total"}),
    },
)
CONSENT = Record("consent", {"agree": Answer("yes")})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = SqliteStore(tmp_path / "t.db", bytes(32), tmp_path / "files", ("web",))
    yield made
    made.close()


def done(store: SqliteStore, *wanted: Job, records: tuple[Record, ...] = (), locale: str = "zh_Hans") -> list[Reply]:
    """What the jobs of one turn said."""
    loaded = store.load("web", "u1", NOW)
    outcome = Outcome(Conversation(locale=locale), records=records, replies=(Reply("稍等。"),), jobs=wanted)
    store.save_turn(loaded, Incoming("web", "u1", f"m{NOW}", NOW, "图"), outcome, NOW)
    return list(jobs.run_waiting(HOUSE, lambda job: job(store), lambda: NOW, loaded.borrower_id))


def files(store: SqliteStore, reply: Reply) -> list[tuple[str, str, bytes]]:
    found = [(file, store.open_file("web", "u1", file.file_id)) for file in reply.files]
    return [(file.name, file.type, opened[1]) for file, opened in found if opened is not None]


LETTER = {
    "title": "报案材料",
    "text": "报案人：张某某\n\n一、事实\n1. 对方来电。\n\n张某某\n2026年11月22日",
    "name": "报案/材料",
}


def test_a_letter_comes_as_pdf_and_as_word(store: SqliteStore) -> None:
    """Both formats, with a safe name, and a word to read it again before it is sent."""
    pdf, word = done(store, Job("papers", {**LETTER, "format": "pdf"}), Job("papers", {**LETTER, "format": "docx"}))

    ((name, type, content),) = files(store, pdf)
    assert (name, type, content[:5]) == ("报案_材料.pdf", "application/pdf", b"%PDF-")
    ((name, _, content),) = files(store, word)
    assert name == "报案_材料.docx"
    assert docx.Document(io.BytesIO(content)).paragraphs[0].text == "报案材料"
    assert "“报案材料”做好了" in pdf.text


def test_a_letter_with_a_character_no_font_has_says_so(store: SqliteStore) -> None:
    """A rare character of a name is named, with what to do."""
    (said,) = done(store, Job("papers", {"title": "函", "text": "我叫张𠮷", "format": "pdf"}))

    assert "𠮷" in said.text
    assert "Word" in said.text
    assert said.files


def test_the_call_chart_comes_from_the_case(store: SqliteStore) -> None:
    """The borrower's own record is drawn; its words say the same; a button leads to the other look."""
    (said,) = done(store, Job("chart", {"which": "calls", "dark": ""}), records=(CONSENT, CALLS))

    ((name, type, content),) = files(store, said)
    assert (name, type) == ("来电图.png", "image/png")
    assert Image.open(io.BytesIO(content)).width == 750
    assert "11月21日24次" in said.text
    assert [choice.id for choice in said.choices] == ["/picture:calls:dark"]


@pytest.mark.parametrize("which", ["calls", "timeline"])
def test_nothing_told_is_said_instead_of_drawn(store: SqliteStore, which: str) -> None:
    """Without anything to draw the borrower learns what to note."""
    (said,) = done(store, Job("chart", {"which": which}))

    assert said.files == ()
    assert "记一笔" in said.text


def test_a_plan_comes_with_its_rows(store: SqliteStore) -> None:
    """Whoever reckons hands the months over as data."""
    (said,) = done(store, Job("chart", {"which": "repayment", "name": "某某贷", "rows": json.dumps(plan(12))}))

    assert said.files[0].name == "还款计划：某某贷.png"
    assert "12个月" in said.text


def test_pictures_speak_the_borrowers_language(store: SqliteStore) -> None:
    """A traditional reader gets traditional words, a dark phone a dark picture."""
    (said,) = done(store, Job("doors", {"dark": "yes"}), locale="zh_Hant")

    ((name, _, content),) = files(store, said)
    assert name == "哪件事找哪個部門.png"
    assert sum(Image.open(io.BytesIO(content)).convert("RGB").getpixel((2, 2))) < 120  # type: ignore[arg-type]
    assert [choice.id for choice in said.choices] == ["/picture:doors:light"]


def say(store: SqliteStore, text: str = "", choice: str = "") -> tuple[Reply, ...]:
    number = len(store.transcript("web", "u2", 0, 500))
    incoming = Incoming("web", "u2", f"n{number}", NOW, text, (choice,) if choice else ())
    return turn.run(HOUSE, store, incoming, NOW).replies


def test_words_and_buttons_lead_to_pictures(store: SqliteStore) -> None:
    """看图 shows what there is; the table of doors has a button that draws it; an old button still works."""
    say(store, "你好")
    shown = say(store, "看图")
    assert [choice.id for choice in shown[-1].choices][:1] == ["doors"]
    for press in ("doors", "/picture:doors", "/picture:timeline:dark"):
        assert HOUSE.phrase("picture_coming", "zh_Hans") in [reply.text for reply in say(store, choice=press)]
    assert HOUSE.phrase("stale_choice", "zh_Hans") in [reply.text for reply in say(store, choice="/picture:moon")]

    borrower = store.load("web", "u2", NOW).borrower_id
    drawn = jobs.run_waiting(HOUSE, lambda job: job(store), lambda: NOW, borrower)
    assert [bool(reply.files) for reply in drawn] == [True, True, False]


def test_the_table_of_doors_can_be_saved_as_a_picture(store: SqliteStore) -> None:
    """Where the chat shows the table, a button stands under it."""
    (answer,) = [id for id, known in HOUSE.answers.answers.items() if known.shows == "doors"][:1]
    say(store, "你好")
    say(store, choice="agreed")

    shown = say(store, choice=f"/answer:{answer}")

    assert "/picture:doors" in [choice.id for reply in shown for choice in reply.choices]
