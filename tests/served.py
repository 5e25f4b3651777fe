"""The real thing: `python -m bot serve` as its own process, talked to over a real socket."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode


class Server:
    """One served house on a data folder; may be killed and started again on the same port."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder, self.port = folder, 0
        self._environment = environment
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        return self.folder / "bot.db"

    def start(self) -> Server:
        """Start, and wait until the address is printed."""
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "DATABASE_URL": f"sqlite:///{self.database}",
            "FILES_URL": str(self.folder / "files"),
            "PORT": str(self.port),
            **self._environment,
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve"], env=environment, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if found := re.search(r"http://[\d.]+:(\d+)/\s*$", line):
                self.port = int(found[1])
                return self
        raise AssertionError(f"the server ended with {self._process.wait()}")

    def kill(self) -> None:
        """As a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(20)
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid


class Visitor:
    """A page without a browser: keeps its cookie and posts messages as the page does."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.cookie = ""

    def open(self) -> str:
        """Load the page; its HTML."""
        status, body, cookie = self._request("GET", "/", "")
        assert status == 200
        self.cookie = cookie or self.cookie
        return body

    def say(self, id: str, text: str = "", choice: tuple[str, ...] = ()) -> tuple[int, dict[str, object]]:
        """Post one message under an id of ours. Raises OSError or HTTPException when the server is gone."""
        form = urlencode([("id", id), ("text", text), *(("choice", each) for each in choice)])
        status, body, cookie = self._request("POST", "/say", form)
        self.cookie = cookie or self.cookie
        return status, json.loads(body) if body else {}

    def _request(self, method: str, path: str, body: str) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=20)
        headers = {"cookie": self.cookie, "accept": "application/json" if body else "text/html"}
        if body:
            headers |= {"origin": self.server.url, "content-type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, path, body.encode(), headers)
            answer = connection.getresponse()
            pairs = [value.split(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie"]
            return answer.status, answer.read().decode(), "; ".join(pairs)
        finally:
            connection.close()
