"""The store's verbs for people behind the bot: cases, accounts, the ledger of what moderators did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from bot.model import Conversation, Flag, Record, Reply, Severity

Judged = Literal["", "right", "false"]
Role = Literal["moderator", "supervisor", "auditor"]


@dataclass(frozen=True, slots=True)
class Review:
    """One case: all that a person should look at about one borrower. `claimed_by` counts until `lease_until`.

    `waiting_since` None: answered, the borrower's turn.
    """

    id: int
    borrower_id: str
    channel: str
    severity: Severity
    opened_at: datetime
    waiting_since: datetime | None
    answered_at: datetime | None
    claimed_by: int
    lease_until: datetime
    closed_at: datetime | None
    outcome: str
    version: int
    reasons: tuple[str, ...] = ()

    def holder(self, now: datetime) -> int:
        """The account that holds this case at `now`, 0 when nobody does."""
        return self.claimed_by if self.closed_at is None and self.lease_until > now else 0


@dataclass(frozen=True, slots=True)
class Raised:
    """One flag of a case. `number` is the transcript line of the replies to the message that raised it."""

    id: int
    at: datetime
    number: int
    flag: Flag
    judged: Judged = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What a moderator wrote to the others (note), or what was decided (decision)."""

    at: datetime
    staff_id: int
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Held:
    """A borrower's silence: until when a person writes, and until when nobody answers; None is not at all."""

    by_person: datetime | None = None
    muted: datetime | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """Something that needs a second person. `granted` None: nobody has decided yet."""

    id: int
    review_id: int
    borrower_id: str
    action: str
    payload: Mapping[str, Any]
    asked_by: int
    asked_at: datetime
    decided_by: int = 0
    granted: bool | None = None


@dataclass(frozen=True, slots=True)
class Staff:
    """A moderator's account. `secret` is the key of the one-time codes, `step` the last code used.

    `phone` is the Telegram id that alerts go to, empty when there is none; `quiet` the hours (23-7, or empty)
    in which only danger to life rings there.
    """

    id: int
    name: str
    role: Role
    state: Literal["invited", "active", "off"]
    password: str = ""
    secret: str = ""
    step: int = 0
    phone: str = ""
    quiet: str = ""

    @property
    def linked(self) -> bool:
        return bool(self.phone)


@dataclass(frozen=True, slots=True)
class Ring:
    """What one moderator's phone shows of one case. `again_at` None: it does not ring again by itself;
    `seen` None: the case is not followed on the phone, else the last transcript line shown there."""

    review_id: int
    staff_id: int
    message: int
    times: int = 1
    again_at: datetime | None = None
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A moderator's open session."""

    staff: Staff
    made_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Canned:
    """A reply to choose; {curly} words are filled in when it is chosen."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Deed:
    """One row of the ledger."""

    number: int
    at: datetime
    staff_id: int
    event: str
    about: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking the ledger found: how many rows hold, and what is wrong (empty: nothing).

    `head` names the newest row and its link: noted elsewhere, it proves later that nothing before it changed.
    """

    rows: int
    head: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Waits:
    """Closed cases of one severity: how many, how many late, and the seconds half and nine in ten waited at most."""

    severity: Severity
    cases: int
    late: int
    p50: int
    p90: int


class CaseStore(Protocol):
    """Cases. Verbs about a lease return False when it is not there (any more)."""

    def waiting(self, severity: Severity, now: datetime, limit: int) -> tuple[Review, ...]:
        """Open cases that wait for a person and that nobody holds, the longest waiting first."""

    def waiting_count(self, severity: Severity, before: datetime, most: int) -> int:
        """How many open cases wait since before a time, held or not; counted up to `most`."""

    def claimed(self, now: datetime, staff_id: int = 0, limit: int = 100) -> tuple[Review, ...]:
        """Open cases that somebody (or this account) holds."""

    def answered(self, now: datetime, limit: int) -> tuple[Review, ...]:
        """Open cases whose borrower has the word and that nobody holds, the latest answered first."""

    def review(self, id: int) -> Review | None:
        """One case, or None."""

    def claim(self, id: int, staff_id: int, until: datetime, now: datetime) -> bool:
        """Take the lease of an open case that nobody holds; False when somebody was first."""

    def renew(self, id: int, staff_id: int, until: datetime, now: datetime) -> bool:
        """Lengthen one's own lease; False when it ran out or is another's."""

    def release(self, id: int, staff_id: int, now: datetime) -> bool:
        """Give one's lease back, so that the case waits again if it was waiting."""

    def flags_of(self, id: int) -> tuple[Raised, ...]:
        """The flags of a case, oldest first."""

    def earlier(self, borrower_id: str) -> tuple[Review, ...]:
        """The borrower's closed cases, newest first."""

    def address_of(self, borrower_id: str) -> tuple[str, str]:
        """Channel and sender. Raises StorageError when there is no such borrower."""

    def held(self, borrower_id: str) -> Held:
        """Whether a person writes and whether the borrower is muted."""

    def hold(self, borrower_id: str, until: datetime | None) -> None:
        """A person writes until a time; None hands the talk back."""

    def mute(self, borrower_id: str, until: datetime | None) -> None:
        """Nobody answers until a time; None ends it."""

    def speak(
        self, borrower_id: str, key: str, replies: Sequence[Reply], now: datetime,
        conversation: Conversation | None = None, records: Sequence[Record] = (),
    ) -> int:  # fmt: skip
        """Replies that no message asked for, in transcript and outbox; with them a changed conversation.

        Returns the transcript number; 0 when the same `key` was spoken before: then nothing changes.
        """

    def note_answered(self, id: int, now: datetime) -> None:
        """A person has answered: the borrower's turn."""

    def change_severity(self, id: int, severity: Severity, now: datetime) -> None: ...

    def raise_flag(self, borrower_id: str, flag: Flag, now: datetime) -> None:
        """A flag of a moderator's own."""

    def close_review(self, id: int, outcome: str, judged: Mapping[int, Judged], late: bool, now: datetime) -> None:
        """Close a case and count it. `judged` by flag id."""

    def write_note(self, id: int, staff_id: int, kind: str, text: str, now: datetime) -> None: ...

    def notes(self, id: int) -> tuple[Note, ...]:
        """Notes and decisions, oldest first."""

    def reveal(self, id: int, staff_id: int, field: str, until: datetime) -> None:
        """Let one account read one masked field until a time."""

    def revealed(self, id: int, staff_id: int, now: datetime) -> Mapping[str, datetime]:
        """The fields one account may read, and until when."""

    def ask_approval(self, id: int, action: str, payload: Mapping[str, Any], staff_id: int, now: datetime) -> int: ...

    def approvals(self, review_id: int = 0, limit: int = 100) -> tuple[Approval, ...]:
        """What waits for a second person, oldest first; of one case, also what was decided."""

    def decide(self, approval_id: int, staff_id: int, granted: bool, now: datetime) -> Approval | None:
        """Decide what nobody has decided and somebody else asked for; None when that is not so."""

    def pulse(self) -> int:
        """A number that differs whenever any case has changed."""

    def case_marks(self, ids: Sequence[int]) -> Mapping[int, tuple[int, int]]:
        """Case id → (version, number of the newest transcript line)."""


class StaffStore(Protocol):
    """Accounts, sessions, throttled logins, canned replies."""

    def staff(self) -> tuple[Staff, ...]:
        """Every account, by name."""

    def staff_by_id(self, id: int) -> Staff | None: ...

    def staff_by_name(self, name: str) -> Staff | None: ...

    def staff_by_telegram(self, user: str) -> Staff | None: ...

    def add_staff(self, name: str, role: Role, now: datetime) -> Staff | None:
        """A new account, invited; None when the name is taken."""

    def enrol(self, id: int, password: str, secret: str) -> None:
        """Password hash and code key: the account is active; what an older phone or browser could do has ended."""

    def set_staff(self, id: int, role: Role, active: bool) -> None:
        """Another role, or off: sessions and leases end."""

    def use_code(self, id: int, step: int) -> bool:
        """Use a one-time code's time step; False when it, or a later one, was used before."""

    def link_telegram(self, id: int, user: str | None) -> None:
        """Alerts go to this Telegram user, who belongs to nobody else from now on; None ends it."""

    def set_quiet(self, id: int, quiet: str) -> None: ...

    def rings(self) -> tuple[Ring, ...]:
        """What phones show now."""

    def save_ring(self, ring: Ring) -> None: ...

    def drop_ring(self, review_id: int, staff_id: int) -> None: ...

    def add_token(self, hash: bytes, staff_id: int, purpose: str, expires_at: datetime) -> None: ...

    def token(self, hash: bytes, purpose: str, now: datetime) -> Staff | None:
        """Whose one-time token this is, or None."""

    def spend_token(self, hash: bytes) -> bool:
        """Use a token up; False when it was used before."""

    def open_session(self, hash: bytes, staff_id: int, now: datetime) -> None: ...

    def session(self, hash: bytes) -> Session | None: ...

    def see_session(self, hash: bytes, now: datetime) -> None: ...

    def end_session(self, hash: bytes) -> None: ...

    def login_wait(self, who: Sequence[bytes], now: datetime) -> float:
        """Seconds until these may try to log in again."""

    def login_failed(self, who: bytes, again_at: datetime) -> int:
        """Count one more failure; returns how many in a row."""

    def login_tries(self, who: bytes) -> int: ...

    def login_worked(self, who: bytes) -> None: ...

    def canned(self) -> tuple[Canned, ...]: ...

    def save_canned(self, id: int, title: str, text: str, staff_id: int, now: datetime) -> None:
        """Add (id 0) or change a canned reply."""

    def drop_canned(self, id: int) -> None: ...


class LedgerStore(Protocol):
    """What moderators did, and what came of it in numbers."""

    def record_deed(self, staff_id: int, event: str, about: str, now: datetime) -> None: ...

    def deeds(self, before: int, limit: int) -> tuple[Deed, ...]:
        """The newest rows with a number below `before` (0: the newest of all), newest first."""

    def check_ledger(self, head: str = "") -> Checked:
        """Whether every row is as it was written; `head` from an earlier check must still be there."""

    def waits(self, since: datetime) -> tuple[Waits, ...]: ...

    def outcomes(self, since: datetime) -> Mapping[tuple[str, str], int]:
        """(severity, outcome) → closed cases."""

    def flag_counts(self, since: datetime) -> Mapping[tuple[str, str, str], int]:
        """(reason, rule, judged) → flags of closed cases."""


class ReviewStore(CaseStore, StaffStore, LedgerStore, Protocol):
    """All of it."""
