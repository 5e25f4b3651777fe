"""Accounts of moderators, their sessions and one-time tokens, throttled logins, canned replies; see `StaffStore`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.storage.base_review import Canned, Ring, Role, Session, Staff
from bot.storage.sqlite_room import Room, moment, stamp

_STAFF = "SELECT s.id, s.name, s.role, s.state, s.password, s.secret, s.step, s.phone, s.quiet FROM staff s"
_ADD = """INSERT INTO staff (name, role, state, made_at) VALUES (?, ?, 'invited', ?)
  ON CONFLICT (name) DO NOTHING RETURNING id"""
_FAILED = """INSERT INTO login_try (who, tries, again_at) VALUES (?, 1, ?)
  ON CONFLICT DO UPDATE SET tries = tries + 1, again_at = excluded.again_at RETURNING tries"""
_SESSION = """SELECT s.id, s.name, s.role, s.state, s.password, s.secret, s.step, s.phone, s.quiet, t.made_at, t.seen_at
  FROM staff_session t JOIN staff s ON s.id = t.staff_id WHERE t.hash = ?"""

_RING = """INSERT INTO staff_alert (review_id, staff_id, message, times, again_at, seen) SELECT ?1, ?2, ?3, ?4, ?5, ?6
  WHERE EXISTS (SELECT 1 FROM review WHERE id = ?1) ON CONFLICT DO UPDATE SET message = excluded.message,
  times = excluded.times, again_at = excluded.again_at, seen = excluded.seen"""


class StaffRows(Room):
    """What the desk knows of its own people; nothing here belongs to a borrower."""

    def staff(self) -> tuple[Staff, ...]:
        return tuple(self._staff(row) for row in self.rows(f"{_STAFF} ORDER BY s.name"))

    def staff_by_id(self, id: int) -> Staff | None:
        return self._one("s.id = ?", id)

    def staff_by_name(self, name: str) -> Staff | None:
        return self._one("s.name = ?", name)

    def staff_by_telegram(self, user: str) -> Staff | None:
        return self._one("s.telegram = ?", self._vault.sender_hash("moderators", user))

    def add_staff(self, name: str, role: Role, now: datetime) -> Staff | None:
        made = self.rows(_ADD, (name, role, stamp(now))).fetchone()
        return self.staff_by_id(made[0]) if made else None

    def enrol(self, id: int, password: str, secret: str) -> None:
        sealed = self._vault.own.close("staff", id, secret.encode())
        sql = "UPDATE staff SET state = 'active', password = ?, secret = ?, step = 0 WHERE id = ?"
        self.rows(sql, (password, sealed, id))
        self.rows("DELETE FROM staff_session WHERE staff_id = ?", (id,))
        self.link_telegram(id, None)

    def set_staff(self, id: int, role: Role, active: bool) -> None:
        sql = """UPDATE staff SET role = ?, state = CASE WHEN NOT ? THEN 'off' WHEN password = '' THEN 'invited'
          ELSE 'active' END WHERE id = ?"""
        self.rows(sql, (role, int(active), id))
        self.rows("DELETE FROM staff_session WHERE staff_id = ?", (id,))
        if not active:
            self.link_telegram(id, None)
            self.rows("UPDATE review SET lease_until = 0 WHERE claimed_by = ? AND closed_at IS NULL", (id,))

    def use_code(self, id: int, step: int) -> bool:
        return self.rows("UPDATE staff SET step = ? WHERE id = ? AND step < ?", (step, id, step)).rowcount == 1

    def link_telegram(self, id: int, user: str | None) -> None:
        hashed = self._vault.sender_hash("moderators", user) if user else None
        sealed = self._vault.own.close("phone", id, user.encode()) if user else None
        self.rows("UPDATE staff SET telegram = NULL, phone = NULL WHERE telegram = ?", (hashed,))
        self.rows("UPDATE staff SET telegram = ?, phone = ? WHERE id = ?", (hashed, sealed, id))
        if not user:
            self.rows("DELETE FROM staff_alert WHERE staff_id = ?", (id,))

    def set_quiet(self, id: int, quiet: str) -> None:
        self.rows("UPDATE staff SET quiet = ? WHERE id = ?", (quiet, id))

    def rings(self) -> tuple[Ring, ...]:
        found = self.rows("SELECT review_id, staff_id, message, times, again_at, seen FROM staff_alert")
        return tuple(
            Ring(review, staff, message, times, None if again is None else moment(again), seen)
            for review, staff, message, times, again, seen in found
        )

    def save_ring(self, ring: Ring) -> None:
        again = stamp(ring.again_at) if ring.again_at else None
        self.rows(_RING, (ring.review_id, ring.staff_id, ring.message, ring.times, again, ring.seen))

    def drop_ring(self, review_id: int, staff_id: int) -> None:
        self.rows("DELETE FROM staff_alert WHERE review_id = ? AND staff_id = ?", (review_id, staff_id))

    def add_token(self, hash: bytes, staff_id: int, purpose: str, expires_at: datetime) -> None:
        self.rows("DELETE FROM staff_token WHERE staff_id = ? AND purpose = ?", (staff_id, purpose))
        self.rows("INSERT INTO staff_token VALUES (?, ?, ?, ?)", (hash, staff_id, purpose, stamp(expires_at)))

    def token(self, hash: bytes, purpose: str, now: datetime) -> Staff | None:
        sql = "SELECT staff_id FROM staff_token WHERE hash = ? AND purpose = ? AND expires_at > ?"
        found = self.rows(sql, (hash, purpose, stamp(now))).fetchone()
        return self.staff_by_id(found[0]) if found else None

    def spend_token(self, hash: bytes) -> bool:
        return self.rows("DELETE FROM staff_token WHERE hash = ?", (hash,)).rowcount == 1

    def open_session(self, hash: bytes, staff_id: int, now: datetime) -> None:
        self.rows("INSERT INTO staff_session VALUES (?, ?, ?, ?)", (hash, staff_id, stamp(now), stamp(now)))

    def session(self, hash: bytes) -> Session | None:
        row = self.rows(_SESSION, (hash,)).fetchone()
        return Session(self._staff(row[:9]), moment(row[9]), moment(row[10])) if row else None

    def see_session(self, hash: bytes, now: datetime) -> None:
        self.rows("UPDATE staff_session SET seen_at = ? WHERE hash = ?", (stamp(now), hash))

    def end_session(self, hash: bytes) -> None:
        self.rows("DELETE FROM staff_session WHERE hash = ?", (hash,))

    def login_wait(self, who: Sequence[bytes], now: datetime) -> float:
        times = [self.rows("SELECT again_at FROM login_try WHERE who = ?", (one,)).fetchone() for one in who]
        latest = max((found[0] for found in times if found), default=0)
        return max(0.0, (latest - stamp(now)) / 1e6)

    def login_failed(self, who: bytes, again_at: datetime) -> int:
        tries: int = self.rows(_FAILED, (who, stamp(again_at))).fetchone()[0]
        return tries

    def login_tries(self, who: bytes) -> int:
        found = self.rows("SELECT tries FROM login_try WHERE who = ?", (who,)).fetchone()
        return int(found[0]) if found else 0

    def login_worked(self, who: bytes) -> None:
        self.rows("DELETE FROM login_try WHERE who = ?", (who,))

    def canned(self) -> tuple[Canned, ...]:
        found = self.rows("SELECT id, title, text FROM canned ORDER BY id")
        return tuple(Canned(str(id), title, text) for id, title, text in found)

    def save_canned(self, id: int, title: str, text: str, staff_id: int, now: datetime) -> None:
        sql = """INSERT INTO canned (id, title, text, staff_id, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE
          SET title = excluded.title, text = excluded.text, staff_id = excluded.staff_id, at = excluded.at"""
        self.rows(sql, (id or None, title, text, staff_id, stamp(now)))

    def drop_canned(self, id: int) -> None:
        self.rows("DELETE FROM canned WHERE id = ?", (id,))

    def _one(self, where: str, value: object) -> Staff | None:
        row = self.rows(f"{_STAFF} WHERE {where}", (value,)).fetchone()
        return self._staff(row) if row else None

    def _staff(self, row: Sequence[Any]) -> Staff:
        id, name, role, state, password, secret, step, phone, quiet = row
        opened = self._vault.own.open("staff", id, secret).decode() if secret else ""
        number = self._vault.own.open("phone", id, phone).decode() if phone else ""
        return Staff(id, name, role, state, password, opened, step, number, quiet)
