"""Killed at any moment, over a real socket: no answer is lost, and none doubled but across a kill."""

from __future__ import annotations

import asyncio
import random
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from bot.turns.house import House
from tests.telegram import child
from tests.telegram.emulator import Emulator
from tests.telegram.living import Living, build
from tests.telegram.people import Person

OPENING = ("/start", "可以", "都没有", "微粒贷昨晚11点半打了二十多个电话，还骂我妈", "对")
ENDLESS = ("菜单", "返回", "我的情况", "返回")
LONGEST = 0.12  # seconds a bot lives after a message came: from before it reads it to after it answered
LAST_SENT = 8  # messages: as far back as a repeated delivery can reach


async def talk_with_kills(server: Emulator, folder: Path, kills: int) -> tuple[Person, list[int]]:
    """One message per kill; the kill falls anywhere between the message and its answer, and a new bot takes over.

    Also the number that Telegram's newest message had at each kill.
    """
    chance, person, killed_at = random.Random(20_261_122), Person(server), list[int]()
    process = child.start(server, folder)
    for text in islice((*OPENING, *islice(cycle(ENDLESS), kills)), kills):
        message = person.says(text)
        await asyncio.sleep(chance.uniform(0, LONGEST))
        process.kill()
        process.join()
        await asyncio.sleep(0.03)  # what it had sent before it died is still being taken
        killed_at.append(server.world.last_message)
        process = child.start(server, folder)
        await person.until(lambda id=message["message_id"]: person.heard() and person.heard()[-1]["message_id"] > id)
    await person.until(lambda: not server.world.queue)
    await person.quiet(1.0)
    process.kill()
    process.join()
    return person, killed_at


def doubled(heard: list[dict[str, Any]], expected: list[str], killed_at: list[int]) -> int:
    """How many messages came twice. Fails when one is missing, out of order or never meant, and when no kill
    fell between the two."""
    place = twice = 0
    sent: dict[str, int] = {}
    for message in heard:
        text, number = message["text"], message["message_id"]
        if place < len(expected) and text == expected[place]:
            place += 1
        else:
            assert text in expected[max(0, place - LAST_SENT) : place], (place, text)
            assert any(sent[text] <= kill < number for kill in killed_at), (place, text)
            twice += 1
        sent[text] = number
    assert place == len(expected), f"{len(expected) - place} messages never came"
    return twice


async def stored(living: Living, person: Person, count: int) -> tuple[list[str], list[str]]:
    """What the store holds in the end: what came in, and what was to go out."""
    entries = await living.talk.transcript("telegram", str(person.id), 0, 3 * count + 10)
    told = [entry.text for entry in entries if entry.direction == "in"]
    return told, [reply.text for entry in entries for reply in entry.replies]


async def test_a_bot_killed_at_any_moment_loses_no_answer(
    server: Emulator, house: House, tmp_path: Path, soak: bool
) -> None:
    """Each message is stored once and answered; what came twice is counted, and is never more than the kills."""
    kills = 200 if soak else 8
    person, killed_at = await talk_with_kills(server, tmp_path, kills)
    living = build(server, house, tmp_path)
    told, expected = await stored(living, person, kills)
    living.thread.stop()
    said = [m["text"] for m in person.chat.messages.values() if not m["from"]["is_bot"]]
    twice = doubled(person.heard(), expected, killed_at)
    print(f"{kills} kills: {len(told)} of {len(said)} messages stored, {len(expected)} replies, {twice} came twice")

    assert told == said
    assert twice <= kills
