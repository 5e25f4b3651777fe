"""Which facts each plain sentence of law or contact rests on: templates/grounds/*.yaml, kept by the sentence itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from bot import content
from bot.content import Lines
from bot.errors import ContentError

MARKERS = "markers.yaml"
"""The words that tell a sentence of law or contact; read by the check alone."""

# A closing quotation mark belongs to the sentence that it closes.
_SENTENCE = re.compile(r"[^。！？；\n]+(?:[。！？；]+[”」』）]*)?")
_LEAD = re.compile(r"^(?:(?:[·|#-]|\d+\.)\s+)+")


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a source text as templates/grounds names them: without the mark of a list before them."""
    found = (_LEAD.sub("", piece.strip()) for piece in _SENTENCE.findall(text))
    return tuple(piece for piece in found if piece)


class Grounds:
    """The facts of every plain sentence that states law or gives a contact."""

    def __init__(self, facts: Mapping[str, tuple[str, ...]]) -> None:
        self._facts = facts

    def of(self, texts: Iterable[str]) -> tuple[str, ...]:
        """The ids of the facts that these source texts rest on, each once, in the order they are said."""
        said = (sentence for text in texts for sentence in sentences(text)) if self._facts else ()
        return tuple(dict.fromkeys(id for sentence in said for id in self._facts.get(sentence, ())))


def load(folder: Path) -> Grounds:
    """What the folder says; nothing when there is none. Raises ContentError for a broken file."""
    found: dict[str, tuple[str, ...]] = {}
    for path in content.files(folder) if folder.is_dir() else ():
        if path.name != MARKERS:
            found |= read(path)
    return Grounds(found)


def read(path: Path) -> Mapping[str, tuple[str, ...]]:
    """One file's sentences and their facts. Raises ContentError."""
    data = content.read(path)
    listed = data.get("sentences", {})
    if not isinstance(listed, Lines):
        mend = "write “sentence: [id of a fact]” lines below it"
        raise ContentError(str(path), content.line(data, "sentences"), "“sentences” is not a mapping", mend)
    for sentence, ids in listed.items():
        if not isinstance(ids, list) or not ids:
            mend = "write the ids of its facts in square brackets"
            raise ContentError(str(path), content.line(listed, sentence), f"“{sentence}” rests on no fact", mend)
    return {sentence: tuple(str(id) for id in ids) for sentence, ids in listed.items()}
