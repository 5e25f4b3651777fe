"""The golden talks run unchanged through Telegram and give the same stored answers as in the house itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.channels.telegram.account import CHANNEL
from bot.model import Incoming, Reply
from bot.turns.house import House
from tests.telegram.emulator import Emulator
from tests.telegram.living import Living, build, polling
from tests.telegram.people import Person
from tests.transcripts import script
from tests.transcripts.script import Move

ROUTES = script.sayings()


async def press(person: Person, bot: Living, move: Move) -> None:
    """Press the buttons that stand for these choices; type where no button has them."""
    entries = reversed(await bot.transcript(person.id))
    standing = next((reply for entry in entries for reply in entry.replies if reply.choices), Reply(""))
    offered = {choice.id: choice for choice in standing.choices}
    if not all(id in offered for id in move.choice):
        # A button of an earlier question: on Telegram it is stale, so this move goes straight to the house.
        await bot.talk.turn(Incoming(CHANNEL, str(person.id), f"z{move.number}", move.at, choice=move.choice))
        bot.outbox.wake()
        return
    ticks = False
    for choice in (offered[id] for id in move.choice):
        await turn_to(person, choice.label)
        person.presses(choice.label)
        if standing.many and not choice.alone and not choice.id.startswith("/"):
            ticks = True
            await person.until(lambda label=choice.label: any(label in s and "✓" in s for s in person.labels()))
    if ticks:
        person.presses("完成")


async def turn_to(person: Person, label: str) -> None:
    """Turn the pages of a long list until a label is seen."""
    for _ in range(4):
        before = person.labels()
        if any(label in shown for shown in before):
            return
        person.presses("›")
        await person.until(lambda before=before: person.labels() != before)


@pytest.mark.parametrize("path", ROUTES, ids=lambda path: path.stem)
async def test_a_golden_talk_gives_the_same_answers_on_telegram(
    path: Path, server: Emulator, house: House, tmp_path: Path
) -> None:
    """Typed words, buttons and files come to the same answers."""
    clock = script.Clock()
    async with polling(build(server, house, tmp_path, clock)) as bot:
        person = Person(server)
        for move in script.moves(path):
            clock.now = move.at
            if move.choice:
                await press(person, bot, move)
            elif move.file:
                person.document(move.file, move.type, move.content)
            else:
                person.says(move.words)
            while server.world.queue or await bot.rows("outbox"):
                await server.world.change(0.02)
        case = await bot.talk.ask(lambda store: store.load("telegram", str(person.id), clock.now).case)

    assert script.telling(case) == script.telling(script.in_house(path, house, tmp_path))
