"""The terminal channel, fed with typed lines as a person or a program would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

AT = "2026-11-22T10:00:00+08:00"
STORY = "微粒贷催收昨晚11点半还在打电话，每天二十多个，还打给我爸妈"


def _run(tmp_path: Path, lines: list[Any], *arguments: str) -> subprocess.CompletedProcess[str]:
    typed = "".join((line if isinstance(line, str) else json.dumps(line, ensure_ascii=False)) + "\n" for line in lines)
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "DATABASE_URL": f"sqlite:///{tmp_path}/bot.db",
        "FILES_URL": str(tmp_path / "files"),
        "PYTHONIOENCODING": "utf-8",
    }
    command = [sys.executable, "-m", "bot", "chat", *arguments]
    return subprocess.run(
        command, input=typed, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def _turns(tmp_path: Path, lines: list[Any], *arguments: str) -> list[dict[str, Any]]:
    done = _run(tmp_path, lines, "--json", *arguments)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_json_gives_one_turn_a_line(tmp_path: Path) -> None:
    """Each input line, plain or JSON, gets one line with replies, choices and flags."""
    turns = _turns(tmp_path, ["你好", {"choice": "agreed"}, {"choice": ["none"]}, {"text": STORY, "at": AT}])

    assert len(turns) == 4
    assert set(turns[0]) == {"replies", "flags"}
    question = turns[1]["replies"][-1]
    assert question["many"] is True
    assert {"id": "none", "label": "都没有"} in question["choices"]
    assert "微粒贷" in turns[3]["replies"][-1]["text"]
    assert "11月21日 23:30" in turns[3]["replies"][-1]["text"]


def test_a_talk_goes_on_in_the_next_process(tmp_path: Path) -> None:
    """What was said stays: the same name finds its talk again, another name begins its own."""
    _turns(tmp_path, ["你好", "可以"], "--as", "a")

    assert "经过" not in _turns(tmp_path, ["都没有"], "--as", "b")[0]["replies"][-1]["text"]
    again = _turns(tmp_path, ["都没有"], "--as", "a")[0]["replies"][-1]["text"]
    assert "一两句话" in again


def test_flags_are_shown_to_the_program(tmp_path: Path) -> None:
    """Danger comes back as a flag with its severity and rule."""
    flags = _turns(tmp_path, ["你好", "我不想活了"])[1]["flags"]

    assert flags[0]["reason"] == "self_harm"
    assert flags[0]["severity"] == "P0"


def test_files_go_in_and_out(tmp_path: Path) -> None:
    """A file is kept as evidence; an export comes as a file on disk."""
    picture = tmp_path / "shot.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\nfake")
    turns = _turns(tmp_path, ["你好", "可以", "都没有", {"file": str(picture)}, "导出"])

    assert "已存为证据 1" in turns[3]["replies"][0]["text"]
    files = [file for reply in turns[4]["replies"] for file in reply["files"]]
    assert json.loads(Path(files[0]["path"]).read_text("utf-8"))
    assert files[0]["type"] == "application/json"


def test_a_line_that_cannot_be_used_is_refused_alone(tmp_path: Path) -> None:
    """A missing file or a broken clock gets an error line; the next line goes on."""
    turns = _turns(tmp_path, ["你好", {"file": str(tmp_path / "none.png")}, {"text": "可以", "at": "gestern"}, "可以"])

    assert "error" in turns[1]
    assert "error" in turns[2]
    assert "replies" in turns[3]


def test_plain_text_that_looks_like_json_is_text(tmp_path: Path) -> None:
    """A line with a brace that is no turn is read as what the borrower wrote."""
    turns = _turns(tmp_path, ["你好", "{{ 7*7 }}", '{"a": 1}'])

    assert all("replies" in turn for turn in turns)
    assert "49" not in turns[1]["replies"][0]["text"]


def test_the_same_id_twice_is_the_same_message(tmp_path: Path) -> None:
    """A line may carry an id; the second time it changes nothing."""
    turns = _turns(tmp_path, [{"text": "你好", "id": "m1"}, {"text": "你好", "id": "m1"}])

    assert turns[0]["replies"] == turns[1]["replies"]


def test_people_get_numbers_to_type(tmp_path: Path) -> None:
    """Without --json, choices are numbered and a number answers."""
    done = _run(tmp_path, ["你好", "1", "1", "退出"])

    assert "1. 可以，开始" in done.stdout
    assert "[返回 / 菜单]" in done.stdout
    assert done.returncode == 0


def test_a_terminal_shows_what_was_due_when_somebody_comes_back(tmp_path: Path) -> None:
    """A terminal cannot call: the reminder stands before the answer to the next line, once, after a restart too."""
    begun = ["你好", {"choice": "agreed"}, {"choice": ["none"]}, {"text": STORY, "at": AT}, {"text": "对", "at": AT}]
    _turns(tmp_path, [*begun, {"text": "计划", "at": AT}])

    back = {"text": "在吗", "at": "2026-11-24T12:00:00+08:00"}
    first, again = _turns(tmp_path, [back, back])
    assert "步的日子到了" in first["replies"][0]["text"]
    assert "步的日子到了" not in again["replies"][0]["text"]
