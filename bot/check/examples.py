"""Whether the second ear's sentences, grammar and word classes can be learned from, and the model is of today."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bot.check.contents import Contents
from bot.check.finding import Finding
from bot.content import Lines, line
from bot.errors import ContentError
from bot.understanding.examples import CLASSES, EXAMPLES, digest, examples
from bot.understanding.grammar import is_grammar, mistakes

MODEL = "bot/understanding/second_ear.json"


def check(found: Contents) -> Iterator[Finding]:
    """All rules about the labelled sentences; nothing where a project has none."""
    folder = found.root / EXAMPLES
    if not folder.is_dir():
        return
    files = {path.name: path.read_text("utf-8") for path in sorted(folder.iterdir())}
    for file, number, each in examples(files):
        if isinstance(each, ContentError):
            yield Finding(f"{EXAMPLES}/{file}", number, each.what, each.mend)
    for mistake in mistakes({name: found.read(folder / name) for name in files if is_grammar(name)}):
        yield Finding(f"{EXAMPLES}/{mistake.file}", mistake.line, mistake.what, mistake.mend)
    yield from _classes(found.read(folder / CLASSES))
    model = found.root / MODEL
    learned = json.loads(model.read_text("utf-8")).get("of") if model.is_file() else ""
    if learned != digest(files):
        yield Finding(MODEL, 1, "the model was learned from other sentences", "run “make train”")


def _classes(data: Lines) -> Iterator[Finding]:
    for name, written in data.items():
        if not isinstance(written, str):
            yield Finding(
                f"{EXAMPLES}/{CLASSES}",
                line(data, name),
                f"“{name}” is not words",
                "write them on one line, with spaces",
            )
            continue
        words = written.lower().split()
        twice = sorted({word for word in words if words.count(word) > 1})
        if twice:
            what = f"“{name}” has “{twice[0]}” twice"
            yield Finding(f"{EXAMPLES}/{CLASSES}", line(data, name), what, "keep one of the two")
