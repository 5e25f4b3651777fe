"""Dialogs as pictures."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from bot.check import contents
from bot.check.contents import Contents
from bot.check.graph import WIDTH, draw, picture
from tests.check.small import NOW, edit

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def found(root: Path) -> Contents:
    return contents.read(root, NOW)


def words(svg: str) -> list[str]:
    return [text.text or "" for text in ET.fromstring(svg).iter(f"{SVG}text")]


def test_each_dialog_has_its_file(found: Contents, tmp_path: Path) -> None:
    """The folder is made, and holds one valid picture for each dialog."""
    drawn = draw(found.dialogs, tmp_path / "a" / "b")
    assert sorted(path.name for path in drawn) == ["ask.svg", "debt.svg", "talk.svg"]
    assert all(ET.parse(path).getroot().tag == f"{SVG}svg" for path in drawn)


def test_a_picture_tells_questions_options_and_conditions(found: Contents) -> None:
    """Everything an editor decides stands in it, in the editor's own words."""
    shown = words(picture(found.dialogs, found.dialogs.dialogs["ask"]))
    assert "1  做了什么" in shown
    assert "可选多个 · kinds" in shown
    assert "1 威胁我" in shown
    assert "只在 「做了什么」是 威胁我" in shown
    assert "除非 「做了什么」是 只是提醒" in shown


def test_a_sequence_shows_the_questions_of_other_dialogs(found: Contents) -> None:
    """A dialog made of others is drawn whole, with the names of where its questions live."""
    shown = words(picture(found.dialogs, found.dialogs.dialogs["talk"]))
    assert "平台 · debt.platform" in shown
    assert "问完以后：result" in shown


def test_questions_by_need_stand_apart(found: Contents) -> None:
    """What is asked only when a letter needs it is drawn below, with a broken line."""
    svg = picture(found.dialogs, found.dialogs.dialogs["debt"])
    assert words(svg).index("需要时才问") < words(svg).index("◇  贷款人")
    assert 'stroke-dasharray="5 4"' in svg


def test_lines_lead_from_the_deciding_question(found: Contents) -> None:
    """Each condition has a line; one that forbids is dashed."""
    root = ET.fromstring(picture(found.dialogs, found.dialogs.dialogs["ask"]))
    lines = [path for path in root.iter(f"{SVG}path") if path.get("fill") == "none"]
    assert [path.get("stroke-dasharray") for path in lines] == [None, None, "4 4"]


def test_nothing_runs_out_of_the_picture(root: Path) -> None:
    """Long questions are wrapped and many options begin a new row."""
    options = "".join(f"      option_{n}: 第{n}个很长很长的选项文字\n" for n in range(12))
    edit(root, "dialogs/ask.yaml", "      threat:", f"{options}      threat:")
    edit(root, "dialogs/ask.yaml", "他们做了什么？", "很长的问题，" * 40)
    found = contents.read(root, NOW)
    svg = ET.fromstring(picture(found.dialogs, found.dialogs.dialogs["ask"]))
    for box in svg.iter(f"{SVG}rect"):
        if box.get("x"):
            assert float(box.get("x", 0)) + float(box.get("width", 0)) <= WIDTH
    assert max(len(text.text or "") for text in svg.iter(f"{SVG}text")) < 60


def test_text_is_escaped(root: Path) -> None:
    """What looks like markup in a question stays text."""
    edit(root, "dialogs/ask.yaml", "有人受伤吗？", "<b>有人</b>受伤&吗？")
    found = contents.read(root, NOW)
    assert "<b>有人</b>受伤&吗？" in words(picture(found.dialogs, found.dialogs.dialogs["ask"]))
