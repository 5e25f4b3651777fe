"""Backup and restore: one archive with the database and the file room, both encrypted as they are stored.

The master key is not in it: keep that somewhere else, else whoever finds the archive can read it.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path
from typing import IO

from bot.errors import FileGone, StorageError
from bot.storage.files import FileRoom, flush_folder
from bot.storage.vault import Vault

DATABASE = "bot.db"
_FILE = re.compile(r"files/([0-9a-f]{32})")


def backup(database: Path, files: Path, target: Path) -> int:
    """Write the archive while others go on talking; returns how many files it holds.

    The database is copied as of one moment. Raises StorageError when there is no database, or `target` exists.
    """
    if not database.exists():
        raise StorageError(f"there is no database at {database}")
    if target.exists():
        raise StorageError(f"{target} exists: choose another name, a backup is never overwritten")
    room = FileRoom(files)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
        copy, archive = Path(folder, DATABASE), Path(folder, "archive")
        ids = _copy(database, copy)
        with zipfile.ZipFile(archive, "x") as pack:  # stored, not deflated: ciphertext does not shrink
            pack.write(copy, DATABASE)
            kept = [id for id in ids if _add(pack, id, room)]
        archive.chmod(0o600)
        _settle(archive, target)
    return len(kept)


def restore(archive: Path, database: Path, files: Path, master_key: bytes) -> int:
    """Put a backup in place where nothing is yet; returns how many files it held.

    Everything is checked before anything is put in place. Raises StorageError when a database is already there or
    the archive is damaged, KeyMissing when it was made with another master key.
    """
    for path in (database, Path(f"{database}-wal")):  # a left-over log would be played back into the restored database
        if path.exists() and path.stat().st_size:
            raise StorageError(f"{path} exists: move it away first, a restore never overwrites")
    database.parent.mkdir(parents=True, exist_ok=True)
    room = FileRoom(files)
    with tempfile.TemporaryDirectory(dir=database.parent, prefix=".restore.") as folder:
        copy = Path(folder, DATABASE)
        try:
            with zipfile.ZipFile(archive) as pack:
                ids = _checked(pack)
                with pack.open(DATABASE) as source, copy.open("xb") as stream:
                    shutil.copyfileobj(source, stream)
                _check_database(copy, Vault(master_key))
                for id in ids:
                    with pack.open(f"files/{id}") as source:
                        _put(room, id, source)
        except (zipfile.BadZipFile, sqlite3.Error, OSError) as error:
            raise StorageError(f"{archive} is not a sound backup: {error}") from error
        _settle(copy, database)
    return len(ids)


def _copy(database: Path, copy: Path) -> list[str]:
    """A copy of the database as of one moment, and the ids of the files that belong to it."""
    try:
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
            # The copy stands alone: no log beside it that an archive could miss.
            target.execute("PRAGMA journal_mode = DELETE")
            return [id for (id,) in target.execute("SELECT id FROM file ORDER BY id")]
    except sqlite3.Error as error:
        raise StorageError(f"{database} could not be copied: {error}") from error


def _add(pack: zipfile.ZipFile, id: str, room: FileRoom) -> bool:
    """Add a file, piece by piece; False when it was erased since the database was copied."""
    try:
        with room.open(id) as source, pack.open(f"files/{id}", "w", force_zip64=True) as target:
            shutil.copyfileobj(source, target)
    except FileGone:
        return False
    return True


def _put(room: FileRoom, id: str, source: IO[bytes]) -> None:
    """Put a file back, piece by piece."""
    with room.begin(id) as target:
        shutil.copyfileobj(source, target)
        target.flush()
        os.fsync(target.fileno())
    room.settle(id)


def _checked(pack: zipfile.ZipFile) -> list[str]:
    """The ids of the files in an archive that is whole and holds nothing else."""
    broken = pack.testzip()
    ids = [found[1] for name in pack.namelist() if (found := _FILE.fullmatch(name))]
    if broken or pack.namelist().count(DATABASE) != 1 or len(ids) + 1 != len(pack.namelist()):
        raise zipfile.BadZipFile(f"{broken or 'its list of contents'} is not as a backup of ours would have it")
    return ids


def _check_database(copy: Path, vault: Vault) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise StorageError("the database in the backup is damaged")
        (seal,) = connection.execute("SELECT seal FROM vault").fetchone()
    vault.check_seal(seal)


def _settle(fresh: Path, target: Path) -> None:
    """Flushed to the disk, then named: a power cut leaves the whole file or none."""
    with fresh.open("rb") as stream:
        os.fsync(stream.fileno())
    fresh.replace(target)
    flush_folder(target.parent)
