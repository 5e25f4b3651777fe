"""Every address of the desk, with who may use it: one table, so that no address can be without a rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Route

from bot.moderation.canned import Replies
from bot.moderation.desk.casework import Casework
from bot.moderation.desk.entrance import Entrance
from bot.moderation.desk.gate import OPEN, Door, Gate
from bot.moderation.desk.live import Live
from bot.moderation.desk.numbers import Numbers
from bot.moderation.desk.office import Office
from bot.moderation.desk.paper import Paper
from bot.storage.base_review import Role
from bot.turns.talk import HouseTalk
from bot.web.guard import SafeHeaders

ALL: frozenset[Role] = frozenset({"moderator", "supervisor", "auditor"})
WORKERS: frozenset[Role] = frozenset({"moderator", "supervisor"})
SUPERVISORS: frozenset[Role] = frozenset({"supervisor"})
AUDITORS: frozenset[Role] = frozenset({"auditor"})


def routes(
    talk: HouseTalk,
    secret: bytes,
    templates: Path,
    clock: Callable[[], datetime],
    *,
    public_url: str = "",
    wake: Callable[[], None] = lambda: None,
) -> list[BaseRoute]:
    """The desk's routes, each with its guard.

    `secret` signs forms; `templates` is the folder that holds `desk/`; `clock` gives aware times; `wake` tells
    the outbox that something was stored.
    """
    paper = Paper(templates / "desk", clock)
    gate = Gate(talk, paper, secret, clock, public_url)
    guards = [Middleware(SafeHeaders), Middleware(GZipMiddleware, minimum_size=600, compresslevel=6)]
    replies = Replies(templates / "desk" / "canned.yaml", talk.house.dialogs.values)
    return [
        Route(door.path, gate.guarded(door), methods=[door.method], middleware=guards)
        for door in doors(gate, secret, Live(talk, clock), replies, wake)
    ]


def doors(gate: Gate, secret: bytes, live: Live, replies: Replies, wake: Callable[[], None]) -> list[Door]:
    """The table."""
    entrance = Entrance(gate, secret)
    casework = Casework(gate, live, replies, wake)
    office = Office(gate, casework, replies)
    numbers = Numbers(gate)
    case = "/desk/cases/{id}"
    return [
        Door("/desk/login", "GET", OPEN, entrance.login_page),
        Door("/desk/login", "POST", OPEN, entrance.login),
        Door("/desk/enrol/{token}", "GET", OPEN, entrance.enrol_page),
        Door("/desk/enrol/{token}", "POST", OPEN, entrance.enrol),
        Door("/desk/static/{name}", "GET", OPEN, entrance.static),
        Door("/desk/logout", "POST", ALL, entrance.logout),
        Door("/desk/telegram", "POST", WORKERS, office.telegram),
        Door("/desk", "GET", ALL, casework.queue),
        Door("/desk/next", "POST", WORKERS, casework.next),
        Door("/desk/events", "GET", WORKERS, casework.events, keeps=False),
        Door(case, "GET", WORKERS, casework.case),
        Door(f"{case}/claim", "POST", WORKERS, casework.pick),
        Door(f"{case}/release", "POST", WORKERS, casework.release),
        Door(f"{case}/takeover", "POST", WORKERS, casework.take_over),
        Door(f"{case}/answer", "POST", WORKERS, casework.answer),
        Door(f"{case}/note", "POST", WORKERS, casework.note),
        Door(f"{case}/severity", "POST", WORKERS, casework.severity),
        Door(f"{case}/flag", "POST", WORKERS, casework.flag),
        Door(f"{case}/propose", "POST", WORKERS, casework.propose),
        Door(f"{case}/handback", "POST", WORKERS, casework.hand_back),
        Door(f"{case}/mute", "POST", WORKERS, casework.mute),
        Door(f"{case}/reveal", "POST", WORKERS, casework.reveal),
        Door(f"{case}/letter", "POST", WORKERS, casework.letter),
        Door(f"{case}/export", "POST", WORKERS, casework.ask_export),
        Door(f"{case}/erase", "POST", WORKERS, casework.ask_erase),
        Door(f"{case}/close", "POST", WORKERS, casework.close),
        Door(f"{case}/files/{{file}}", "GET", WORKERS, casework.file),
        Door("/desk/approvals", "GET", WORKERS, office.approvals),
        Door("/desk/approvals/{id}", "POST", WORKERS, office.decide),
        Door("/desk/numbers", "GET", WORKERS, numbers.page),
        Door("/desk/numbers", "POST", WORKERS, numbers.ask),
        Door("/desk/numbers/{id}", "POST", WORKERS, numbers.decide),
        Door("/desk/canned", "GET", SUPERVISORS, office.canned),
        Door("/desk/canned", "POST", SUPERVISORS, office.save_canned),
        Door("/desk/accounts", "GET", SUPERVISORS, office.accounts),
        Door("/desk/accounts", "POST", SUPERVISORS, office.invite),
        Door("/desk/accounts/{id}", "POST", SUPERVISORS, office.change),
        Door("/desk/statistics", "GET", SUPERVISORS, office.statistics),
        Door("/desk/audit", "GET", AUDITORS, office.audit),
    ]
