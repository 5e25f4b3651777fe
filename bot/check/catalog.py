"""Writes the translators' files: python -m bot.check.catalog [LOCALE …]

Every source text gets its entry in locales/LOCALE/LC_MESSAGES/bot.po. What is translated stays; a text
that changed begins empty, and its former translation waits at the end of the file behind “#~”.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

from bot.check.sources import ROOT
from bot.check.translations import LOCALES, path_of, update
from bot.errors import ContentError

CHINA = ZoneInfo("Asia/Shanghai")


def main(locales: Sequence[str], out: TextIO, root: Path = ROOT) -> int:
    """Update the catalogs of these languages, or of all; 0 when it went well, 1 with one clear line when not."""
    for locale in locales or LOCALES:
        try:
            texts, missing = update(root, locale, datetime.now(CHINA))
        except ContentError as error:
            out.write(f"{error}\n")
            return 1
        out.write(f"{path_of(root, locale).relative_to(root)}: {texts} texts, {missing} not translated\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stdout))
