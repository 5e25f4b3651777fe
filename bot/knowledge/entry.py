"""One entry of a facts file, read field by field; whatever does not fit is refused with its line."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NoReturn

from bot import content
from bot.errors import ContentError

# Merged into the National Financial Regulatory Administration in 2023, local ones renamed since 2023:
# letters that name them go to nobody.
FORMER_NAMES = re.compile(
    r"银保监|银监会|银监局|保监会|保监局|银行保险监督管理委员会|银行业监督管理委员会|保险监督管理委员会"
    r"|CBIRC|CBRC|地方金融监督管理局|地方金融监管局|工商行政管理局|工商总局",
    re.IGNORECASE,
)
IDENTIFIER = re.compile(r"[a-z][a-z0-9_-]*")
PHONE = re.compile(r"\+?[0-9][0-9-]{2,15}")


class Entry:
    """A mapping from a facts file. Its readers raise ContentError with file, line, what and how to mend it."""

    def __init__(self, file: str, name: str, data: Any, known: Collection[str]) -> None:
        self.file, self.name, self.data = file, name, data
        if not isinstance(data, content.Lines):
            raise ContentError(file, 0, f"“{name}” must be a mapping", "write “key: value” lines below it")
        for key in data:
            if key not in known:
                self.refuse(f"unknown key “{key}”", f"known keys: {', '.join(sorted(known))}", key)

    def refuse(self, what: str, mend: str, key: str = "") -> NoReturn:
        """Raises ContentError at the line of the key."""
        raise ContentError(self.file, content.line(self.data, key), f"{self.name}: {what}", mend)

    def word(self, key: str, default: str | None = None) -> str:
        """A string that no borrower reads (an id, a pattern); required without a default."""
        value = self.data.get(key, default)
        if value is None:
            self.refuse(f"“{key}” is missing", f"add “{key}:”")
        if not isinstance(value, str):
            self.refuse(f"“{key}” must be text", "put it in quotes", key)
        if default is None and not value.strip():
            self.refuse(f"“{key}” is empty", "fill it in", key)
        return value.strip()

    def text(self, key: str, default: str | None = None) -> str:
        """A string that a borrower may read."""
        return self._readable(key, self.word(key, default))

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of strings that a borrower may read; empty when absent."""
        return tuple(self._readable(key, item) for item in self.words(key))

    def words(self, key: str) -> tuple[str, ...]:
        """A list of strings that no borrower reads."""
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            self.refuse(f"“{key}” must be a list of texts", "one “- text” a line, in quotes where it is a number", key)
        return tuple(item.strip() for item in value)

    def patterns(self, key: str) -> tuple[str, ...]:
        """Regular expressions that compile."""
        found = self.words(key)
        for pattern in found:
            try:
                re.compile(pattern)
            except re.error as error:
                self.refuse(f"“{pattern}” is not a pattern: {error}", "mend the brackets or signs", key)
        return found

    def one_of(self, key: str, allowed: Collection[str], default: str | None = None) -> str:
        value = self.word(key, default)
        if value not in allowed:
            self.refuse(f"{key} “{value}” is not known", f"use one of: {', '.join(allowed)}", key)
        return value

    def some_of(self, key: str, allowed: Collection[str]) -> frozenset[str]:
        found = self.words(key)
        for value in found:
            if value not in allowed:
                self.refuse(f"{key} “{value}” is not known", f"use some of: {', '.join(allowed)}", key)
        return frozenset(found)

    def flag(self, key: str, default: bool) -> bool:
        value = self.data.get(key, default)
        if not isinstance(value, bool):
            self.refuse(f"“{key}” must be true or false", "write true or false without quotes", key)
        return value

    def days(self, key: str) -> int | None:
        value = self.data.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
            self.refuse(f"“{key}” must be a whole number", "write the digits without quotes", key)
        return value

    def day(self, key: str, default: str | None = None) -> date | None:
        """A date written YYYY-MM-DD; None when it is empty and may be."""
        value = self.word(key, default)
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.refuse(f"“{key}” is not a date", "write YYYY-MM-DD", key)

    def numbers(self, key: str) -> Mapping[str, Any]:
        """Scalars by name."""
        value = self.data.get(key, {})
        if not isinstance(value, dict) or any(not isinstance(v, str | int | float | bool) for v in value.values()):
            self.refuse(f"“{key}” must be numbers by name", "write “calls_per_day: 3” below it", key)
        return MappingProxyType(dict(value))

    def phone(self, key: str) -> tuple[str, str, str]:
        """Number, the day it was seen, and a remark; empty strings when there is none."""
        value = self.data.get(key)
        if value is None:
            return "", "", ""
        inner = Entry(self.file, f"{self.name}.{key}", value, ("number", "show", "as_of", "note"))
        if not inner.flag("show", False):
            inner.refuse("this number is not marked to be shown", "verify it and add “show: true”, or take it out")
        number = inner.word("number")
        if not PHONE.fullmatch(number):
            inner.refuse("this is not a telephone number", "digits and hyphens, in quotes", "number")
        return number, inner.text("as_of", ""), inner.text("note", "")

    def _readable(self, key: str, value: str) -> str:
        former = FORMER_NAMES.search(value)
        if former:
            self.refuse(f"“{former[0]}” no longer exists", "name the authority of today", key)
        return value
