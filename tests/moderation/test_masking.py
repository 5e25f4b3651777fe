"""What moderators must not read by chance, and what they must be able to read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import NamesUnread
from bot.moderation import names_apart
from bot.moderation.masking import mask, masker
from bot.moderation.names import names_in

TITLES = ("先生", "女士", "经理", "老师", "律师")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("我电话13800001234", "我电话138******34"),
        ("138 0000 1234或138-0000-1234", "138******34或138******34"),
        ("１３８００００１２３４打来", "*********３４打来"),
        ("身份证11010119900101123X", "身份证****************3X"),
        ("卡号6222020200001234567", "卡号*****************67"),
        ("座机010-12345678", "座机*********78"),
        ("我叫张某某", "我叫张**"),
        ("李小明先生打来", "李**先生打来"),
        ("住在平安区平安路88号3栋502室", "〔地址〕"),
        ("就在3栋2单元501室", "就在〔门牌〕"),
        ("微信号abc_12345", "微信号a****"),
        ("邮箱zhang.mou@example.org", "邮箱z***@***"),
    ],
)
def test_what_identifies_people_is_hidden(text: str, shown: str) -> None:
    """Numbers nobody can dial, names as one character, addresses gone."""
    assert mask(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "借了23000元，逾期803.65元，一共1000000元",
        "2026-11-21 23:30打了二十多个电话",
        "95017打来的，让我打12378",
        "他们来我家小区楼下堵我",
        "我叫不到人帮忙",
        "合同第3条第2款",
    ],
)
def test_the_story_stays_readable(text: str) -> None:
    """Amounts, times, short numbers and ordinary words are left as they are."""
    assert mask(text) == text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("催收给王小明打电话说我欠钱", "王小明"),
        ("张伟和李秀英都被骚扰了", "李秀英"),
        ("昨天刘建国他们来我家", "刘建国"),
        ("我老公陈志强被他们骂", "陈志强"),
        ("我同事欧阳娜娜接到了", "欧阳娜娜"),
        ("他们找到我领导赵铁柱", "赵铁柱"),
        ("那个叫何大勇的催收", "何大勇"),
        ("我弟弟孙浩然在学校", "孙浩然"),
        ("告诉我老板高建军", "高建军"),
        ("他骂我妈张桂兰不要脸", "张桂兰"),
        ("曾雨桐也被打了电话", "曾雨桐"),
        ("跟杨丽说我是诈骗犯", "杨丽"),
    ],
)
def test_a_name_without_a_cue_is_hidden(text: str, name: str) -> None:
    """Names in the middle of a sentence are known by the dictionary, or by whose they are."""
    shown = mask(text)

    assert name not in shown
    assert name[0] + "*" * (len(name) - 1) in shown


@pytest.mark.parametrize("path", sorted(Path("tests/transcripts").glob("*.txt")), ids=lambda path: path.stem)
def test_what_the_bot_says_stays_readable(path: Path) -> None:
    """In whole talks nothing is taken for a name that is none, and no line loses its sense."""
    talk = path.read_text("utf-8")
    ours = [name for name in names_in(talk) if not name.endswith("某") and name[1:] not in TITLES]

    assert ours == []


def test_known_names_are_hidden_wherever_they_stand() -> None:
    """A name that the borrower gave for a letter is hidden in free text too."""
    assert mask("他们骂测试用户是老赖，测试用户很难过", ["测试用户"]) == "他们骂测***是老赖，测***很难过"


def test_a_mask_for_many_texts_hides_a_name_in_all_of_them() -> None:
    """What the dictionary knows as a name in one text is hidden in the others; all else is hidden as ever."""
    texts = ["催收给王小明打电话", "王小明的录音.mp3", "13800001234来电.mp3", "短信截图"]
    hidden = masker(texts)
    assert [hidden(text) for text in texts] == ["催收给王**打电话", "王**的录音.mp3", "138******34来电.mp3", "短信截图"]


def test_the_dictionary_stays_out_of_the_process_that_asks() -> None:
    """A worker that hides names is no larger afterwards."""
    code = "import sys; from bot.moderation.masking import masker; print(masker(['王小明来电'])('王小明来电')); "
    code += "assert 'rjieba' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.decode().strip() == "王**来电"


def test_names_that_cannot_be_read_stop_what_would_show_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that fails is an error, never a text with its names in it; the error quotes nothing."""
    monkeypatch.setattr(names_apart, "ROOT", Path(__file__).parent)
    with pytest.raises(NamesUnread) as caught:
        masker(["王小明来电"])
    assert "王" not in str(caught.value)
