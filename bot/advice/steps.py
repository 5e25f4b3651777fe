"""A step of the plan: what the plan decides and the reply templates word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bot.model import LENDER_KINDS

Stage = Literal["safety", "evidence", "platform", "regulator", "police", "court", "help"]

STAGES: tuple[Stage, ...] = ("safety", "evidence", "platform", "regulator", "police", "court", "help")

_HAS_ANOTHER_SIDE: tuple[Stage, ...] = ("platform", "regulator", "police", "court")


StepState = Literal["todo", "done", "answered", "refused", "silent"]


@dataclass(frozen=True, slots=True)
class Progress:
    """What a borrower said came of a step: done on a day (China's), under a number, and since when it is so.

    answered = the other side replied; refused = it would not take it or said no; silent = its time passed.
    """

    state: StepState = "todo"
    on: date | None = None
    number: str = ""
    came: date | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a borrower said of the plan: the day that the first one counted from, and progress by the step's key."""

    begun: date | None = None
    progress: Mapping[str, Progress] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. The reply templates word it by `id`; the place, number, what to bring and what to do
    when refused come from the facts named by `procedure` and `refused`.

    `due`: do it by that day; `planned`: the day it was first planned for, when that has passed. `answer_by`: when
    the other side has to answer, or was asked to; `answer_rule` is the rule that sets it, empty when it is only
    asked for. `whose`: names of the debts, where there are several to tell apart. `rough`: a date counted without
    a holiday plan. `progress`: what the borrower said came of it; nothing while it is to do.
    """

    id: str
    stage: Stage
    procedure: str = ""
    due: date | None = None
    answer_by: date | None = None
    answer_rule: str = ""
    basis: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    params: Mapping[str, str | int] = field(default_factory=dict)
    letter: str = ""
    refused: str = ""
    debts: tuple[str, ...] = ()
    whose: tuple[str, ...] = ()
    rough: bool = False
    planned: date | None = None
    progress: Progress = field(default_factory=Progress)

    @property
    def key(self) -> str:
        """Names the step from one plan to the next: its id, and the kind of lender where steps differ by it."""
        kinds = [note for note in self.notes if note in LENDER_KINDS]
        return f"{self.id}:{kinds[0]}" if kinds else self.id

    @property
    def waits(self) -> bool:
        """Whether somebody else has to answer once it is done."""
        return bool(self.procedure) and self.stage in _HAS_ANOTHER_SIDE

    @property
    def open(self) -> bool:
        """Whether it is still to be done."""
        return self.progress.state == "todo"
