"""The commands: python -m bot …"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bot import app, check, settings
from bot.channels import terminal
from bot.documents import pack_check
from bot.errors import BotError
from bot.moderation import commands, review
from bot.settings import Settings
from bot.understanding.hearing import Hearing

Command = Callable[[argparse.Namespace, Settings], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when it went well, 1 with one clear line when not, 2 when it was called wrongly."""
    called = _parser().parse_args(arguments)
    try:
        found = settings.read(os.environ)
        logging.basicConfig(level=found.log_level.upper(), format="%(levelname)s %(name)s %(message)s")
        command: Command = called.command
        return command(called, found)
    except BotError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Command, help: str) -> argparse.ArgumentParser:
        entry = commands.add_parser(name, help=help)
        entry.set_defaults(command=command)
        return entry

    add("serve", _serve, "everything on one machine: web chat, desk, outbox")
    chat = add("chat", _chat, "talk in the terminal")
    chat.add_argument("--json", action="store_true", help="one JSON line in, one JSON turn out")
    chat.add_argument("--as", dest="sender", default="me", metavar="NAME", help="whose talk it is")
    add("understand", _understand, "read JSON lines with id and text, write what was understood")
    check_ = add("check", _check, "lint dialogs, templates, languages, listening and facts")
    check_.add_argument("--graph", type=Path, metavar="DIR", help="also draw each dialog as SVG")
    add("migrate", _migrate, "make the database, or bring it to this program's form")
    add("backup", _backup, "a whole copy of database and files, while in use").add_argument("file", type=Path)
    add("restore", _restore, "put such a copy back where nothing is yet").add_argument("file", type=Path)
    add("export", _export, "print everything stored about one borrower").add_argument("borrower")
    add("erase", _erase, "destroy one borrower's key, rows and files; prints a receipt").add_argument("borrower")
    add("verify", _verify, "check an evidence pack: every hash and the chain").add_argument("pack", type=Path)
    add("telegram", _telegram, "borrowers on Telegram, by long polling")
    add("worker", _worker, "slow work: papers, charts, packs; and retention")
    add("moderators", _moderators, "the moderators' Telegram bot")
    moderator = add("moderator", _moderator, "moderator add NAME: a one-time link for a new moderator")
    moderator.add_argument("what", choices=["add"])
    moderator.add_argument("name")
    moderator.add_argument("--role", choices=list(review.ROLES), default="moderator")
    audit = add("audit", _audit, "audit verify [HEAD]: whether any row of the ledger was changed or removed")
    audit.add_argument("what", choices=["verify"])
    audit.add_argument("head", nargs="?", default="", help="what an earlier check named")
    return parser


def _telegram(_called: argparse.Namespace, found: Settings) -> int:
    app.telegram(found)
    return 0


def _worker(_called: argparse.Namespace, found: Settings) -> int:
    app.worker(found)
    return 0


def _moderators(_called: argparse.Namespace, found: Settings) -> int:
    app.moderators(found)
    return 0


def _moderator(called: argparse.Namespace, found: Settings) -> int:
    base = found.public_url or f"http://127.0.0.1:{found.port}"
    store = app.open_store(found)
    try:
        with store.transaction():
            print(commands.add(store, called.name, called.role, base, app.clock()))  # noqa: T201
    finally:
        store.close()
    return 0


def _audit(called: argparse.Namespace, found: Settings) -> int:
    store = app.open_store(found)
    try:
        whole, said = commands.verify(store, called.head)
    finally:
        store.close()
    print(said)  # noqa: T201
    return 0 if whole else 1


def _serve(_called: argparse.Namespace, found: Settings) -> int:
    app.serve(found)
    return 0


def _chat(called: argparse.Namespace, found: Settings) -> int:
    talking, thread = app.talk(found)
    given = (found.database_file or Path("data/buhuang.db")).parent / "given"
    try:
        here = terminal.Terminal(talking.house, thread, called.sender, app.clock, given)
        talk = terminal.talk_json if called.json else terminal.talk_plain
        talk(here, sys.stdin, sys.stdout)
    finally:
        thread.stop()
    return 0


def _understand(_called: argparse.Namespace, _found: Settings) -> int:
    hearing = app.hearing()
    for line in sys.stdin:
        if not line.strip():
            continue
        print(json.dumps(_understood(hearing, line), ensure_ascii=False), flush=True)  # noqa: T201
    return 0


def _understood(hearing: Hearing, line: str) -> dict[str, Any]:
    try:
        data = json.loads(line)
        at = datetime.fromisoformat(data["at"]) if data.get("at") else app.clock()
        at = at if at.tzinfo else at.replace(tzinfo=app.CHINA)
        return {"id": data.get("id"), **hearing.describe(str(data["text"]), at)}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return {"error": f"not a line with id and text ({type(error).__name__})"}


def _check(called: argparse.Namespace, found: Settings) -> int:
    return check.run(found, called.graph, sys.stdout)


def _migrate(_called: argparse.Namespace, found: Settings) -> int:
    app.open_store(found).close()
    return 0


def _backup(called: argparse.Namespace, found: Settings) -> int:
    print(app.backup(found, called.file))  # noqa: T201
    return 0


def _restore(called: argparse.Namespace, found: Settings) -> int:
    print(app.restore(found, called.file))  # noqa: T201
    return 0


def _export(called: argparse.Namespace, found: Settings) -> int:
    store = app.open_store(found)
    try:
        print(json.dumps(store.export_borrower(called.borrower), ensure_ascii=False, indent=1, default=str))  # noqa: T201
    finally:
        store.close()
    return 0


def _verify(called: argparse.Namespace, _found: Settings) -> int:
    found = pack_check.check(called.pack)
    for problem in found.problems:
        print(problem)  # noqa: T201
    whole = "is NOT whole" if found.problems else "is whole"
    counted = f"{found.files} files, {found.entries} entries of the chain, {found.stamps} time stamps"
    print(f"{called.pack} {whole}: {counted}; seal {found.seal}")  # noqa: T201
    return 1 if found.problems else 0


def _erase(called: argparse.Namespace, found: Settings) -> int:
    store = app.open_store(found)
    try:
        with store.transaction():
            receipt = store.erase_borrower(called.borrower, app.clock())
        print(receipt)  # noqa: T201
    finally:
        store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
