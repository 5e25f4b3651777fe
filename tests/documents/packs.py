"""Small evidence packs made without a store, and every way in which somebody might tamper with one."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot import custody
from bot.advice.assessment import Assessment
from bot.custody import GENESIS, Link, Stamp, Step
from bot.documents import evidence_pack
from bot.documents.evidence_pack import MANIFEST, Extra, Pack, Part
from bot.documents.pack_papers import Piece, Told

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "templates" / "pack" / "verify.html").read_bytes()
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
CONTENTS = {1: b"ID3\3 a recording", 2: b"\x89PNG a picture", 4: "【某某】今天不还就上门".encode()}
NAMES = {1: "来电录音.mp3", 2: "短信截图.png", 4: ""}
Members = dict[str, bytes]


def piece(number: int) -> Piece:
    content = CONTENTS[number]
    kind = {1: "audio", 2: "picture", 4: "message"}[number]
    return Piece(
        number, NAMES[number], kind, "application/octet-stream", len(content), custody.sha256(content),
        lambda: content, received=NOW.isoformat(), incident="incident/1",
    )  # fmt: skip


def links() -> list[Link]:
    """Four arrivals; the third was removed, so its details are forgotten."""
    steps = [
        Step("received", n, {"sha256": custody.sha256(CONTENTS.get(n, b"gone"))}, {"name": NAMES.get(n) or "文字"})
        for n in (1, 2, 3, 4)
    ]
    steps += [Step("removed", 3), Step("viewed", 0, details={"staff": 7})]
    before, found = GENESIS, []
    for number, step in enumerate(steps, 1):
        details = custody.text_of(step.details) if step.details else ""
        entry = custody.entry_of(number, NOW + timedelta(minutes=number), step, details)
        before = custody.link_of(before, entry)
        found.append(Link(number, NOW, entry, before, "" if step.exhibit == 3 else details))
    return found


def pack(**changed: Any) -> Pack:
    """Three exhibits, a paper, a time stamp."""
    chain = links()
    stamp = Stamp(2, NOW, b"token " + bytes.fromhex(custody.sha256(chain[1].link.encode())))
    told = Told("", (), Assessment(()), tuple(piece(number) for number in CONTENTS), changed.pop("mask", str))
    extras = (Extra("证据目录.txt", "目录".encode()),)
    whole: dict[str, Any] = {"links": chain, "stamps": (stamp,), "extras": extras} | changed
    return Pack(told, at=NOW, masked=False, page=PAGE, **whole)


def written(made: Pack, part: Part | None = None) -> bytes:
    stream = io.BytesIO()
    made.write(part or Part(1, 1, made.told.pieces), stream)
    return stream.getvalue()


def members(content: bytes) -> Members:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def zipped(found: Members) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as opened:
        for name, content in found.items():
            opened.writestr(name, content)
    return stream.getvalue()


def _manifest(change: Callable[[dict[str, Any]], None]) -> Callable[[Members], None]:
    def tamper(found: Members) -> None:
        manifest = json.loads(found[MANIFEST])
        change(manifest)
        found[MANIFEST] = json.dumps(manifest, ensure_ascii=False).encode()

    return tamper


def _of(found: Members, number: int) -> str:
    return next(name for name in found if name.startswith(f"原件/{number:03}"))


def _byte(found: Members) -> None:
    name = _of(found, 1)
    found[name] = found[name][:-1] + b"!"


def _swap(found: Members) -> None:
    one, two = _of(found, 1), _of(found, 2)
    found[one], found[two] = found[two], found[one]


def _replaced(found: Members) -> None:
    """Another recording, its hash put right wherever the manifest has it."""
    name, content = _of(found, 1), b"ID3\3 another"
    manifest = json.loads(found[MANIFEST])
    for one in (*manifest["contents"]["files"], *manifest["contents"]["exhibits"]):
        if one["path"] == name:
            one |= {"size": len(content), "sha256": custody.sha256(content)}
    manifest["seal"] = evidence_pack.seal_of(manifest["head"], manifest["contents"])
    found |= {name: content, MANIFEST: json.dumps(manifest).encode()}


def _left_out(found: Members) -> None:
    """An exhibit taken out everywhere but in the chain, the seal made anew."""
    name = _of(found, 2)
    del found[name]
    manifest = json.loads(found[MANIFEST])
    for key in ("files", "exhibits"):
        manifest["contents"][key] = [one for one in manifest["contents"][key] if one["path"] != name]
    manifest["seal"] = evidence_pack.seal_of(manifest["head"], manifest["contents"])
    found[MANIFEST] = json.dumps(manifest).encode()


def _edit_entry(manifest: dict[str, Any]) -> None:
    manifest["chain"][1]["entry"] = manifest["chain"][1]["entry"].replace('"exhibit":2', '"exhibit":1')


def _swap_entries(manifest: dict[str, Any]) -> None:
    chain = manifest["chain"]
    chain[0], chain[1] = chain[1], chain[0]


TAMPERS: dict[str, Callable[[Members], None]] = {
    "one byte": _byte,
    "a file missing": lambda found: found.pop(_of(found, 1)) and None,
    "a file added": lambda found: found.update({"原件/005_新的.txt": b"x"}),
    "two files swapped": _swap,
    "a file replaced with its hash": _replaced,
    "an exhibit left out": _left_out,
    "a name in the manifest": _manifest(lambda m: m["contents"]["exhibits"][0].update(name="别的")),
    "the time in the manifest": _manifest(lambda m: m["contents"].update(made_at="2026-01-01T00:00:00Z")),
    "the seal": _manifest(lambda m: m.update(seal="0" * 64)),
    "the head": _manifest(lambda m: m.update(head="0" * 64)),
    "an entry removed": _manifest(lambda m: m["chain"].pop(1) and None),
    "the last entry removed": _manifest(lambda m: m["chain"].pop() and None),
    "two entries swapped": _manifest(_swap_entries),
    "an entry edited": _manifest(_edit_entry),
    "a link edited": _manifest(lambda m: m["chain"][1].update(link="0" * 64)),
    "details edited": _manifest(lambda m: m["chain"][0].update(details="{}")),
    "details removed": _manifest(lambda m: m["chain"][0].pop("details") and None),
    "a time stamp": lambda found: found.update({"时间戳/0002.tsr": b"token of something else"}),
}
