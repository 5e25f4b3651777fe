"""The ledger shows every change; the figures lead to nobody."""

from __future__ import annotations

import sqlite3
from datetime import timedelta

import pytest

from bot.errors import StorageError
from bot.moderation import review, statistics
from bot.storage.base import Store
from bot.storage.sqlite import SqliteStore
from tests.moderation.staffed import START, Desk
from tests.moderation.test_queue import raise_flag


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """A desk with a few deeds."""
    case = desk.needs_person("甲")
    worker = desk.moderator("值班")
    worker.post("/desk/next")
    for number in range(4):
        worker.act(case, "note", text=f"备注{number}")
    return desk


def tamper(desk: Desk, *statements: str) -> None:
    """What somebody with the file in their hands could do."""
    connection = sqlite3.connect(desk.folder / "desk.db")
    for statement in ("DROP TRIGGER ledger_never_changes", "DROP TRIGGER ledger_stays", *statements):
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_an_untouched_ledger_holds(busy: Desk) -> None:
    """Every deed is there, in order, with a name for the newest."""
    checked = busy.ask(lambda store: store.check_ledger())
    assert (checked.rows, checked.problem) == (5, "")
    assert checked.head.startswith("5-")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger SET event = 'case.view' WHERE number = 3",
        "UPDATE ledger SET at = at + 1 WHERE number = 3",
        "UPDATE ledger SET staff_id = 9 WHERE number = 1",
        "UPDATE ledger SET link = zeroblob(32) WHERE number = 5",
        "DELETE FROM ledger WHERE number = 1",
        "DELETE FROM ledger WHERE number = 3",
        "DELETE FROM ledger WHERE number = 5",
        "DELETE FROM ledger",
        "DELETE FROM ledger_head",
        "INSERT INTO ledger VALUES (6, 1, 1, 'case.view', '', zeroblob(32))",
    ],
)
def test_any_change_shows(busy: Desk, statement: str) -> None:
    """Changed, removed or invented rows, at the start, in the middle or at the end."""
    tamper(busy, statement)
    assert busy.ask(lambda store: store.check_ledger()).problem


def test_a_head_noted_elsewhere_shows_a_ledger_that_was_set_back(busy: Desk) -> None:
    """An older copy of the whole file is sound in itself; what was noted is not in it."""
    older = busy.ask(lambda store: store.check_ledger()).head
    busy.ask(lambda store: store.record_deed(1, "case.view", "case 1", START))
    noted = busy.ask(lambda store: store.check_ledger()).head
    assert busy.ask(lambda store: store.check_ledger(older)).problem == ""
    assert busy.ask(lambda store: store.check_ledger(noted)).problem == ""
    assert "6-" in busy.ask(lambda store: store.check_ledger("6-" + "0" * 24)).problem


@pytest.mark.parametrize("statement", ["UPDATE ledger SET about = ''", "DELETE FROM ledger"])
def test_the_program_itself_cannot_change_it(busy: Desk, statement: str) -> None:
    """The database refuses."""

    def change(store: Store) -> None:
        assert isinstance(store, SqliteStore)
        store.rows(statement)

    with pytest.raises(StorageError, match="ledger rows"):
        busy.ask(change)


def test_the_ledger_holds_nothing_that_was_said(busy: Desk) -> None:
    """Who did what to which case, and no words of anybody's."""
    about = " ".join(deed.about for deed in busy.ask(lambda store: store.deeds(0, 99)))
    assert "备注" not in about
    assert "催收" not in about


def test_the_auditor_reads_and_checks_it(busy: Desk) -> None:
    """On a page, with the verdict."""
    html = busy.moderator("审计", "auditor").get("/desk/audit?check=1").text
    assert "内部备注" in html
    assert "都和写下时一样" in html


def close_many(desk: Desk, count: int, outcome: str = "helped", judged: str = "false") -> None:
    """Cases of as many borrowers, answered after ten minutes and closed."""

    def work(store: Store) -> None:
        for number in range(count):
            sender = f"{outcome}{number}"
            raise_flag(store, sender, "P1", START)
            case = store.waiting("P1", START, 1)[0]
            later = START + timedelta(minutes=10 if number % 2 else 60)
            store.note_answered(case.id, later)
            found = store.review(case.id)
            assert found is not None
            flags = {raised.id: judged for raised in store.flags_of(case.id)}
            store.close_review(case.id, outcome, flags, review.late(found, later), later)  # type: ignore[arg-type]

    desk.ask(work)


def test_waits_breaches_and_false_flags_are_counted(desk: Desk) -> None:
    """Half waited ten minutes, half an hour and were late; all flags were judged false."""
    close_many(desk, 20)
    found = desk.ask(lambda store: statistics.make(store, START))
    (wait,) = [one for one in found.waits if one.severity == "P1"]
    assert (wait.cases, wait.late, wait.p50, wait.p90) == (20, 10, 600, 3600)
    assert [(one.name, one.count) for one in found.outcomes] == [("已经帮到", 20)]
    assert [(one.name, one.count, one.false) for one in found.rules] == [("test", 20, 100)]


def test_small_counts_are_not_shown(desk: Desk) -> None:
    """Four closed cases could be four people somebody knows."""
    close_many(desk, 4)
    found = desk.ask(lambda store: statistics.make(store, START))
    (wait,) = [one for one in found.waits if one.severity == "P1"]
    assert (wait.cases, wait.late, wait.p50) == (None, None, None)
    assert found.outcomes[0].count is None
    assert found.rules[0].false is None
    assert "少于 5" in desk.moderator("主管", "supervisor").get("/desk/statistics").text


def test_figures_stay_when_borrowers_are_erased(desk: Desk) -> None:
    """They lead to nobody, so nothing has to go."""
    close_many(desk, 6)

    def erase(store: Store) -> None:
        for number in range(6):
            store.erase_borrower(store.load("web", f"helped{number}", START).borrower_id, START)

    desk.ask(erase)
    assert desk.ask(lambda store: statistics.make(store, START)).outcomes[0].count == 6
