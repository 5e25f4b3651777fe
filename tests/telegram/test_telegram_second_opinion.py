"""Our bot talks through a Bot API server that shares nothing with our own emulator."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.turns.house import House
from tests.telegram import second_opinion
from tests.telegram.emulator import Emulator
from tests.telegram.living import build, polling


async def test_the_talk_passes_through_a_server_of_somebody_else(house: House, tmp_path: Path) -> None:
    """By aiogram's own client and long polling: /start, a button, the edited question, and the story heard."""
    why = await second_opinion.missing()
    if why:
        pytest.skip(why)
    async with second_opinion.running() as person:
        place = Emulator(base=person.base, token=second_opinion.TOKEN)
        async with polling(build(place, house, tmp_path)) as bot:
            await person.says("/start")
            await person.reads("你好")
            pressed = await person.presses("开始")
            await person.reads("安全")
            sealed = await person.reads("✓ 可以，开始")
            await person.presses("都没有")
            await person.reads("说说发生了什么")
            await person.says("微粒贷昨晚11点半给我打了二十多个电话，还骂我妈")
            heard = await person.reads("我记成了这样")
            while await bot.rows("outbox"):
                await asyncio.sleep(0.02)
            stored = [incoming.choice or incoming.text[:6] for incoming in await bot.stored(person.id)]

    assert sealed["messageId"] == pressed["messageId"], "the question was not edited in place"
    assert "微粒贷" in heard["message"]["text"]
    assert stored[:2] == ["/start", ("agreed",)]
    assert len(stored) == 4
