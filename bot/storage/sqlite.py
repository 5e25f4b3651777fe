"""The store on one SQLite file: the verbs of `bot.storage.base.Store`, grouped by who reads the rows."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from bot.storage.files import FileRoom
from bot.storage.sqlite_export import Exporting
from bot.storage.sqlite_keeping import Keeping
from bot.storage.sqlite_ledger import Ledger
from bot.storage.sqlite_person import Persons
from bot.storage.sqlite_review import Reviews
from bot.storage.sqlite_schema import open_database
from bot.storage.sqlite_sending import Sending
from bot.storage.sqlite_staff import StaffRows
from bot.storage.sqlite_turns import Turns
from bot.storage.vault import Vault


class SqliteStore(Turns, Sending, Keeping, Exporting, Reviews, Persons, StaffRows, Ledger):
    """Opens (and at first makes) the database; used by the thread that made it.

    `pull` names channels that fetch their replies themselves, from the turn or the transcript.
    Raises KeyMissing when the database was made with another master key, StorageError when it cannot be opened.
    """

    def __init__(self, path: Path, master_key: bytes, files: Path, pull: Collection[str] = ()) -> None:
        vault = Vault(master_key)
        self.database = open_database(path)
        super().__init__(self.database.conn, vault, FileRoom(files), pull)
        try:
            self._check_key()
            self.finish_erasing()
            self._files.sweep(self._wanted)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Ends the connection; the last one to close folds the write-ahead log back into the database."""
        self._connection.close()

    def _check_key(self) -> None:
        with self.transaction():
            found = self.rows("SELECT seal FROM vault").fetchone()
            if found is None:
                self.rows("INSERT INTO vault (id, seal) VALUES (1, ?)", (self._vault.seal(),))
            else:
                self._vault.check_seal(found[0])

    def _wanted(self, file_id: str) -> bool:
        return self.rows("SELECT 1 FROM file WHERE id = ?", (file_id,)).fetchone() is not None
