"""What the engine needs to hear, as functions that somebody above hands in.

The engine never reads Chinese times or amounts itself: `bot.understanding` does, one floor apart, so
the two meet only where the application is built.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from bot.model import Heard, Signal


class Ears(Protocol):
    """Pure readings of one text; None means that nothing of the kind was said.

    Values are plain JSON:
    moment   {"words", "start", "end", "exact"} with ISO 8601 times at +08:00, half-open;
    count    {"words", "low", "high", "per"};
    money    yuan as a decimal string, "23000" or "803.65";
    duration {"words", "days"} in calendar days;
    terms    a loan's terms by name: received, on_paper, fees, instalment (decimal strings), count, paid, every,
             and asks when the sentence asks what they come to;
    month_money  income and living costs by kind, as decimal strings;
    phones   digits only, in the order written;
    platform {"id", "name"}, id "" for one the facts do not know;
    deed     {"state", "doors", "step", "number", "sure", "when"}, what was done about a step of the plan.

    `outcome` gives an option of outcome.how, `reference` a reference number; "" for none.
    `simplified` writes a text in simplified characters.
    `message` reads a text as what somebody else sent, `story` as whatever it seems to be.
    """

    def story(self, text: str, now: datetime) -> Heard: ...

    def message(self, text: str, now: datetime) -> Heard: ...

    def warm(self) -> None: ...

    def simplified(self, text: str) -> str: ...

    def signals(self, text: str) -> tuple[Signal, ...]: ...

    def moment(self, text: str, now: datetime) -> dict[str, Any] | None: ...

    def count(self, text: str) -> dict[str, Any] | None: ...

    def money(self, text: str) -> str | None: ...

    def duration(self, text: str) -> dict[str, Any] | None: ...

    def terms(self, text: str) -> dict[str, str]: ...

    def month_money(self, text: str) -> dict[str, str]: ...

    def phones(self, text: str) -> list[str]: ...

    def platform(self, text: str) -> dict[str, Any] | None: ...

    def deed(self, text: str, now: datetime) -> dict[str, Any] | None: ...

    def outcome(self, text: str) -> str: ...

    def reference(self, text: str) -> str: ...
