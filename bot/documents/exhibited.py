"""The borrower's evidence as letters cite it: under the numbers that it has in the talk and in a pack."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from bot.conversation.exhibits import KIND
from bot.documents import chinese
from bot.documents.told import Words, line
from bot.model import Story

LONGEST_NAME = 30
RUN = 3
"""So many numbers in a row are said as “证据1至3”."""

Told = Mapping[str, Any]


def kept(story: Story, incidents: Collection[str]) -> list[Told]:
    """The exhibits linked to one of these incidents or to none, by number."""
    found = [told for record, told in story.answers.items() if record.partition("/")[0] == KIND]
    mine = [told for told in found if told.get("incident", "") in ("", *incidents)]
    return sorted(mine, key=lambda told: int(told["number"]))


def cited(exhibits: Iterable[Told]) -> str:
    """证据1至3、证据5; empty when there are none."""
    runs: list[list[int]] = []
    for number in sorted(int(told["number"]) for told in exhibits):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    said = ([f"证据{run[0]}至{run[-1]}"] if len(run) >= RUN else [f"证据{number}" for number in run] for run in runs)
    return chinese.listing(word for words in said for word in words)


def row(told: Told, words: Words) -> dict[str, str]:
    """One exhibit as a list of evidence says it: number, name, form, where the original is, what it shows."""
    name = str(told.get("name") or "")
    quoted = line(str(told.get("text", "")), LONGEST_NAME)
    said = {
        "id": f"{KIND}/{told['number']}",
        "number": str(told["number"]),
        "name": line(name, LONGEST_NAME) if name else f"“{quoted}”" if quoted else "",
        "form": words.lists.get("form", {}).get(str(told.get("kind")), ""),
        "kept": line(str(told.get("carrier", "")), LONGEST_NAME),
        "note": line(str(told.get("note", "")), 2 * LONGEST_NAME),
    }
    return {key: value for key, value in said.items() if value}
