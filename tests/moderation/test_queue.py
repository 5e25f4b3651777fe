"""Who comes next: one case per borrower, the most urgent first, in one pair of hands."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import StorageError
from bot.model import Conversation, Flag, Incoming, Severity
from bot.moderation import queue, review
from bot.moderation.refusal import Refused
from bot.storage.base import Outcome, Store
from bot.storage.sqlite import SqliteStore
from tests.moderation.staffed import START, Desk


def raise_flag(store: Store, sender: str, severity: Severity, at: datetime, reason: str = "asked_for_person") -> None:
    """A borrower's turn that raised one flag."""
    loaded = store.load("web", sender, at)
    incoming = Incoming("web", sender, f"{sender} {at.timestamp()} {severity}", at, text="求助")
    flags = (Flag(reason, severity, "test"),)
    store.save_turn(loaded, incoming, Outcome(Conversation(), flags=flags), at)


def test_several_flags_of_one_borrower_are_one_case(desk: Desk) -> None:
    """The case has the gravest severity, waits since the first flag, and shows every reason."""
    for minutes, severity, reason in ((0, "P3", "misunderstood"), (1, "P0", "self_harm"), (2, "P2", "minor")):
        at = START + timedelta(minutes=minutes)
        desk.ask(lambda store, at=at, s=severity, r=reason: raise_flag(store, "甲", s, at, r))
    waiting = desk.ask(lambda store: queue.waiting(store, START, 10))
    assert len(waiting) == 1
    assert waiting[0].severity == "P0"
    assert waiting[0].waiting_since == START
    assert set(waiting[0].reasons) == {"misunderstood", "self_harm", "minor"}


def test_life_comes_first_then_whose_time_is_up_first(desk: Desk) -> None:
    """A fresh P0 before everything; an overdue P3 before a fresh P1."""
    now = START + timedelta(hours=25)
    for sender, severity, at in (
        ("早", "P3", START),
        ("急", "P0", now),
        ("新", "P1", now),
        ("中", "P2", now - timedelta(hours=5)),
    ):
        desk.ask(lambda store, s=sender, v=severity, a=at: raise_flag(store, s, v, a))
    staff = desk.moderator("值班").account
    handed = [desk.ask(lambda store: queue.next_case(store, staff, now)) for _ in range(5)]
    assert [case.severity if case else None for case in handed] == ["P0", "P2", "P3", "P1", None]


def test_breaches_are_counted(desk: Desk) -> None:
    """A case past its answer-by time shows as late, and only then."""
    desk.ask(lambda store: raise_flag(store, "甲", "P1", START))
    staff = desk.moderator("值班").account
    within = START + review.ANSWER_WITHIN["P1"]
    assert desk.ask(lambda store: queue.look(store, staff, within)).lines[1].late == 0
    assert desk.ask(lambda store: queue.look(store, staff, within + timedelta(seconds=1))).lines[1].late == 1


def test_a_held_case_cannot_be_taken(desk: Desk) -> None:
    """Picking a case that somebody holds is refused and changes nothing."""
    case = desk.needs_person("甲")
    one, two = desk.moderator("甲员"), desk.moderator("乙员")
    assert one.act(case, "claim").status_code == 303
    assert two.act(case, "claim").status_code == 409
    assert desk.ask(lambda store: store.review(case)).claimed_by == one.account.id


def test_a_stale_lease_sets_the_case_free(desk: Desk) -> None:
    """After ten minutes without a sign somebody else may take it, and the first can do nothing any more."""
    case = desk.needs_person("甲")
    one, two = desk.moderator("甲员"), desk.moderator("乙员")
    one.post("/desk/next")
    desk.clock.pass_(minutes=10, seconds=1)
    assert two.post("/desk/next").headers["location"] == f"/desk/cases/{case}"
    before = desk.lines("甲")
    assert one.act(case, "answer", text="我来晚了", nonce="1").status_code == 409
    assert desk.lines("甲") == before


def test_an_answer_after_the_lease_ran_out_is_refused(desk: Desk) -> None:
    """Even when nobody else has taken the case."""
    case = desk.needs_person("甲")
    one = desk.moderator("甲员")
    one.post("/desk/next")
    desk.clock.pass_(minutes=11)
    assert one.act(case, "answer", text="晚了", nonce="1").status_code == 409
    assert ("person", "晚了") not in desk.lines("甲")


def test_every_action_lengthens_the_lease(desk: Desk) -> None:
    """Who works keeps the case."""
    case = desk.needs_person("甲")
    one = desk.moderator("甲员")
    one.post("/desk/next")
    for number in range(4):
        desk.clock.pass_(minutes=9)
        assert one.act(case, "note", text=f"备注{number}").status_code == 303


def test_released_cases_wait_again(desk: Desk) -> None:
    """Put back, the case is the next one's."""
    case = desk.needs_person("甲")
    one, two = desk.moderator("甲员"), desk.moderator("乙员")
    one.post("/desk/next")
    assert one.act(case, "release").status_code == 303
    assert one.act(case, "release").status_code == 409
    assert two.post("/desk/next").headers["location"] == f"/desk/cases/{case}"


def test_picking_by_hand_is_recorded(desk: Desk) -> None:
    """Handed out and picked are told apart in the ledger."""
    case = desk.needs_person("甲")
    one = desk.moderator("甲员")
    one.act(case, "claim")
    one.act(case, "release")
    one.post("/desk/next")
    deeds = [deed.event for deed in desk.ask(lambda store: store.deeds(0, 10))]
    assert deeds == ["case.next", "case.release", "case.pick"]


def test_nobody_waits(desk: Desk) -> None:
    """With an empty queue the moderator stays where they are."""
    assert desk.moderator("甲员").post("/desk/next").headers["location"] == "/desk?none=1"


def test_a_case_that_is_gone_cannot_be_picked(desk: Desk) -> None:
    """A number that no case has."""
    staff = desk.moderator("甲员").account
    with pytest.raises(Refused) as refused:
        desk.ask(lambda store: queue.pick(store, staff, 77, START))
    assert refused.value.status == 404


def test_a_flag_after_the_end_opens_a_new_case(desk: Desk) -> None:
    """What is closed stays closed; the next flag is a new case with the old one in its history."""
    case = desk.needs_person("甲")
    one = desk.moderator("甲员")
    one.post("/desk/next")
    one.act(case, "close", outcome="helped", why="说清楚了")
    desk.write("甲", "人工")
    assert desk.case_of("甲") != case
    assert [old.id for old in desk.ask(lambda store: store.earlier(store.load("web", "甲", START).borrower_id))] == [
        case
    ]


def claim_all(folder: Path, staff_id: int, staff_name: str, start: threading.Barrier, got: list[list[int]]) -> None:
    """One moderator in a process of their own, as far as the database can tell: takes cases until there are none."""
    store = SqliteStore(folder / "desk.db", bytes(32), folder / "files")
    staff = store.staff_by_id(staff_id)
    assert staff is not None
    mine: list[int] = []
    start.wait()
    while True:
        with store.transaction():
            found = queue.next_case(store, staff, START)
        if found is None:
            break
        mine.append(found.id)
    store.close()
    got.append(mine)


def test_fifty_moderators_never_get_the_same_case(desk: Desk, soak: bool) -> None:
    """Each on a connection of their own, all at once: every case is handed out exactly once."""
    cases, moderators = (1000, 50) if soak else (200, 20)

    def fill(store: Store) -> None:
        for number in range(cases):
            raise_flag(store, f"借款人{number}", ("P0", "P1", "P2", "P3")[number % 4], START)

    desk.ask(fill)
    accounts = [desk.staff(f"值班{number}")[0] for number in range(moderators)]
    start, got = threading.Barrier(moderators), []
    threads = [
        threading.Thread(target=claim_all, args=(desk.folder, staff.id, staff.name, start, got)) for staff in accounts
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    handed = [id for mine in got for id in mine]
    assert len(got) == moderators
    assert len(handed) == cases
    assert len(set(handed)) == cases


def test_an_erased_borrower_leaves_no_case(desk: Desk) -> None:
    """Case, notes and flags go with the borrower; the ledger keeps only that something was done."""
    case = desk.needs_person("甲")
    one = desk.moderator("甲员")
    one.post("/desk/next")
    one.act(case, "note", text="写点什么")
    borrower = desk.ask(lambda store: store.load("web", "甲", START).borrower_id)
    desk.ask(lambda store: store.erase_borrower(borrower, START))
    assert one.get(f"/desk/cases/{case}").status_code == 404
    assert one.act(case, "answer", text="在吗", nonce="1").status_code == 404
    assert desk.ask(lambda store: store.notes(case)) == ()
    with pytest.raises(StorageError):
        desk.ask(lambda store: store.load_borrower(borrower, START))
    assert desk.ask(lambda store: store.check_ledger()).problem == ""
