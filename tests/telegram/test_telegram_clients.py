"""Two independent libraries, neither of them ours, complete a talk with the emulator."""

from __future__ import annotations

import asyncio
from typing import Any

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Markup
from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from tests.telegram.emulator import Emulator
from tests.telegram.people import Person


async def talk(person: Person) -> None:
    """A start, a press, a file, and a number sent back as a document."""
    person.says("/start")
    assert await person.asked() == ["好吗?"]
    person.presses("好")
    await person.until(lambda: person.texts() == ["好"])
    person.document("a.txt", "text/plain", b"0123456789")
    await person.until(lambda: len(person.heard()) == 2)
    assert person.heard()[-1]["document"]["file_name"] == "b.txt"
    assert person.texts()[-1] == "10"


async def test_aiogram_talks_with_the_emulator(server: Emulator) -> None:
    """aiogram's own polling, dispatcher and downloads."""
    from aiogram.types import BufferedInputFile

    bot = Bot(server.token, session=AiohttpSession(api=TelegramAPIServer.from_base(server.base)))
    dispatcher = Dispatcher()

    async def start(message: Message) -> None:
        keys = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="好", callback_data="yes")]])
        await message.answer("好吗?", reply_markup=keys)

    async def pressed(query: CallbackQuery) -> None:
        await query.answer()
        await query.message.edit_text("好")  # type: ignore[union-attr]

    async def file(message: Message) -> None:
        read = await bot.download(message.document)  # type: ignore[arg-type]
        assert read is not None
        await message.answer_document(BufferedInputFile(b"x", "b.txt"), caption=str(len(read.read())))

    dispatcher.message.register(start, CommandStart())
    dispatcher.callback_query.register(pressed)
    dispatcher.message.register(file, F.document)
    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
    await talk(Person(server))
    await dispatcher.stop_polling()
    await polling


async def test_python_telegram_bot_talks_with_the_emulator(server: Emulator) -> None:
    """python-telegram-bot's own updater, handlers and downloads."""

    async def start(update: Any, _: Any) -> None:
        await update.message.reply_text("好吗?", reply_markup=Markup([[Button("好", callback_data="yes")]]))

    async def pressed(update: Any, _: Any) -> None:
        await update.callback_query.answer()
        await update.callback_query.edit_message_text("好")

    async def file(update: Any, _: Any) -> None:
        read = await (await update.message.document.get_file()).download_as_bytearray()
        await update.message.reply_document(b"x", filename="b.txt", caption=str(len(read)))

    base = f"{server.base}/bot"
    builder = Application.builder().token(server.token).base_url(base).base_file_url(f"{server.base}/file/bot")
    app = builder.job_queue(None).build()
    app.add_handler(CommandHandler("start", start))
    app.add_handler(CallbackQueryHandler(pressed))
    app.add_handler(MessageHandler(filters.Document.ALL, file))
    async with app:
        await app.start()
        assert app.updater is not None
        await app.updater.start_polling(allowed_updates=Update.ALL_TYPES)
        await talk(Person(server))
        await app.updater.stop()
        await app.stop()
