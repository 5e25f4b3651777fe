"""What a borrower did about a step is heard; questions, plans and what collectors did are not."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot import app

HEARING = app.hearing()
NOW = datetime(2026, 12, 9, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("text", "state", "door"),
    [
        ("12378 打了,编号 20261123001", "done", "nfra_12378"),
        ("派出所不给受理", "refused", "police_station_report"),
        ("平台回复说不同意", "refused", "lender_complaint"),
        ("昨天寄了", "done", "lender_complaint"),
        ("12378说转给银行了", "answered", "nfra_12378"),
        ("平台一直没回", "silent", "lender_complaint"),
        ("12345打了三次没人接", "silent", "local_fin"),
        ("我还没去派出所", "todo", "police_station_report"),
        ("我去派出所报案了，给了回执", "done", "police_station_report"),
        ("銀行駁回了", "refused", "lender_complaint"),
    ],
)
def test_deeds_are_heard(text: str, state: str, door: str) -> None:
    """Done, answered, refused, silent and not yet, each at the door that was named first."""
    deed = HEARING.deed(text, NOW)
    assert deed is not None
    assert (deed["state"], deed["doors"][0]) == (state, door)


@pytest.mark.parametrize(
    "text",
    [
        "要不要打12378",
        "12378怎么打",
        "我准备明天去派出所",
        "派出所不受理怎么办",
        "要是他们不回呢",
        "他们又打我妈电话了",
        "昨晚又打了二十多个电话",
        "平台打了我二十个电话",
        "冒充派出所的打电话给我了",
        "他们说要起诉我，已经立案了",
        "收到法院传票了",
        "被骂了",
        "催收不打了",
    ],
)
def test_no_deed_is_made_up(text: str) -> None:
    """A question, an intention, or something that collectors did reports no step."""
    assert HEARING.deed(text, NOW) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12378打了，单号是〔2026〕第88号#A-1", "〔2026〕第88号#A-1"),
        ("编号：SF1380000", "SF1380000"),
        ("〔2026〕第12号", "〔2026〕第12号"),
        ("20261123001", "20261123001"),
        ("派出所给了回执，回执号 京公受字（2026）12", "京公受字（2026）12"),
        ("好的", ""),
        ("没有编号", ""),
    ],
)
def test_reference_numbers_keep_their_characters(text: str, number: str) -> None:
    """A number is kept as it was written, odd characters included, called one or sent alone."""
    assert HEARING.reference(text) == number


def test_a_steps_number_and_day_are_heard() -> None:
    """第2步昨天办了 names the step by its number, and the day; the number is no date."""
    deed = HEARING.deed("第二步昨天办了", NOW)
    assert deed is not None
    assert (deed["step"], deed["sure"]) == (2, True)
    assert deed["when"]["start"].startswith("2026-12-08")
    assert HEARING.deed("12378打了，编号20261101", NOW)["when"] is None  # type: ignore[index]
