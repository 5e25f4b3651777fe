"""Which language a borrower's own words are in, before they have chosen one."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.speech import SOURCE

HAN_TO_SWITCH = 4
"""Chinese characters in a first message that show its language; two may be a platform's name in an English line."""

ENGLISH_TO_SWITCH = 3
"""English words without any Chinese beside them that do; one may be hello or a brand."""

_TRADITIONAL_SHARE = 0.1
_HAN = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[A-Za-z']{2,}")
_ADDRESS = re.compile(r"\S*(?:://|www\.|@)\S*")


def written_in(text: str, simplified: Callable[[str], str], locale: str) -> str:
    """The language that a message shows; `locale`, the one known so far, where it shows none."""
    han = _HAN.findall(text)
    if len(han) >= HAN_TO_SWITCH:
        traditional = sum(one != other for one, other in zip(han, simplified("".join(han)), strict=True))
        if traditional >= 2 and traditional >= len(han) * _TRADITIONAL_SHARE:
            return "zh_Hant"
        return SOURCE if locale == "en" else locale
    if not han and len(_WORD.findall(_ADDRESS.sub(" ", text))) >= ENGLISH_TO_SWITCH:
        return "en"
    return locale
