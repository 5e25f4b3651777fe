"""The ledger of what moderators did, each row tied to the one before it, and the figures of closed cases."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import get_args

from bot.errors import KeyMissing
from bot.model import Severity
from bot.storage import codec
from bot.storage.base_review import Checked, Deed, Waits
from bot.storage.sqlite_review import DAY
from bot.storage.sqlite_room import Room, moment, stamp

_ROWS = "SELECT number, at, staff_id, event, about, link FROM ledger"
_HEAD = """INSERT INTO ledger_head (id, number, seal) VALUES (1, ?, ?)
  ON CONFLICT DO UPDATE SET number = excluded.number, seal = excluded.seal"""
_WAITS = "SELECT count(*), coalesce(sum(late), 0) FROM review_tally WHERE severity = ? AND day >= ?"
_NTH = "SELECT waited FROM review_tally WHERE severity = ? AND day >= ? ORDER BY waited LIMIT 1 OFFSET ?"


class Ledger(Room):
    """Rows are only ever added. See `LedgerStore`."""

    def record_deed(self, staff_id: int, event: str, about: str, now: datetime) -> None:
        last = self.rows("SELECT number, link FROM ledger ORDER BY number DESC LIMIT 1").fetchone()
        number, before = (last[0] + 1, last[1]) if last else (1, b"")
        link = self._vault.link(before, _row(number, stamp(now), staff_id, event, about))
        self.rows("INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?)", (number, stamp(now), staff_id, event, about, link))
        seal = self._vault.own.close("ledger", number, link)
        self.rows(_HEAD, (number, seal))

    def deeds(self, before: int, limit: int) -> tuple[Deed, ...]:
        sql = f"{_ROWS} WHERE number < ? ORDER BY number DESC LIMIT ?"
        found = self.rows(sql, (before or 1 << 62, limit))
        return tuple(Deed(number, moment(at), staff, event, about) for number, at, staff, event, about, _ in found)

    def check_ledger(self, head: str = "") -> Checked:
        before, number = b"", 0
        seen = head == ""
        for found, at, staff, event, about, link in self.rows(f"{_ROWS} ORDER BY number"):
            if found != number + 1:
                return Checked(number, "", f"row {number + 1} is missing")
            if not hmac.compare_digest(link, self._vault.link(before, _row(found, at, staff, event, about))):
                return Checked(number, "", f"row {found} is not as it was written")
            before, number = link, found
            seen = seen or _name(number, link) == head
        problem = self._missing_at_end(number, before)
        if not problem and not seen:
            problem = f"the row that {head} names is not there (any more)"
        return Checked(number, _name(number, before), problem)

    def _missing_at_end(self, number: int, link: bytes) -> str:
        found = self.rows("SELECT number, seal FROM ledger_head").fetchone()
        if found is None:
            return "" if number == 0 else "the count of rows is missing"
        try:
            sealed = self._vault.own.open("ledger", found[0], found[1])
        except KeyMissing:
            return "the count of rows is not as it was written"
        if found[0] != number or sealed != link:
            return f"rows after {number} are missing" if found[0] > number else "the count of rows is an older one"
        return ""

    def waits(self, since: datetime) -> tuple[Waits, ...]:
        found = []
        for severity in get_args(Severity):
            asked = (severity, stamp(since) // DAY)
            cases, late = self.rows(_WAITS, asked).fetchone()
            p50, p90 = (
                self.rows(_NTH, (*asked, (cases * share - 1) // 100)).fetchone() if cases else (0,)
                for share in (50, 90)
            )
            found.append(Waits(severity, cases, late, p50[0], p90[0]))
        return tuple(found)

    def outcomes(self, since: datetime) -> Mapping[tuple[str, str], int]:
        sql = "SELECT severity, outcome, count(*) FROM review_tally WHERE day >= ? GROUP BY severity, outcome"
        return {(severity, outcome): n for severity, outcome, n in self.rows(sql, (stamp(since) // DAY,))}

    def flag_counts(self, since: datetime) -> Mapping[tuple[str, str, str], int]:
        sql = "SELECT reason, rule, judged, sum(count) FROM flag_tally WHERE day >= ? GROUP BY reason, rule, judged"
        return {(reason, rule, judged): n for reason, rule, judged, n in self.rows(sql, (stamp(since) // DAY,))}


def _row(number: int, at: int, staff_id: int, event: str, about: str) -> bytes:
    return codec.packed([number, at, staff_id, event, about])


def _name(number: int, link: bytes) -> str:
    """How a row is named to be noted elsewhere: its number and the beginning of its link."""
    return f"{number}-{link[:12].hex()}" if number else "0"
