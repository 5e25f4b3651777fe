"""The shared rows: counted by number or platform, replaced as a whole by the borrower they came from."""

from __future__ import annotations

from bot.storage.base_shared import Counts, Shared
from bot.storage.sqlite_borrowers import Borrowers

_NUMBER = "INSERT INTO shared_number (borrower_id, number_hash, kind) VALUES (?, ?, ?)"
_PLATFORM = "INSERT INTO shared_platform (borrower_id, platform, kind) VALUES (?, ?, ?)"


class Sharing(Borrowers):
    """See `SharingStore` for what each verb promises."""

    def share(self, borrower_id: str, shared: Shared) -> None:
        id = int(borrower_id)
        with self.transaction():
            self.rows("DELETE FROM shared_number WHERE borrower_id = ?", (id,))
            self.rows("DELETE FROM shared_platform WHERE borrower_id = ?", (id,))
            for number, kind in sorted(shared.numbers):
                self.rows(_NUMBER, (id, self._vault.number_hash(number), kind))
            for platform, kind in sorted(shared.platforms):
                self.rows(_PLATFORM, (id, platform, kind))

    def number_counts(self, number: str) -> Counts:
        return self._counts("shared_number WHERE number_hash = ?", self._vault.number_hash(number))

    def platform_counts(self, platform: str) -> Counts:
        return self._counts("shared_platform WHERE platform = ?", platform)

    def _counts(self, which: str, value: bytes | str) -> Counts:
        people = self.rows(f"SELECT count(DISTINCT borrower_id) FROM {which}", (value,)).fetchone()[0]  # noqa: S608
        kinds = self.rows(f"SELECT kind, count(*) FROM {which} GROUP BY kind", (value,))  # noqa: S608
        return Counts(people, dict(kinds.fetchall()))
