"""Pictures as wide as a phone, light and dark, in every language, and the same in words."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image

from bot import app, content
from bot.documents import call_figures, chart_words, figures
from bot.documents.charts import Charts, Picture
from bot.documents.doors import Doors
from bot.documents.typeset import Press
from bot.knowledge.fact import FORCES
from bot.model import LENDER_KINDS, Debt
from tests.documents.drawn import FULL, KNOWLEDGE, SPEECHES, TODAY, calls, charts, on, plan, story

LOCALES = tuple(sorted(SPEECHES))
DOORS_FILE = app.ROOT / "templates" / "answers" / "doors.yaml"
DOORS = Doors(content.read(DOORS_FILE), str(DOORS_FILE), KNOWLEDGE)
PHONE = 750
HOSTILE = '#panic("x") $a$ *b* _c_ @d [e] \\ "f" 😀 \u202eabc ' + "x" * 200


@pytest.fixture(scope="module")
def drawing() -> Charts:
    return charts(Press())


def four(drawing: Charts, locale: str, dark: bool = False) -> dict[str, Picture]:
    speech = SPEECHES[locale]
    return {
        "calls": drawing.calls(call_figures.calls(FULL, KNOWLEDGE)[0], speech, TODAY, dark=dark),
        "timeline": drawing.timeline(figures.timeline(FULL, KNOWLEDGE), speech, TODAY, dark=dark),
        "repayment": drawing.repayment(figures.repayment("某某贷", plan()), speech, TODAY, dark=dark),
        "doors": drawing.doors(DOORS, speech, TODAY, dark=dark),
    }


def opened(picture: Picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.content)).convert("RGB")


@pytest.mark.parametrize("locale", LOCALES)
def test_pictures_are_as_wide_as_a_phone_in_light_and_dark(drawing: Charts, locale: str) -> None:
    """750 pixels wide at two to the point; the light ones are on white, the dark ones on near black."""
    light, dark = four(drawing, locale), four(drawing, locale, dark=True)

    for name in light:
        day, night = opened(light[name]), opened(dark[name])
        assert day.width == night.width == PHONE
        assert day.height == night.height
        assert day.getpixel((2, 2)) == (255, 255, 255)
        assert sum(night.getpixel((2, 2))) < 3 * 40  # type: ignore[arg-type]
        assert len(set(day.resize((150, 200)).get_flattened_data())) > 20, f"{name} is empty"


def test_the_same_picture_is_the_same_file(drawing: Charts) -> None:
    """Nothing of the clock or the machine is in it."""
    assert four(drawing, "zh_Hans") == four(charts(Press()), "zh_Hans")


def test_calls_in_words_name_days_night_and_kind_of_norm(drawing: Charts) -> None:
    """Who cannot see the picture hears the days, the worst of them, the night, the limits and that they are no law."""
    said = drawing.calls_in_words(call_figures.calls(FULL, KNOWLEDGE)[0], SPEECHES["zh_Hans"])

    for part in (
        "来电图：某某贷",
        "11月17日24次",
        "最多的一天是11月17日，24次",
        "22:00到次日08:00之间，记下24次",
        "接通的，每天不超过3次（推荐性国家标准，不是法律）",
        "没接通的，同一号码当天不超过6次（行业自律规范，不是法律）",
    ):
        assert part in said


@pytest.mark.parametrize("kind", LENDER_KINDS)
def test_no_limit_is_drawn_that_binds_nobody(drawing: Charts, kind: str) -> None:
    """Where no rule binds the lender the words say so; behind an unknown one they name the condition."""
    told = story(calls(on(17, 23), 9), debts=(Debt("debt/1", "", "某某", kind),))
    figure = call_figures.calls(told, KNOWLEDGE)[0]

    said = drawing.calls_in_words(figure, SPEECHES["zh_Hans"])

    assert ("没有写这类放款人" in said) == (not figure.limits)
    assert ("持牌机构" in said) == (bool(figure.limits) and kind in ("unknown", "loan_assist_platform"))
    assert drawing.calls(figure, SPEECHES["zh_Hans"], TODAY).content


def test_a_recommended_standard_is_never_left_to_look_like_a_law(drawing: Charts) -> None:
    """Every number of a norm without force of law is followed by what it is."""
    for locale, no_law in (("zh_Hans", "不是法律"), ("zh_Hant", "不是法律"), ("en", "not a law")):
        said = drawing.calls_in_words(call_figures.calls(FULL, KNOWLEDGE)[0], SPEECHES[locale])
        limits = [line for line in said.split("\n") if re.search(r"[36]", line) and ("（" in line or "(" in line)]
        assert len(limits) == 2
        assert all(no_law in line for line in limits)
    assert set(KNOWLEDGE.forces) == set(FORCES)


def test_a_timeline_in_words_names_the_latest(drawing: Charts) -> None:
    """How many there are, and the last of them with day and kind."""
    said = drawing.timeline_in_words(figures.timeline(FULL, KNOWLEDGE), SPEECHES["zh_Hans"])

    assert said.startswith("发生了什么，共7件：")
    assert "11月20日 周五 22:10：威胁、恐吓" in said
    assert said.endswith("时间没说清：辱骂")


def test_a_plan_in_words_promises_nothing(drawing: Charts) -> None:
    """Amount, months, sum and end; and that it counts only once agreed in writing."""
    speech = SPEECHES["zh_Hans"]
    whole = drawing.repayment_in_words(figures.repayment("某某贷", plan()), speech)
    partial = drawing.repayment_in_words(figures.repayment("", [("2026-12", "500", "9500")]), speech)

    assert "从2026年12月起，每月803.65元，24个月。" in whole
    assert "一共还19287.6元。" in whole
    assert "到2028年11月还清。" in whole
    assert "到2026年12月还剩9500元。" in partial
    assert "对方书面同意了，才算数" in partial


@pytest.mark.parametrize("locale", LOCALES)
def test_words_are_said_in_the_borrowers_language(drawing: Charts, locale: str) -> None:
    """Each language has words of its own, and no placeholder is left in them."""
    said = [picture.words for picture in four(drawing, locale).values()]

    assert not [text for text in said if "{" in text]
    if locale != "zh_Hans":
        assert said != [picture.words for picture in four(drawing, "zh_Hans").values()]


def test_what_people_write_is_drawn_as_text(drawing: Charts) -> None:
    """A name full of marks, emoji and endless words changes nothing but the name, and stays on the picture."""
    told = story(calls(on(17, 23), 9, debt="debt/1"), debts=(Debt("debt/1", "", HOSTILE, "bank"),))

    drawn = drawing.calls(call_figures.calls(told, KNOWLEDGE)[0], SPEECHES["zh_Hans"], TODAY)
    planned = drawing.repayment(figures.repayment(HOSTILE, plan(2)), SPEECHES["zh_Hans"], TODAY)

    for picture in (drawn, planned):
        shown = opened(picture)
        assert shown.width == PHONE
        edge = shown.crop((PHONE - 12, 0, PHONE, shown.height))
        assert set(edge.get_flattened_data()) == {(255, 255, 255)}, "something runs off the picture"


@pytest.mark.parametrize("months", [1, 2, 7, 8, 60, 120])
def test_plans_of_any_length_are_drawn(drawing: Charts, months: int) -> None:
    """From one month to ten years."""
    made = drawing.repayment(figures.repayment("某某贷", plan(months)), SPEECHES["zh_Hans"], TODAY)

    assert opened(made).width == PHONE


def test_many_calls_and_few_stay_on_the_picture(drawing: Charts) -> None:
    """A thousand calls a day beside one."""
    told = story(calls(on(16), 1), calls(on(17, 3), 1000, number=2))

    assert opened(drawing.calls(call_figures.calls(told, KNOWLEDGE)[0], SPEECHES["zh_Hans"], TODAY)).width == PHONE


def test_doors_for_one_kind_of_lender_are_shorter(drawing: Charts) -> None:
    """With the lender known the picture leaves the other six out."""
    speech = SPEECHES["zh_Hans"]
    every, one = (opened(drawing.doors(DOORS, speech, TODAY, kind)) for kind in ("", "bank"))

    assert one.height < every.height


def test_every_word_has_its_use() -> None:
    """Nothing stands in the file that no picture says."""
    code = "".join(
        path.read_text("utf-8")
        for path in (*(app.ROOT / "bot" / "documents").glob("chart*.py"), app.ROOT / "bot" / "turns" / "printing.py")
    )
    made = {f"{stem}_{end}" for stem, ends in {
        "limit": ("connected", "unanswered"),
        "timeline": ("minute", "hour", "day", "week", "month", "year", "total"),
        "repayment": ("month", "amount", "after"),
        "chart_none": ("calls", "timeline"),
    }.items() for end in ends}  # fmt: skip

    assert [id for id in chart_words.FILLED if f'"{id}"' not in code and id not in made] == []
