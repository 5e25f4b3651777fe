"""The operator's commands, run as their own processes on a real database."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

STORY = "微粒贷催收每天打三十个电话，还打给我爸妈"


def _bot(folder: Path, *arguments: str, typed: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "DATABASE_URL": f"sqlite:///{folder}/bot.db",
        "FILES_URL": str(folder / "files"),
        "PYTHONIOENCODING": "utf-8",
        **more,
    }
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(
        command, input=typed, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def _talk(folder: Path) -> None:
    done = _bot(folder, "chat", "--json", typed=f"{STORY}\n可以\n")
    assert done.returncode == 0, done.stderr


def test_understand_streams_one_line_for_each(tmp_path: Path) -> None:
    """Each line gets its own answer with its id; a line that is none gets an error and the next goes on."""
    lines = [{"id": "a", "text": STORY, "at": "2026-11-22T10:00:00+08:00"}, {"nothing": 1}, {"id": 7, "text": "你好"}]
    typed = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines) + "not json\n"
    found = [json.loads(line) for line in _bot(tmp_path, "understand", typed=typed).stdout.splitlines()]

    assert [line.get("id") for line in found] == ["a", None, 7, None]
    assert {"call_bombing", "third_party_contact"} <= set(found[0]["violations"])
    assert set(found[0]) >= {"id", "violations", "flags", "facts", "moments", "counts", "topics"}
    assert "error" in found[1]
    assert "error" in found[3]


def test_a_backup_restores_elsewhere_with_its_key(tmp_path: Path) -> None:
    """A backup put back beside its key goes on with the same talk; without the key it is refused."""
    here, there, keyless = (tmp_path / name for name in ("here", "there", "keyless"))
    for folder in (here, there, keyless):
        folder.mkdir()
    _talk(here)
    assert _bot(here, "backup", str(tmp_path / "copy.zip")).returncode == 0
    assert _bot(keyless, "restore", str(tmp_path / "copy.zip")).returncode == 1

    (there / "master.key").write_bytes((here / "master.key").read_bytes())
    (there / "master.key").chmod(0o600)
    assert _bot(there, "restore", str(tmp_path / "copy.zip")).returncode == 0
    again = _bot(there, "chat", "--json", typed="都没有\n").stdout
    assert "联系我身边的人" in again


def test_a_borrower_is_exported_and_erased(tmp_path: Path) -> None:
    """export prints everything of one borrower, erase prints a receipt, and then nothing is left."""
    _talk(tmp_path)
    with sqlite3.connect(tmp_path / "bot.db") as database:
        ((borrower,),) = database.execute("SELECT id FROM borrower").fetchall()
    database.close()
    exported = _bot(tmp_path, "export", str(borrower)).stdout
    erased = _bot(tmp_path, "erase", str(borrower))

    assert STORY in exported
    assert erased.returncode == 0
    assert len(erased.stdout.strip()) == 17
    assert _bot(tmp_path, "export", str(borrower)).returncode == 1


def test_a_malformed_setting_stops_with_one_line(tmp_path: Path) -> None:
    """A wrong variable is named in one line without a traceback."""
    done = _bot(tmp_path, "chat", PORT="eighty")

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "PORT" in done.stderr


def test_migrate_makes_the_database(tmp_path: Path) -> None:
    """migrate makes a database and its key, readable by the owner only, and may be run again."""
    assert _bot(tmp_path, "migrate").returncode == 0
    assert _bot(tmp_path, "migrate").returncode == 0

    assert (tmp_path / "bot.db").exists()
    assert (tmp_path / "master.key").stat().st_mode & 0o777 == 0o600


def test_check_draws_each_dialog(tmp_path: Path) -> None:
    """check --graph writes one well-formed SVG for each dialog, with its questions in it."""
    _bot(tmp_path, "check", "--graph", str(tmp_path / "graphs"))
    drawn = sorted(path.stem for path in (tmp_path / "graphs").glob("*.svg"))

    assert drawn == sorted(path.stem for path in Path("dialogs").glob("*.yaml"))
    picture = ElementTree.parse(tmp_path / "graphs" / "incident.svg")
    assert "他们做了什么" in "".join(picture.getroot().itertext())
