"""The environment becomes settings, or the start stops with one clear line."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from bot.errors import SettingError
from bot.settings import READ, Secret, Settings, read

TOKEN = "1234567890:" + "AbCdEf_-" * 4
KEY = "0f" * 32


def test_nothing_set_is_a_complete_setup() -> None:
    """Without any variable everything runs on SQLite in ./data on port 8000."""
    settings = read({})
    assert settings == Settings()
    assert settings.database_file == Path("data/buhuang.db")
    assert settings.files_folder == Path("data/files")
    assert settings.key_file == Path("data/master.key")
    assert (settings.port, settings.public_url, settings.retention_days, settings.log_level) == (8000, "", 180, "info")


def test_every_field_has_one_variable_of_its_name() -> None:
    """A field without a variable, or a variable without a field, cannot exist."""
    assert [field.name for field in fields(Settings)] == [name.lower() for name in READ]


def test_variables_arrive_in_their_fields() -> None:
    """Each well-formed variable is read, trimmed and kept."""
    settings = read(
        {"PORT": " 80 ", "PUBLIC_URL": "https://x.example/chat/", "LOG_LEVEL": "DEBUG", "TELEGRAM_TOKEN": TOKEN}
    )
    assert settings.port == 80
    assert settings.public_url == "https://x.example/chat"
    assert settings.log_level == "debug"
    assert settings.telegram_token.reveal() == TOKEN


def test_an_empty_variable_is_not_set() -> None:
    """Hosts that define every variable as an empty text get the defaults."""
    assert read(dict.fromkeys(READ, "")) == Settings()


def test_other_programs_variables_are_left_alone() -> None:
    """What a shell or a host sets for others never stops the start."""
    others = (
        "PATH",
        "HOME",
        "LANG",
        "PGPORT",
        "HOST",
        "PORTS",
        "DATABASE_PUBLIC_URL",
        "RENDER_EXTERNAL_URL",
        "LOGNAME",
    )
    assert read(dict.fromkeys(others, "x")) == Settings()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("DATABASE_URL", "mysql://h/x"),
        ("DATABASE_URL", "data/x.db"),
        ("FILES_URL", "ftp://h/x"),
        ("MASTER_KEY", "short"),
        ("PUBLIC_URL", "chat.example.org"),
        ("PUBLIC_URL", "https://x.example/?a=1"),
        ("PUBLIC_URL", "http://[bad"),
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("PORT", "²"),
        ("TELEGRAM_TOKEN", "no-colon"),
        ("TELEGRAM_WEBHOOK_SECRET", "with space"),
        ("TELEGRAM_API_BASE", "127.0.0.1:9002"),
        ("WECHAT_AES_KEY", "x" * 42),
        ("WECHAT_TOKEN", "x"),
        ("RETENTION_DAYS", "0"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_a_malformed_value_is_refused_in_one_line(name: str, text: str) -> None:
    """The line names the variable and what it must be."""
    with pytest.raises(SettingError) as caught:
        read({name: text})
    line = str(caught.value)
    assert line.startswith(f"{name} must be ")
    assert "\n" not in line


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("TELEGRAM_TOKN", "TELEGRAM_TOKEN"),
        ("telegram_token", "TELEGRAM_TOKEN"),
        ("DATABSE_URL", "DATABASE_URL"),
        ("DATABASE_URI", "DATABASE_URL"),
        ("LOGLEVEL", "LOG_LEVEL"),
        ("MASTERKEY", "MASTER_KEY"),
        ("RETENTION_DAY", "RETENTION_DAYS"),
        ("TELEGRAM_BOT_TOKEN", "TELEGRAM_TOKEN"),
        ("WECHAT_SECRET", "WECHAT_APP_SECRET"),
    ],
)
def test_a_slip_in_a_name_is_refused_with_the_right_one(name: str, meant: str) -> None:
    """A misspelt variable never silently leaves a feature off."""
    with pytest.raises(SettingError, match=meant) as caught:
        read({name: "x"})
    assert str(caught.value).startswith(f"{name} is not a setting")


def test_secrets_never_show_themselves() -> None:
    """Neither printing the settings nor a refusal gives a secret away."""
    settings = read({"MASTER_KEY": KEY, "TELEGRAM_TOKEN": TOKEN, "DATABASE_URL": "postgresql://u:hunter2@h/d"})
    shown = f"{settings!r} {settings} {settings.master_key} {settings.telegram_token!s} {settings.database_url}"
    for text in (KEY, TOKEN, "hunter2"):
        assert text not in shown
    with pytest.raises(SettingError) as caught:
        read({"MODERATORS_TELEGRAM_TOKEN": "hunter2"})
    assert "hunter2" not in str(caught.value)


def test_a_secret_equals_only_a_secret() -> None:
    """A secret can be compared and used as a key, and an empty one is false."""
    assert Secret("a") == Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a")}) == 1
    assert not Secret()


def test_a_server_database_has_no_file_and_no_key_file() -> None:
    """With PostgreSQL or a given key nothing is looked for in ./data."""
    settings = read({"DATABASE_URL": "postgresql://h/d", "FILES_URL": "s3://bucket"})
    assert settings.database_file is None
    assert settings.files_folder is None
    assert settings.key_file is None
    assert read({"MASTER_KEY": KEY}).key_file is None


@pytest.mark.parametrize(
    "text", [KEY, KEY.upper(), b64encode(b"\xfb" * 32).decode(), urlsafe_b64encode(b"\xfb" * 32).decode().rstrip("=")]
)
def test_a_master_key_is_given_as_hex_or_base64(text: str) -> None:
    """Every usual way to write 32 random bytes is understood."""
    key = read({"MASTER_KEY": text}).given_key
    assert key in (bytes.fromhex(KEY), b"\xfb" * 32)
    assert read({}).given_key is None


def test_settings_cannot_change() -> None:
    """What was read at the start stays for the life of the process."""
    with pytest.raises(FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]
