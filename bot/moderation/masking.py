"""Hides what identifies people in text that moderators read: numbers, addresses, accounts and names.

What a dictionary does not know as a name and no word before or after it announces can still stay; moderators learn
that from the desk's manual.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from bot.moderation.names import SURNAMES, names_in
from bot.moderation.names_apart import names_of

_SURNAMES = "".join(sorted(SURNAMES))
_HAN = r"\u4e00-\u9fff"
_LONG = re.compile(
    r"(?<![\d.])(?!(?:19|20)\d\d-\d\d-\d\d(?!\d))\d(?:[ \-—–]?\d){6,}[Xx]?(?![\d])(?!\s*(?:元|块|万|%|\.\d))"
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_ACCOUNT = re.compile(
    r"((?:QQ|微信|支付宝|抖音|wx|vx|v信|企鹅|WeChat)\s*号?\s*[:：是为]?\s*)([A-Za-z0-9_-]{5,20})", re.I
)
_PLACE = rf"[{_HAN}A-Za-z0-9]"
_ADDRESS = re.compile(
    rf"(?:[{_HAN}]{{2,8}}?(?:省|自治区|市|区|县|镇|乡|街道))*{_PLACE}{{1,8}}?(?:路|街|巷|弄|大道|胡同|小区|花园|公寓|家园|苑|村|屯|大厦|广场)"
    rf"(?:[0-9一二三四五六七八九十百A-Z]{{1,5}}[-之]?[0-9A-Z]{{0,4}}(?:号院|号楼|号|栋|幢|座|单元|层|楼|室|弄))+"
)
_DOOR = re.compile(r"\d+\s*(?:栋|幢|号楼|座|单元)(?:\s*\d+\s*(?:单元|层|楼))?\s*\d*\s*(?:室|号|户)?")
_CALLED = re.compile(
    rf"((?:^|[，。；！？,.;!?\s])叫|我叫|本人叫|名叫|叫做|名字[是叫]|姓名[是为:：\s]*)([{_SURNAMES}][{_HAN}]{{1,2}})(?![{_HAN}]?们)"
)
_TITLED = re.compile(rf"([{_SURNAMES}])([{_HAN}]{{1,2}})(?=先生|女士|小姐|经理|老师|律师|主任|警官|师傅)")
_STAR = "*"


def mask(text: str, names: Iterable[str] = ()) -> str:
    """The text with numbers of 7 and more digits, addresses, accounts and names hidden. `names` are known ones."""
    return _hidden(text, (*names, *names_in(text)))


def masker(texts: Iterable[str]) -> Callable[[str], str]:
    """A mask for these texts: what is a name in one of them is hidden in all. The dictionary is not loaded here.

    Raises NamesUnread.
    """
    names = names_of(tuple(dict.fromkeys(texts)))
    return lambda text: _hidden(text, names)


def _hidden(text: str, names: Iterable[str]) -> str:
    for known in sorted(set(names), key=len, reverse=True):
        if len(known) > 1:
            text = text.replace(known, name(known))
    text = _MAIL.sub(lambda found: found[0][0] + "***@***", text)
    text = _ACCOUNT.sub(lambda found: found[1] + found[2][0] + "****", text)
    text = _LONG.sub(lambda found: number(found[0]), text)
    text = _ADDRESS.sub("〔地址〕", text)
    text = _DOOR.sub("〔门牌〕", text)
    text = _CALLED.sub(lambda found: found[1] + name(found[2]), text)
    return _TITLED.sub(lambda found: found[1] + _STAR * len(found[2]), text)


def name(text: str) -> str:
    """A name as its first character."""
    return text[:1] + _STAR * max(1, len(text) - 1)


def number(text: str) -> str:
    """A number as its last two digits, a mobile number also with its first three; nobody can dial it."""
    digits = re.sub(r"[ \-—–]", "", text)
    shown = digits[:3] if len(digits) == 11 and digits.startswith("1") else ""
    return shown + _STAR * (len(digits) - len(shown) - 2) + digits[-2:]


def whole(text: str) -> str:
    """A field that is personal by what it is, however it is written."""
    return text[:1] + _STAR * min(8, max(1, len(text) - 1))
