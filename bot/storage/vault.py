"""Encryption at rest: one data key per borrower, wrapped by the master key; identities as keyed hashes.

A data key encrypts everything a borrower tells us, so destroying the one wrapped key destroys all of it.
Whatever a ciphertext belongs to (table, borrower, row) is bound to it: moved elsewhere it does not open.
"""

from __future__ import annotations

import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import KeyMissing

KEY_BYTES = 32
NONCE_BYTES = 12  # what GCM is defined for; random ones are safe far beyond the rows one borrower will ever have
GROWTH = NONCE_BYTES + 16  # by how many bytes a ciphertext is longer than what it holds: nonce and tag
HANDLED_BYTES = 16  # enough that two message ids of one borrower never meet by chance
_SEAL = b"buhuang"


class Locker:
    """What one data key opens and closes. Made when needed, not kept: unwrapping a key costs microseconds."""

    __slots__ = ("_cipher", "_owner")

    def __init__(self, key: bytes, owner: int) -> None:
        self._cipher = AESGCM(key)
        self._owner = owner

    def close(self, table: str, row: object, plain: bytes) -> bytes:
        """Nonce and ciphertext, bound to this borrower, table and row."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, f"{table}/{self._owner}/{row}".encode())

    def open(self, table: str, row: object, content: bytes) -> bytes:
        """The plain bytes. Raises KeyMissing when key, borrower, table or row is another than when it was closed."""
        try:
            return self._cipher.decrypt(
                content[:NONCE_BYTES], content[NONCE_BYTES:], f"{table}/{self._owner}/{row}".encode()
            )
        except (InvalidTag, ValueError) as error:  # ValueError: nothing is left of it
            raise KeyMissing(f"a row of {table} does not open: it is damaged, moved or under another key") from error


class Vault:
    """The master key at work. Keeps no borrower's key between calls.

    Raises KeyMissing for a master key that is not 32 bytes long.
    """

    def __init__(self, master_key: bytes) -> None:
        if len(master_key) != KEY_BYTES:
            raise KeyMissing(f"the master key must be {KEY_BYTES} bytes, this one has {len(master_key)}")
        self._wrap = AESGCM(_derived(master_key, b"wrap data keys"))
        self._who = _derived(master_key, b"hash identities")
        self._which = _derived(master_key, b"hash message ids")
        self._numbers = _derived(master_key, b"hash shared numbers")
        self._chain = _derived(master_key, b"chain the ledger")
        self.own = Locker(_derived(master_key, b"keep what is the house's own"), 0)

    def new_key(self, owner: int) -> tuple[bytes, Locker]:
        """A fresh data key: wrapped for the borrower's row, and ready to use."""
        key = secrets.token_bytes(KEY_BYTES)
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._wrap.encrypt(nonce, key, b"borrower/%d" % owner), Locker(key, owner)

    def locker(self, owner: int, wrapped: bytes) -> Locker:
        """The borrower's data key, ready to use. Raises KeyMissing when this master key did not wrap it."""
        try:
            key = self._wrap.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], b"borrower/%d" % owner)
        except InvalidTag as error:
            raise KeyMissing("a borrower's key does not open: was it moved, or MASTER_KEY changed?") from error
        return Locker(key, owner)

    def sender_hash(self, channel: str, sender: str) -> bytes:
        """Finds a sender again without saying who it is (32 bytes)."""
        return hmac.digest(self._who, f"{len(channel)}:{channel}{sender}".encode("utf-8", "surrogatepass"), "sha256")

    def handled_hash(self, message_id: str) -> bytes:
        """Finds a message id again (16 bytes); unique together with its borrower."""
        return hmac.digest(self._which, message_id.encode("utf-8", "surrogatepass"), "sha256")[:HANDLED_BYTES]

    def number_hash(self, number: str) -> bytes:
        """Finds a collector's number again (32 bytes); so few numbers exist that only the key keeps them unread."""
        return hmac.digest(self._numbers, number.encode("utf-8", "surrogatepass"), "sha256")

    def link(self, before: bytes, row: bytes) -> bytes:
        """Ties a row of the ledger to the link before it (32 bytes); nobody without the master key can make one."""
        return hmac.digest(self._chain, before + row, "sha256")

    def seal(self) -> bytes:
        """A proof of this master key, to be kept in the database and shown to `check_seal` at start."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._wrap.encrypt(nonce, _SEAL, b"seal")

    def check_seal(self, seal: bytes) -> None:
        """Raises KeyMissing when another master key made the seal."""
        try:
            self._wrap.decrypt(seal[:NONCE_BYTES], seal[NONCE_BYTES:], b"seal")
        except InvalidTag as error:
            raise KeyMissing(
                "this database was made with another master key: set MASTER_KEY (or put back the key file) "
                "that belongs to it; without that key nobody can read it"
            ) from error


def _derived(master_key: bytes, use: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"buhuang v1: " + use).derive(master_key)


def master_key_file(path: Path, database: Path) -> bytes:
    """The master key kept in a file (64 hex digits), made with mode 0600 at first start.

    Raises KeyMissing when the file is gone or unreadable although `database` has content.
    """
    with suppress(FileNotFoundError):
        return _read_key(path)
    if database.exists() and database.stat().st_size:
        raise KeyMissing(
            f"{database} exists but its key file {path} does not: put the key file back from your backup "
            "or set MASTER_KEY; a new key could not open what is stored"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(secrets.token_hex(KEY_BYTES) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(FileExistsError):  # another process that starts at the same moment was first: its key counts
            os.link(fresh, path)
    finally:
        fresh.unlink()
    return _read_key(path)


def _read_key(path: Path) -> bytes:
    text = path.read_text(encoding="ascii", errors="replace").strip()
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyMissing(f"{path} is not a key file of ours (64 hex digits): put it back from your backup")
    return key
