"""What a moderator asked for and does not get: one class, a status and a sentence."""

from __future__ import annotations

from bot.errors import BotError


class Refused(BotError):
    """That cannot be done."""

    def __init__(self, status: int, text: str, *, wait: int = 0) -> None:
        """`status` as HTTP has it; `text` is read by the moderator; `wait`: seconds until it may be tried again."""
        self.status, self.text, self.wait = status, text, wait
        super().__init__(text)


def gone() -> Refused:
    """The case is not there: a wrong address, or the borrower has erased everything."""
    return Refused(404, "没有这个个案。可能地址不对，也可能当事人已经删除了全部内容。")


def not_yours() -> Refused:
    """The lease ran out or is another's."""
    return Refused(409, "这个个案现在不在你手里：可能超时被释放，或别人已经接手。没有改动任何内容，请重新接手。")
