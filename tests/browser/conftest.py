"""One whole house over a real socket, shared by the tests of the web chat."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import BrowserContext, Page

ROOT = Path(__file__).parents[2]
STARTS_WITHIN = 30  # seconds: a busy machine reads all content first


@pytest.fixture(scope="session")
def base_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `python -m bot serve` on an empty data folder."""
    folder = tmp_path_factory.mktemp("house")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    setting = {"PORT": str(port), "DATABASE_URL": f"sqlite:///{folder}/house.db", "FILES_URL": f"{folder}/files"}
    address = f"http://127.0.0.1:{port}"
    with (
        (folder / "log.txt").open("wb") as log,
        subprocess.Popen(
            [sys.executable, "-m", "bot", "serve"], cwd=ROOT, env=kept | setting, stdout=log, stderr=subprocess.STDOUT
        ) as house,
    ):
        try:
            _wait(address, house, folder / "log.txt")
            yield address
        finally:
            house.terminate()
            house.wait(10)
    said = (folder / "log.txt").read_text("utf-8")
    assert "Traceback" not in said, said
    assert "催收又打来了" not in said, "personal text in the log"


def _wait(address: str, house: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(STARTS_WITHIN * 10):
        if house.poll() is not None:
            pytest.fail(f"the house did not start: {log.read_text('utf-8')}")
        try:
            httpx2.get(f"{address}/healthz", trust_env=False)
        except httpx2.TransportError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the house did not answer within {STARTS_WITHIN} s")


@pytest.fixture
def client(base_url: str) -> Iterator[httpx2.Client]:
    """A browser without JavaScript, reduced to what it sends."""
    with httpx2.Client(base_url=base_url, trust_env=False, headers={"origin": base_url}) as made:
        yield made


@pytest.fixture(scope="session")
def browser_context_args(base_url: str) -> dict[str, object]:
    """A phone of today, in China."""
    return {
        "base_url": base_url,
        "viewport": {"width": 390, "height": 844},
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
    }


@pytest.fixture
def complaints(context: BrowserContext, base_url: str) -> Iterator[list[str]]:
    """What the browser complained about and every request to another host; must stay empty."""
    found: list[str] = []
    context.on("console", lambda message: found.append(message.text) if message.type in ("error", "warning") else None)
    context.on("weberror", lambda error: found.append(str(error.error)))
    context.on(
        "request", lambda request: None if request.url.startswith((base_url, "blob:")) else found.append(request.url)
    )
    yield found
    assert found == []


@pytest.fixture
def chat(page: Page, complaints: list[str]) -> Page:
    """An open chat that has greeted and asked its first question."""
    page.goto("/")
    page.locator("#dock button").first.wait_for()
    return page


@pytest.fixture
def answer() -> Callable[[Page, str], None]:
    """Press a quick reply and wait until the next question stands."""

    def press(page: Page, label: str) -> None:
        button = page.locator("#dock").get_by_role("button", name=label, exact=True)
        button.wait_for()
        asked = page.locator(".line.bot:not(.typing)").count()
        button.click()
        page.wait_for_function("n => document.querySelectorAll('.line.bot:not(.typing)').length > n", arg=asked)

    return press
