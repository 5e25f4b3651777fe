"""Cases: who waits, who holds them, what was raised, written and decided; see `CaseStore`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.model import Flag, Severity
from bot.storage import codec
from bot.storage.base_review import Judged, Note, Raised, Review
from bot.storage.sqlite_borrowers import Borrowers
from bot.storage.sqlite_room import moment, stamp
from bot.storage.vault import Locker

REASONS = 5  # of a case's flags are opened for a list: more do not fit a line
DAY = 86_400_000_000  # microseconds

_COLUMNS = """r.id, r.borrower_id, b.channel, r.severity, r.opened_at, r.waiting_since, r.answered_at, r.claimed_by,
  r.lease_until, r.closed_at, r.outcome, r.version, b.data_key FROM review r"""
_JOIN = "CROSS JOIN borrower b ON b.id = r.borrower_id"  # CROSS keeps the order of the tables whatever statistics say
_WAITING = f"""SELECT {_COLUMNS} INDEXED BY review_waiting {_JOIN}
  WHERE r.closed_at IS NULL AND r.waiting_since IS NOT NULL AND r.severity = ?
  AND r.lease_until <= ? ORDER BY r.waiting_since LIMIT ?"""
_WAITING_COUNT = """SELECT count(*) FROM (SELECT 1 FROM review WHERE closed_at IS NULL AND waiting_since IS NOT NULL
  AND severity = ? AND waiting_since < ? LIMIT ?)"""
_CLAIMED = f"""SELECT {_COLUMNS} INDEXED BY review_claimed {_JOIN}
  WHERE r.closed_at IS NULL AND r.claimed_by IS NOT NULL AND r.lease_until > ?
  AND (? = 0 OR r.claimed_by = ?) ORDER BY r.severity, r.opened_at LIMIT ?"""
_ANSWERED = f"""SELECT {_COLUMNS} INDEXED BY review_answered {_JOIN}
  WHERE r.closed_at IS NULL AND r.waiting_since IS NULL AND r.lease_until <= ?
  ORDER BY r.answered_at DESC LIMIT ?"""
_EARLIER = f"""SELECT {_COLUMNS} {_JOIN} WHERE r.borrower_id = ? AND r.closed_at IS NOT NULL
  ORDER BY r.id DESC LIMIT 20"""
_CLAIM = """UPDATE review SET claimed_by = ?, lease_until = ?
  WHERE id = ? AND closed_at IS NULL AND (lease_until <= ? OR claimed_by = ?)"""
_RENEW = """UPDATE review SET lease_until = ?
  WHERE id = ? AND claimed_by = ? AND closed_at IS NULL AND lease_until > ?"""
_RELEASE = """UPDATE review SET claimed_by = NULL, lease_until = 0
  WHERE id = ? AND claimed_by = ? AND closed_at IS NULL AND lease_until > ?"""
_ANSWER = "UPDATE review SET waiting_since = NULL, answered_at = coalesce(answered_at, ?) WHERE id = ?"
_CLOSE = """UPDATE review SET closed_at = ?, outcome = ?, waiting_since = NULL
  WHERE id = ? AND closed_at IS NULL"""
_FLAGS = "SELECT id, at, number, severity, judged, content FROM flag WHERE review_id = ? ORDER BY id"
_FEW_FLAGS = "SELECT number, content FROM flag WHERE review_id = ? ORDER BY severity, id DESC LIMIT ?"
_NOTE = "INSERT INTO review_note (review_id, borrower_id, at, staff_id, kind, content) VALUES (?, ?, ?, ?, ?, ?)"
_FLAG_TALLY = """INSERT INTO flag_tally (day, reason, rule, judged, count) VALUES (?, ?, ?, ?, 1)
  ON CONFLICT DO UPDATE SET count = count + 1"""
_TALLY = "INSERT INTO review_tally (day, severity, waited, late, outcome) VALUES (?, ?, ?, ?, ?)"


class Reviews(Borrowers):
    """The cases themselves."""

    def waiting(self, severity: Severity, now: datetime, limit: int) -> tuple[Review, ...]:
        return self._reviews(_WAITING, (severity, stamp(now), limit))

    def waiting_count(self, severity: Severity, before: datetime, most: int) -> int:
        found: int = self.rows(_WAITING_COUNT, (severity, stamp(before), most)).fetchone()[0]
        return found

    def claimed(self, now: datetime, staff_id: int = 0, limit: int = 100) -> tuple[Review, ...]:
        return self._reviews(_CLAIMED, (stamp(now), staff_id, staff_id, limit))

    def answered(self, now: datetime, limit: int) -> tuple[Review, ...]:
        return self._reviews(_ANSWERED, (stamp(now), limit))

    def review(self, id: int) -> Review | None:
        found = self._reviews(f"SELECT {_COLUMNS} {_JOIN} WHERE r.id = ?", (id,))
        return found[0] if found else None

    def earlier(self, borrower_id: str) -> tuple[Review, ...]:
        return self._reviews(_EARLIER, (int(borrower_id),))

    def claim(self, id: int, staff_id: int, until: datetime, now: datetime) -> bool:
        return self.rows(_CLAIM, (staff_id, stamp(until), id, stamp(now), staff_id)).rowcount == 1

    def renew(self, id: int, staff_id: int, until: datetime, now: datetime) -> bool:
        return self.rows(_RENEW, (stamp(until), id, staff_id, stamp(now))).rowcount == 1

    def release(self, id: int, staff_id: int, now: datetime) -> bool:
        return self.rows(_RELEASE, (id, staff_id, stamp(now))).rowcount == 1

    def flags_of(self, id: int) -> tuple[Raised, ...]:
        case = self.rows("SELECT borrower_id FROM review WHERE id = ?", (id,)).fetchone()
        if case is None:
            return ()
        _, locker = self.locker_of(str(case[0]))
        found = []
        for flag, at, number, severity, judged, content in self.rows(_FLAGS, (id,)):
            why = codec.unpacked(locker.open("flag", number, content))
            raised = Flag(why["reason"], severity, why["rule"], why["words"])
            found.append(Raised(flag, moment(at), number, raised, judged))
        return tuple(found)

    def raise_flag(self, borrower_id: str, flag: Flag, now: datetime) -> None:
        id, locker = self.locker_of(borrower_id)
        number = self.rows("SELECT number FROM borrower WHERE id = ?", (id,)).fetchone()[0]
        why = codec.packed({"reason": flag.reason, "rule": flag.rule, "words": flag.words})
        self.rows(
            "INSERT INTO flag (borrower_id, number, at, severity, content) VALUES (?, ?, ?, ?, ?)",
            (id, number, stamp(now), flag.severity, locker.close("flag", number, why)),
        )

    def note_answered(self, id: int, now: datetime) -> None:
        self.rows(_ANSWER, (stamp(now), id))

    def change_severity(self, id: int, severity: Severity, now: datetime) -> None:  # noqa: ARG002 - part of the contract
        self.rows("UPDATE review SET severity = ? WHERE id = ?", (severity, id))

    def close_review(self, id: int, outcome: str, judged: Mapping[int, Judged], late: bool, now: datetime) -> None:
        case = self.review(id)
        if case is None or self.rows(_CLOSE, (stamp(now), outcome, id)).rowcount != 1:
            return
        day = stamp(now) // DAY
        waited = int(((case.answered_at or now) - case.opened_at).total_seconds())
        self.rows(_TALLY, (day, case.severity, waited, int(late), outcome))
        for raised in self.flags_of(id):
            judgement = judged.get(raised.id, "")
            self.rows("UPDATE flag SET judged = ? WHERE id = ?", (judgement, raised.id))
            self.rows(_FLAG_TALLY, (day, raised.flag.reason, raised.flag.rule, judgement))

    def write_note(self, id: int, staff_id: int, kind: str, text: str, now: datetime) -> None:
        case = self.review(id)
        if case is not None:
            borrower, locker = self.locker_of(case.borrower_id)
            at = stamp(now)
            content = locker.close("review_note", at, codec.packed({"text": text}))
            self.rows(_NOTE, (id, borrower, at, staff_id, kind, content))

    def notes(self, id: int) -> tuple[Note, ...]:
        case = self.review(id)
        if case is None:
            return ()
        _, locker = self.locker_of(case.borrower_id)
        sql = "SELECT at, staff_id, kind, content FROM review_note WHERE review_id = ? ORDER BY id"
        return tuple(
            Note(moment(at), staff, kind, codec.unpacked(locker.open("review_note", at, content))["text"])
            for at, staff, kind, content in self.rows(sql, (id,))
        )

    def pulse(self) -> int:
        found: int = self.rows("SELECT coalesce(max(change), 0) FROM review").fetchone()[0]
        return found

    def case_marks(self, ids: Sequence[int]) -> Mapping[int, tuple[int, int]]:
        sql = """SELECT r.id, r.version, b.number FROM review r JOIN borrower b ON b.id = r.borrower_id
          WHERE r.id IN (SELECT value FROM json_each(?))"""
        found = self.rows(sql, (codec.packed(list(ids)).decode(),))
        return {id: (version, number) for id, version, number in found}

    def _reviews(self, sql: str, values: Sequence[object]) -> tuple[Review, ...]:
        return tuple([self._read_review(row) for row in self.rows(sql, values).fetchall()])

    def _read_review(self, row: Sequence[Any]) -> Review:
        id, borrower, channel, severity, opened, waiting, answered, claimed, lease, closed, outcome, version, key = row
        reasons = self._reasons(id, self._vault.locker(borrower, key))
        return Review(
            id=id, borrower_id=str(borrower), channel=channel, severity=severity,
            opened_at=moment(opened), waiting_since=_maybe(waiting), answered_at=_maybe(answered),
            claimed_by=claimed or 0, lease_until=moment(lease), closed_at=_maybe(closed),
            outcome=outcome, version=version, reasons=reasons,
        )  # fmt: skip

    def _reasons(self, id: int, locker: Locker) -> tuple[str, ...]:
        """Why a person should look, the gravest first, each once."""
        found = self.rows(_FEW_FLAGS, (id, REASONS))
        reasons = (codec.unpacked(locker.open("flag", number, content))["reason"] for number, content in found)
        return tuple(dict.fromkeys(reasons))


def _maybe(stamped: object) -> datetime | None:
    return moment(stamped) if isinstance(stamped, int) else None
