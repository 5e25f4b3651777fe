"""The nouns everybody shares. Frozen, plain, and free of any channel, store or clock.

Units: aware datetimes shown in Asia/Shanghai; `Decimal` yuan; calendar days unless a name says `working`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

# ---------------------------------------------------------------- messages


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that arrived: already kept under `file_id` by the store's file room.

    `type` is what the sender called it, `found` what its content is; `marks` say what is odd about it: empty,
    lying (its name promises something else), bomb, script, huge, recoded, photo (sent so that the channel re-encoded
    it), renamed.
    """

    file_id: str
    name: str
    type: str
    size: int
    sha256: str = ""
    found: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message from a borrower, with nothing of its platform left in it.

    `message_id` is unique per (channel, sender); the same id again means the same message again.
    `choice` holds option ids of pressed buttons. `sent_at` is aware. `forwarded` marks somebody else's words:
    they are told, never obeyed.
    """

    channel: str
    sender: str
    message_id: str
    sent_at: datetime
    text: str = ""
    choice: tuple[str, ...] = ()
    files: tuple[Upload, ...] = ()
    locale: str = ""
    forwarded: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One button: its id comes back in `Incoming.choice`; its label may also be typed.

    Ids that begin with “/” are ways around (back, skip, menu …): shown smaller, never numbered.
    `alone` marks an answer that excludes the others of a `many` question and is sent at once.
    """

    id: str
    label: str
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to hand out. The bytes live in the file room under `file_id`."""

    file_id: str
    name: str
    type: str


ReplyKind = Literal["text", "question", "letter", "crisis", "person", "notice"]


@dataclass(frozen=True, slots=True)
class Reply:
    """One bubble, channel-neutral. `many` marks a question with several right answers.

    kind: question = waits for an answer; letter = to be copied whole; crisis = safety first;
    person = written by a moderator; notice = small print (resumed, saved, erased).
    """

    text: str
    choices: tuple[Choice, ...] = ()
    many: bool = False
    files: tuple[Attachment, ...] = ()
    kind: ReplyKind = "text"
    title: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a borrower's transcript, oldest first by `number`.

    in: `text` and `files` are the borrower's (a pressed button shows its label as `text`);
    out: `replies` are ours. `message_id` ties a borrower's line to the message the channel sent.
    """

    number: int
    at: datetime
    direction: Literal["in", "out"]
    text: str = ""
    files: tuple[Upload, ...] = ()
    replies: tuple[Reply, ...] = ()
    message_id: str = ""


Severity = Literal["P0", "P1", "P2", "P3"]


@dataclass(frozen=True, slots=True)
class Flag:
    """Why a person should look: P0 life or imminent danger, P1 today, P2 soon, P3 when there is time."""

    reason: str
    severity: Severity
    rule: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """Slow work that a turn asks for and does not wait for: a PDF, a chart, a pack. `args` are plain texts."""

    kind: str
    args: Mapping[str, str] = field(default_factory=dict)


# ---------------------------------------------------------------- answers are the state

State = Literal["given", "heard", "skipped", "unknown"]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `value` is plain JSON; `heard` answers wait for the borrower's one-tap confirmation."""

    value: Any = None
    state: State = "given"
    words: str = ""

    @property
    def known(self) -> bool:
        """True when there is a value to work with (given, or heard and not yet confirmed)."""
        return self.state in ("given", "heard") and self.value is not None

    @property
    def settled(self) -> bool:
        """True when the question need not be asked (again)."""
        return self.state != "heard"


@dataclass(frozen=True, slots=True)
class Record:
    """The answers of one dialog about one thing. `id` is `kind` or `kind/number`: safety, incident/1, debt/2."""

    id: str
    answers: Mapping[str, Answer] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return self.id.split("/", 1)[0]

    def value(self, question: str) -> Any:
        """The known value of an answer, else None."""
        answer = self.answers.get(question)
        return answer.value if answer is not None and answer.known else None

    def with_answer(self, question: str, answer: Answer) -> Record:
        return replace(self, answers={**self.answers, question: answer})


@dataclass(frozen=True, slots=True)
class Case:
    """Everything one borrower has told us: all records by id, in the order they were begun."""

    records: Mapping[str, Record] = field(default_factory=dict)

    def record(self, id: str) -> Record:
        """The record, or an empty one."""
        return self.records.get(id) or Record(id)

    def of(self, kind: str) -> tuple[Record, ...]:
        return tuple(r for r in self.records.values() if r.kind == kind)

    def value(self, record: str, question: str) -> Any:
        found = self.records.get(record)
        return found.value(question) if found else None

    def with_record(self, record: Record) -> Case:
        return Case({**self.records, record.id: record})


@dataclass(frozen=True, slots=True)
class Frame:
    """One open dialog: which, about which records (`bind`: kind → record id), and which answers to ask again.

    `need` names further questions (kind.question) that somebody needs answered; `then` is what was asked
    for when they are. `again` holds bound references (record id.question).
    """

    dialog: str
    bind: Mapping[str, str] = field(default_factory=dict)
    again: tuple[str, ...] = ()
    need: tuple[str, ...] = ()
    then: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """What is open between turns: no pointer into a script, only a stack of dialogs; the last is on top.

    `asked` is what the borrower sees last, a bound question (incident/1.kinds) or a screen (#menu), `beside` buttons
    under it that are neither's, by id; `pending` is an edit that waits for its confirmation: {"ref", "value"}.
    """

    stack: tuple[Frame, ...] = ()
    locale: str = "zh_Hans"
    asked: str = ""
    misses: int = 0
    paused: bool = False
    last_at: str = ""
    pending: Mapping[str, Any] | None = None
    beside: Mapping[str, str] = field(default_factory=dict)


# ---------------------------------------------------------------- what advice and letters read

LENDER_KINDS = (
    "bank", "consumer_finance_company", "small_loan_company", "loan_assist_platform", "rental", "private",
    "debt_assignee", "unlicensed", "unknown",
)  # fmt: skip

VIOLATIONS = (
    "call_bombing", "night_call", "threat", "insult", "impersonate_authority", "forged_legal_document",
    "third_party_contact", "privacy_exposure", "workplace_contact", "home_visit", "property_damage",
    "physical_violence", "unlawful_detention", "overcharging", "other",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as far as it is known: half-open [start, end); `exact` is minute, hour, day, month or vague."""

    words: str
    start: datetime | None = None
    end: datetime | None = None
    exact: str = "vague"


@dataclass(frozen=True, slots=True)
class Count:
    """How many: `low` to `high` per `per` (minute, hour, day, week, month, year, total)."""

    words: str
    low: int
    high: int
    per: str = "total"


@dataclass(frozen=True, slots=True)
class Incident:
    """One course of events the borrower told of. Fields nobody told stay None or empty."""

    id: str
    kinds: frozenset[str] = frozenset()
    when: Moment | None = None
    calls: Count | None = None
    contacted: tuple[str, ...] = ()
    told_debt: bool | None = None
    words: str = ""
    claimed_to_be: str = ""
    numbers: tuple[str, ...] = ()
    visit: tuple[str, ...] = ()
    hurt: bool | None = None
    ongoing: bool | None = None
    evidence: tuple[str, ...] = ()
    objected: bool | None = None
    story: str = ""
    debt: str = ""


@dataclass(frozen=True, slots=True)
class Debt:
    """One loan. `platform` is an id from the facts, or empty with the borrower's own name for it in `name`.

    `principal` really came, `on_paper` is in the contract; `fees_besides`: paid out of pocket (True) or kept back.
    Of `count` instalments, one at each `every`, `paid` were paid. `firm` puts it first: court, wages, pledged.
    """

    id: str
    platform: str = ""
    name: str = ""
    lender_kind: str = "unknown"
    lender_name: str = ""
    principal: Decimal | None = None
    fees_up_front: Decimal | None = None
    instalment: Decimal | None = None
    overdue_days: int | None = None
    contract: str = ""
    on_paper: Decimal | None = None
    fees_besides: bool | None = None
    count: int | None = None
    every: str = "month"
    paid: int | None = None
    lent_on: date | None = None
    firm: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Means:
    """What the borrower can and wishes to pay: of a month's `income`, with living `costs`, for `people` more."""

    wish: str = ""
    monthly: Decimal | None = None
    start: Moment | None = None
    hardship: tuple[str, ...] = ()
    income: Decimal | None = None
    costs: Mapping[str, Decimal] = field(default_factory=dict)
    people: int | None = None

    @property
    def budgeted(self) -> bool:
        """Whether enough was told to say what a month leaves."""
        return self.income is not None and (bool(self.costs) or self.income <= 0)


@dataclass(frozen=True, slots=True)
class Person:
    """How the borrower signs: only when a letter needs it."""

    name: str = ""
    phone: str = ""
    city: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """The whole case as advice and letters read it: typed, pruned of answers that no longer apply.

    `answers` are all known answers as plain JSON, by record id and question; what only letters say stands there alone.
    """

    incidents: tuple[Incident, ...] = ()
    debts: tuple[Debt, ...] = ()
    means: Means = Means()
    person: Person = Person()
    safety: frozenset[str] = frozenset()
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


# ---------------------------------------------------------------- what was understood


@dataclass(frozen=True, slots=True)
class Said:
    """A value heard in free text, with the borrower's own words it came from. `value` is plain JSON."""

    value: Any
    words: str = ""


@dataclass(frozen=True, slots=True)
class Signal:
    """Danger or misuse heard in a text, and how grave.

    reason: self_harm, imminent_danger, violence_by_user, minor, scam_ad, illegal_request.
    topic narrows it (a scam or request id from the facts); `quoted` marks somebody else's words.
    """

    reason: str
    severity: Severity
    rule: str
    words: str = ""
    topic: str = ""
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """Everything one text says. `said` maps a hearing name (violations, platform, when …) to what was said.

    `passages` maps each violation, and `marks` each kind of pressure or claim (suit, deadline, link …), to the
    words that say it.

    kind: borrower_narrative, third_person, collector_message, lawful_message, question, scam, crisis,
    illegal_request or other.
    """

    kind: str = "other"
    said: Mapping[str, Said] = field(default_factory=dict)
    signals: tuple[Signal, ...] = ()
    topics: tuple[str, ...] = ()
    passages: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
