"""A posted form read as one message, or refused with a plain sentence."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from bot.channels.base import Talk
from bot.channels.webchat.lines import START_ID
from bot.channels.webchat.live import CHANNEL
from bot.channels.webchat.paper import Clock
from bot.channels.webchat.visitor import Visitor, Visitors
from bot.errors import BotError, FileTooLarge
from bot.model import Incoming, Upload
from bot.web.guard import MAX_FILE, Pace, read_form, same_origin

MESSAGE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
MAX_CHOICES = 60
RECENT = 200  # lines to look for a message that was already answered
GONE = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")  # controls, and marks that turn a name around
KINDS = ("image/", "audio/", "video/", "text/plain", "application/pdf", "application/zip", "application/x-zip")
# Phones often send these with no type at all.
ENDING = re.compile(
    r"\.(?:jpe?g|png|gif|webp|hei[cf]|mp[34]|m4a|aac|amr|wav|ogg|mov|3gp|pdf|txt|zip|docx?|xlsx?|wps|csv|eml)$", re.I
)


class Refused(BotError):
    """What was posted is not taken."""

    def __init__(self, status: int, text: str, *, again: int = 0, draft: str = "") -> None:
        """`again`: seconds after which the same may be sent once more; 0 means never. `draft`: words not lost."""
        self.status, self.text, self.again, self.draft = status, text, again, draft
        self.headers = {"retry-after": str(again)} if again else {}
        super().__init__(f"refused with {status}")


@dataclass(frozen=True, slots=True)
class Sent:
    """One message. `live`: from a page that stays and wants a packet; `after` and `day` say how far it has come."""

    incoming: Incoming
    live: bool = False
    after: int = 0
    day: str = ""


class Post:
    """Reads forms: pace, origin, size and shape."""

    def __init__(self, talk: Talk, visitors: Visitors, clock: Clock, pace: Pace, public_url: str) -> None:
        self._talk, self._visitors, self._clock = talk, visitors, clock
        self._pace, self._public_url = pace, public_url

    async def form(self, request: Request, visitor: Visitor) -> FormData:
        """The form, when it comes from our own page at a bearable pace. Raises Refused."""
        _ = self._visitors.speech(visitor)
        ours = same_origin(request, self._public_url)
        if ours is False:
            raise Refused(403, _("这条消息不是从这个页面发出的，没有收下。"))
        try:
            form = await read_form(request)
        except FileTooLarge as error:
            raise Refused(413, self._too_large(visitor)) from error
        if form is None:
            raise Refused(400, _("这条消息没有传完整，请再发一次。"))
        draft = _text(form, "text")
        client = request.client.host if request.client else ""
        wait = self._pace.wait(f"ip {client}" if visitor.fresh else visitor.sender, self._clock().timestamp())
        if wait:
            seconds = math.ceil(wait)
            said = _("发得有点快，我先缓一缓。{seconds} 秒后再发就好。", seconds=seconds)
            raise Refused(429, said, again=seconds, draft=draft)
        if ours is None and not self._visitors.knows_form(visitor, _text(form, "key")):
            raise Refused(403, _("这个页面放得太久了。现在可以了，请再发一次。"), draft=draft)
        return form

    async def read(self, request: Request, visitor: Visitor, *, json: bool) -> Sent:
        """The posted message, with its file kept. Raises Refused."""
        form = await self.form(request, visitor)
        text = _text(form, "text").replace("\r\n", "\n").replace("\r", "\n")
        choice = tuple(str(id) for id in form.getlist("choice")[:MAX_CHOICES] if isinstance(id, str))
        file = form.get("file")
        upload = file if isinstance(file, UploadFile) and (file.filename or file.size) else None
        message_id = self._message_id(form, text, choice, upload, json=json)
        try:
            files = (await self._keep(visitor, upload, message_id),) if upload else ()
        finally:
            await form.close()  # ends the temporary file that an upload stands in
        incoming = Incoming(
            channel=CHANNEL,
            sender=visitor.sender,
            message_id=message_id,
            sent_at=self._clock(),
            text=text,
            choice=choice,
            files=files,
            locale=visitor.locale,
        )
        after = _text(form, "after")
        seen = int(after) if after.isascii() and after.isdigit() and len(after) < 16 else 0
        return Sent(incoming, json, seen, _text(form, "day")[:10])

    def _message_id(
        self, form: FormData, text: str, choice: tuple[str, ...], file: UploadFile | None, *, json: bool
    ) -> str:
        """The browser's own id, or one made of the form and what is in it.

        A form without JavaScript keeps its id when one goes back in the browser and writes something
        else; then it is another message.
        """
        given = _text(form, "id")
        if given == START_ID:
            return START_ID
        if json and MESSAGE_ID.fullmatch(given):
            return given
        content = "\x1f".join((given, text, *choice, file.filename or "" if file else "", str(file and file.size)))
        return self._visitors.seal("message", content)

    async def _keep(self, visitor: Visitor, file: UploadFile, message_id: str) -> Upload:
        """Keep an upload, once per message however often it is sent. Raises Refused."""
        _ = self._visitors.speech(visitor)
        if not file.size:
            raise Refused(400, _("这个文件是空的，请换一个再发。"))
        if file.size > MAX_FILE:
            raise Refused(413, self._too_large(visitor))
        name, kind = file.filename or _("文件"), (file.content_type or "").split(";")[0].strip().lower()
        if not (kind.startswith(KINDS) or ENDING.search(GONE.sub("", name))):
            raise Refused(
                415, _("这种文件我打不开。照片、截图、录音、视频、PDF、Word、Excel、文本和 ZIP 压缩包都可以。")
            )
        for entry in await self._talk.transcript(CHANNEL, visitor.sender, 0, RECENT):
            if entry.direction == "in" and entry.message_id == message_id and entry.files:
                return entry.files[0]
        try:
            return await self._talk.keep_file(CHANNEL, visitor.sender, name, kind, await file.read())
        except FileTooLarge as error:
            raise Refused(413, self._too_large(visitor)) from error

    def _too_large(self, visitor: Visitor) -> str:
        return self._visitors.speech(visitor)(
            "这个文件太大了，一次最多 {limit} MB。可以先截图或剪短，再分几次发。", limit=MAX_FILE // 1024 // 1024
        )


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""
