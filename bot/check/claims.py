"""Whether anything is claimed outside the facts: hotlines, articles of law, authorities that are gone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot import content
from bot.check.contents import Contents
from bot.check.finding import Finding
from bot.check.sources import Text
from bot.content import Lines, line
from bot.documents import draft
from bot.errors import ContentError
from bot.knowledge.entry import FORMER_NAMES

# Short service numbers of China begin so; anything followed by a unit is an amount, a day or a count.
HOTLINE = re.compile(
    r"(?<![\d.,/%-])(?:1[12]\d|1[12]\d{3}|1[12]\d{4}|100\d{2}|9[56]\d{3,4}"
    r"|[48]00[- ]?\d{3}[- ]?\d{4}|[48]00[- ]?\d{4}[- ]?\d{3})"
    r"(?![\d.%-]|\s*[元天年月日号次个条字万千小分秒岁块位页份名件期])"
)
ARTICLE = re.compile(r"第[〇零一二三四五六七八九十百千两\d]+条")
_JINJA_CODE = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
# What a fact says was checked where it is kept; an example is what a borrower might type.
_NOT_OURS = ("fact", "example")
_CURLY = re.compile(r"\{\w*\}")


def check(found: Contents) -> Iterator[Finding]:
    """All rules about claims."""
    phones = _phones(found)
    for text in (*(text for text in found.texts if text.role not in _NOT_OURS), *_letters(found)):
        for number in HOTLINE.findall(_CURLY.sub("", text.value)) if found.knowledge else ():
            if digits(number) not in phones:
                what = f"“{number}” is no telephone number that the facts show"
                mend = "add it to the facts with its source, or write {id_of_the_fact}"
                yield Finding(text.file, text.line, what, mend)
        for former in FORMER_NAMES.findall(text.value):
            yield Finding(text.file, text.line, f"“{former}” no longer exists", "name the authority of today")
        for article in ARTICLE.findall(text.value):
            what = f"“{article}” is cited outside the facts"
            yield Finding(text.file, text.line, what, "let a fact say it, so that its source and date are known")


def digits(number: str) -> str:
    """A telephone number without its dashes and spaces."""
    return re.sub(r"\D", "", number)


def _phones(found: Contents) -> set[str]:
    """Every number that the facts show, in the number's own place or in a procedure's name."""
    if found.knowledge is None:
        return set()
    named = [number for fact in found.knowledge.procedures.values() for number in HOTLINE.findall(fact.name)]
    phones = [fact.phone for fact in found.knowledge.procedures.values()]
    phones += [fact.phone for fact in found.knowledge.platforms.values()]
    return {digits(phone) for phone in (*phones, *named) if phone}


def _letters(found: Contents) -> Iterator[Text]:
    """The lines of letters without their Jinja, and the words that go into them."""
    folder = found.root / "templates" / "documents"
    for path in sorted(folder.glob("*.j2")):
        try:
            _, body, first = draft.split(path.read_text("utf-8"), str(path))
        except ContentError:  # the check of the templates names it
            continue
        for number, said in enumerate(body.split("\n"), first):
            yield Text(_JINJA_CODE.sub("", said), found.name(path), number, "letter")
    if (folder / "words.yaml").exists():
        try:
            data = content.read(folder / "words.yaml")
        except ContentError:
            return
        for listed in data.values():
            for id, word in (listed if isinstance(listed, Lines) else Lines()).items():
                yield Text(str(word), found.name(folder / "words.yaml"), line(listed, id), "letter")
