"""A screenshot on Telegram: kept, read beside the talk, confirmed by a button, and judged."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.model import Reply
from bot.turns.house import House
from bot.turns.reading import Reading
from bot.turns.work import Made
from tests.documents.screenshot import THREAT, drawn
from tests.telegram.emulator import Emulator
from tests.telegram.living import build, polling
from tests.telegram.people import Person
from tests.telegram.test_telegram_talk import begin


class Known(Reading):
    """Knows what the picture says, so that the test does not depend on an optional extra."""

    def make(self, material: tuple[bytes, ...]) -> Made:
        assert material == (drawn(THREAT),)
        return Made((Reply("\n".join(THREAT)),))


async def test_a_screenshot_is_read_and_checked(server: Emulator, house: House, tmp_path: Path) -> None:
    """First that it is being read; then its words with buttons; then what in them goes too far."""
    reading = replace(house, works={"reading": Known(house)})
    async with polling(build(server, reading, tmp_path)):
        person = Person(server)
        await begin(person)
        person.photo(drawn(THREAT))
        await person.until(lambda: any(THREAT[0] in text for text in person.texts()))
        texts = person.texts()
        person.presses("没错")
        await person.until(lambda: any("记下来" in label for label in person.labels()))
        judged = "\n".join(person.texts())
        person.presses("记下来")
        await person.until(lambda: any("我记成了这样" in text for text in person.texts()))

    first = next(n for n, text in enumerate(texts) if "正在认图里的字" in text)
    assert "越界" in judged
    assert first < next(n for n, text in enumerate(texts) if THREAT[0] in text)
    assert all(call.error == "" for call in server.calls), [call for call in server.calls if call.error]
