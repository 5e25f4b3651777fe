"""Keys, and what they open."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from bot.errors import KeyMissing
from bot.storage.vault import KEY_BYTES, Vault, master_key_file
from tests.storage.talking import KEY

OTHER_KEY = bytes(32)


def test_content_opens_only_where_it_belongs() -> None:
    """A ciphertext moved to another borrower, table or row does not open."""
    _, locker = Vault(KEY).new_key(1)
    sealed = locker.close("record", "debt/1", b"secret")
    assert locker.open("record", "debt/1", sealed) == b"secret"
    for table, row in (("record", "debt/2"), ("message", "debt/1")):
        with pytest.raises(KeyMissing, match=table):
            locker.open(table, row, sealed)
    damaged = sealed[:-1] + bytes([sealed[-1] ^ 1])
    with pytest.raises(KeyMissing):
        locker.open("record", "debt/1", damaged)


def test_wrapped_key_opens_only_for_its_borrower_and_master_key() -> None:
    """A data key swapped between borrowers, or tried with another master key, stays shut."""
    wrapped, locker = Vault(KEY).new_key(1)
    sealed = locker.close("record", "safety", b"secret")
    assert Vault(KEY).locker(1, wrapped).open("record", "safety", sealed) == b"secret"
    with pytest.raises(KeyMissing):
        Vault(KEY).locker(2, wrapped)
    with pytest.raises(KeyMissing, match="MASTER_KEY"):
        Vault(OTHER_KEY).locker(1, wrapped)


def test_every_ciphertext_differs() -> None:
    """Saying the same twice cannot be seen in what is stored."""
    _, locker = Vault(KEY).new_key(1)
    assert len({locker.close("message", 2, b"same") for _ in range(50)}) == 50


def test_identities_are_hashed_with_the_key() -> None:
    """The hash finds a sender again, differs per key and channel, and no two pairs run into one."""
    vault = Vault(KEY)
    assert vault.sender_hash("web", "7") == Vault(KEY).sender_hash("web", "7")
    others = [
        vault.sender_hash("we", "b7"),
        vault.sender_hash("telegram", "7"),
        Vault(OTHER_KEY).sender_hash("web", "7"),
    ]
    assert len({vault.sender_hash("web", "7"), *others}) == 4


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_master_key_of_another_length_is_refused(length: int) -> None:
    """A key that is too short to be safe never opens a store."""
    with pytest.raises(KeyMissing, match="32 bytes"):
        Vault(bytes(length))


def test_key_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    """The first start makes a key that only the owner may read; later starts read the same one."""
    path = tmp_path / "data" / "master.key"
    made = master_key_file(path, tmp_path / "bot.db")
    assert len(made) == KEY_BYTES
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert master_key_file(path, tmp_path / "bot.db") == made
    assert os.listdir(path.parent) == ["master.key"]


def test_database_without_its_key_file_is_not_opened(tmp_path: Path) -> None:
    """When the key file is gone but a database is there, nothing is made and the message says what to do."""
    database = tmp_path / "bot.db"
    database.write_bytes(b"SQLite format 3")
    with pytest.raises(KeyMissing, match="put the key file back"):
        master_key_file(tmp_path / "master.key", database)
    assert not (tmp_path / "master.key").exists()


@pytest.mark.parametrize("content", ["", "not hex", "ab" * 31])
def test_broken_key_file_is_named(tmp_path: Path, content: str) -> None:
    """A key file that holds anything but a key is reported by its name, not replaced."""
    path = tmp_path / "master.key"
    path.write_text(content)
    with pytest.raises(KeyMissing, match=r"master\.key"):
        master_key_file(path, tmp_path / "bot.db")
    assert path.read_text() == content
