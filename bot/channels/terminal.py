"""The terminal channel: the same talk on standard input and output, for people or, line by line, as JSON."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO, TypeVar

from bot.errors import BotError
from bot.model import Incoming, Reply, Upload
from bot.storage.base import Store
from bot.storage.base_evidence import Reading
from bot.turns import jobs, reminders
from bot.turns.house import House
from bot.turns.thread import TurnThread
from bot.turns.turn import Answered, run

T = TypeVar("T")

CHANNEL = "terminal"
LEAVE = ("exit", "quit", "退出")


@dataclass(slots=True)
class Terminal:
    """One person's talk in a terminal. `given` is where handed-out files are put."""

    house: House
    thread: TurnThread
    sender: str
    clock: Callable[[], datetime]
    given: Path
    count: int = 0
    start: str = field(default="")

    def __post_init__(self) -> None:
        self.start = f"{self.clock().timestamp():.6f}"

    def turn(self, line: Any) -> Answered:
        """One turn from plain text or {"text", "choice", "file", "at", "id"}."""
        data = line if isinstance(line, dict) else {"text": str(line)}
        self.count += 1
        now = self._at(data.get("at"))
        choice = data.get("choice", ())
        incoming = Incoming(
            channel=CHANNEL,
            sender=self.sender,
            message_id=str(data.get("id") or f"{self.start}-{self.count}"),
            sent_at=now,
            text=str(data.get("text") or ""),
            choice=tuple(str(id) for id in choice) if isinstance(choice, list) else (str(choice),) if choice else (),
            files=tuple(self._uploads(data.get("file"), now)),
        )
        before = self._ask(lambda store: self._reminded(store, now))
        answered = self._ask(lambda store: run(self.house, store, incoming, now))
        answered = replace(answered, replies=(*before, *answered.replies))
        if not answered.jobs:
            return answered
        # Nobody waits at a terminal for something to arrive later: the slow part belongs to the turn.
        who = self._ask(lambda store: store.load(CHANNEL, self.sender, now).borrower_id)
        said = jobs.run_waiting(self.house, self._ask, lambda: now, who)
        return replace(answered, replies=(*answered.replies, *said))

    def _ask(self, job: Callable[[Store], T]) -> T:
        return self.thread.submit(job).result()

    def _reminded(self, store: Store, now: datetime) -> tuple[Reply, ...]:
        """What was due while nobody was here; a terminal cannot call."""
        loaded = store.load(CHANNEL, self.sender, now)
        fired = reminders.fire(self.house, store, now, loaded.borrower_id) if loaded.version else None
        return fired[1] if fired else ()

    def _at(self, at: Any) -> datetime:
        now = self.clock()
        if not at:
            return now
        moment = datetime.fromisoformat(str(at))
        return moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)

    def _uploads(self, named: Any, now: datetime) -> Iterator[Upload]:
        for name in [named] if isinstance(named, str) else named or ():
            path = Path(name)
            type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            content = path.read_bytes()

            def keep(store: Store, path: Path = path, type: str = type, content: bytes = content) -> Upload:
                return store.keep_file(CHANNEL, self.sender, path.name, type, content, now)

            yield self.thread.submit(keep).result()

    def _open(self, id: str) -> Reading | None:
        def find(store: Store) -> Reading | None:
            found = store.find_file(CHANNEL, self.sender, id)
            return found[1] if found else None

        return self.thread.submit(find).result()

    def files(self, reply: Reply) -> list[dict[str, str]]:
        """Put a reply's files on disk; their names, types and paths."""
        found = []
        for file in reply.files:
            reading = self._open(file.file_id)
            if reading is not None:
                self.given.mkdir(parents=True, exist_ok=True)
                path = self.given / f"{file.file_id}-{file.name}"
                with path.open("wb") as stream:
                    stream.writelines(reading.chunks())
                found.append({"name": file.name, "type": file.type, "path": str(path)})
        return found


def talk_json(terminal: Terminal, lines: Iterable[str], out: TextIO) -> None:
    """One JSON turn out for each line in. A line that cannot be used gets {"error"} and changes nothing."""
    for line in lines:
        if not line.strip():
            continue
        try:
            answered = terminal.turn(_parsed(line.rstrip("\n")))
        except (BotError, OSError, ValueError) as error:
            print(json.dumps({"error": f"{type(error).__name__}: {error}"}, ensure_ascii=False), file=out, flush=True)
            continue
        print(json.dumps(_turn(terminal, answered), ensure_ascii=False), file=out, flush=True)


def _parsed(line: str) -> Any:
    """A JSON object, or the line itself as plain text."""
    if line.lstrip().startswith("{"):
        try:
            found = json.loads(line)
        except ValueError:
            return line
        return found if isinstance(found, dict) and set(found) & {"text", "choice", "file"} else line
    return line


def _turn(terminal: Terminal, answered: Answered) -> dict[str, Any]:
    return {
        "replies": [
            {
                "text": reply.text,
                "choices": [{"id": choice.id, "label": choice.label} for choice in reply.choices],
                "many": reply.many,
                "files": terminal.files(reply),
                "kind": reply.kind,
            }
            for reply in answered.replies
        ],
        "flags": [
            {"reason": flag.reason, "severity": flag.severity, "rule": flag.rule, "words": flag.words}
            for flag in answered.flags
        ],
    }


def talk_plain(terminal: Terminal, lines: Iterable[str], out: TextIO) -> None:
    """A talk for people: bubbles as paragraphs, choices numbered, ways around in brackets."""
    for line in lines:
        if line.strip().lower() in LEAVE:
            return
        try:
            answered = terminal.turn(line.rstrip("\n"))
        except (BotError, OSError, ValueError) as error:
            print(f"{error}", file=out, flush=True)
            continue
        for reply in answered.replies:
            print(_paragraph(terminal, reply), file=out, flush=True)


def _paragraph(terminal: Terminal, reply: Reply) -> str:
    numbered = [choice for choice in reply.choices if not choice.id.startswith("/")]
    ways = [choice for choice in reply.choices if choice.id.startswith("/")]
    if numbered:  # a number under an open question would be its answer
        numbered += [choice for choice in ways if ":" in choice.id]
    around = [choice.label for choice in ways if choice not in numbered]
    lines = ["", *([f"《{reply.title}》"] if reply.title else []), reply.text]
    lines += [f"  {number}. {choice.label}" for number, choice in enumerate(numbered, 1)]
    lines += [f"  [{' / '.join(around)}]"] if around else []
    lines += [f"  → {file['path']}" for file in terminal.files(reply)]
    return "\n".join(lines)
