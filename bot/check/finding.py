"""One thing to mend, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import ContentError


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """What is wrong in a content file and how to mend it; `file` is relative to the project."""

    file: str
    line: int
    what: str
    mend: str = ""

    def __str__(self) -> str:
        what, mend = (" ".join(text.split()) for text in (self.what, self.mend))
        return f"{self.file}:{max(self.line, 1)}: {what}" + (f" — {mend}" if mend else "")


def of(error: ContentError, root: Path) -> Finding:
    """The same mistake as a reader of content found it."""
    return Finding(relative(error.file, root), error.line, error.what, error.mend)


def relative(file: str, root: Path) -> str:
    """A file's name from the project's folder."""
    path = Path(file)
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()


def listed(words: Sequence[str]) -> str:
    """Words one may choose from, the first dozen of a long list."""
    shown = ", ".join(words[:12])
    return f"{shown} …" if len(words) > 12 else shown
