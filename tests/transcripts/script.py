"""Golden talks as text files, and one way to run them through the real house.

`# ` begins a comment, `@ ` sets the clock, `> ` is what the borrower does: text, `[id, id]` for buttons, `(name.png)`
for a file, `= id` before the text repeats a message id. `+` lets a reminder come that is due. What follows is the bot's
answer, each bubble after `< `.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.model import Answer, Case, Flag, Incoming, Reply, Upload
from bot.storage.base import Store
from bot.storage.sqlite import SqliteStore
from bot.turns import reminders, turn
from bot.turns.house import House

FOLDER = Path(__file__).parent
SENDER = "transcript"
BEGIN = datetime.fromisoformat("2026-11-22T10:00:00+08:00")
_BUTTONS = re.compile(r"\[(.+)\]")
_HEADS = {
    "png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    "mp3": ("audio/mpeg", b"ID3\x03\0\0\0\0\0\0"),
    "pdf": ("application/pdf", b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(x)>>>>\n"),
    "jpg": ("image/jpeg", b"MZ\x90\0\3\0\0\0"),
}
"""What a file of each ending begins with: a PDF with a script, a picture that is a program."""
_FILE = re.compile(r"\((.+\.\w+)\)")


@dataclass(frozen=True, slots=True)
class Move:
    """One thing the borrower does, at a time."""

    text: str
    at: datetime
    number: int

    @property
    def choice(self) -> tuple[str, ...]:
        found = _BUTTONS.fullmatch(self.text)
        return tuple(id.strip() for id in found[1].split(",")) if found else ()

    @property
    def file(self) -> str:
        found = _FILE.fullmatch(self.text)
        return found[1] if found else ""

    @property
    def content(self) -> bytes:
        """The bytes of the file."""
        return _HEADS[self.file.rpartition(".")[2]][1] + self.file.encode()

    @property
    def type(self) -> str:
        """What the sender calls the file."""
        return _HEADS[self.file.rpartition(".")[2]][0]

    @property
    def words(self) -> str:
        """What is typed; nothing for a button or a file."""
        return "" if self.choice or self.file else self.text.replace("\\n", "\n")

    def incoming(self, channel: str, files: tuple[Upload, ...] = ()) -> Incoming:
        return Incoming(channel, SENDER, str(self.number), self.at, self.words, self.choice, files)


def talks() -> list[Path]:
    """Every golden talk."""
    return sorted(FOLDER.glob("*.txt"))


def sayings() -> list[Path]:
    """The talks in which the borrower alone moves: each channel has its own way of showing a reminder."""
    return [path for path in talks() if not any(move.text == "+" for move in moves(path))]


def moves(path: Path, between: timedelta = timedelta(0)) -> Iterator[Move]:
    """What the borrower does in a talk, in order, each move so long after the one before it."""
    at = BEGIN
    number = 0
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("@ "):
            at = datetime.fromisoformat(line[2:])
        elif line.startswith("> "):
            number += 1
            at += between
            yield Move(line[2:], at, number)
        elif line == "+":
            yield Move(line, at, number)


def play(house: House, store: Store, move: Move) -> turn.Answered:
    """One move through a real turn with a real store, in a transaction of its own."""
    with store.transaction():
        if move.text == "+":
            who = store.load("terminal", SENDER, move.at).borrower_id
            fired = reminders.fire(house, store, move.at, who)
            return turn.Answered(fired[1] if fired else ())
        files: tuple[Upload, ...] = ()
        if move.file:
            files = (store.keep_file("terminal", SENDER, move.file, move.type, move.content, move.at),)
        return turn.run(house, store, move.incoming("terminal", files), move.at)


class Clock:
    """The clock of a talk through a channel: a test sets it before each move."""

    now = BEGIN

    def __call__(self) -> datetime:
        return self.now


def in_house(path: Path, house: House, folder: Path, between: timedelta = timedelta(0)) -> Case:
    """What the store holds after a talk without any channel."""
    store = SqliteStore(folder / "house.db", bytes(32), folder / "house")
    at = BEGIN
    for move in moves(path, between):
        play(house, store, move)
        at = move.at
    case = store.load("terminal", SENDER, at).case
    store.close()
    return case


def telling(case: Case) -> dict[str, dict[str, object]]:
    """The answers, without what names a stored file or message, or the second at which one came."""

    def told(name: str, answer: Answer) -> tuple[object, str]:
        return ("" if name in ("file", "at", "received", "message") else answer.value, answer.state)

    return {
        id: {name: told(name, answer) for name, answer in record.answers.items()} for id, record in case.records.items()
    }


def shown(replies: tuple[Reply, ...], flags: tuple[Flag, ...]) -> str:
    """An answer as a golden file holds it."""
    lines: list[str] = []
    for reply in replies:
        title = f"《{reply.title}》\n" if reply.title else ""
        mark = f"({reply.kind}) " if reply.kind in ("letter", "crisis", "person") else ""
        lines.append("< " + (mark + title + reply.text).replace("\n", "\n  "))
        if reply.choices:
            lines.append("  " + " ".join(f"[{choice.label}]" for choice in reply.choices))
        lines += [f"  (file {file.name})" for file in reply.files]
    lines += [f"! {flag.severity} {flag.reason}" for flag in flags]
    return "\n".join(lines)


def golden(path: Path, house: House, store: Store) -> str:
    """The whole talk as it goes today, in the form of its file."""
    answers = iter([shown(a.replies, a.flags) for a in (play(house, store, move) for move in moves(path))])
    lines: list[str] = []
    for line in path.read_text("utf-8").splitlines():
        if line.startswith(("# ", "@ ")):
            lines.append(line)
        elif line.startswith("> ") or line == "+":
            lines += ["", line, next(answers)]
    return _masked("\n".join(lines).strip() + "\n")


def _masked(text: str) -> str:
    """Receipt numbers are chance; the golden file keeps their form only."""
    return re.sub(r"\d{8}-[2-9A-Z]{8}", "00000000-XXXXXXXX", text)
