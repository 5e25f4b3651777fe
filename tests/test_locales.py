"""The translations lose nothing on the way: no sentence, no placeholder, no figure, no article number."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.channels.telegram import wording
from bot.check import contents, sources, translations
from bot.check.contents import Contents
from bot.check.locales import NAMED
from bot.conversation import answers
from bot.conversation.dialog import Question
from bot.model import Choice, Incoming
from bot.understanding import numerals

NOW = datetime(2026, 11, 22, 21, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

# The commonest characters of the texts that only Simplified writing uses; 里, 后, 台, 准 and their like belong to both.
SIMPLIFIED = frozenset(
    "条诉个说时没贷这对费还机证请处话写构门记发号复录会来别报过业么单罚联点给实银关间办书权经务数开网电额转应码员们规违钱并协监调护议让为内当现问确扰谁进帮项况从执动删险举账责债场样严国认约决师伤图损称选骚"
    "纠笔胁诈骗两马标资吗编题签组难节变页络纷结赔万区减补谈线类吓检计语错册户财范强讼导亲总带负隐释级营偿归该担骂传头较钮询凭织随属东离够满换体历气质荐产异状长贴断围续边试邮义与风运详闯压际乱键坏频撑岁继丢"
    "简挂验愿综审卖张软响紧学锁讯宁视顾暂诊医争见链双杂无绝虚预盖备毁买轰轻层踪辩誉伪恶缩妈闹刚统连济论拦声诽谤显须获维误劝递职众辖缓缠识泼领将细欢钟脱设输贝喷车终诱诺优参县却药专达驳弥残妇废销广击脸挟摇寻"
    "衅则独势辑呗爱邻择亏拨浅赁汇赖拢觉栏顿评尝筹诬铃楼陈静诿径揽弹纪厅许驻儿尽净彻讲谢旧垫贵搅败窃轮军秽窥礼疗扩诚阅笼讨瞒针摄画辞骤"
)
LANGUAGES_BY_NAME = "请选择语言 / 請選擇語言 / Choose a language"  # each language in its own writing

# A page or mini program is found by its Chinese name alone, so English gives the name as it stands.
CHINESE_NAMES = (LANGUAGES_BY_NAME, "人民法院在线服务", "微粒贷", "微众银行")
SET_APART = re.compile(r"《[^》]*》|“[^”]*”|\([^)]*\)|〔[^〕]*〕")
HAN = re.compile(r"[\u3400-\u9fff]")

FIGURE = re.compile(r"\d+(?:\.\d+)?")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
TEN_THOUSANDS = re.compile(r"(\d+(?:\.\d+)?)(?:至(\d+))?[万萬]")
_NUMBER = f"({numerals.HAN_NUMBER})"
ARTICLE = re.compile(rf"第?[（(]?{_NUMBER}[）)]?(?:条|款|项|章|部分)|第{_NUMBER}(?=[、至])|条之{_NUMBER}")
QUOTED = re.compile(r"「([^」]*)」|“([^”]*)”")


@dataclass(frozen=True, slots=True)
class Translation:
    """One text with what is said for it; `typed` for examples, which are words to type and not to read."""

    source: str
    said: str
    typed: bool


@pytest.fixture(scope="module")
def shipped() -> Contents:
    """The whole content, as it ships."""
    return contents.read(sources.ROOT, NOW)


@pytest.fixture(scope="module", params=translations.LOCALES)
def locale(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def said(shipped: Contents, locale: str) -> list[Translation]:
    """Every text with its translation."""
    speech = shipped.speeches[locale]
    return [Translation(text.value, speech(text.value), text.role == "example") for text in shipped.texts]


def figures(text: str) -> Counter[str]:
    """The figures of a text outside its placeholders; “5万” and “50,000” are the same figure."""

    def whole(found: re.Match[str]) -> str:
        return " ".join(f"{Decimal(part) * 10000:f}".removesuffix(".0") for part in found.groups() if part)

    plain = THOUSANDS.sub("", NAMED.sub(" ", text))
    return Counter(FIGURE.findall(TEN_THOUSANDS.sub(whole, plain)))


def articles(text: str) -> Counter[str]:
    """The numbers of articles, paragraphs and items that a Chinese text spells out, as figures."""
    named = ["".join(found.groups("")) for found in ARTICLE.finditer(text)]
    return Counter(str(numerals.number(words)) for words in named)


# ---------------------------------------------------------------- both languages


def test_every_text_is_translated(shipped: Contents, locale: str) -> None:
    """Nothing a borrower reads is missing from a catalog, unsure or left over in it."""
    catalog = translations.read(translations.path_of(sources.ROOT, locale), locale)
    entries = {str(message.id): message for message in catalog if message.id}
    unsure = [id for id, message in entries.items() if message.fuzzy or not message.string]

    assert sorted({text.value for text in shipped.texts} - entries.keys()) == []
    assert sorted(entries.keys() - {text.value for text in shipped.texts}) == []
    assert unsure == []


def test_placeholders_stay(said: list[Translation]) -> None:
    """A translation fills in the same names, each as often, as its source."""
    different = [t for t in said if Counter(NAMED.findall(t.source)) != Counter(NAMED.findall(t.said))]
    assert different == []


def test_lines_stay(said: list[Translation]) -> None:
    """A translation has as many lines, and as many points of a list, as its source."""

    def shape(text: str) -> list[bool]:
        return [line.startswith("· ") for line in text.split("\n")]

    assert [t for t in said if shape(t.source) != shape(t.said)] == []


def test_figures_stay(said: list[Translation], locale: str) -> None:
    """Hotlines, days, hours, sums, numbers of articles and standards: each figure is in the translation, as often."""
    read = [t for t in said if not (t.typed and locale == "en")]
    assert [(t, lost) for t in read if (lost := figures(t.source) - figures(t.said))] == []


def test_words_to_reply_work(shipped: Contents, said: list[Translation]) -> None:
    """Where a text says which word to reply, the translated word is one that the bot obeys."""

    def working(text: str) -> int:
        quoted = [answers.plain(one or other) for one, other in QUOTED.findall(text)]
        return sum(word in known or word.split(" ")[0] in known for word in quoted if word)

    known = {answers.plain(word) for each in shipped.dialogs.commands.values() for word in (*each.words, each.label)}
    deaf = [t for t in said if "回复「" in t.source and working(t.said) < working(t.source)]
    assert deaf == []


def test_examples_are_understood(shipped: Contents, locale: str) -> None:
    """Whoever types an example exactly as it is shown has answered the question."""
    speech, ears = shipped.speeches[locale], shipped.ears
    assert ears is not None

    def understood(question: Question, example: str) -> bool:
        choices = tuple(Choice(option.id, speech(option.label)) for option in question.options)
        incoming = Incoming("test", "s", "1", NOW, speech(example))
        return answers.read(question, incoming, choices, ears, NOW).ok

    shown = [(question, example) for question in shipped.questions() for example in question.examples]
    assert [(question.ref, speech(example)) for question, example in shown if not understood(question, example)] == []


def test_what_a_press_says_is_understood(shipped: Contents, locale: str) -> None:
    """A button or a link that speaks for the borrower says it so that the bot hears it in every language."""
    speech, ears = shipped.speeches[locale], shipped.ears
    assert ears is not None
    number, platform = wording.number_told(speech, "13800001234"), wording.platform_told(speech, "微粒贷")

    assert ears.story(number, NOW).said["numbers"].value == ["13800001234"]
    assert ears.story(platform, NOW).said["platform"].value["name"] == "微粒贷"


# ---------------------------------------------------------------- Traditional Chinese


def test_traditional_has_no_simplified_characters(shipped: Contents) -> None:
    """Every character of the Traditional catalog is one that Traditional writing uses."""
    speech = shipped.speeches["zh_Hant"]
    shown = {speech(text.value) for text in shipped.texts} - {LANGUAGES_BY_NAME}
    assert {text: mixed for text in shown if (mixed := SIMPLIFIED & set(text))} == {}


# ---------------------------------------------------------------- English


def test_english_has_chinese_only_as_names(shipped: Contents) -> None:
    """Chinese stands in English only in quotation marks, in brackets, or as the name of a page to find."""
    speech = shipped.speeches["en"]
    mixed = []
    for text in shipped.texts:
        rest = SET_APART.sub("", speech(text.value))
        for name in CHINESE_NAMES:
            rest = rest.replace(name, "")
        if text.role != "example" and HAN.search(rest):
            mixed.append(speech(text.value))
    assert mixed == []


def test_english_keeps_the_numbers_of_articles(shipped: Contents) -> None:
    """第五十条第一款第（五）项 is art. 50(1)(5): every number that a label spells out stands in it as a figure."""
    speech = shipped.speeches["en"]
    labels = [(text.value, speech(text.value)) for text in shipped.texts if text.role == "fact" and "《" in text.value]
    lost = [(label, said) for label, said in labels if (articles(label) + figures(label)) - figures(said)]
    assert len(labels) > 100
    assert lost == []


def test_a_standard_is_never_called_a_law(shipped: Contents) -> None:
    """What is only recommended stays recommended in English."""
    speech = shipped.speeches["en"]
    found = {text.value for text in shipped.texts if "推荐性国家标准" in text.value}
    assert found
    assert [text for text in found if "recommended national standard" not in speech(text).lower()] == []


def test_catalogs_are_read_as_they_ship(shipped: Contents) -> None:
    """The program speaks every language that translators are asked for."""
    assert set(translations.LOCALES) < set(shipped.speeches)
    assert all(Path(translations.path_of(sources.ROOT, each)).is_file() for each in translations.LOCALES)
