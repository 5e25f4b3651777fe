"""What a pack holds, how it is split, and what is hidden in it."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import datetime

import pytest

from bot.documents import evidence_pack
from bot.documents.evidence_pack import MANIFEST, Part
from bot.documents.pack_papers import Piece
from bot.documents.zip_stream import ZipStream
from tests.documents.packs import CONTENTS, NOW, members, pack, piece, written


def manifest(content: bytes) -> dict[str, object]:
    found: dict[str, object] = json.loads(members(content)[MANIFEST])
    return found


def test_originals_stand_under_their_numbers() -> None:
    """Each original is there byte for byte, and a removed one is not."""
    found = members(written(pack()))
    originals = {name: content for name, content in found.items() if name.startswith("原件/")}
    assert originals == {
        "原件/001_来电录音.mp3": CONTENTS[1],
        "原件/002_短信截图.png": CONTENTS[2],
        "原件/004_文字.txt": CONTENTS[4],
    }
    assert set(found) - set(originals) == {"核验.html", "证据目录.txt", "时间戳/0002.tsr", "manifest.json"}


def test_unpackers_that_read_from_the_front_can_read_it() -> None:
    """Sizes stand before each member: no flag says that they come after it."""
    with zipfile.ZipFile(io.BytesIO(written(pack()))) as opened:
        assert all(info.flag_bits & 0x08 == 0 and info.file_size == info.compress_size for info in opened.infolist())


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("../../etc/passwd", "原件/001_etc_passwd"),
        ("长" * 300 + ".mp3", "原件/001_" + "长" * 40 + ".mp3"),
        ('a<b>:"c".png', "原件/001_a_b_c_.png"),
        ("", "原件/001_录音"),
    ],
)
def test_names_make_safe_paths(name: str, path: str) -> None:
    """No name leads out of the folder or breaks a phone's file system."""
    assert evidence_pack.place(replace(piece(1), name=name), str) == path


def test_hidden_words_are_withheld_and_said_to_be() -> None:
    """With a mask, names and notes are hidden in the manifest, and the chain's own words that would show them."""
    found = manifest(written(pack(mask=lambda text: text.replace("来电", "**"))))
    assert "来电" not in json.dumps(found, ensure_ascii=False)
    assert found["contents"]["withheld"] == [1, 3]  # type: ignore[index]


@pytest.mark.parametrize(
    ("sizes", "limit", "groups"),
    [
        ((5, 5, 5), 0, [3]),
        ((5, 5, 5), 10, [2, 1]),
        ((20, 5), 10, [1, 1]),
        ((5, 20), 10, [1, 1]),
        ((), 10, [0]),
    ],
)
def test_parts_keep_below_the_limit(sizes: tuple[int, ...], limit: int, groups: list[int]) -> None:
    """As few parts as possible, in order; one piece that is too large stands alone."""
    pieces = [replace(piece(1), number=number, size=size) for number, size in enumerate(sizes, 1)]
    found = evidence_pack.parts(pieces, limit)
    assert [len(part.pieces) for part in found] == groups
    assert [(part.number, part.of) for part in found] == [(n, len(groups)) for n in range(1, len(groups) + 1)]


def test_each_part_is_a_pack_of_its_own() -> None:
    """A part lists all exhibits, has a path for its own alone, and the whole chain."""
    whole = pack()
    found = manifest(written(whole, Part(2, 2, whole.told.pieces[1:])))
    paths = [one["path"] for one in found["contents"]["exhibits"]]  # type: ignore[index]
    assert [bool(path) for path in paths] == [False, True, True]


def test_one_original_is_held_at_a_time() -> None:
    """What was written is handed on before the next original is read."""
    handed: list[int] = []

    class Sink:
        size = 0

        def write(self, content: bytes) -> None:
            self.size += len(content)

    sink = Sink()

    def reading(number: int) -> Piece:
        def read() -> bytes:
            handed.append(sink.size)
            return bytes(1000)

        return replace(piece(1), number=number, size=1000, read=read)

    whole = pack()
    whole.write(Part(1, 1, [reading(n) for n in range(1, 5)]), sink)
    assert [size // 1000 for size in handed] == [0, 1, 2, 3]


def test_what_was_let_go_cannot_be_taken_back() -> None:
    """The stream refuses to go back behind what it handed on."""
    stream = ZipStream(io.BytesIO(), datetime(2026, 11, 23, tzinfo=NOW.tzinfo))
    stream.add("a", b"x")
    with pytest.raises(io.UnsupportedOperation):
        stream._held.seek(0)
    stream.close()
