"""The shared rows: counted by number or platform, replaced as a whole by the borrower they came from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.storage.base_shared import Counts, Objection, Shared, Wish
from bot.storage.sqlite_borrowers import Borrowers
from bot.storage.sqlite_room import moment, stamp

_NUMBER = "INSERT INTO shared_number (borrower_id, number_hash, kind) VALUES (?, ?, ?)"
_PLATFORM = "INSERT INTO shared_platform (borrower_id, platform, kind) VALUES (?, ?, ?)"

_OBJECT = """INSERT INTO objection (subject, wish, reason, review_id, asked_by, asked_at) SELECT ?1, ?2, ?3, ?4, ?5, ?6
  WHERE NOT EXISTS (SELECT 1 FROM objection WHERE subject = ?1 AND granted IS NULL) RETURNING id"""
_OBJECTIONS = "SELECT id, wish, reason, review_id, asked_by, asked_at, granted FROM objection WHERE"
_DECIDE = """UPDATE objection SET decided_by = ?1, decided_at = ?2, granted = ?3
  WHERE id = ?4 AND asked_by <> ?1 AND granted IS NULL AND (?3 = 0 OR subject = ?5)"""


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

    def ask_objection(self, subject: str, wish: Wish, reason: str, case: int, staff_id: int, now: datetime) -> int:
        values = (self._vault.number_hash(subject), wish, reason, case, staff_id, stamp(now))
        made = self.rows(_OBJECT, values).fetchone()
        return int(made[0]) if made else 0

    def open_objections(self) -> tuple[Objection, ...]:
        return tuple(_objection(row) for row in self.rows(f"{_OBJECTIONS} granted IS NULL ORDER BY id").fetchall())

    def decide_objection(self, id: int, staff_id: int, granted: bool, now: datetime, subject: str = "") -> bool:
        values = (staff_id, stamp(now), int(granted), id, self._vault.number_hash(subject))
        return self.rows(_DECIDE, values).rowcount == 1

    def objection(self, subject: str) -> Objection | None:
        last = f"{_OBJECTIONS} subject = ? AND granted = 1 ORDER BY decided_at DESC, id DESC LIMIT 1"
        row = self.rows(last, (self._vault.number_hash(subject),)).fetchone()
        return _objection(row) if row and row[1] != "lift" else None


def _objection(row: Sequence[Any]) -> Objection:
    id, wish, reason, case, asked_by, asked_at, granted = row
    return Objection(id, wish, reason, case, asked_by, moment(asked_at), None if granted is None else bool(granted))
