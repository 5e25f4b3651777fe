"""Checking a pack: whole ones pass, every tampering is named."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.documents import pack_check
from bot.documents.pack_check import NoPack
from tests.documents.packs import TAMPERS, members, pack, written, zipped


def checked(folder: Path, content: bytes) -> pack_check.Checked:
    path = folder / "包.zip"
    path.write_bytes(content)
    return pack_check.check(path)


def test_a_pack_as_it_was_made_is_whole(tmp_path: Path) -> None:
    """Every file, entry and stamp is counted and nothing is wrong."""
    found = checked(tmp_path, written(pack()))
    assert (found.problems, found.entries, found.stamps) == ((), 6, 1)
    assert found.files == len(members(written(pack()))) - 1


def test_packing_the_same_files_anew_changes_nothing(tmp_path: Path) -> None:
    """A pack that somebody unpacked and zipped again is as whole as before."""
    assert checked(tmp_path, zipped(members(written(pack())))).problems == ()


@pytest.mark.parametrize("name", TAMPERS)
def test_tampering_is_named(tmp_path: Path, name: str) -> None:
    """Whatever was changed, added, moved or taken out, the check says so."""
    found = members(written(pack()))
    TAMPERS[name](found)
    assert checked(tmp_path, zipped(found)).problems


def test_a_flipped_byte_anywhere_never_passes_as_another_content(tmp_path: Path) -> None:
    """In the raw file: either the check fails, or the byte was one that no content hangs on."""
    whole = written(pack())
    expected, chance = members(whole), random.Random(7)
    for _ in range(200):
        harmed = bytearray(whole)
        harmed[chance.randrange(len(harmed))] ^= 1 << chance.randrange(8)
        try:
            passed = not checked(tmp_path, bytes(harmed)).problems
        except NoPack:
            continue
        assert not passed or members(bytes(harmed)) == expected


def test_optional_parts_may_be_missing(tmp_path: Path) -> None:
    """Without a chain of looks, stamps, papers or charts a pack is still whole."""
    assert checked(tmp_path, written(pack(stamps=(), extras=()))).problems == ()


@pytest.mark.parametrize("content", [b"", b"no zip", zipped({"a.txt": b"x"}), zipped({"manifest.json": b"[]"})])
def test_other_files_are_refused_plainly(tmp_path: Path, content: bytes) -> None:
    """What is no pack of ours gets one sentence, not a trace."""
    with pytest.raises(NoPack):
        checked(tmp_path, content)


def test_the_command_ends_with_one_and_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """0 for a whole pack, 1 with a line for each problem."""
    path = tmp_path / "包.zip"
    path.write_bytes(written(pack()))
    assert main(["verify", str(path)]) == 0
    assert "is whole" in capsys.readouterr().out
    found = members(written(pack()))
    TAMPERS["one byte"](found)
    path.write_bytes(zipped(found))
    assert main(["verify", str(path)]) == 1
    assert "原件/001_来电录音.mp3: is not as it was packed" in capsys.readouterr().out
