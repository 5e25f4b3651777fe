"""A step of the plan: what the plan decides and the reply templates word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Stage = Literal["safety", "evidence", "platform", "regulator", "police", "court", "help"]

STAGES: tuple[Stage, ...] = ("safety", "evidence", "platform", "regulator", "police", "court", "help")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. The reply templates word it by `id`; the place, number, what to bring and what to do
    when refused come from the facts named by `procedure` and `refused`.

    `due`: do it by that day. `answer_by`: when the other side has to answer, or was asked to; `answer_rule` is
    the rule that sets it, empty when it is only asked for. `whose`: names of the debts, where there are several
    to tell apart. `rough`: a date counted without a holiday plan.
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
