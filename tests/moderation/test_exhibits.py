"""Evidence at the desk: the vault's list, and every look in the borrower's chain."""

from __future__ import annotations

from bot import custody
from bot.model import Incoming
from bot.storage.base import Store
from bot.turns import turn
from tests.moderation.staffed import Desk


def seen(desk: Desk, sender: str) -> list[tuple[str, int]]:
    """What the chain of a borrower tells."""

    def read(store: Store) -> list[tuple[str, int]]:
        links = store.custody(store.load("web", sender, desk.clock()).borrower_id)
        assert custody.broken(links) == ""
        return [(link.facts["event"], link.facts["exhibit"]) for link in links]

    return desk.ask(read)


def send(desk: Desk, sender: str, name: str) -> str:
    """A borrower sends a file; its id."""

    def work(store: Store) -> str:
        upload = store.keep_file("web", sender, name, "image/png", b"\x89PNG\r\n\x1a\n" + name.encode(), desk.clock())
        turn.run(desk.house, store, Incoming("web", sender, name, desk.clock(), files=(upload,)), desk.clock())
        return upload.file_id

    return desk.ask(work)


def test_the_list_is_shown_and_each_look_is_chained(desk: Desk) -> None:
    """Number, kind and name are on the case's page; a page that refreshes itself is one look; a file is another."""
    desk.needs_person("甲")
    file = send(desk, "甲", "短信截图.png")
    worker = desk.moderator("值班")
    worker.post("/desk/next")
    case = desk.case_of("甲")
    for _ in range(2):
        assert "短信截图.png" in worker.get(f"/desk/cases/{case}").text
    assert seen(desk, "甲") == [("received", 1), ("viewed", 0)]
    assert worker.get(f"/desk/cases/{case}/files/{file}").status_code == 200
    assert seen(desk, "甲") == [("received", 1), ("viewed", 0), ("viewed", 1)]


def test_a_case_without_evidence_has_no_chain(desk: Desk) -> None:
    """Looking at nothing is no entry."""
    desk.needs_person("甲")
    worker = desk.moderator("值班")
    worker.post("/desk/next")
    worker.get(f"/desk/cases/{desk.case_of('甲')}")
    assert seen(desk, "甲") == []


def test_a_file_sent_to_a_person_is_evidence_too(desk: Desk) -> None:
    """While a moderator writes, and after one left, a file gets its number; only then is it told."""
    desk.needs_person("甲")
    worker = desk.moderator("值班")
    worker.post("/desk/next")
    worker.act(desk.case_of("甲"), "takeover")
    send(desk, "甲", "一.png")
    desk.clock.pass_(hours=3)
    send(desk, "甲", "二.png")
    assert [entry for entry in seen(desk, "甲") if entry[0] == "received"] == [("received", 1), ("received", 2)]
    said = "".join(text for _, text in desk.lines("甲"))
    assert "已存为证据 1" not in said
    assert "已存为证据 2" in said
