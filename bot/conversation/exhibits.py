"""The borrower's evidence as the talk shows it: every file or message that was kept, under a number it never loses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.conversation.exchange import Exchange
from bot.model import Answer, Case, Choice, Record, Upload

KIND = "evidence"
SHOWN_WORDS = 24
"""Characters of a name or of words in one line of a list: a phone shows about that many."""

MOST_BUTTONS = 24
"""Exhibits offered as buttons, the newest; the others are opened by number."""

HASH_SHOWN = 16
"""Hex digits of a hash that two people can compare aloud; the pack has all 64."""

Shown = tuple[str, tuple[Choice, ...]]

_KINDS = (
    ("audio/", "audio"),
    ("video/", "video"),
    ("image/", "picture"),
    ("text/plain", "text"),
    ("application/pdf", "document"),
    ("application/msword", "document"),
    ("application/vnd.", "document"),
)


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One piece of evidence. `words` is a kept message's text, `file` a kept file's id; the other is empty."""

    number: int
    record: Record

    def text(self, name: str) -> str:
        return str(self.record.value(name) or "")

    @property
    def words(self) -> str:
        return self.text("text")

    @property
    def file(self) -> str:
        return self.text("file")

    @property
    def marks(self) -> tuple[str, ...]:
        return tuple(self.record.value("marks") or ())

    @property
    def kind(self) -> str:
        """audio, video, picture, text, document, other; or message for kept words."""
        if self.words:
            return "message"
        return next((kind for begins, kind in _KINDS if self.text("type").startswith(begins)), "other")

    @property
    def gone(self) -> bool:
        return bool(self.record.value("removed"))


def everything(case: Case) -> list[Exhibit]:
    """Every exhibit there ever was, removed ones too, by number."""
    found = [Exhibit(int(record.id.partition("/")[2] or 0), record) for record in case.of(KIND)]
    return sorted(found, key=lambda exhibit: exhibit.number)


def standing(case: Case) -> list[Exhibit]:
    """Those that were not removed."""
    return [exhibit for exhibit in everything(case) if not exhibit.gone]


def told(case: Case) -> dict[str, dict[str, Any]]:
    """What letters may say of those that stand, by record id."""
    keys = ("name", "text", "note", "carrier", "incident")
    return {
        one.record.id: {"number": one.number, "kind": one.kind} | {key: one.text(key) for key in keys if one.text(key)}
        for one in standing(case)
    }


def find(case: Case, number: str | int) -> Exhibit | None:
    """The exhibit of that number that still stands."""
    return next((exhibit for exhibit in standing(case) if str(exhibit.number) == str(number)), None)


def next_number(case: Case) -> int:
    """A number that no exhibit ever had."""
    return max((exhibit.number for exhibit in everything(case)), default=0) + 1


def of_file(number: int, upload: Upload, facts: dict[str, Any]) -> Record:
    """The record of a file that arrived. `facts`: at, received, message, note, incident as far as known."""
    said = {
        "file": upload.file_id,
        "name": upload.name,
        "type": upload.found or upload.type,
        "said_type": upload.type,
        "size": upload.size,
        "sha256": upload.sha256,
        "marks": list(upload.marks),
    }
    return _record(number, said | facts)


def of_words(number: int, words: str, facts: dict[str, Any]) -> Record:
    """The record of a message whose words are evidence."""
    return _record(number, {"text": words, "type": "text/plain"} | facts)


def removed(exhibit: Exhibit, at: datetime) -> Record:
    """What stays of an exhibit: its number and when it went."""
    return _record(exhibit.number, {"removed": at.isoformat(timespec="seconds")})


def _record(number: int, answers: dict[str, Any]) -> Record:
    kept = {key: Answer(value) for key, value in answers.items() if value not in ("", None, [])}
    return Record(f"{KIND}/{number}", kept)


# ---------------------------------------------------------------- screens


def title(x: Exchange, exhibit: Exhibit) -> str:
    """“录音「通话.mp3」”, “短信或留言「您已逾期…」”."""
    name = exhibit.text("name") or " ".join(exhibit.words.split())
    short = name if len(name) <= SHOWN_WORDS else name[:SHOWN_WORDS] + "…"
    return x.phrase("exhibit_title", kind=x.phrase(f"exhibit_kind_{exhibit.kind}"), name=short)


def incident_line(x: Exchange, record: Record) -> str:
    """“事件 2：他们打给我妈…”."""
    story = " ".join(str(record.value("story") or "").split())
    short = story if len(story) <= SHOWN_WORDS else story[:SHOWN_WORDS] + "…"
    number = record.id.partition("/")[2] or "1"
    return (
        x.phrase("exhibit_incident", number=number, story=short) if short else x.phrase("incident_only", number=number)
    )


def _list(x: Exchange, _arg: str) -> Shown:
    found = standing(x.case)
    if not found:
        return x.phrase("evidence_none"), _ways(x, "back", "menu")
    lines = [x.phrase("evidence_list", count=len(found))]
    lines += [x.phrase("evidence_line", number=one.number, title=title(x, one), rest=_rest(x, one)) for one in found]
    lines.append(x.phrase("evidence_how"))
    pressed = tuple(
        Choice(f"/exhibit:{one.number}", x.phrase("exhibit_button", number=one.number)) for one in found[-MOST_BUTTONS:]
    )
    return "\n".join(lines), (*pressed, *_ways(x, "pack", "back", "menu"))


def _rest(x: Exchange, exhibit: Exhibit) -> str:
    """Day, link and whether there is a note, as far as there are."""
    parts = [_day(x, exhibit.text("at"))]
    number = exhibit.text("incident").partition("/")[2]
    parts += [x.phrase("incident_only", number=number)] if number else []
    parts += [x.phrase("exhibit_noted")] if exhibit.text("note") else []
    return " · ".join(part for part in parts if part)


def _day(x: Exchange, at: str) -> str:
    try:
        when = datetime.fromisoformat(at)
    except ValueError:
        return ""
    return x.phrase("date", month=when.month, day=when.day)


def _one(x: Exchange, arg: str) -> Shown:
    exhibit = find(x.case, arg)
    if exhibit is None:
        return _list(x, "")
    lines = [x.phrase("exhibit_head", number=exhibit.number, title=title(x, exhibit))]
    if exhibit.words:
        lines.append(exhibit.words)
    lines.append(x.phrase("exhibit_received", at=exhibit.text("received")[:16].replace("T", " ")))
    incident = x.case.records.get(exhibit.text("incident"))
    lines += [incident_line(x, incident)] if incident else []
    lines += [x.phrase("exhibit_note", note=exhibit.text("note"))] if exhibit.text("note") else []
    lines += [x.phrase("exhibit_carrier", carrier=exhibit.text("carrier"))] if exhibit.text("carrier") else []
    if exhibit.text("sha256"):
        lines.append(x.phrase("exhibit_hash", hash=exhibit.text("sha256")[:HASH_SHOWN]))
    lines += [x.phrase(f"file_{mark}", name=exhibit.text("name")) for mark in exhibit.marks if mark in SAID_AGAIN]
    acts = ("name", "note", "carrier", "link", "drop")
    found = tuple(Choice(f"exhibit_{act}:{exhibit.number}", x.phrase(f"exhibit_do_{act}")) for act in acts)
    return "\n".join(lines), (*found, *_ways(x, "evidence", "menu"))


SAID_AGAIN = ("lying", "bomb", "script", "huge")
"""Marks that matter whenever an exhibit is looked at."""


def _ask_name(x: Exchange, arg: str) -> Shown:
    return x.phrase("exhibit_ask_name", number=arg), _ways(x, "evidence", "menu")


def _ask_note(x: Exchange, arg: str) -> Shown:
    return x.phrase("exhibit_ask_note", number=arg), _ways(x, "evidence", "menu")


def _ask_carrier(x: Exchange, arg: str) -> Shown:
    return x.phrase("exhibit_ask_carrier", number=arg), _ways(x, "evidence", "menu")


def _ask_link(x: Exchange, arg: str) -> Shown:
    found = tuple(Choice(f"exhibit_link:{arg}:{one.id}", incident_line(x, one)) for one in x.case.of("incident"))
    none = (Choice(f"exhibit_link:{arg}:none", x.phrase("exhibit_no_link")),)
    return x.phrase("exhibit_ask_link", number=arg), (*found, *none, *_ways(x, "evidence", "menu"))


def _ask_drop(x: Exchange, arg: str) -> Shown:
    return x.phrase("exhibit_ask_drop", number=arg), (
        Choice(f"exhibit_gone:{arg}", x.phrase("exhibit_drop_yes")),
        Choice(f"exhibit_kept:{arg}", x.phrase("exhibit_drop_no")),
    )


def _ways(x: Exchange, *ids: str) -> tuple[Choice, ...]:
    return tuple(Choice(f"/{id}", x.speech(x.dialogs.commands[id].label)) for id in ids)


SCREENS: dict[str, Callable[[Exchange, str], Shown]] = {
    "#evidence": _list,
    "#exhibit": _one,
    "#exhibit_name": _ask_name,
    "#exhibit_note": _ask_note,
    "#exhibit_carrier": _ask_carrier,
    "#exhibit_link": _ask_link,
    "#exhibit_drop": _ask_drop,
}
