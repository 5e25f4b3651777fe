"""docs/facts.md is what the facts are today."""

from __future__ import annotations

from pathlib import Path

from bot.check import facts_page
from bot.check.sources import FACTS, ROOT
from bot.knowledge import registry

KNOWLEDGE = registry.load(ROOT / FACTS)


def test_the_page_is_up_to_date() -> None:
    """Whoever changes a fact writes the page again: python -m bot.check.facts_page."""
    assert (ROOT / facts_page.PAGE).read_text("utf-8") == facts_page.page(KNOWLEDGE)


def test_every_fact_has_its_row() -> None:
    """Each fact stands once, with what it says, its force, a source and the day it was checked."""
    rows = [line for line in facts_page.page(KNOWLEDGE).split("\n") if line.startswith("| `")]
    assert [row.split("`")[1] for row in rows] != []
    assert sorted(row.split("`")[1] for row in rows) == sorted(fact.id for fact in KNOWLEDGE.facts())
    row = next(row for row in rows if row.startswith("| `gbt45251-quiet-hours`"))
    assert "推荐性国家标准" in row
    assert "2026-11-22" in row
    assert all(row.replace("\\|", "").count("|") == 8 for row in rows)


def test_the_page_is_written_where_it_belongs(tmp_path: Path) -> None:
    """The command writes docs/facts.md below the project."""
    (tmp_path / "docs").mkdir()
    (tmp_path / FACTS).parent.mkdir(parents=True)
    (tmp_path / FACTS).symlink_to(ROOT / FACTS)
    assert facts_page.main(tmp_path) == 0
    assert (tmp_path / facts_page.PAGE).read_text("utf-8") == facts_page.page(KNOWLEDGE)
