"""A paper in the borrower's hands: in words or by buttons, several times, with a warning before risky words."""

from __future__ import annotations

import pytest

from tests.conversation.room import Talk


def shown() -> Talk:
    """A talk in which the paper has just been written."""
    talk = Talk().say("你好").press("agreed").say("我家有条狗，每天遛3次").press("right")
    while not talk.asked.startswith("#home"):
        talk.say("跳过")
    return talk.press("letter:pet").say("120") if "letter:pet" in talk.choices else talk


def edits(talk: Talk) -> object:
    return talk.value("draft/pet.edits")


def test_a_paper_just_written_can_be_changed_and_taken_along() -> None:
    """Under the paper stand the ways to change it and to have it as a file."""
    talk = shown()
    assert talk.asked == "#home:pet"
    assert {"redo:pet", "make:pdf|pet", "make:docx|pet"} <= set(talk.choices)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("改第2段：新的", {"changed": {"乙": "新的"}, "added": []}),
        ("改2段改成新的", {"changed": {"乙": "新的"}, "added": []}),
        ("改第二段:新的", {"changed": {"乙": "新的"}, "added": []}),
        ("change paragraph 2: 新的", {"changed": {"乙": "新的"}, "added": []}),
        ("删第3段", {"changed": {"丙": ""}, "added": []}),
        ("刪掉第三段", {"changed": {"丙": ""}, "added": []}),
        ("drop paragraph 3", {"changed": {"丙": ""}, "added": []}),
        ("加一句：还有一件事", {"changed": {}, "added": ["还有一件事"]}),
        ("add a sentence: 还有一件事", {"changed": {}, "added": ["还有一件事"]}),
    ],
)
def test_changes_in_words(said: str, kept: dict[str, object]) -> None:
    """A change said in one message is made at once, and the paper is written again."""
    talk = shown().say(said)
    assert edits(talk) == kept
    assert [request.name for request in talk.requests] == ["draft"]
    assert talk.asked == "#home:pet"


def test_changes_by_buttons() -> None:
    """Pick a paragraph, send its new words; the next pick shows them."""
    talk = shown().press("redo:pet")
    assert talk.asked == "#redo:pet"
    assert [id for id in talk.choices if id.startswith("part:")] == ["part:pet|1", "part:pet|2", "part:pet|3"]
    talk.say("2")
    assert talk.asked == "#part:pet|2"
    talk.say("新的一段")
    assert edits(talk) == {"changed": {"乙": "新的一段"}, "added": []}
    talk.press("redo:pet").press("part:pet|2")
    assert "restore_part:pet|2" in talk.choices
    talk.press("restore_part:pet|2")
    assert edits(talk) == {"changed": {}, "added": []}
    talk.press("redo:pet").press("part:pet|1").press("drop_part:pet|1")
    assert edits(talk) == {"changed": {"甲": ""}, "added": []}
    talk.say("恢复第1段")
    assert edits(talk) == {"changed": {}, "added": []}


def test_own_additions_can_be_changed_and_dropped() -> None:
    """An added sentence is a paragraph like the others, numbered after them."""
    talk = shown().say("加一句").say("第一句").say("加一句：第二句")
    assert edits(talk) == {"changed": {}, "added": ["第一句", "第二句"]}
    talk.say("改第5段：改过的第二句").say("删第4段")
    assert edits(talk) == {"changed": {}, "added": ["改过的第二句"]}
    talk.say("恢复")
    assert edits(talk) == {"changed": {}, "added": []}


def test_risky_words_are_explained_and_the_borrower_decides() -> None:
    """Nothing changes until the borrower chose; their words can go in all the same."""
    talk = shown().say("改第2段：骂你")
    assert talk.asked == "#risk:pet|2"
    assert "别骂" in talk.text
    assert edits(talk) is None
    assert talk.choices == ["part:pet|2", "use_anyway", "forget:pet"]
    talk.press("use_anyway")
    assert edits(talk) == {"changed": {"乙": "骂你"}, "added": []}
    assert talk.conversation.pending is None


def test_risky_words_can_be_written_again_or_left() -> None:
    """换个写法 asks for the paragraph again; 不改了 leaves the paper as it is."""
    talk = shown().say("加一句：骂你")
    talk.press("add_part:pet").say("好好说")
    assert edits(talk) == {"changed": {}, "added": ["好好说"]}
    talk.say("改第1段：骂你").press("forget:pet")
    assert edits(talk) == {"changed": {}, "added": ["好好说"]}
    assert talk.asked == "#home:pet"


def test_a_better_wording_can_be_sent_at_once() -> None:
    """Where the risk is explained, a new sentence takes the place of the risky one; a short answer does not."""
    talk = shown().say("改第2段：骂你").say("请停止这样的做法。")
    assert edits(talk) == {"changed": {"乙": "请停止这样的做法。"}, "added": []}
    talk.say("加一句：骂你").say("嗯")
    assert edits(talk) == {"changed": {"乙": "请停止这样的做法。"}, "added": []}


def test_what_helps_to_threaten_never_goes_in() -> None:
    """The lawful wording is offered, and the paragraph is asked for again."""
    talk = shown().say("改第2段：曝光你")
    assert talk.asked == "#part:pet|2"
    assert edits(talk) is None
    assert "use_anyway" not in talk.choices


def test_words_that_always_work_do_while_a_paragraph_is_awaited() -> None:
    """返回 and 菜单 are not taken for the new paragraph."""
    talk = shown().press("redo:pet").press("part:pet|1").say("返回")
    assert talk.asked.startswith("#home")
    talk.say("改第1段").say("菜单")
    assert talk.asked == "#menu"
    assert edits(talk) is None


@pytest.mark.parametrize("said", ["改第9段", "删第99段", "恢复第十段"])
def test_a_number_that_is_not_there(said: str) -> None:
    """It is said kindly, with the numbers there are."""
    talk = shown().say(said)
    assert "draft_no_part" in talk.text
    assert talk.asked == "#redo:pet"


def test_without_a_paper_there_is_nothing_to_change() -> None:
    """改第3段 before any paper was written says to open one first."""
    assert "draft_none" in Talk().say("你好").press("agreed").say("改第3段").text


def test_a_paragraph_has_its_length() -> None:
    """More than a paragraph takes is refused, nothing is cut."""
    talk = shown().say("改第1段：" + "长" * 601)
    assert "draft_too_long" in talk.text
    assert edits(talk) is None


def test_papers_are_listed_newest_version_first() -> None:
    """我的文书 shows one line for each paper; opening one leads to its other versions."""
    talk = shown().say("我的文书")
    assert [id for id in talk.choices if id.startswith("paper:")] == ["paper:9", "paper:8"]
    talk.say("2")
    assert [(request.name, request.arg) for request in talk.requests] == [("paper", "8")]
    assert talk.asked == "#paper:8"
    assert "paper:7" in talk.choices
    assert "make:pdf|#8" in talk.choices
    talk.press("make:pdf|#8")
    assert [(request.name, request.arg) for request in talk.requests] == [("make", "pdf|#8")]
