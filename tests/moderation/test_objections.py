"""The right of reply on shared numbers: recorded by one, decided by another, never the number itself."""

from __future__ import annotations

import pytest

from bot.storage.base import Store
from bot.storage.base_shared import Shared
from bot.storage.sqlite import SqliteStore
from tests.moderation.staffed import Browser, Desk

NUMBER = "13800000009"


@pytest.fixture
def counted(desk: Desk) -> Desk:
    """Three borrowers recorded one number and one platform."""

    def share(store: Store) -> None:
        for who in ("a", "b", "c"):
            borrower = store.load("web", who, desk.clock()).borrower_id
            store.share(borrower, Shared(frozenset({(NUMBER, "insult")}), frozenset({("weilidai", "insult")})))

    for who in ("a", "b", "c"):
        desk.write(who, "你好")
        desk.write(who, "可以")
    desk.ask(share)
    return desk


def looked_up(desk: Desk, what: str = NUMBER) -> str:
    """What a borrower reads who looks it up."""
    return "\n".join(reply.text for reply in desk.write("a", f"查号码 {what}"))


def waiting(desk: Desk) -> int:
    (one,) = desk.ask(lambda store: store.open_objections())
    return one.id


def object_(browser: Browser, wish: str = "note", reason: str = "spoofed", about: str = NUMBER, case: str = "") -> int:
    return int(browser.post("/desk/numbers", about=about, wish=wish, reason=reason, case=case).status_code)


def decide(browser: Browser, decision: str = "grant", about: str = NUMBER) -> int:
    path = f"/desk/numbers/{waiting(browser.desk)}"
    return int(browser.post(path, decision=decision, about=about).status_code)


def test_a_note_is_shown_once_a_second_person_agrees(counted: Desk) -> None:
    """Asked for, nothing changes; one's own word does not count; another's puts the reply beside the counts."""
    first, second = counted.moderator("值班"), counted.moderator("第二人")
    before = looked_up(counted)
    assert object_(first) == 303
    assert looked_up(counted) == before
    assert decide(first) == 409
    assert decide(second) == 303
    after = looked_up(counted)
    assert "这里有3个人记过" in after
    assert "对方的说明：有人冒用了我们的号码或名义。" in after


def test_hidden_and_lifted(counted: Desk) -> None:
    """Hidden, no count is shown, also when others record it later; lifted, it is as before."""
    first, second = counted.moderator("值班"), counted.moderator("第二人")
    before = looked_up(counted)
    object_(first, "hide")
    decide(second)
    assert "这里有" not in looked_up(counted)
    assert f"{NUMBER}：对方提出异议" in looked_up(counted)
    object_(second, "lift")
    decide(first)
    assert looked_up(counted) == before


def test_a_platform_has_the_same_right(counted: Desk) -> None:
    """By its name."""
    first, second = counted.moderator("值班"), counted.moderator("第二人")
    object_(first, "hide", "disputed", about="微粒贷")
    decide(second, about="微粒贷")
    said = looked_up(counted, "微粒贷")
    assert "对方提出异议" in said
    assert "这里有" not in said


def test_the_second_person_types_the_same_number(counted: Desk) -> None:
    """Another number changes nothing; refusing needs none, and then it can be asked for again."""
    first, second = counted.moderator("值班"), counted.moderator("第二人")
    object_(first)
    assert decide(second, about="13800000008") == 400
    assert "对方的说明" not in looked_up(counted)
    assert decide(second, "refuse", about="") == 303
    assert "对方的说明" not in looked_up(counted)
    assert object_(first) == 303


def test_the_same_subject_waits_once_and_is_decided_once(counted: Desk) -> None:
    """A second request, and a second decision, come too late."""
    first, second = counted.moderator("值班"), counted.moderator("第二人")
    object_(first)
    assert object_(second, "hide") == 409
    id = waiting(counted)
    assert decide(second) == 303
    assert second.post(f"/desk/numbers/{id}", decision="grant", about=NUMBER).status_code == 404


@pytest.mark.parametrize(
    "form",
    [
        {"about": "", "wish": "note", "reason": "spoofed"},
        {"about": "你好", "wish": "note", "reason": "spoofed"},
        {"about": "13800000001 13800000002", "wish": "note", "reason": "spoofed"},
        {"about": NUMBER, "wish": "delete", "reason": "spoofed"},
        {"about": NUMBER, "wish": "note", "reason": "x"},
        {"about": "", "wish": ""},
    ],
)
def test_what_cannot_be_read_is_refused(counted: Desk, form: dict[str, str]) -> None:
    """No number, several, no wish, no reason: nothing waits."""
    assert counted.moderator("值班").post("/desk/numbers", **form).status_code == 400
    assert counted.ask(lambda store: store.open_objections()) == ()


def test_few_counts_stay_as_silent_as_none(counted: Desk) -> None:
    """An objection to a number that nobody sees does not give it away."""
    first, second = counted.moderator("值班"), counted.moderator("第二人")
    object_(first, "hide", about="13800000007")
    decide(second, about="13800000007")
    assert "记过的人不到3个" in looked_up(counted, "13800000007")


def test_the_ledger_tells_it_and_nobody_keeps_the_number(counted: Desk) -> None:
    """Who asked, who agreed, in which case; the number stands in no row, and the desk looks before it acts."""
    first, second = counted.moderator("值班"), counted.moderator("第二人")
    page = first.post("/desk/numbers", about=NUMBER, wish="").text
    assert "这里有3个人记过" in page
    object_(first, "hide", case="7")
    assert "个案 #7" in second.get("/desk/numbers").text
    decide(second)

    deeds = counted.ask(lambda store: [(deed.event, deed.about) for deed in store.deeds(0, 5)])
    assert ("objection.grant", "objection 1 hide spoofed case 7") in deeds
    assert ("objection.ask", "objection 1 hide spoofed case 7") in deeds

    def kept(store: Store) -> str:
        assert isinstance(store, SqliteStore)
        return "\n".join(store.database.conn.iterdump())

    assert NUMBER not in counted.ask(kept)
    assert counted.ask(lambda store: store.check_ledger()).problem == ""
