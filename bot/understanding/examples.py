"""Labelled sentences of our own, one a line: kind, labels (or -), text, with tabs between."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.errors import ContentError
from bot.model import VIOLATIONS
from bot.understanding.signals import ORDER

LABELS = (*VIOLATIONS, *ORDER)
KINDS = (
    "borrower_narrative", "question", "third_person", "collector_message", "lawful_message",
    "scam", "crisis", "illegal_request", "other",
)  # fmt: skip
EXAMPLES, CLASSES = "dialogs/examples", "classes.yaml"
"""The folder of the sentences, and the file of word classes in it."""
FOLDS = 5
"""Into so many parts the sentences fall, each of which is measured by what the others taught."""
_NOT_WORDS = re.compile(r"\W+")


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence as somebody might type it, and what it says."""

    text: str
    kind: str
    labels: frozenset[str]

    @property
    def fold(self) -> int:
        """Which part of the sentences it belongs to; it depends on the text alone."""
        return int.from_bytes(hashlib.sha256(self.text.encode()).digest()[:8]) % FOLDS


def examples(files: Mapping[str, str]) -> Iterator[tuple[str, int, Example | ContentError]]:
    """Each line of the files, given as name → text, with file and line; a mistake in a line stands for its sentence."""
    seen: dict[str, str] = {}
    for file in sorted(name for name in files if name.endswith(".tsv")):
        for number, line in enumerate(files[file].splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            example = _example(line, file, number)
            if isinstance(example, Example):
                same = _NOT_WORDS.sub("", example.text) or example.text
                if same in seen:
                    mend = "keep one of the two"
                    example = ContentError(file, number, f"this sentence stands twice, also at {seen[same]}", mend)
                seen.setdefault(same, f"{file}:{number}")
            yield file, number, example


def _example(line: str, file: str, number: int) -> Example | ContentError:
    kind, _, rest = line.partition("\t")
    names, _, text = rest.partition("\t")
    labels = frozenset(names.split()) - {"-"}
    unknown = sorted(({kind} - set(KINDS)) | (labels - set(LABELS)))
    if not text.strip() or not names.strip():
        return ContentError(
            file, number, "a line has three parts", "write kind, labels or “-”, text, with tabs between"
        )
    if unknown:
        return ContentError(file, number, f"unknown label “{unknown[0]}”", "take one of the labels of the model")
    return Example(text, kind, labels)


def digest(files: Mapping[str, str]) -> str:
    """A short mark of the files' content, kept in the model to tell whether it is of today."""
    found = hashlib.sha256()
    for file in sorted(files):
        found.update(file.encode() + b"\0" + files[file].encode() + b"\0")
    return found.hexdigest()[:16]


def sentences(files: Mapping[str, str]) -> list[Example]:
    """All sentences. Raises ContentError at the first mistake."""
    found: list[Example] = []
    for _, _, each in examples(files):
        if isinstance(each, ContentError):
            raise each
        found.append(each)
    return found


def classes_of(data: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """The word classes of classes.yaml, every word as plain texts have it; each once in its class."""
    return {name: tuple(dict.fromkeys(str(words).lower().split())) for name, words in data.items()}
