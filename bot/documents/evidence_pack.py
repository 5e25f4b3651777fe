"""The evidence pack: a ZIP with papers, originals, the chain, and a page that checks all of it without any network.

`manifest.json` holds `contents` (every file with its hash), `chain` (the entries as they were hashed), `head` (the
last link) and `seal`, which binds the contents to the chain: seal = SHA-256(head, a line feed, SHA-256 of the
contents as one canonical text). See `bot.custody` for links and that text; `pack_check` and the page check the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot import custody
from bot.custody import GENESIS, Link, Stamp
from bot.documents.pack_papers import KINDS, PackPapers, Piece, Told
from bot.documents.zip_stream import Sink, ZipStream

FORMAT = "buhuang-evidence-pack/1"
MANIFEST, PAGE = "manifest.json", "核验.html"
HIDDEN = ("name", "note", "carrier")  # words of a link in which somebody may be named
LONGEST_NAME = 40  # characters of an original's name in the pack, so that its path fits every phone

_UNFIT = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|\s]+')


@dataclass(frozen=True, slots=True)
class Part:
    """Which pieces go into one file, and how many files there are."""

    number: int
    of: int
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Made:
    """One written pack: what seals it, and the largest number of its chain."""

    seal: str
    files: int


@dataclass(frozen=True, slots=True)
class Extra:
    """A further file, such as a chart or a set paper."""

    path: str
    content: bytes


@dataclass(slots=True)
class Pack:
    """Everything that the parts of one pack share. `masked` says whether other people's data are hidden in papers."""

    told: Told
    links: Sequence[Link]
    stamps: Sequence[Stamp]
    at: datetime
    masked: bool
    page: bytes
    extras: Sequence[Extra] = ()
    _files: list[dict[str, Any]] = field(default_factory=list)

    def words(self) -> Iterator[str]:
        """Every text that somebody's name may stand in: of the exhibits, and of the chain's own words."""
        for piece in self.told.pieces:
            yield from (piece.name, piece.note, piece.carrier)
        for link in self.links:
            if link.details:
                said: Mapping[str, Any] = json.loads(link.details)
                yield from (str(said[key]) for key in HIDDEN if key in said)

    def write(self, part: Part, sink: Sink) -> Made:
        """Write one part. One original is in memory at a time."""
        packed = ZipStream(sink, self.at)
        self._files = []
        for piece in part.pieces:
            self._add(packed, place(piece, self.told.mask), piece.read())
        for path, content in self._others():
            self._add(packed, path, content)
        head = self.links[-1].link if self.links else GENESIS
        contents = self._contents(part)
        seal = seal_of(head, contents)
        manifest = {"contents": contents, "chain": list(self._chain()), "head": head, "seal": seal}
        packed.add(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
        packed.close()
        return Made(seal, len(self._files) + 1)

    def _add(self, packed: ZipStream, path: str, content: bytes) -> None:
        packed.add(path, content)
        self._files.append({"path": path, "size": len(content), "sha256": custody.sha256(content)})

    def _others(self) -> Iterator[tuple[str, bytes]]:
        yield PAGE, self.page
        for extra in self.extras:
            yield extra.path, extra.content
        for stamp in self.stamps:
            yield f"时间戳/{stamp.number:04}.tsr", stamp.token

    def _contents(self, part: Part) -> dict[str, Any]:
        here = {piece.number for piece in part.pieces}
        return {
            "format": FORMAT,
            "made_at": f"{self.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "masked": self.masked,
            "part": part.number,
            "parts": part.of,
            "files": self._files,
            "exhibits": [self._exhibit(piece, piece.number in here) for piece in self.told.pieces],
            "stamps": [{"entry": one.number, "path": f"时间戳/{one.number:04}.tsr"} for one in self.stamps],
            "withheld": [link.number for link in self.links if "about" in link.facts and not self._open(link)],
        }

    def _exhibit(self, piece: Piece, here: bool) -> dict[str, Any]:
        mask = self.told.mask
        said = {
            "number": piece.number,
            "name": mask(piece.name),
            "kind": piece.kind,
            "type": piece.type,
            "size": piece.size,
            "sha256": piece.sha256,
            "sent": piece.sent,
            "received": piece.received,
            "note": mask(piece.note),
            "incident": piece.incident,
            "path": place(piece, mask) if here else "",
        }
        return {key: value for key, value in said.items() if value != "" or key == "path"}

    def _chain(self) -> Iterator[dict[str, Any]]:
        for link in self.links:
            details = link.details if self._open(link) else ""
            yield {"entry": link.entry, "link": link.link, **({"details": details} if details else {})}

    def _open(self, link: Link) -> bool:
        """Whether an entry's details can be shown: they are still there, and nothing in them must be hidden."""
        if not link.details:
            return False
        said: Mapping[str, Any] = json.loads(link.details)
        return all(self.told.mask(str(said.get(key, ""))) == str(said.get(key, "")) for key in HIDDEN)


def seal_of(head: str, contents: Mapping[str, Any]) -> str:
    """What binds the contents of a pack to the chain that ends with `head`."""
    return custody.link_of(head, custody.sha256(custody.text_of(contents).encode()))


def place(piece: Piece, mask: Callable[[str], str]) -> str:
    """Where an original lies: 原件/003_录音.mp3."""
    name = _UNFIT.sub("_", mask(piece.name)).strip("._ ")
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= 8:
        name = f"{stem[:LONGEST_NAME]}.{ending}"
    else:
        name = (name[:LONGEST_NAME] or KINDS[piece.kind]) + (".txt" if piece.kind == "message" else "")
    return f"原件/{piece.number:03}_{name}"


def parts(pieces: Sequence[Piece], limit: int) -> list[Part]:
    """As few parts as a channel needs: none above `limit` bytes of originals, unless one alone is; 0: no limit."""
    groups: list[list[Piece]] = [[]]
    size = 0
    for piece in pieces:
        if limit and groups[-1] and size + piece.size > limit:
            groups.append([])
            size = 0
        groups[-1].append(piece)
        size += piece.size
    return [Part(number, len(groups), group) for number, group in enumerate(groups, 1)]


def papers(
    writer: PackPapers, told: Told, now: datetime, set_: Callable[[str, str], Iterable[tuple[str, bytes]]]
) -> list[Extra]:
    """The papers of a pack as files; `set_` sets a title and a text as one or more files (name, bytes)."""
    texts = (
        ("证据目录", writer.catalogue(told, now)),
        ("时间线", writer.timeline(told)),
        ("对照的规定", writer.basis(told)),
    )
    found = []
    for title, text in texts:
        if text:
            found += [Extra(path, content) for path, content in set_(title, text)]
    return found
