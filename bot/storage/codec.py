"""The nouns as compact JSON and back. What an older or newer version wrote still opens: keys that are
missing take their default, keys that are unknown are passed over."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.conversation.document import Document
from bot.model import Answer, Attachment, Choice, Conversation, Frame, Incoming, Record, Reply, Upload

_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
_loads = json.JSONDecoder().decode
# A phone can send half of a surrogate pair; it must come back as it went in.
_HALVES = "surrogatepass"


def packed(data: object) -> bytes:
    """Plain data as UTF-8 JSON without spaces."""
    return _dumps(data).encode("utf-8", _HALVES)


def unpacked(stored: bytes) -> Any:
    """Plain data from UTF-8 JSON."""
    return _loads(stored.decode("utf-8", _HALVES))


def conversation_bytes(conversation: Conversation) -> bytes:
    """A conversation without what is at its default."""
    data: dict[str, Any] = {"locale": conversation.locale}
    if conversation.stack:
        data["stack"] = [_frame(frame) for frame in conversation.stack]
    if conversation.asked:
        data["asked"] = conversation.asked
    if conversation.misses:
        data["misses"] = conversation.misses
    if conversation.paused:
        data["paused"] = True
    if conversation.last_at:
        data["last_at"] = conversation.last_at
    if conversation.pending:
        data["pending"] = dict(conversation.pending)
    if conversation.beside:
        data["beside"] = dict(conversation.beside)
    return packed(data)


def conversation_from(stored: bytes) -> Conversation:
    get = unpacked(stored).get
    return Conversation(
        stack=tuple([_frame_from(*frame) for frame in get("stack", ())]),
        locale=get("locale", "zh_Hans"),
        asked=get("asked", ""),
        misses=get("misses", 0),
        paused=get("paused", False),
        last_at=get("last_at", ""),
        pending=get("pending"),
        beside=get("beside", {}),
    )


def _frame(frame: Frame) -> list[Any]:
    data: list[Any] = [frame.dialog, dict(frame.bind)]
    if frame.again or frame.need or frame.then:
        data.append(frame.again)
    if frame.need or frame.then:
        data += [frame.need, frame.then]
    return data


def _frame_from(
    dialog: str,
    bind: dict[str, str],
    again: Sequence[str] = (),
    need: Sequence[str] = (),
    then: str = "",
    *_later: object,
) -> Frame:
    return Frame(dialog, bind, tuple(again), tuple(need), then)


def record_bytes(record: Record) -> bytes:
    """The answers by question: [value], [value, state] or [value, state, words]."""
    return packed({question: _answer(answer) for question, answer in record.answers.items()})


def record_from(id: str, stored: bytes) -> Record:
    return Record(id, {question: Answer(*parts[:3]) for question, parts in unpacked(stored).items()})


def _answer(answer: Answer) -> list[Any]:
    if answer.words:
        return [answer.value, answer.state, answer.words]
    return [answer.value] if answer.state == "given" else [answer.value, answer.state]


def incoming_data(incoming: Incoming) -> dict[str, Any]:
    """A message without channel and sender: the borrower's row knows them."""
    data: dict[str, Any] = {"id": incoming.message_id, "at": incoming.sent_at.isoformat()}
    if incoming.text:
        data["text"] = incoming.text
    if incoming.choice:
        data["choice"] = incoming.choice
    if incoming.files:
        data["files"] = [_upload(file) for file in incoming.files]
    if incoming.locale:
        data["locale"] = incoming.locale
    if incoming.forwarded:
        data["forwarded"] = True
    return data


def incoming_from(channel: str, sender: str, data: Mapping[str, Any]) -> Incoming:
    get = data.get
    return Incoming(
        channel=channel,
        sender=sender,
        message_id=data["id"],
        sent_at=datetime.fromisoformat(data["at"]),
        text=get("text", ""),
        choice=tuple(get("choice", ())),
        files=tuple([_upload_from(*file[:7]) for file in get("files", ())]),
        locale=get("locale", ""),
        forwarded=get("forwarded", False),
    )


def _upload(file: Upload) -> list[Any]:
    data: list[Any] = [file.file_id, file.name, file.type, file.size, file.sha256]
    return [*data, file.found, file.marks] if file.found or file.marks else data


def _upload_from(*parts: Any) -> Upload:
    found = Upload(*parts[:6])
    return replace(found, marks=tuple(parts[6])) if len(parts) > 6 else found


def reply_data(reply: Reply) -> dict[str, Any]:
    """A reply without what is at its default; choices as [id, label(, alone)], files as [file_id, name, type]."""
    data: dict[str, Any] = {"text": reply.text}
    if reply.choices:
        data["choices"] = [_choice(choice) for choice in reply.choices]
    if reply.many:
        data["many"] = True
    if reply.files:
        data["files"] = [[file.file_id, file.name, file.type] for file in reply.files]
    if reply.kind != "text":
        data["kind"] = reply.kind
    if reply.title:
        data["title"] = reply.title
    return data


def _choice(choice: Choice) -> list[Any]:
    return [choice.id, choice.label, True] if choice.alone else [choice.id, choice.label]


def replies_from(data: Sequence[Mapping[str, Any]]) -> tuple[Reply, ...]:
    return tuple([_reply(reply.get) for reply in data])


def _reply(get: Any) -> Reply:
    return Reply(
        text=get("text", ""),
        choices=tuple([Choice(*choice[:3]) for choice in get("choices", ())]),
        many=get("many", False),
        files=tuple([Attachment(*file[:3]) for file in get("files", ())]),
        kind=get("kind", "text"),
        title=get("title", ""),
    )


def document_data(document: Document) -> dict[str, Any]:
    return {
        "letter": document.letter,
        "debt": document.debt,
        "version": document.version,
        "title": document.title,
        "text": document.text,
        "fields": dict(document.fields),
        "facts": list(document.facts),
    }


def document_from(data: Mapping[str, Any], id: int, at: datetime) -> Document:
    get = data.get
    known = (get("letter", ""), get("debt", ""), get("version", 1), get("title", ""), get("text", ""))
    return Document(*known, fields=get("fields", {}), facts=tuple(get("facts", ())), at=at, id=id)
