"""A backup restores everything, with its key only, and never over something else."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from bot.errors import KeyMissing, StorageError
from bot.storage.sqlite import SqliteStore
from bot.storage.sqlite_backup import backup, restore
from tests.storage.talking import KEY, NOW, Open, Talker, turn


@pytest.fixture
def archive(open_store: Open, tmp_path: Path) -> Path:
    """A backup of one borrower with one file, taken while the store is open and has more in its log."""
    store = open_store()
    talker = Talker(store)
    talker.says("1", "说过的话")
    store.keep_file("telegram", talker.sender, "a.txt", "text/plain", b"FILE-BYTES", NOW)
    assert backup(tmp_path / "data" / "bot.db", tmp_path / "data" / "files", tmp_path / "backup.zip") == 1
    return tmp_path / "backup.zip"


def test_restored_store_goes_on_where_it_was(archive: Path, tmp_path: Path) -> None:
    """Talk, answers, files and handled messages are there after a restore, and the next turn saves."""
    new = tmp_path / "new"
    assert restore(archive, new / "bot.db", new / "files", KEY) == 1
    store = SqliteStore(new / "bot.db", KEY, new / "files")
    talker = Talker(store)
    assert store.replies_to(talker.incoming("1")) == turn("说过的话").replies
    (file,) = store.export_borrower(talker.borrower_id)["files"]
    found = store.open_file("telegram", talker.sender, file["id"])
    assert found is not None
    assert found[1] == b"FILE-BYTES"
    assert talker.says("2") == 4
    store.close()


def test_archive_reads_as_little_as_the_disk(archive: Path, tmp_path: Path) -> None:
    """The archive holds ciphertext only, is closed to other users, and nothing temporary stays beside it."""
    raw = archive.read_bytes()
    assert b"bot.db" in raw
    assert [word for word in ("说过的话", "测试用户", "FILE-BYTES", "a.txt") if word.encode() in raw] == []
    assert KEY not in raw
    assert archive.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["backup.zip", "data"]


def test_nothing_is_overwritten(archive: Path, tmp_path: Path) -> None:
    """Neither an older backup nor a database that is there is replaced; no database gives no backup."""
    data = tmp_path / "data"
    with pytest.raises(StorageError, match="never overwritten"):
        backup(data / "bot.db", data / "files", archive)
    with pytest.raises(StorageError, match="move it away"):
        restore(archive, data / "bot.db", data / "files", KEY)
    with pytest.raises(StorageError, match="no database"):
        backup(tmp_path / "none.db", data / "files", tmp_path / "b.zip")


def test_another_key_restores_nothing(archive: Path, tmp_path: Path) -> None:
    """With the wrong master key nothing is put in place."""
    new = tmp_path / "new"
    with pytest.raises(KeyMissing):
        restore(archive, new / "bot.db", new / "files", bytes(32))
    assert list(new.rglob("*")) == []


def test_damaged_or_foreign_archives_are_refused(archive: Path, tmp_path: Path) -> None:
    """A flipped byte, a cut file, an archive with other contents or none at all put nothing in place."""
    raw = bytearray(archive.read_bytes())
    raw[len(raw) // 3] ^= 1
    (tmp_path / "flipped.zip").write_bytes(raw)
    (tmp_path / "cut.zip").write_bytes(raw[: len(raw) // 2])
    shutil.copy(archive, tmp_path / "more.zip")
    with zipfile.ZipFile(tmp_path / "more.zip", "a") as pack:
        pack.writestr("../outside", b"x")
    for name in ("flipped.zip", "cut.zip", "more.zip", "missing.zip"):
        new = tmp_path / f"new-{name}"
        with pytest.raises(StorageError, match="not a sound backup"):
            restore(tmp_path / name, new / "bot.db", new / "files", KEY)
        assert list(new.rglob("*")) == []
    assert not (tmp_path / "outside").exists()
