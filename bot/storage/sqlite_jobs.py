"""The job rows: slow work, claimed by conditional update, so that two processes never do the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.model import Job
from bot.storage import codec
from bot.storage.base_jobs import Claimed
from bot.storage.sqlite_borrowers import Borrowers
from bot.storage.sqlite_room import moment, stamp
from bot.storage.vault import Locker

_ADD = "INSERT INTO job (borrower_id, kind, made_at, due_at, content) VALUES (?, ?, ?, ?, ?)"
_CLAIM = """UPDATE job SET due_at = ?, tries = tries + 1 WHERE id =
  (SELECT id FROM job WHERE due_at <= ? AND (? = 0 OR borrower_id = ?) ORDER BY due_at, id LIMIT 1)
  RETURNING id, borrower_id, kind, made_at, tries, content"""


class Jobs(Borrowers):
    """See `JobStore` for what each verb promises."""

    def claim_job(self, now: datetime, until: datetime, borrower_id: str = "") -> Claimed | None:
        owner = int(borrower_id or 0)
        found = self.rows(_CLAIM, (stamp(until), stamp(now), owner, owner)).fetchone()
        if found is None:
            return None
        id, borrower, kind, made_at, tries, content = found
        _, locker = self.locker_of(str(borrower))
        args = codec.unpacked(locker.open("job", made_at, content))
        return Claimed(id, str(borrower), kind, args, moment(made_at), tries)

    def drop_job(self, id: int) -> bool:
        return self.rows("DELETE FROM job WHERE id = ?", (id,)).rowcount == 1

    def fetches(self, channel: str) -> bool:
        return channel in self._pull

    def delay_job(self, id: int, again_at: datetime | None) -> None:
        self.rows("UPDATE job SET due_at = ? WHERE id = ?", (stamp(again_at) if again_at else None, id))

    def add_jobs(self, id: int, locker: Locker, jobs: Sequence[Job], now: datetime) -> None:
        """Keep what a turn asked for, inside its transaction."""
        at = stamp(now)
        for job in jobs:
            content = locker.close("job", at, codec.packed(dict(job.args)))
            self.rows(_ADD, (id, job.kind, at, at, content))
