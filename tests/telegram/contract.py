"""Telegram's own description of its Bot API, as far as it is at hand: holds every update and call against it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

SPEC = Path(__file__).parents[3] / "shared" / "telegram" / "bot_api.min.json"
MISSING = f"passed by: there is no ../shared/telegram/{SPEC.name} beside the project"
_PLAIN: dict[str, tuple[type, ...]] = {
    "Integer": (int,),
    "String": (str,),
    "Boolean": (bool,),
    "True": (bool,),
    "Float": (int, float),
    "InputFile": (str,),
}


@cache
def spec() -> dict[str, Any]:
    """The description; empty where the file is not there, and then everything passes."""
    found: dict[str, Any] = json.loads(SPEC.read_text("utf-8")) if SPEC.exists() else {}
    return found


def update_faults(update: dict[str, Any]) -> list[str]:
    """What is wrong with an update that the emulator made."""
    return list(_faults(update, ["Update"], "update")) if spec() else []


def result_faults(method: str, result: Any) -> list[str]:
    """What is wrong with the emulator's answer to a call."""
    return _faults(result, spec()["methods"][method]["returns"], f"{method} →") if spec() else []


def call_faults(method: str, fields: dict[str, Any]) -> list[str]:
    """What is wrong with a call that a bot made: unknown or missing fields, wrong types."""
    if not spec():
        return []
    known = spec()["methods"].get(method)
    return _field_faults(fields, known.get("fields", []), method) if known else [f"there is no method {method}"]


def _faults(value: Any, types: list[str], where: str) -> list[str]:
    """No faults when the value fits one of the types; else those of the type it comes nearest to."""
    tried = [_faults_of(value, type, where) for type in types]
    return min(tried, key=len, default=[])


def _faults_of(value: Any, type: str, where: str) -> list[str]:
    if type.startswith("Array of "):
        if not isinstance(value, list):
            return [f"{where}: not a list"]
        inner = [type.removeprefix("Array of ")]
        return [fault for number, one in enumerate(value) for fault in _faults(one, inner, f"{where}[{number}]")]
    if type in _PLAIN:
        fits = isinstance(value, _PLAIN[type]) and (isinstance(value, bool) == (bool in _PLAIN[type]))
        return [] if fits else [f"{where}: {value!r} is no {type}"]
    known = spec()["types"][type]
    if known.get("subtypes"):
        return _faults(value, known["subtypes"], where)
    if not isinstance(value, dict):
        return [f"{where}: {value!r} is no {type}"]
    return _field_faults(value, known.get("fields", []), where)


def _field_faults(value: dict[str, Any], fields: list[dict[str, Any]], where: str) -> list[str]:
    known = {field["name"]: field for field in fields}
    faults = [f"{where}: no field {name}" for name in value if name not in known]
    faults += [
        f"{where}: {name} is missing" for name, field in known.items() if field["required"] and name not in value
    ]
    for name in value.keys() & known.keys():
        faults += _faults(value[name], known[name]["types"], f"{where}.{name}")
    return faults
