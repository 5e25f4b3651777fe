"""Moderators' accounts: invited by a one-time link, logged in with password and one-time code, in throttled steps."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from bot.moderation import deeds
from bot.moderation.refusal import Refused
from bot.storage.base_review import ReviewStore, Role, Session, Staff

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)  # a shift
LINK = timedelta(hours=48)
CODE = timedelta(minutes=10)
SEEN_EVERY = timedelta(minutes=1)  # how exact the idle time is; each exactness costs a write
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200  # argon2 would hash megabytes
LONGEST_NAME = 40
FREE_TRIES = {"name": 3, "address": 20}  # an office shares one address
LONGEST_WAIT = 300.0  # seconds: a guesser gets nowhere, and a moderator who is guessed at still gets in
CODE_SECONDS = 30
NO_MATCH = "名字、密码或验证码不对。"

_hasher = PasswordHasher()


@dataclass(frozen=True, slots=True)
class Tried:
    """A login that may go on to its password: the account, if there is one, and what counts the attempt."""

    staff: Staff | None
    who: tuple[bytes, bytes]


def hashed(token: str) -> bytes:
    """How tokens and sessions are stored: whoever reads the database cannot use them."""
    return hashlib.sha256(token.encode()).digest()


def token() -> str:
    """256 bits of chance."""
    return secrets.token_urlsafe(32)


# ---------------------------------------------------------------- becoming somebody


def invite(store: ReviewStore, name: str, role: Role, now: datetime, by: int = deeds.SYSTEM) -> str:
    """A one-time enrolment token for a new account, or for one that lost its phone. Raises Refused for a bad name."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Refused(400, f"名字要有 1 到 {LONGEST_NAME} 个字。")
    staff = store.staff_by_name(name) or store.add_staff(name, role, now)
    assert staff is not None
    made = token()
    store.add_token(hashed(made), staff.id, "enrol", now + LINK)
    deeds.other(store, by, "staff.invite", f"staff {staff.id}", now)
    return made


def first_supervisor(store: ReviewStore, now: datetime) -> str | None:
    """An enrolment token for the first supervisor while nobody is active yet, else None."""
    if any(staff.state == "active" for staff in store.staff()):
        return None
    return invite(store, "主管", "supervisor", now)


def invited(store: ReviewStore, made: str, now: datetime) -> Staff:
    """Whose enrolment link this is. Raises Refused when it was used or is too old."""
    staff = store.token(hashed(made), "enrol", now)
    if staff is None or staff.state == "off":
        raise Refused(404, "这个链接已经用过或过期了。请让主管再发一个。")
    return staff


def check_password(password: str, name: str) -> None:
    """Raises Refused for one that is easy to guess."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Refused(400, f"密码至少 {SHORTEST_PASSWORD} 个字符，最长 {LONGEST_PASSWORD} 个。")
    if len(set(password)) < 5 or name.lower() in password.lower():
        raise Refused(400, "这个密码太容易猜了。几个不相干的词连起来就很好。")


def hash_password(password: str) -> str:
    """argon2id; takes tens of milliseconds on purpose, so never on the turn thread."""
    return _hasher.hash(password)


@cache
def _dummy() -> str:
    return _hasher.hash("nobody has this password")


def password_fits(staff: Staff | None, password: str) -> bool:
    """Whether the password is right; as slow for an account that does not exist. Never on the turn thread."""
    known = staff.password if staff is not None and staff.password else _dummy()
    try:
        _hasher.verify(known, password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False
    return staff is not None and bool(staff.password)


def code_step(secret: str, code: str, now: datetime) -> int | None:
    """The time step that a one-time code belongs to (now, or one before or after), or None."""
    code = "".join(code.split())
    step = int(now.timestamp()) // CODE_SECONDS
    for near in (step, step - 1, step + 1):
        if secret and secrets.compare_digest(pyotp.TOTP(secret).at(near * CODE_SECONDS), code):
            return near
    return None


def enrol(store: ReviewStore, made: str, password_hash: str, secret: str, code: str, now: datetime) -> str:
    """Make the invited account active and log it in; a session token. Raises Refused."""
    staff = invited(store, made, now)
    step = code_step(secret, code, now)
    if step is None:
        raise Refused(400, "验证码不对。请确认手机时间准确，再输入一次最新的 6 位数字。")
    if not store.spend_token(hashed(made)):
        raise Refused(404, "这个链接已经用过了。")
    store.enrol(staff.id, password_hash, secret)
    store.use_code(staff.id, step)
    deeds.other(store, staff.id, "staff.enrol", f"staff {staff.id}", now)
    return _session(store, staff, now)


# ---------------------------------------------------------------- logging in


def try_login(store: ReviewStore, name: str, address: str, now: datetime) -> Tried:
    """Count the attempt before it is looked at, so that many at once gain nothing. Raises Refused (429)."""
    who = (hashed(f"name {name[:LONGEST_NAME]}"), hashed(f"address {address}"))
    wait = store.login_wait(who, now)
    if wait:
        raise Refused(429, f"试得太频繁了，请 {int(wait) + 1} 秒后再试。", wait=int(wait) + 1)
    for one, free in zip(who, FREE_TRIES.values(), strict=True):
        over = store.login_tries(one) + 1 - free
        pause = min(LONGEST_WAIT, 2.0 ** min(over, 10)) if over >= 0 else 0.0
        store.login_failed(one, now + timedelta(seconds=pause))
    return Tried(store.staff_by_name(" ".join(name.split())), who)


def log_in(store: ReviewStore, tried: Tried, password_right: bool, code: str, now: datetime) -> str:
    """A fresh session token. Raises Refused (401), the same for every reason."""
    staff = store.staff_by_id(tried.staff.id) if tried.staff else None
    step = code_step(staff.secret, code, now) if staff else None
    if not password_right or staff is None or staff.state != "active" or step is None:
        raise Refused(401, NO_MATCH)
    if not store.use_code(staff.id, step):
        raise Refused(401, NO_MATCH)
    for one in tried.who:
        store.login_worked(one)
    deeds.other(store, staff.id, "staff.login", "", now)
    return _session(store, staff, now)


def note_failed(store: ReviewStore, tried: Tried, now: datetime) -> None:
    """Failures on real accounts go into the ledger; made-up names would only fill it."""
    if tried.staff is not None:
        deeds.other(store, tried.staff.id, "staff.failed", "", now)


def _session(store: ReviewStore, staff: Staff, now: datetime) -> str:
    made = token()
    store.open_session(hashed(made), staff.id, now)
    return made


def session(store: ReviewStore, made: str, now: datetime, active: bool = True) -> Session | None:
    """The open session behind a token, or None when there is none, it is too old, or the account is off.

    `active`: somebody did something, which keeps the session open.
    """
    found = store.session(hashed(made)) if made else None
    if found is None:
        return None
    if now - found.seen_at > IDLE or now - found.made_at > LONGEST or found.staff.state != "active":
        store.end_session(hashed(made))
        return None
    if active and now - found.seen_at > SEEN_EVERY:
        store.see_session(hashed(made), now)
    return found


def log_out(store: ReviewStore, made: str, staff: Staff, now: datetime) -> None:
    store.end_session(hashed(made))
    deeds.other(store, staff.id, "staff.logout", "", now)


# ---------------------------------------------------------------- other people's accounts


def change(store: ReviewStore, by: Staff, id: int, role: Role, active: bool, now: datetime) -> None:
    """Another role, or off. Raises Refused for one's own account, so that a desk never loses its last supervisor."""
    staff = store.staff_by_id(id)
    if staff is None:
        raise Refused(404, "没有这个账号。")
    if staff.id == by.id:
        raise Refused(409, "自己的账号请由另一位主管来改。")
    store.set_staff(id, role, active)
    deeds.other(store, by.id, "staff.change", f"staff {id} {role} {'on' if active else 'off'}", now)


def telegram_code(store: ReviewStore, staff: Staff, now: datetime) -> str:
    """A one-time code that ties a Telegram account to this desk account."""
    made = secrets.token_hex(4)
    store.add_token(hashed(made), staff.id, "telegram", now + CODE)
    return made
