"""Everything stored about one borrower, as plain data: what consent promises to show."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bot.storage import codec
from bot.storage.sqlite_evidence import EvidenceRows
from bot.storage.sqlite_reminders import Reminders
from bot.storage.sqlite_room import moment
from bot.storage.vault import Locker

_IDENTITY = "SELECT channel, identity, made_at, heard_at, version, conversation FROM borrower WHERE id = ?"
_RECORDS = "SELECT id, content FROM record WHERE borrower_id = ? ORDER BY begun"
_MESSAGES = "SELECT number, at, content FROM message WHERE borrower_id = ? ORDER BY number"
_FLAGS = "SELECT number, at, severity, content FROM flag WHERE borrower_id = ? ORDER BY id"
_FILES = "SELECT id, at, size, content FROM file WHERE borrower_id = ? ORDER BY at, id"
_WAITING = "SELECT number, made_at AS at, tries, reason FROM outbox WHERE borrower_id = ? ORDER BY number"
_DOCUMENTS = "SELECT at AS number, at, content FROM document WHERE borrower_id = ? ORDER BY id"
_JOBS = "SELECT made_at AS number, made_at AS at, kind, tries, content FROM job WHERE borrower_id = ? ORDER BY id"
_AUDIT = "SELECT at, event, about FROM audit WHERE borrower_id = ? ORDER BY id"


class Exporting(EvidenceRows, Reminders):
    """See `Store.export_borrower`."""

    def export_borrower(self, borrower_id: str) -> dict[str, Any]:
        id, locker = self.locker_of(borrower_id)
        identity, conversation = self._identity(id, locker)
        records = {key: codec.record_from(key, locker.open("record", key, c)) for key, c in self.rows(_RECORDS, (id,))}
        return {
            "identity": identity,
            "conversation": conversation,
            "records": {key: asdict(record)["answers"] for key, record in records.items()},
            "messages": self._opened(id, locker, "message", "number", _MESSAGES),
            "flags": self._opened(id, locker, "flag", "number", _FLAGS),
            "files": self._opened(id, locker, "file", "id", _FILES),
            "custody": [asdict(link) | {"at": link.at.isoformat()} for link in self.links_of(id, locker)],
            "stamps": [
                {"number": one.number, "at": one.at.isoformat(), "token": one.token.hex()}
                for one in self.stamps_of(id, locker)
            ],
            "waiting": self._opened(id, locker, "outbox", "number", _WAITING),
            "documents": self._opened(id, locker, "document", "number", _DOCUMENTS),
            "jobs": self._opened(id, locker, "job", "number", _JOBS),
            "reminder": self._reminder(borrower_id),
            "shared": self._shared(id),
            "audit": self._opened(id, locker, "audit", "", _AUDIT),
        }

    def _reminder(self, borrower_id: str) -> dict[str, Any]:
        """When the next reminder comes, and what was reminded of."""
        found = self.reminder_of(borrower_id)
        return {"due_at": found.due_at and found.due_at.isoformat(), "said": dict(found.said)} if found else {}

    def _shared(self, id: int) -> dict[str, Any]:
        """What is counted for others. The numbers cannot be read back; they stand in the records."""
        numbers = self.rows("SELECT kind, count(*) FROM shared_number WHERE borrower_id = ? GROUP BY kind", (id,))
        platforms = self.rows("SELECT platform, kind FROM shared_platform WHERE borrower_id = ?", (id,))
        return {"numbers": dict(numbers.fetchall()), "platforms": [list(row) for row in platforms]}

    def _identity(self, id: int, locker: Locker) -> tuple[dict[str, Any], dict[str, Any]]:
        """Who the borrower is, and the open conversation."""
        channel, identity, made_at, heard_at, version, content = self.rows(_IDENTITY, (id,)).fetchone()
        who = {
            "id": str(id),
            "channel": channel,
            "sender": locker.open("borrower", id, identity).decode("utf-8", "surrogatepass"),
            "made_at": moment(made_at).isoformat(),
            "heard_at": moment(heard_at).isoformat(),
        }
        return who, asdict(codec.conversation_from(locker.open("conversation", version, content)))

    def _opened(self, id: int, locker: Locker, table: str, key: str, sql: str) -> list[dict[str, Any]]:
        """Rows as mappings: stamps as ISO 8601, the encrypted content opened into the rest."""
        found = self.rows(sql, (id,))
        names = [column[0] for column in found.description]
        opened = []
        for values in found:
            row = dict(zip(names, values, strict=True))
            content = row.pop("content", None)
            row["at"] = moment(row["at"]).isoformat()
            if content is not None:
                row.update(codec.unpacked(locker.open(table, row[key], content)))
            opened.append(row)
        return opened
