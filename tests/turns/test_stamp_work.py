"""Outside time stamps, against an authority of our own over real HTTP."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import app
from bot.custody import Step
from bot.model import Job
from bot.settings import Settings
from bot.storage.sqlite import SqliteStore
from bot.turns import stamp_work
from bot.turns.house import House
from bot.turns.stamp_work import MadeStamp, StampWork
from tests.turns.authority import Authority, authority, openssl
from tests.turns.keeping import NOW, Keeper, waiting_kinds


@pytest.fixture(scope="module")
def house() -> House:
    """The whole content, with an authority set that nobody asks here."""
    return app.house(Settings(timestamp_url="http://127.0.0.1:9/tsr"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with authority(tmp_path_factory.mktemp("authority")) as running:
        yield running


def stamp(store: SqliteStore, who: str, work: StampWork) -> None:
    """Do the work once, as the runner does."""
    made = work.make(work.gather(store, who, {}, NOW))
    assert work.keep(store, who, made, NOW).replies == ()


def test_a_stamp_is_kept_and_openssl_vouches_for_it(
    house: House, store: SqliteStore, server: Authority, tmp_path: Path
) -> None:
    """The end of the chain is stamped, once; the token verifies with nothing of ours."""
    keeper = Keeper(house, store)
    keeper.send("a.png")
    work = StampWork(server.url)
    asked = len(server.asked)
    for _ in range(2):
        stamp(store, keeper.id, work)
    assert len(server.asked) == asked + 1
    (kept,) = store.stamps(keeper.id)
    link = store.custody(keeper.id)[-1]
    assert kept.number == link.number
    (server.folder / "link").write_bytes(link.link.encode())
    (server.folder / "token").write_bytes(kept.token)
    said = openssl(server.folder, "ts", "-verify", "-data", "link", "-in", "token", "-CAfile", "authority.pem")
    assert "Verification: OK" in said


def test_only_a_hash_leaves_the_house(house: House, store: SqliteStore, server: Authority) -> None:
    """What was sent is a few dozen bytes, and none of them is a name, a note or an id."""
    keeper = Keeper(house, store)
    keeper.send("秘密.png", text="秘密的备注")
    stamp(store, keeper.id, StampWork(server.url))
    sent = server.asked[-1]
    assert len(sent) < 100
    assert "秘密".encode() not in sent
    assert keeper.id.encode() not in sent


def test_a_turn_asks_for_one_stamp_however_many_files_come(house: House, store: SqliteStore) -> None:
    """New entries and packs ask for a stamp where an authority is set, and never otherwise."""
    keeper = Keeper(house, store)
    files = tuple(keeper.keep(f"{n}.png", b"\x89PNG\r\n\x1a\n%d" % n) for n in range(3))
    keeper.say(files=files)
    assert waiting_kinds(store) == ["stamp"]
    plain = app.house(Settings())
    assert "stamp" not in plain.works
    assert Job(stamp_work.KIND) == Job("stamp")


@pytest.mark.parametrize("answer", [b"nonsense", b"\x30\x03\x02\x01\x02", b"x" * 100_000])
def test_a_broken_answer_is_no_stamp(
    house: House, store: SqliteStore, server: Authority, answer: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """It is tried a few times, then left to the next entry; the log names the kind of error only."""
    keeper = Keeper(house, store)
    keeper.send("a.png")
    pauses: list[float] = []
    server.answer = answer
    try:
        stamp(store, keeper.id, StampWork(server.url, pauses.append))
    finally:
        server.answer = b""
    assert store.stamps(keeper.id) == ()
    assert len(pauses) == len(stamp_work.PAUSES)
    assert "nonsense" not in caplog.text


def test_a_token_for_something_else_is_refused(house: House, store: SqliteStore, server: Authority) -> None:
    """An authority that answers another question gets no place in the pack."""
    keeper = Keeper(house, store)
    keeper.send("a.png")
    server.answer = stamp_work.fetched(server.url, "0" * 64)
    try:
        stamp(store, keeper.id, StampWork(server.url, lambda _: None))
    finally:
        server.answer = b""
    assert store.stamps(keeper.id) == ()


def test_an_authority_that_is_not_there_delays_nothing(house: House, store: SqliteStore) -> None:
    """A refused connection is no error of the job's; an empty chain asks nobody."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
    keeper = Keeper(house, store)
    work = StampWork(url, lambda _: None)
    assert work.make(work.gather(store, keeper.id, {}, NOW)) == MadeStamp(())
    store.note_custody(keeper.id, [Step("viewed", 0)], NOW)
    stamp(store, keeper.id, work)
    assert store.stamps(keeper.id) == ()
