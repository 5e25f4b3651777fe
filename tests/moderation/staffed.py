"""A desk with people at it: borrowers who write, moderators who are logged in."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pyotp
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot import app
from bot.channels import webchat
from bot.model import Incoming, Reply
from bot.moderation import accounts, desk
from bot.storage.base import Store
from bot.storage.base_review import Role, Staff
from bot.storage.sqlite import SqliteStore
from bot.turns import turn
from bot.turns.house import House
from bot.turns.talk import HouseTalk
from bot.turns.thread import TurnThread

CHINA = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 11, 23, 10, 0, tzinfo=CHINA)
SECRET = b"a desk in tests"
PASSWORD = "correct-horse-battery"
HASH = accounts.hash_password(PASSWORD)
ROOT = Path(__file__).parents[2]
T = TypeVar("T")


class Clock:
    """Stands still until moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **length: float) -> None:
        self.now += timedelta(**length)


class Desk:
    """One house, one store, one application with chat and desk."""

    def __init__(self, house: House, folder: Path, clock: Clock | None = None) -> None:
        self.house, self.folder = house, folder
        self.clock = clock or Clock()
        self.thread = TurnThread(self.open_store)
        self.thread.start()
        self.talk = HouseTalk(house, self.thread, self.clock)
        self._numbers = itertools.count(1)
        speeches = house.speeches
        self.app = Starlette(
            routes=[
                *webchat.routes(self.talk, speeches, SECRET, ROOT / "templates", self.clock),
                *desk.routes(self.talk, SECRET, ROOT / "templates", self.clock),
            ]
        )

    def open_store(self) -> SqliteStore:
        return SqliteStore(self.folder / "desk.db", bytes(32), self.folder / "files", app.PULLED)

    def close(self) -> None:
        self.thread.stop()

    def ask(self, job: Callable[[Store], T]) -> T:
        """Run something with the store, as the house does."""
        return self.thread.submit(job).result()

    # ---- borrowers

    def write(self, sender: str, text: str = "", *choice: str, channel: str = "web") -> tuple[Reply, ...]:
        """One message of a borrower's; what it got."""
        id = f"m{next(self._numbers)}-message"
        incoming = Incoming(channel, sender, id, self.clock(), text=text, choice=choice)
        return self.ask(lambda store: turn.run(self.house, store, incoming, self.clock())).replies

    def case_of(self, sender: str, channel: str = "web") -> int:
        """The open case of a borrower, made of what was written so far."""

        def find(store: Store) -> int:
            borrower = store.load(channel, sender, self.clock()).borrower_id
            assert isinstance(store, SqliteStore)
            found = store.rows("SELECT id FROM review WHERE borrower_id = ? ORDER BY id DESC", (int(borrower),))
            return int(found.fetchone()[0])

        return self.ask(find)

    def needs_person(self, sender: str, text: str = "人工") -> int:
        """A borrower who asked for a person; the case."""
        self.write(sender, "催收天天打电话骂我")
        self.write(sender, text)
        return self.case_of(sender)

    def lines(self, sender: str) -> list[tuple[str, str]]:
        """(kind, text) of everything in a borrower's transcript; kind “in” is the borrower's."""
        found = []
        for line in self.ask(lambda store: store.transcript("web", sender, 0, 500)):
            if line.incoming is not None:
                found.append(("in", line.incoming.text))
            found += [(reply.kind, reply.text) for reply in line.replies]
        return found

    # ---- moderators

    def staff(self, name: str, role: Role = "moderator") -> tuple[Staff, str]:
        """An enrolled account and the key of its codes."""
        secret = pyotp.random_base32()

        def make(store: Store) -> Staff:
            made = store.add_staff(name, role, self.clock())
            assert made is not None
            store.enrol(made.id, HASH, secret)
            found = store.staff_by_id(made.id)
            assert found is not None
            return found

        return self.ask(make), secret

    def visitor(self) -> Browser:
        """Somebody who is not logged in."""
        return Browser(self)

    def moderator(self, name: str, role: Role = "moderator") -> Browser:
        """A logged-in account, without the slow steps of a login."""
        staff, _ = self.staff(name, role)
        token = accounts.token()
        self.ask(lambda store: store.open_session(accounts.hashed(token), staff.id, self.clock()))
        browser = Browser(self)
        browser.account = staff
        browser.client.cookies.set("desk", token, path="/desk")
        return browser


class Browser:
    """Pages and forms as a browser sends them."""

    account: Staff

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.client = TestClient(desk.app, follow_redirects=False, raise_server_exceptions=True)

    def get(self, path: str) -> Any:
        return self.client.get(path)

    def key(self, page: str = "/desk") -> str:
        """The form key of a page."""
        text = self.client.get(page, follow_redirects=True).text
        found = re.search(r'name="key" value="([^"]+)"', text)
        return found[1] if found else ""

    def post(self, path: str, key: str | None = None, **form: str) -> Any:
        """Post a form with this session's key."""
        own = self.key("/desk/login" if not self.client.cookies.get("desk") else "/desk") if key is None else key
        return self.client.post(path, data={"key": own, **form})

    def act(self, case: int, action: str, **form: str) -> Any:
        return self.post(f"/desk/cases/{case}/{action}", **form)
