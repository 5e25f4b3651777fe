"""The folder of encrypted bytes."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from bot.storage.files import MAX_NAME, ORPHAN_SECONDS, FileRoom, altered, safe_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("录音 1.mp3", "录音 1.mp3"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\截图.png", "截图.png"),
        ("a\x00b\nc\u202e.png", "abc.png"),
        ('x<y>|"z".txt', "x_y_z_.txt"),
        ("..", "file"),
        ("", "file"),
        ("\ud83d.png", "png"),
    ],
)
def test_names_are_made_harmless(given: str, kept: str) -> None:
    """No folder, control, direction-changing or half character survives; what is readable stays."""
    assert safe_name(given) == kept


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("截图 1.png", False),
        (" cafe\u0301.png ", False),
        ("a/b.png", True),
        ("长" * 300 + ".png", True),
        ("a:b.png", True),
    ],
)
def test_only_a_real_change_of_a_name_is_told(name: str, changed: bool) -> None:
    """A phone that writes an accent as a character of its own has not done anything odd."""
    assert altered(name) == changed


def test_long_names_keep_their_ending() -> None:
    """A name is cut in its middle, so that the type can still be seen."""
    assert safe_name("长" * 300 + ".docx") == "长" * (MAX_NAME - 5) + ".docx"
    assert safe_name("长" * 300) == "长" * MAX_NAME


def test_bytes_come_back_until_discarded(tmp_path: Path) -> None:
    """What was put is there, for the owner of the process only, until it is discarded; twice does no harm."""
    room = FileRoom(tmp_path)
    id = room.new_id()
    room.put(id, b"sealed")
    assert room.get(id) == b"sealed"
    assert [path.stat().st_mode & 0o777 for path in tmp_path.glob("??/*")] == [0o600]
    room.discard(id)
    room.discard(id)
    assert room.get(id) is None


def test_odd_ids_open_nothing(tmp_path: Path) -> None:
    """An id that is no id of ours never becomes a path."""
    (tmp_path / "secret").write_bytes(b"x")
    room = FileRoom(tmp_path / "files")
    for id in ("", "../secret", "secret", "A" * 32, "0" * 31):
        assert room.get(id) is None


def test_sweep_removes_only_old_bytes_that_nobody_wants(tmp_path: Path) -> None:
    """Bytes left by a crash go after a day; wanted ones and fresh ones stay."""
    room = FileRoom(tmp_path)
    wanted, orphan, fresh = room.new_id(), room.new_id(), room.new_id()
    for id in (wanted, orphan, fresh):
        room.put(id, b"x")
    half = tmp_path / orphan[:2] / f"{orphan}.part"
    half.write_bytes(b"half")
    old = time.time() - ORPHAN_SECONDS - 60
    for path in (tmp_path / wanted[:2] / wanted, tmp_path / orphan[:2] / orphan, half):
        os.utime(path, (old, old))
    assert room.sweep(lambda id: id == wanted) == 2
    assert [room.get(id) for id in (wanted, orphan, fresh)] == [b"x", None, b"x"]
