"""The moderators' Telegram bot: its own process and token, so that a leak of one bot never opens the other.

It knows nothing that the store does not: who is linked, what rings, what is followed; only a reply that was typed
and not yet confirmed is kept in memory. Whoever is not linked gets no answer at all.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.constants import MessageLimit
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.moderation import accounts, actions, alerts, deeds, queue, review
from bot.moderation.refusal import Refused
from bot.storage.base import Store
from bot.storage.base_review import Ring, Staff
from bot.turns.talk import HouseTalk

LOG = logging.getLogger(__name__)
# httpx writes every address it calls, and a bot's token is part of the address; the scheduler writes every tick.
CHATTY = ("httpx", "apscheduler")
TICK_SECONDS = 0.5  # a flag must ring within a second
RETRY = timedelta(minutes=10)  # for a phone that cannot be reached
LINK_TRIES = 5
PRIVATE = filters.ChatType.PRIVATE
Context = ContextTypes.DEFAULT_TYPE
App = Application[Any, Any, Any, Any, Any, Any]


class StaffBot:
    """One running bot. `wake` tells the outbox of this process that something was stored."""

    def __init__(
        self, talk: HouseTalk, clock: Callable[[], datetime], token: str, api_base: str, wake: Callable[[], None]
    ) -> None:
        self._talk, self._clock, self._wake = talk, clock, wake
        builder = ApplicationBuilder().token(token).base_url(f"{api_base}/bot").base_file_url(f"{api_base}/file/bot")
        self.app: App = builder.build()
        self.app.add_handler(CommandHandler("start", self._linked_or_silent, PRIVATE))
        for name, command in (("next", self._next), ("quiet", self._quiet), ("stop", self._stop)):
            self.app.add_handler(CommandHandler(name, self._known(command), PRIVATE))
        self.app.add_handler(CallbackQueryHandler(self._known(self._pressed)))
        self.app.add_handler(MessageHandler(PRIVATE & filters.TEXT & ~filters.COMMAND, self._known(self._typed)))
        self.app.add_error_handler(self._failed)

    async def run(self) -> None:
        """Poll and ring until cancelled."""
        for name in CHATTY:
            logging.getLogger(name).setLevel(logging.WARNING)
        async with self.app:
            assert self.app.job_queue is not None
            assert self.app.updater is not None
            self.app.job_queue.run_repeating(
                self._tick, TICK_SECONDS, first=0, job_kwargs={"max_instances": 1, "coalesce": True}
            )
            await self.app.start()
            await self.app.updater.start_polling(
                allowed_updates=["message", "callback_query"], drop_pending_updates=False
            )
            try:
                await asyncio.Event().wait()
            finally:
                await self.app.updater.stop()
                await self.app.stop()

    # ---------------------------------------------------------------- who is there

    def _known(self, deed: Callable[[Update, Context, Staff], Awaitable[None]]) -> Callable[..., Any]:
        """A deed only for linked, active accounts; everybody else gets nothing, not even a refusal."""

        async def handle(update: Update, context: Context) -> None:
            user = update.effective_user
            staff = await self._talk.ask(lambda store: store.staff_by_telegram(str(user.id))) if user else None
            chat = update.effective_chat
            if staff is None or staff.state != "active" or staff.role == "auditor" or chat is None:
                return
            if chat.type != "private":
                return
            try:
                await deed(update, context, staff)
            except Refused as refused:
                await self._say(staff, refused.text)
            if update.callback_query is not None:
                await self._quietly(update.callback_query.answer())

        return handle

    async def _linked_or_silent(self, update: Update, context: Context) -> None:
        """/start with a one-time code links this phone; without one, or with a wrong one, nothing happens."""
        user, code = update.effective_user, (context.args or [""])[0]
        if user is None or not code:
            return
        now, who = self._clock(), accounts.hashed(f"telegram {user.id}")

        def link(store: Store) -> Staff | None:
            if store.login_wait((who,), now):
                return None
            staff = store.token(accounts.hashed(code), "telegram", now)
            if staff is None or staff.state != "active" or not store.spend_token(accounts.hashed(code)):
                tries = store.login_tries(who) + 1
                pause = timedelta(seconds=accounts.LONGEST_WAIT if tries >= LINK_TRIES else 0)
                store.login_failed(who, now + pause)
                return None
            store.login_worked(who)
            store.link_telegram(staff.id, str(user.id))
            deeds.other(store, staff.id, "staff.telegram", f"staff {staff.id}", now)
            return store.staff_by_id(staff.id)

        staff = await self._talk.ask(link)
        if staff is not None:
            hours = f"{staff.quiet} 点" if staff.quiet else "无"
            await self._say(
                staff,
                f"{staff.name}，已绑定。有个案时会在这里提醒你。\n安静时段：{hours}（P0 照常提醒），改：/quiet 23-7\n"
                "领取下一个：/next　解除绑定：/stop",
            )

    # ---------------------------------------------------------------- what they do

    async def _next(self, _update: Update, _context: Context, staff: Staff) -> None:
        now = self._clock()
        found = await self._talk.ask(lambda store: queue.next_case(store, staff, now))
        if found is None:
            await self._say(staff, "现在没有人在等。")
            return
        await self._taken(staff, found.id)

    async def _quiet(self, _update: Update, context: Context, staff: Staff) -> None:
        hours = alerts.read_hours(" ".join(context.args or []))
        await self._talk.ask(lambda store: store.set_quiet(staff.id, hours))
        await self._say(staff, f"好，{hours} 点只提醒 P0。" if hours else "好，全天提醒。")

    async def _stop(self, _update: Update, _context: Context, staff: Staff) -> None:
        await self._say(staff, "已解除绑定，不再提醒。")
        await self._talk.ask(lambda store: store.link_telegram(staff.id, None))

    async def _typed(self, update: Update, context: Context, staff: Staff) -> None:
        """Words are an answer to the one case on this phone, sent only after a second look."""
        text = (update.effective_message.text if update.effective_message else "") or ""
        now = self._clock()
        mine = await self._talk.ask(lambda store: store.claimed(now, staff.id))
        if not mine:
            await self._say(staff, "你手里没有个案。有提醒时点「接手」，或发 /next。")
            return
        if len(text) > review.ANSWER_LIMIT:
            raise Refused(413, f"太长了：一次最多 {review.ANSWER_LIMIT} 个字。")
        rows = [[_button(f"发给 #{case.id}", f"send:{case.id}")] for case in mine[:6]]
        asked = await self._say(staff, f"要发的话：\n{text}", [*rows, [_button("不发", "drop:0")]])
        if asked is not None and context.user_data is not None:
            context.user_data[asked.message_id] = text

    async def _pressed(self, update: Update, context: Context, staff: Staff) -> None:
        """A button: what to do, with which case."""
        pressed = update.callback_query
        assert pressed is not None
        what, _, rest = str(pressed.data or "").partition(":")
        number, _, more = rest.partition(":")
        if what not in _DEEDS or not number.isdecimal() or len(number) > 15:
            return
        drafts = context.user_data if context.user_data is not None else {}
        shown = pressed.message.message_id if pressed.message else 0
        draft = str(drafts.pop(shown, "")) if what in ("send", "drop") else ""
        await _DEEDS[what](self, staff, int(number), draft or more, shown)

    async def _claim(self, staff: Staff, id: int, _more: str, shown: int) -> None:
        now = self._clock()
        await self._talk.ask(lambda store: queue.pick(store, staff, id, now))
        await self._change(staff, shown, f"个案 #{id}：你已接手。")
        await self._taken(staff, id)

    async def _taken(self, staff: Staff, id: int) -> None:
        """From now on this phone follows the case."""
        now = self._clock()

        def follow(store: Store) -> str:
            case = store.review(id)
            assert case is not None
            store.save_ring(Ring(id, staff.id, 0, 1, None, alerts.newest_line(store, case)))
            deeds.case(store, staff, "case.view", id, now, "telegram")
            return alerts.story(self._talk.house, store, staff, id, now)

        story = await self._talk.ask(follow)
        await self._say(staff, story + "\n\n直接打字就是回复，发出前会再问一次。", _hands(id))

    async def _view(self, staff: Staff, id: int, _more: str, _shown: int) -> None:
        now = self._clock()

        def look(store: Store) -> str:
            found = alerts.story(self._talk.house, store, staff, id, now)
            deeds.case(store, staff, "case.view", id, now, "telegram")
            return found

        await self._say(staff, await self._talk.ask(look), _hands(id))

    async def _later(self, staff: Staff, id: int, _more: str, shown: int) -> None:
        again = self._clock() + alerts.LATER

        def snooze(store: Store) -> None:
            for ring in store.rings():
                if (ring.review_id, ring.staff_id) == (id, staff.id):
                    store.save_ring(replace(ring, again_at=again))

        await self._talk.ask(snooze)
        await self._change(staff, shown, f"个案 #{id}：{again.astimezone(alerts.ZONE):%H:%M} 再提醒你。", _offer(id))

    async def _pass(self, staff: Staff, id: int, more: str, _shown: int) -> None:
        """First to whom; then it is theirs."""
        people = await self._talk.ask(lambda store: store.staff())
        others = [p for p in people if p.phone and p.state == "active" and p.role != "auditor" and p.id != staff.id]
        chosen = next((person for person in others if str(person.id) == more), None)
        if chosen is None:
            rows = [[_button(person.name, f"pass:{id}:{person.id}")] for person in others[:20]]
            await self._say(staff, f"个案 #{id} 转交给谁？" if rows else "没有别的值班员绑定了手机。", rows)
            return
        now = self._clock()

        def hand_over(store: Store) -> None:
            queue.hand_over(store, staff, chosen, id, now)
            store.drop_ring(id, staff.id)

        await self._talk.ask(hand_over)
        await self._say(staff, f"个案 #{id} 已转给 {chosen.name}。")
        await self._say(chosen, f"{staff.name} 把个案 #{id} 转给了你。")
        await self._taken(chosen, id)

    async def _send(self, staff: Staff, id: int, draft: str, shown: int) -> None:
        if not draft:
            raise Refused(409, "这条已经处理过了，没有再发。")
        await self._act(staff, id, lambda work: actions.answer(work, f"telegram {staff.id} {shown}", draft))
        await self._change(staff, shown, f"已发给 #{id}：\n{draft}")

    async def _drop(self, staff: Staff, _id: int, _draft: str, shown: int) -> None:
        await self._change(staff, shown, "没有发。")

    async def _back(self, staff: Staff, id: int, _more: str, shown: int) -> None:
        await self._act(staff, id, lambda work: actions.hand_back(work, f"telegram back {staff.id} {shown}"))
        await self._say(staff, f"个案 #{id} 已交还机器人，还在你手里；不用管了就放回队列。", _hands(id))

    async def _release(self, staff: Staff, id: int, _more: str, _shown: int) -> None:
        now = self._clock()
        await self._talk.ask(lambda store: queue.release(store, staff, id, now))

    async def _act(self, staff: Staff, id: int, action: Callable[[actions.Work], None]) -> None:
        now = self._clock()

        def job(store: Store) -> tuple[str, str]:
            work = actions.begin(self._talk.house, store, staff, id, now)
            address = store.address_of(work.case.borrower_id)
            action(work)
            return address

        await self._talk.announce(*await self._talk.ask(job))
        self._wake()

    # ---------------------------------------------------------------- what rings

    async def _tick(self, _context: Context) -> None:
        """Look once: ring, repeat, pass on new words, take back what is over."""
        now = self._clock()
        found = await self._talk.ask(lambda store: alerts.plan(store, now))
        for over in found.over:
            await self._ended(over)
        for alert in found.alerts:
            sent = await self._say(alert.staff, alert.text, _offer(alert.case.id))
            ring = replace(alert.ring, message=sent.message_id) if sent else replace(alert.ring, again_at=now + RETRY)
            await self._keep(ring)
        for alert in found.news:
            if alert.text:
                await self._say(alert.staff, alert.text, _hands(alert.case.id))
            await self._keep(alert.ring)

    async def _ended(self, over: alerts.Over) -> None:
        ring = over.ring
        await self._talk.ask(lambda store: store.drop_ring(ring.review_id, ring.staff_id))
        if ring.message:
            await self._change(over.staff, ring.message, over.text)
        elif ring.seen is not None:
            await self._say(over.staff, over.text)

    async def _keep(self, ring: Ring) -> None:
        await self._talk.ask(lambda store: store.save_ring(ring))

    # ---------------------------------------------------------------- how it speaks

    async def _say(
        self, staff: Staff, text: str, rows: list[list[InlineKeyboardButton]] | None = None
    ) -> Message | None:  # fmt: skip
        """Write to a linked phone; None when it cannot be reached."""
        markup = InlineKeyboardMarkup(rows) if rows else None
        try:
            sent: Message = await self.app.bot.send_message(
                int(staff.phone), text[: MessageLimit.MAX_TEXT_LENGTH], reply_markup=markup
            )
            return sent
        except (Forbidden, BadRequest) as error:
            LOG.warning("staff %d cannot be reached: %s", staff.id, type(error).__name__)
        except TelegramError as error:
            LOG.warning("an alert was not sent: %s", type(error).__name__)
        return None

    async def _change(
        self, staff: Staff, message: int, text: str, rows: list[list[InlineKeyboardButton]] | None = None
    ) -> None:
        markup = InlineKeyboardMarkup(rows) if rows else None
        await self._quietly(self.app.bot.edit_message_text(text, int(staff.phone), message, reply_markup=markup))

    async def _quietly(self, call: Awaitable[object]) -> None:
        """A call that nothing depends on."""
        try:
            await call
        except TelegramError as error:
            LOG.info("passed over: %s", type(error).__name__)

    async def _failed(self, _update: object, context: Context) -> None:
        """Only the kind of an error is logged: its text may quote what somebody wrote."""
        LOG.error("the moderators' bot failed: %s", type(context.error).__name__)


def _button(label: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=data)


def _offer(id: int) -> list[list[InlineKeyboardButton]]:
    """Under an alert."""
    return [
        [_button("接手", f"claim:{id}"), _button("查看", f"view:{id}")],
        [_button("转交", f"pass:{id}"), _button("稍后", f"later:{id}")],
    ]


def _hands(id: int) -> list[list[InlineKeyboardButton]]:
    """Under a case that is one's own."""
    return [
        [_button("查看", f"view:{id}"), _button("交还机器人", f"back:{id}")],
        [_button("转交", f"pass:{id}"), _button("放回队列", f"release:{id}")],
    ]


_DEEDS: dict[str, Callable[[StaffBot, Staff, int, str, int], Awaitable[None]]] = {
    "claim": StaffBot._claim,
    "view": StaffBot._view,
    "later": StaffBot._later,
    "pass": StaffBot._pass,
    "send": StaffBot._send,
    "drop": StaffBot._drop,
    "back": StaffBot._back,
    "release": StaffBot._release,
}
