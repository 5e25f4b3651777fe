"""Every sentence of law or contact rests on a fact."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from bot.check import contents, grounds
from bot.check.contents import Contents
from bot.check.report import CHINA
from bot.check.sources import ROOT, Text
from tests.check.small import NOW, Slip, assert_named, edit, findings

MARKERS = "law: [违法, 时效, 应当]\ncontact: [法院]\n"
GROUNDS = """\
sentences:
  按期不答复，是违法的。: [answer-term]
plain:
  只是在问你:
    - 你去过法院吗？
"""


@pytest.fixture
def grounded(root: Path) -> Path:
    """The small project with one sentence of law, one question about a court, and the grounds of both."""
    folder = root / "templates" / "grounds"
    folder.mkdir()
    (folder / "markers.yaml").write_text(MARKERS, "utf-8")
    (folder / "said.yaml").write_text(GROUNDS, "utf-8")
    edit(root, "dialogs/words/phrases.yaml", "记下了。", "按期不答复，是违法的。你去过法院吗？")
    return root


@pytest.fixture(scope="module")
def shipped() -> Contents:
    """The content as it ships."""
    return contents.read(ROOT, datetime.now(CHINA), 180)


def test_every_sentence_that_ships_rests_on_a_fact(shipped: Contents) -> None:
    """Templates, dialogs, papers, pages and code: nothing of law or contact stands alone."""
    assert list(grounds.check(shipped)) == []


def test_the_walk_meets_every_room_that_speaks(shipped: Contents) -> None:
    """Dialogs, safety, replies, papers and their words, pictures, pages, the desk's replies, the pack, the code."""
    met = {text.file.rsplit("/", 1)[0] for text in grounds.spoken(shipped)}
    assert met >= {
        "dialogs", "dialogs/words", "templates/replies", "templates/documents", "templates/typeset", "templates/chat",
        "templates/desk", "templates/pack", "templates/answers", "bot/documents",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("file", "role", "sentence"),
    [
        ("templates/replies/finding.j2", "reply", "欠款超过一年就不受法律保护。"),
        ("dialogs/words/safety.yaml", "safety", "上门就可以要求赔偿。"),
        ("templates/documents/platform_letter.j2", "letter", "贵方应当在三日内停止。"),
        ("templates/desk/canned.yaml", "canned", "可以打12378。"),
        ("bot/documents/answers.py", "code", "去派出所也行。"),
    ],
)
def test_a_sentence_of_law_added_to_what_ships_is_refused(
    shipped: Contents, monkeypatch: pytest.MonkeyPatch, file: str, role: str, sentence: str
) -> None:
    """One more sentence, wherever it stands, is named until its facts are."""
    spoken = [*grounds.spoken(shipped), Text(sentence, file, 7, role)]
    monkeypatch.setattr(grounds, "spoken", lambda _: iter(spoken))

    found = list(grounds.check(shipped))

    assert [(each.file, each.line) for each in found] == [(file, 7)]
    assert sentence in found[0].what
    assert "templates/grounds" in found[0].mend


def test_sentences_with_their_grounds_are_clean(grounded: Path) -> None:
    """A sentence with its facts and a question that states nothing are both left alone."""
    assert findings(grounded) == []


SLIPS = [
    Slip(
        "law in a question", "dialogs/ask.yaml", "有人受伤吗？", "过了时效吗？", 24, "“时效” and rests on no", "grounds"
    ),
    Slip("contact in a reply", "templates/replies/hello.j2", "你好，", "去法院，", 1, "“法院” and rests on", "plain"),
    Slip("number", "dialogs/words/phrases.yaml", "没看出次数。", "打120。", 4, "“120” and rests on no fact", "grounds"),
    Slip(
        "in a letter", "templates/documents/letter.j2", "请在", "应当在", 16, "“应当” and rests on no fact", "grounds"
    ),
    Slip("unknown fact", "templates/grounds/said.yaml", "[answer-term]", "[nothing]", 2, "no fact “nothing”", "the id"),
    Slip("no fact at all", "templates/grounds/said.yaml", "[answer-term]", "[]", 2, "rests on no fact", "ids"),
    Slip(
        "said no more",
        "templates/grounds/said.yaml",
        "plain:",
        "  不再说。: [answer-term]\nplain:",
        3,
        "nothing says",
        "out",
    ),
    Slip(
        "without a list",
        "templates/grounds/said.yaml",
        "    - 你去过法院吗？",
        "    去过",
        4,
        "no list of sentences",
        "-",
    ),
    Slip("no markers", "templates/grounds/markers.yaml", "contact: [法院]", "", 1, "“contact” is not a list", "word"),
]


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.rule)
def test_a_sentence_without_grounds_is_named(grounded: Path, slip: Slip) -> None:
    """Each slip is named with file, line and mend."""
    assert_named(grounded, slip)


def test_a_changed_sentence_asks_for_its_facts_again(grounded: Path) -> None:
    """A word changed in it is another sentence, and its old line says nothing any more."""
    edit(grounded, "dialogs/words/phrases.yaml", "是违法的", "不违法")

    assert sorted(each.what for each in findings(grounded)) == [
        "nothing says “按期不答复，是违法的。”",
        "“按期不答复，不违法。” tells of “违法” and rests on no fact",
    ]


def test_a_number_has_to_be_one_that_the_facts_show(grounded: Path) -> None:
    """A hotline under the wrong fact is named; under its own it is not."""
    edit(grounded, "dialogs/words/phrases.yaml", "没看出次数。", "打120。")
    said = grounded / "templates" / "grounds" / "said.yaml"
    said.write_text(GROUNDS.replace("plain:", "  打120。: [answer-term]\nplain:"), "utf-8")
    assert [each.what for each in findings(grounded)] == ["none of the facts of “打120。” shows 120"]

    said.write_text(GROUNDS.replace("plain:", "  打120。: [medical_120]\nplain:"), "utf-8")
    assert findings(grounded) == []


def test_a_sentence_stands_once(grounded: Path) -> None:
    """The same sentence in two files would have two sorts of facts."""
    (grounded / "templates" / "grounds" / "twice.yaml").write_text(GROUNDS.split("plain")[0], "utf-8")

    assert ["stands twice" in each.what for each in findings(grounded)] == [True]


def test_a_letter_that_cites_a_fact_needs_no_line(grounded: Path) -> None:
    """A sentence with a fact's name in it carries the fact itself; a hotline by its id does too."""
    edit(grounded, "templates/documents/letter.j2", "期限参照", "应当参照")
    edit(grounded, "dialogs/words/safety.yaml", "先停一下，", "法院对面，")

    assert list(grounds.check(contents.read(grounded, NOW))) == []
