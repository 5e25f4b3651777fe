"""What the operator's commands say: a link for a moderator, the first supervisor's link, the state of the ledger."""

from __future__ import annotations

from datetime import datetime

from bot.moderation import accounts
from bot.storage.base_review import ReviewStore, Role


def add(store: ReviewStore, name: str, role: Role, base_url: str, now: datetime) -> str:
    """`moderator add NAME`: a one-time enrolment link. Raises Refused for a name that cannot be."""
    return f"{base_url}/desk/enrol/{accounts.invite(store, name, role, now)}"


def first(store: ReviewStore, base_url: str, now: datetime) -> str | None:
    """The first supervisor's enrolment link while nobody has an account, else None."""
    made = accounts.first_supervisor(store, now)
    return f"{base_url}/desk/enrol/{made}" if made else None


def verify(store: ReviewStore, head: str = "") -> tuple[bool, str]:
    """`audit verify [HEAD]`: whether the ledger is whole, and one line that says so."""
    found = store.check_ledger(head)
    if found.problem:
        return False, f"the ledger was tampered with: {found.problem}"
    return True, f"{found.rows} rows, each as it was written; note this elsewhere: {found.head}"
