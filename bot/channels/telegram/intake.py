"""One raw update in: read, led to the reception, and never in the way of the next one."""

from __future__ import annotations

import json
import logging
from collections import OrderedDict
from typing import Any

from aiogram.types import Update
from aiogram.types.update import UpdateTypeLookupError
from pydantic import ValidationError

from bot.channels.telegram.reception import ALLOWED, Reception
from bot.errors import StorageError

TRIES = 3  # an update that our own code stumbles over is offered that often; a store that is busy does not count
REMEMBERED = 100  # such updates at a time

_log = logging.getLogger(__name__)


def _sound(raw: Any) -> Any:
    """The same JSON without halves of characters, which can be read but not written."""
    try:
        json.dumps(raw, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return _mended(raw)
    return raw


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_mended(key): _mended(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_mended(one) for one in value]
    return value


class Intake:
    """Takes updates, from a webhook or fetched. Each is done when what it changed is committed."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception
        self._stumbles: OrderedDict[int, int] = OrderedDict()

    async def take(self, raw: Any) -> None:
        """Handle one update as it came; what cannot be read is dropped. Raises when it should come again."""
        bot = self._reception.bot
        try:
            update = Update.model_validate(_sound(raw), context={"bot": bot})
            kind = update.event_type
        except (ValidationError, RecursionError, UpdateTypeLookupError) as error:
            _log.warning("an update could not be read and was dropped: %s", type(error).__name__)
            return
        if kind not in ALLOWED:
            return
        try:
            await self._reception.router.propagate_event(kind, getattr(update, kind), bot=bot)
        except StorageError:
            raise
        except Exception as error:
            if not self._let_go(update.update_id, error):
                raise
        else:
            self._stumbles.pop(update.update_id, None)

    def _let_go(self, id: int, error: Exception) -> bool:
        """Our own mistake: noted without its text, which may quote a borrower; True the last time."""
        place = error.__traceback__
        while place is not None and place.tb_next is not None:
            place = place.tb_next
        where = f"{place.tb_frame.f_globals.get('__name__', '?')}:{place.tb_lineno}" if place else "?"
        _log.error("an update was not handled: %s at %s", type(error).__name__, where)
        tries = self._stumbles.pop(id, 0) + 1
        if tries >= TRIES:
            return True
        self._stumbles[id] = tries
        if len(self._stumbles) > REMEMBERED:
            self._stumbles.popitem(last=False)
        return False
