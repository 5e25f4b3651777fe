"""Builds everything: the only file that names concrete stores, channels and content folders."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import socket
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import uvicorn
from starlette.applications import Starlette

from bot import content, speech
from bot.channels import http, webchat
from bot.channels.telegram.account import CHANNEL as TELEGRAM
from bot.channels.telegram.account import DOCUMENT_LIMIT as TELEGRAM_LIMIT
from bot.channels.telegram.account import Account, Surroundings
from bot.channels.telegram.door import Telegram
from bot.conversation import dialog
from bot.conversation.dialog import Dialogs
from bot.documents import chart_words
from bot.documents.answers import Answers
from bot.documents.charts import Charts
from bot.documents.letters import Letters
from bot.documents.pack_papers import PackPapers
from bot.documents.particulars import load_words
from bot.documents.red_lines import RedLines
from bot.documents.results import Results
from bot.documents.typeset import Press
from bot.errors import SettingError
from bot.knowledge import registry
from bot.knowledge.registry import Knowledge
from bot.moderation import commands as desk_commands
from bot.moderation import desk, masking, phones
from bot.outbox import Outbox, Sender
from bot.settings import Settings
from bot.storage import sqlite_backup
from bot.storage.base import Store
from bot.storage.sqlite import SqliteStore
from bot.storage.vault import master_key_file
from bot.turns import printing, reading, stamp_work
from bot.turns.house import House
from bot.turns.jobs import Jobs
from bot.turns.pack_work import Materials, PackWork
from bot.turns.reminders import Reminders
from bot.turns.stamp_work import StampWork
from bot.turns.talk import HouseTalk
from bot.turns.thread import TurnThread
from bot.turns.work import Work
from bot.understanding.hearing import Hearing, listen

ROOT = Path(__file__).resolve().parent.parent
CHINA = ZoneInfo("Asia/Shanghai")
PACK_ROOM = 5 * 1024 * 1024  # bytes of a pack besides its originals: papers, page and manifest
SECOND_EAR = Path("bot") / "understanding" / "second_ear.json"
"""What `make train` learned from dialogs/examples; without it the rules hear alone."""
WARM_SECONDS = 3.0
"""After the start: by then the first message is answered, and the first long one has not come."""
PULLED = ("web", "terminal")
"""Channels that fetch their replies from the turn or the transcript themselves."""


def clock() -> datetime:
    """Now, in China's time."""
    return datetime.now(CHINA)


def house(settings: Settings, root: Path = ROOT) -> House:
    """All content, read once. Raises ContentError for a file that is wrong."""
    knowledge = registry.load(root / "bot" / "knowledge" / "facts")
    safety = content.read(root / "dialogs" / "words" / "safety.yaml")
    listening = ears(knowledge, root)
    grave = [scam for scam in knowledge.scams.values() if scam.alert_level == "critical"]
    built = House(
        dialogs=dialogs(settings, knowledge, root),
        ears=listening,
        speeches=speech.load(root / "locales"),
        knowledge=knowledge,
        letters=Letters(root / "templates" / "documents", knowledge),
        red_lines=RedLines(root / "templates" / "documents" / "red_lines.yaml"),
        results=Results(root / "templates" / "replies", knowledge),
        answers=Answers(root / "templates" / "answers", knowledge, listening.lexicon.disguises),
        warnings=safety["replies"],
        topics=safety["topics"],
        schemes=re.compile("|".join(f"(?:{p})" for scam in grave for p in scam.patterns)),
    )
    return replace(built, works=works(built, settings, root))


def works(built: House, settings: Settings, root: Path = ROOT) -> dict[str, Work]:
    """The kinds of slow work, by the name that turns ask for."""
    folder = root / "templates" / "typeset"
    press = Press(folder)
    charts = Charts(press, chart_words.load_words(folder), built.results, built.knowledge)
    packing = _packing(built, press, charts, root)
    stamping = {stamp_work.KIND: StampWork(settings.timestamp_url)} if settings.timestamp_url else {}
    return {
        **printing.works(built, press, charts),
        **reading.works(built),
        "pack": PackWork(built, packing),
        **stamping,
    }


def _packing(built: House, press: Press, charts: Charts, root: Path) -> Materials:
    """What evidence packs are made with; Telegram takes no file as large as others do."""
    words = load_words(root / "templates" / "documents" / "words.yaml")
    page = (root / "templates" / "pack" / "verify.html").read_bytes()
    limits = {TELEGRAM: TELEGRAM_LIMIT - PACK_ROOM}
    return Materials(PackPapers(words, built.knowledge), press, charts, page, masking.masker, limits)


def ears(knowledge: Knowledge, root: Path = ROOT, *, second: bool = True) -> Hearing:
    """The readings of free text, with the platforms that the facts know; `second`: with the trained ear."""
    platforms = knowledge.platforms.values()
    aliases = {alias: (known.id, known.name) for known in platforms for alias in known.aliases}
    exact = {alias: (known.id, known.name) for known in platforms for alias in known.exact_aliases}
    folder = root / "dialogs" / "listening"
    files = {path.name: content.read(path) for path in content.files(folder)}
    learned = root / SECOND_EAR
    model = json.loads(learned.read_text("utf-8")) if second and learned.is_file() else None
    return listen(files, aliases, exact, knowledge.names.decoys, model)


def hearing(root: Path = ROOT, *, second: bool = True) -> Hearing:
    """The ears alone, without a store or a talk; without `second` the rules alone."""
    return ears(registry.load(root / "bot" / "knowledge" / "facts"), root, second=second)


def dialogs(settings: Settings, knowledge: Knowledge, root: Path = ROOT) -> Dialogs:
    """The dialogs, with the figures that their texts may name: hotlines by fact id, days of retention."""
    folder = root / "dialogs"
    values: dict[str, object] = {id: known.phone for id, known in knowledge.procedures.items() if known.phone}
    values["retention_days"] = settings.retention_days
    found = [dialog.parse(content.read(path), str(path)) for path in sorted(folder.glob("*.yaml"))]
    commands = content.read(folder / "words" / "commands.yaml")
    phrases = content.read(folder / "words" / "phrases.yaml")["phrases"]
    return dialog.gather(found, commands, phrases, values)


def open_store(settings: Settings) -> Store:
    """The store that DATABASE_URL names; made at first start. Raises SettingError, KeyMissing, StorageError."""
    database, files = _embedded(settings)
    return SqliteStore(database, _master_key(settings), files, PULLED)


def _embedded(settings: Settings) -> tuple[Path, Path]:
    database, files = settings.database_file, settings.files_folder
    if database is None or files is None:
        raise SettingError("DATABASE_URL: only sqlite:/// databases are built in so far; FILES_URL: only folders")
    return database, files


def _master_key(settings: Settings) -> bytes:
    """MASTER_KEY, or for the embedded default the key file beside the database, made at first start."""
    database = settings.database_file
    if settings.given_key:
        return settings.given_key
    if database is None:
        raise SettingError("MASTER_KEY: is needed with a database server")
    database.parent.mkdir(parents=True, exist_ok=True)
    return master_key_file(database.parent / "master.key", database)


def backup(settings: Settings, target: Path) -> str:
    """A whole copy while in use; says what is in it."""
    database, files = _embedded(settings)
    return f"{target}: {sqlite_backup.backup(database, files, target)} files beside the database, all encrypted"


def restore(settings: Settings, archive: Path) -> str:
    """Put a copy back where nothing is yet. Raises StorageError, KeyMissing."""
    database, files = _embedded(settings)
    restored = sqlite_backup.restore(archive, database, files, _master_key(settings))
    return f"{database}: restored with {restored} files"


def _warm(made: House) -> None:
    """Let the ears make themselves ready a little later: neither the start nor the first message waits for it."""
    later = threading.Timer(WARM_SECONDS, made.ears.warm)
    later.daemon = True
    later.start()


def talk(
    settings: Settings, built: House | None = None, now: Callable[[], datetime] = clock
) -> tuple[HouseTalk, TurnThread]:
    """The house with its turn thread running; stop the thread at the end."""
    thread = TurnThread(lambda: open_store(settings))
    thread.start()
    return HouseTalk(built or house(settings), thread, now), thread


def serve(settings: Settings) -> None:
    """Everything on one machine in one process; runs until stopped."""
    talking, thread = talk(settings)
    _warm(talking.house)
    senders: dict[str, Sender] = {}
    outbox = Outbox(talking.ask, senders, clock, settings.retention_days)
    templates, address = ROOT / "templates", settings.public_url
    chat_key, desk_key = _derived_key(settings, b"web sessions"), _derived_key(settings, b"desk forms")
    routes = [
        *webchat.routes(talking, talking.house.speeches, chat_key, templates, clock, public_url=address),
        *desk.routes(talking, desk_key, templates, clock, public_url=address, wake=outbox.wake),
    ]
    living: list[AbstractAsyncContextManager[object]] = [
        _running(outbox.run()),
        _running(Reminders(talking, clock, outbox.wake).run()),
        _running(_jobs(talking, outbox.wake).run()),
    ]
    if settings.telegram_token:
        door = senders[TELEGRAM] = _telegram(settings, talking, outbox.wake, address)
        living.append(door.open())
        routes += [door.route()] if address else []
    if settings.moderators_telegram_token:
        living.append(_running(_ring(settings, talking, outbox.wake)))
    site = http.application(routes, lambda: talking.ask(lambda store: store.counts()), living)

    def invitation(base: str) -> str | None:
        return thread.submit(lambda store: desk_commands.first(store, base, clock())).result()

    try:
        _listen(site, settings, talking.leave, invitation)
    finally:
        thread.stop()


def telegram(settings: Settings) -> None:
    """Borrowers on Telegram alone, by long polling; runs until stopped. Raises SettingError without its token."""
    if not settings.telegram_token:
        raise SettingError("TELEGRAM_TOKEN: is needed for borrowers on Telegram")
    if settings.public_url:
        raise SettingError("PUBLIC_URL: is set, so Telegram sends to the web process; unset it to fetch messages here")
    talking, thread = talk(settings)
    _warm(talking.house)
    try:
        asyncio.run(_poll(settings, talking))
    finally:
        thread.stop()


async def _poll(settings: Settings, talking: HouseTalk) -> None:
    senders: dict[str, Sender] = {}
    outbox = Outbox(talking.ask, senders, clock)
    door = senders[TELEGRAM] = _telegram(settings, talking, outbox.wake, "")
    reminding = _running(Reminders(talking, clock, outbox.wake).run())
    async with _running(outbox.run()), _running(_jobs(talking, outbox.wake).run()), reminding:
        try:
            await door.poll()
        finally:
            await door.close()


def _telegram(settings: Settings, talking: HouseTalk, wake: Callable[[], None], address: str) -> Telegram:
    """The borrowers' bot; with an address it is told of updates there, else it fetches them."""

    async def reached(sender: str, yes: bool) -> None:
        await talking.ask(lambda store: store.note_reached(TELEGRAM, sender, yes, clock()))

    built = talking.house
    platforms = {
        alias.lower(): known.name
        for known in built.knowledge.platforms.values()
        for alias in (known.id, *known.aliases)
    }
    account = Account(
        settings.telegram_token.reveal(),
        _derived_key(settings, b"telegram buttons")[:32],
        settings.telegram_api_base,
        address,
        settings.telegram_webhook_secret.reveal(),
    )
    around = Surroundings(talking, wake, built.speeches, built.dialogs.commands, platforms, reached)
    return Telegram(account, around, clock)


def worker(settings: Settings) -> None:
    """Slow work, reminders and retention alone, beside the processes that talk; runs until stopped."""
    talking, thread = talk(settings)
    outbox = Outbox(talking.ask, {}, clock, settings.retention_days)

    async def work() -> None:
        async with _running(outbox.run()), _running(Reminders(talking, clock, outbox.wake).run()):
            await _jobs(talking, outbox.wake).run()

    try:
        asyncio.run(work())
    finally:
        thread.stop()


def _jobs(talking: HouseTalk, said: Callable[[], None]) -> Jobs:
    """The runner of slow work, woken by every turn that leaves some."""
    made = Jobs(talking, clock, said)
    talking.left_jobs = made.wake
    return made


def moderators(settings: Settings) -> None:
    """The moderators' Telegram bot alone; runs until stopped. Raises SettingError without its token."""
    if not settings.moderators_telegram_token:
        raise SettingError("MODERATORS_TELEGRAM_TOKEN: is needed for the moderators' bot")
    talking, thread = talk(settings)
    try:
        asyncio.run(_ring(settings, talking, lambda: None))
    finally:
        thread.stop()


async def _ring(settings: Settings, talking: HouseTalk, wake: Callable[[], None]) -> None:
    token = settings.moderators_telegram_token.reveal()
    await phones.ring(talking, clock, token, settings.telegram_api_base, wake)


def _derived_key(settings: Settings, use: bytes) -> bytes:
    """Signs what browsers bring back; derived, so that no second secret has to be kept."""
    return hashlib.blake2b(use, key=_master_key(settings)[:64]).digest()


@asynccontextmanager
async def _running(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _listen(
    site: Starlette, settings: Settings, leave: Callable[[], None], invitation: Callable[[str], str | None]
) -> None:
    """Bind, say where (while nobody has an account also how the first supervisor gets one), serve."""
    config = uvicorn.Config(
        site,
        log_level="warning",
        access_log=False,  # addresses of people who ask for help are nobody's business
        server_header=False,
        timeout_graceful_shutdown=3,
    )
    listening = socket.create_server(("0.0.0.0", settings.port), backlog=512)  # noqa: S104 - phones on the same network
    port = listening.getsockname()[1]
    base = settings.public_url or f"http://127.0.0.1:{port}"
    print(f"不慌 已启动\n  聊天  {base}/\n  值班台 {base}/desk", flush=True)  # noqa: T201
    link = invitation(base)
    if link:
        print(f"  第一位主管在这里开户（只能用一次，48 小时内有效）\n  {link}", flush=True)  # noqa: T201
    _Server(config, leave).run(sockets=[listening])


class _Server(uvicorn.Server):
    """Ends the open event streams when told to stop, so that nobody waits for them and nothing is cut off."""

    def __init__(self, config: uvicorn.Config, leave: Callable[[], None]) -> None:
        super().__init__(config)
        self._leave = leave

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._leave()
        await super().shutdown(sockets)
