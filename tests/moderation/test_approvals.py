"""Two people: one asks, another decides, then it is done at once."""

from __future__ import annotations

import re

import pytest

from tests.moderation.staffed import Browser, Desk

STORY = "微粒贷催收昨晚11点半还在打电话，每天二十多个，还打给我爸妈"


@pytest.fixture
def told(desk: Desk) -> Desk:
    """甲 has told enough for a letter and asked for a person."""
    desk.write("甲", STORY)
    for text, choice in (("可以", ()), ("", ("none",)), ("", ("right",))):
        desk.write("甲", text, *choice)
    desk.write("甲", "人工")
    return desk


@pytest.fixture
def worker(told: Desk) -> Browser:
    found = told.moderator("值班")
    found.post("/desk/next")
    return found


def waiting(desk: Desk) -> int:
    """The one thing that waits for a second person."""
    (one,) = desk.ask(lambda store: store.approvals())
    return one.id


def letter(worker: Browser, case: int) -> str:
    """The first letter that fits."""
    html = worker.get(f"/desk/cases/{case}").text
    return str(re.search(r'<select name="letter"><option value="([^"]+)"', html)[1])  # type: ignore[index]


def test_a_letter_goes_out_only_with_a_second_persons_word(told: Desk, worker: Browser) -> None:
    """Asked for, nothing is sent; one's own word does not count; another's sends it."""
    case = told.case_of("甲")
    before = told.lines("甲")
    assert worker.act(case, "letter", letter=letter(worker, case)).status_code == 303
    assert told.lines("甲") == before
    assert worker.post(f"/desk/approvals/{waiting(told)}", decision="grant").status_code == 409
    second = told.moderator("第二人")
    assert second.post(f"/desk/approvals/{waiting(told)}", decision="grant").status_code == 303
    assert "letter" in [kind for kind, _ in told.lines("甲")[len(before) :]]
    assert told.ask(lambda store: store.approvals()) == ()


def test_refused_is_not_done(told: Desk, worker: Browser) -> None:
    """And it can be asked for again."""
    case = told.case_of("甲")
    worker.act(case, "letter", letter=letter(worker, case))
    before = told.lines("甲")
    assert told.moderator("第二人").post(f"/desk/approvals/{waiting(told)}", decision="refuse").status_code == 303
    assert told.lines("甲") == before
    assert worker.act(case, "letter", letter=letter(worker, case)).status_code == 303


def test_what_was_decided_cannot_be_decided_again(told: Desk, worker: Browser) -> None:
    """The second click, or the second moderator, comes too late."""
    case = told.case_of("甲")
    worker.act(case, "export", why="本人要")
    id = waiting(told)
    second = told.moderator("第二人")
    assert second.post(f"/desk/approvals/{id}", decision="grant").status_code == 303
    before = told.lines("甲")
    assert second.post(f"/desk/approvals/{id}", decision="grant").status_code == 404
    assert told.lines("甲") == before


def test_the_same_thing_waits_once(told: Desk, worker: Browser) -> None:
    """A second request for what already waits is refused."""
    case = told.case_of("甲")
    assert worker.act(case, "erase", why="本人要").status_code == 303
    assert worker.act(case, "erase", why="本人要").status_code == 409


def test_a_grave_case_ends_with_two(told: Desk) -> None:
    """P0: closing asks for a second person; P2: it is closed at once."""
    worker = told.moderator("值班")
    case = told.case_of("甲")
    worker.act(case, "claim")
    worker.act(case, "severity", severity="P0")
    worker.act(case, "close", outcome="safe", why="家人在身边")
    assert told.ask(lambda store: store.review(case)).closed_at is None
    told.moderator("第二人").post(f"/desk/approvals/{waiting(told)}", decision="grant")
    assert told.ask(lambda store: store.review(case)).outcome == "safe"


def test_an_export_goes_to_the_borrower(told: Desk, worker: Browser) -> None:
    """Into their own talk, as a file that only they can open there."""
    case = told.case_of("甲")
    worker.act(case, "export", why="本人要")
    told.moderator("第二人").post(f"/desk/approvals/{waiting(told)}", decision="grant")
    line = told.ask(lambda store: store.transcript("web", "甲", 0, 500))[-1]
    file = line.replies[0].files[0]
    found = told.ask(lambda store: store.open_file("web", "甲", file.file_id))
    assert found is not None
    assert STORY.encode() in found[1]


def test_an_erasure_leaves_nothing(told: Desk, worker: Browser) -> None:
    """Talk, case and approvals are gone; the ledger says who asked and who agreed."""
    case = told.case_of("甲")
    worker.act(case, "erase", why="本人要")
    second = told.moderator("第二人")
    assert second.post(f"/desk/approvals/{waiting(told)}", decision="grant").status_code == 303
    assert told.lines("甲") == []
    assert second.get("/desk/approvals").status_code == 200
    events = [deed.event for deed in told.ask(lambda store: store.deeds(0, 4))]
    assert {"case.erase", "approval.grant", "approval.ask"} <= set(events)


def test_the_letter_is_masked_for_the_second_person(told: Desk, worker: Browser) -> None:
    """The borrower's name and number in the letter are not needed to judge it."""
    case = told.case_of("甲")
    for ref, value, number in (("me.name", "测试用户", 1), ("me.phone", "13800001234", 2)):
        worker.act(case, "propose", ref=ref, text=value, nonce=ref)
        told.write("甲", "", f"proposal:{number}:yes")
    assert told.ask(lambda store: store.load("web", "甲", told.clock())).case.value("me", "name") == "测试用户"
    answer = worker.act(case, "letter", letter=letter(worker, case))
    assert answer.status_code == 303, answer.text
    html = told.moderator("第二人").get("/desk/approvals").text
    assert "全文" in html
    assert "测试用户" not in html
    assert "13800001234" not in html
