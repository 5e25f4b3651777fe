"""Checks an evidence pack: every hash, the whole chain, and that nothing is missing or was added."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import custody
from bot.custody import GENESIS
from bot.documents.evidence_pack import FORMAT, MANIFEST, seal_of
from bot.errors import BotError

PIECE = 1024 * 1024
LARGEST_MANIFEST = 64 * 1024 * 1024


class NoPack(BotError):
    """This is no evidence pack of ours."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: how much was checked, and everything that is wrong (nothing: the pack is whole)."""

    files: int
    entries: int
    stamps: int
    seal: str
    problems: tuple[str, ...] = ()


def check(path: Path) -> Checked:
    """Check a pack. Raises NoPack when there is no manifest to check against."""
    try:
        with zipfile.ZipFile(path) as pack:
            return _checked(pack)
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, NotImplementedError) as error:
        raise NoPack(f"{path}: not a sound evidence pack ({type(error).__name__})") from error


def _checked(pack: zipfile.ZipFile) -> Checked:
    info = pack.getinfo(MANIFEST)
    if info.file_size > LARGEST_MANIFEST:
        raise ValueError("the manifest is too large")
    manifest = json.loads(pack.read(info))
    contents, chain = manifest["contents"], manifest["chain"]
    if contents["format"] != FORMAT:
        raise ValueError("another format")
    problems = [
        *_files(pack, contents),
        *_chain(chain, contents),
        *_bound(manifest),
        *_exhibits(contents, chain),
        *_stamps(pack, contents, chain),
    ]
    return Checked(len(contents["files"]), len(chain), len(contents["stamps"]), manifest["seal"], tuple(problems))


def _files(pack: zipfile.ZipFile, contents: Mapping[str, Any]) -> Iterator[str]:
    names = pack.namelist()
    known = {one["path"] for one in contents["files"]}
    for name in sorted(set(names) - known - {MANIFEST}):
        yield f"{name}: is not in the manifest"
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{name}: is there twice"
    for one in contents["files"]:
        if one["path"] not in names:
            yield f"{one['path']}: is missing"
        elif _hash(pack, one["path"]) != (one["size"], one["sha256"]):
            yield f"{one['path']}: is not as it was packed"


def _hash(pack: zipfile.ZipFile, name: str) -> tuple[int, str] | None:
    """Size and SHA-256, or None when it cannot be read."""
    found, size = hashlib.sha256(), 0
    try:
        with pack.open(name) as stream:
            while piece := stream.read(PIECE):
                found.update(piece)
                size += len(piece)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError):
        return None
    return size, found.hexdigest()


def _chain(chain: list[dict[str, Any]], contents: Mapping[str, Any]) -> Iterator[str]:
    before, withheld = GENESIS, set(contents["withheld"])
    for number, one in enumerate(chain, 1):
        said = json.loads(one["entry"])
        if said.get("number") != number:
            yield f"entry {number} of the chain is missing or out of place"
        if custody.link_of(before, one["entry"]) != one["link"]:
            yield f"entry {number} of the chain is not as it was written"
        details = one.get("details", "")
        if details and custody.sha256(details.encode()) != said.get("about"):
            yield f"the details of entry {number} are not as they were written"
        if "about" in said and not details and number not in withheld:
            yield f"the details of entry {number} are missing"
        before = one["link"]


def _bound(manifest: Mapping[str, Any]) -> Iterator[str]:
    chain = manifest["chain"]
    if manifest["head"] != (chain[-1]["link"] if chain else GENESIS):
        yield "the chain does not end where the manifest says"
    if seal_of(manifest["head"], manifest["contents"]) != manifest["seal"]:
        yield "the manifest is not as it was sealed"


def _exhibits(contents: Mapping[str, Any], chain: list[dict[str, Any]]) -> Iterator[str]:
    """Each exhibit is the one the chain received; none that stands is left out."""
    received: dict[int, str] = {}
    for one in chain:
        said = json.loads(one["entry"])
        if said["event"] == "received":
            received[said["exhibit"]] = said["sha256"]
        elif said["event"] == "removed":
            received.pop(said["exhibit"], None)
    hashes = {one["path"]: one["sha256"] for one in contents["files"]}
    shown = {one["number"]: one for one in contents["exhibits"]}
    for number in sorted(received.keys() - shown.keys()):
        yield f"exhibit {number} is in the chain but not in the manifest"
    for number, one in sorted(shown.items()):
        if received.get(number) != one["sha256"]:
            yield f"exhibit {number} is not the one that the chain received"
        if one["path"] and hashes.get(one["path"]) != one["sha256"]:
            yield f"exhibit {number} is not the file at {one['path']}"


def _stamps(pack: zipfile.ZipFile, contents: Mapping[str, Any], chain: list[dict[str, Any]]) -> Iterator[str]:
    """A token holds the hash it was given for; who issued it is for `openssl ts -verify` to say."""
    for one in contents["stamps"]:
        link = chain[one["entry"] - 1]["link"] if 0 < one["entry"] <= len(chain) else ""
        try:
            token = pack.read(one["path"])
        except (KeyError, zipfile.BadZipFile):
            continue  # told among the files
        if hashlib.sha256(link.encode()).digest() not in token:
            yield f"{one['path']}: is not a time stamp of entry {one['entry']}"
