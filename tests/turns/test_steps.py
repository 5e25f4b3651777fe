"""Odd input about a step is kept or put right with one question; nothing is lost and nothing kept twice."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot import app
from bot.model import Case, Incoming, Reply
from bot.settings import Settings
from bot.storage.sqlite import SqliteStore
from bot.turns import turn

HOUSE = app.house(Settings())
NOW = datetime(2026, 11, 25, 10, 0, tzinfo=app.CHINA)
STORY = "微粒贷逾期了，这一周催收天天打二十多个电话，还打给我爸妈，昨天下午三点又打到我单位座机上找领导"

_ids = itertools.count()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """A borrower who has a plan."""
    made = SqliteStore(tmp_path / "talk.db", bytes(32), tmp_path / "files")
    for text, choice in ((STORY, ()), ("", ("agreed",)), ("", ("none",)), ("", ("right",)), ("计划", ())):
        say(made, text, choice)
    yield made
    made.close()


def say(store: SqliteStore, text: str, choice: tuple[str, ...] = ()) -> tuple[Reply, ...]:
    with store.transaction():
        incoming = Incoming("web", "u1", f"m{next(_ids)}", NOW, text, choice)
        return turn.run(HOUSE, store, incoming, NOW).replies


def case(store: SqliteStore) -> Case:
    return store.load("web", "u1", NOW).case


def texts(replies: tuple[Reply, ...]) -> str:
    return "\n".join(reply.text for reply in replies)


def test_done_twice_is_kept_once(store: SqliteStore) -> None:
    """The same button again, or said again, changes nothing and says so."""
    say(store, "", ("done:evidence",))
    before = case(store).of("step")
    assert "没有重复记" in texts(say(store, "", ("done:evidence",)))
    assert "没有重复记" in texts(say(store, "第1步办了"))
    assert case(store).of("step") == before


def test_a_day_to_come_is_asked_about_and_the_rest_kept(store: SqliteStore) -> None:
    """Done on a day in the future cannot be: state and number stay, the day is asked, once."""
    said = say(store, "12378打了，编号A1，2027年3月1日")
    assert said[-1].text.startswith("是哪天办的？")
    (step,) = case(store).of("step")
    assert (step.value("state"), step.value("number"), step.value("on")) == ("done", "A1", None)
    assert "✓ 11月24日办了，编号A1" in texts(say(store, "昨天"))


def test_a_day_before_anything_happened_is_asked_about(store: SqliteStore) -> None:
    """It is kept as told; one tap says that it is right, another day typed at once replaces it."""
    said = say(store, "12378打了，11月1日")
    assert [choice.label for choice in said[-1].choices] == ["对，就是这天", "换个日子"]
    assert case(store).of("step")[0].value("on")["start"].startswith("2026-11-01")
    assert "✓ 11月24日办了" in texts(say(store, "11月24日"))


@pytest.mark.parametrize("number", ["〔2026〕第88号#A-1", "SF1380000", "京公受字（2026）12", "_-/.*7"])
def test_any_number_is_kept_as_written(store: SqliteStore, number: str) -> None:
    """Brackets, marks and Chinese characters in a reference number stay as they are."""
    say(store, f"12378打了，编号{number}")
    assert case(store).of("step")[0].value("number") == number


def test_a_slip_is_taken_back_whole(store: SqliteStore) -> None:
    """点错了 leaves nothing behind; with a number given, the number stays."""
    say(store, "", ("done:evidence",))
    say(store, "点错了，还没办")
    assert case(store).of("step") == ()
    say(store, "12378打了，编号A1")
    say(store, "", ("todo:regulator_nfra:bank",))
    (step,) = case(store).of("step")
    assert (step.value("state"), step.value("number")) == ("todo", "A1")


def test_which_step_is_asked_once_and_nothing_is_lost(store: SqliteStore) -> None:
    """A deed without a door is asked about; the tap that names the step brings state, day and number along."""
    said = say(store, "昨天办了，编号A1")
    assert said[-1].text == "你说的是哪一步？"
    say(store, "", ("was:police",))
    (step,) = case(store).of("step")
    assert (step.value("what"), step.value("number")) == ("police", "A1")
    assert step.value("on")["start"].startswith("2026-11-24")


def test_starting_over_forgets_the_plan(store: SqliteStore) -> None:
    """重来 takes the steps with it, and the next plan begins on its own day."""
    say(store, "", ("done:evidence",))
    say(store, "重来")
    say(store, "", ("restart_now",))
    assert case(store).of("step") == ()
    assert case(store).value("plan", "since") is None
