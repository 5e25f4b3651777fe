"""Names read by a process of its own: the dictionary weighs 40 MB, and the worker that asks never holds it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.errors import NamesUnread
from bot.moderation.names import may_name, names_in

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60.0  # for the words of one pack, on a machine that is busy with turns


def names_of(texts: Sequence[str]) -> tuple[str, ...]:
    """The names in all these texts, each once. Raises NamesUnread.

    Texts without a surname name nobody: mostly no process is begun at all.
    """
    asked = [text for text in texts if may_name(text)]
    if not asked:
        return ()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "bot.moderation.names_apart"],
            input=json.dumps(asked).encode(), env={"PYTHONPATH": str(ROOT)}, cwd=ROOT, capture_output=True,
            timeout=SECONDS, check=True,
        )  # fmt: skip
        found = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        # The kind only: the process's own words may quote what was read.
        raise NamesUnread(f"Names could not be read: {type(error).__name__}") from None
    return tuple(str(name) for name in found)


def main() -> None:
    """Texts as JSON in, their names as JSON out."""
    texts = json.load(sys.stdin)
    json.dump(list(dict.fromkeys(name for text in texts for name in names_in(text))), sys.stdout)


if __name__ == "__main__":
    main()
