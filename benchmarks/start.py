"""From process start to the first answered message over HTTP, and the memory a process then holds."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks import turns
from benchmarks.measure import resident_mib
from bot import app, settings

ROOT = Path(__file__).parents[1]
PATIENCE = 60.0  # seconds after which a start counts as failed


@dataclass(frozen=True)
class Start:
    """Seconds to the first answer, and MiB of resident memory right after it."""

    seconds: float
    mib: float


def first_answer(stored: int) -> Start:
    """Start `serve` on a database with that many talks and send one message."""
    with tempfile.TemporaryDirectory() as name:
        environ = turns.environ(Path(name))
        _prefill(environ, stored)
        port = _free_port()
        kept = {key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ}
        log = Path(name) / "serve.log"
        with log.open("wb") as output:
            begin = time.perf_counter()
            process = subprocess.Popen(
                [sys.executable, "-m", "bot", "serve"],
                cwd=ROOT,
                env=kept | environ | {"PORT": str(port)},
                stdout=output,
                stderr=output,
            )
            try:
                while not (lines := _say(port, "你好,他们一直打电话")):
                    late = time.perf_counter() - begin > PATIENCE
                    if late or process.poll() is not None:
                        raise SystemExit(f"serve did not answer: {log.read_text()}")
                    time.sleep(0.01)
                return Start(time.perf_counter() - begin, resident_mib(process.pid) if lines else 0.0)
            finally:
                process.terminate()
                process.wait()


def _prefill(environ: dict[str, str], stored: int) -> None:
    _, thread = app.talk(settings.read(environ))
    turns.fill(thread, stored)
    thread.stop()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _say(port: int, text: str) -> Any:
    """One message from a new browser: the packet that answers it, or None while nobody listens."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers = {
        "accept": "application/json",
        "content-type": "application/x-www-form-urlencoded",
        "origin": f"http://127.0.0.1:{port}",
    }
    try:
        connection.request("POST", "/say", urlencode({"id": secrets.token_urlsafe(12), "text": text}), headers)
        response = connection.getresponse()
        body = response.read()
    except (ConnectionError, HTTPException):
        return None
    finally:
        connection.close()
    if response.status != 200:
        raise SystemExit(f"the first message was answered with {response.status}: {body[:200]!r}")
    return json.loads(body)
