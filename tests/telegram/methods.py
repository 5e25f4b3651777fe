"""What the emulator can be asked, and the refusals Telegram gives."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

from tests.telegram import html_text
from tests.telegram.world import BOT, DOWNLOAD_LIMIT, Chat

if TYPE_CHECKING:
    from tests.telegram.emulator import Emulator

UPLOAD_LIMIT = 50 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024
COMMAND = re.compile(r"[a-z0-9_]{1,32}")


class Refused(Exception):
    """A call that Telegram refuses."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        self.code, self.description, self.parameters = code, description, parameters
        super().__init__(description)


def _bad(description: str) -> Refused:
    return Refused(400, f"Bad Request: {description}")


def _chat(server: Emulator, fields: dict[str, Any]) -> Chat:
    chat = server.world.chats.get(_number(fields.get("chat_id")))
    if chat is None:
        raise _bad("chat not found")
    if chat.type == "private" and not chat.started:
        raise Refused(403, "Forbidden: bot can't initiate conversation with a user")
    if chat.blocked:
        what = "bot was blocked by the user" if chat.type == "private" else f"bot was kicked from the {chat.type} chat"
        raise Refused(403, f"Forbidden: {what}")
    return chat


def _number(value: Any) -> int:
    return int(value) if str(value).lstrip("-").isdigit() else 0


def _words(fields: dict[str, Any], name: str, limit: int) -> tuple[str, list[dict[str, Any]]]:
    """Text and entities of a text or caption."""
    given, mode = str(fields.get(name) or ""), fields.get("parse_mode")
    if mode not in (None, "", "HTML"):
        raise _bad(f"unsupported parse_mode {mode}")
    try:
        text, entities = html_text.read(given) if mode else (given, [])
    except html_text.BrokenHtml as error:
        raise _bad(f"can't parse entities: {error}") from error
    if html_text.units(text) > limit:
        raise _bad("message is too long" if name == "text" else "message caption is too long")
    if name == "text" and not text.strip():
        raise _bad("message text is empty" if text == "" else "text must be non-empty")
    return text, entities


def _markup(fields: dict[str, Any]) -> dict[str, Any] | None:
    markup = fields.get("reply_markup")
    if not markup or not markup.get("inline_keyboard"):
        return None
    buttons = [button for row in markup["inline_keyboard"] for button in row]
    for button in buttons:
        if not button.get("text", "").strip():
            raise _bad("inline keyboard button text is empty")
        if not 1 <= len(str(button.get("callback_data", "")).encode()) <= 64:
            raise _bad("BUTTON_DATA_INVALID")
    if len(buttons) > 100 or any(len(row) > 8 for row in markup["inline_keyboard"]):
        raise _bad("reply markup is too long")
    return {"inline_keyboard": markup["inline_keyboard"]}


def send_message(server: Emulator, fields: dict[str, Any]) -> Any:
    chat = _chat(server, fields)
    text, entities = _words(fields, "text", 4096)
    markup = _markup(fields)
    server.pace(chat)
    return chat.add(BOT, {"text": text, "entities": entities, "reply_markup": markup})


def _sent_file(server: Emulator, fields: dict[str, Any], name: str, limit: int) -> Any:
    chat = _chat(server, fields)
    caption, entities = _words(fields, "caption", 1024)
    given = fields.get(name)
    if not isinstance(given, tuple):
        raise _bad("wrong remote file identifier specified")
    filename, content = given
    if len(content) > limit:
        raise Refused(413, "Request Entity Too Large")
    if not content:
        raise _bad("file must be non-empty")
    markup = _markup(fields)
    server.pace(chat)
    file = server.world.keep(filename, content)
    held = {**file, "file_name": filename}
    body: dict[str, Any] = (
        {"document": held} if name == "document" else {"photo": [{**file, "width": 90, "height": 90}]}
    )
    return chat.add(BOT, body | {"caption": caption, "caption_entities": entities, "reply_markup": markup})


def send_document(server: Emulator, fields: dict[str, Any]) -> Any:
    return _sent_file(server, fields, "document", UPLOAD_LIMIT)


def send_photo(server: Emulator, fields: dict[str, Any]) -> Any:
    return _sent_file(server, fields, "photo", PHOTO_LIMIT)


def _own(server: Emulator, fields: dict[str, Any]) -> dict[str, Any]:
    message = _chat(server, fields).messages.get(_number(fields.get("message_id")))
    if message is None:
        raise _bad("message to edit not found")
    if not message.get("from", {}).get("is_bot"):
        raise _bad("message can't be edited")
    return message


def _changed(server: Emulator, message: dict[str, Any], change: dict[str, Any]) -> Any:
    if all(message.get(name) == value for name, value in change.items()):
        why = (
            "specified new message content and reply markup are exactly the same as a current content and reply markup"
        )
        raise _bad(f"message is not modified: {why} of the message")
    message.update(change)
    for name in [name for name, value in message.items() if value in (None, [])]:
        del message[name]
    message["edit_date"] = int(time.time())
    server.world.changed()
    return dict(message)


def edit_text(server: Emulator, fields: dict[str, Any]) -> Any:
    message = _own(server, fields)
    text, entities = _words(fields, "text", 4096)
    change = {"text": text, "entities": entities or None, "reply_markup": _markup(fields)}
    return _changed(server, message, change)


def edit_markup(server: Emulator, fields: dict[str, Any]) -> Any:
    return _changed(server, _own(server, fields), {"reply_markup": _markup(fields)})


def delete_message(server: Emulator, fields: dict[str, Any]) -> Any:
    if _chat(server, fields).messages.pop(_number(fields.get("message_id")), None) is None:
        raise _bad("message to delete not found")
    return True


def answer_press(server: Emulator, fields: dict[str, Any]) -> Any:
    if str(fields.get("callback_query_id")) not in server.world.presses:
        raise _bad("query is too old and response timeout expired or query ID is invalid")
    if len(fields.get("text") or "") > 200:
        raise _bad("MESSAGE_TOO_LONG")
    server.world.presses.discard(str(fields["callback_query_id"]))
    return True


def chat_action(server: Emulator, fields: dict[str, Any]) -> Any:
    _chat(server, fields)
    if fields.get("action") not in ("typing", "upload_document", "upload_photo"):
        raise _bad("wrong parameter action in request")
    return True


def get_file(server: Emulator, fields: dict[str, Any]) -> Any:
    file = server.world.files.get(str(fields.get("file_id")))
    if file is None:
        raise _bad("wrong file_id or the file is temporarily unavailable")
    if file["file_size"] > DOWNLOAD_LIMIT:
        raise _bad("file is too big")
    return {name: file[name] for name in ("file_id", "file_unique_id", "file_size", "file_path")}


def set_commands(server: Emulator, fields: dict[str, Any]) -> Any:
    code = fields.get("language_code") or ""
    if code and not re.fullmatch("[a-z]{2}", code):
        raise _bad("invalid language code specified")
    commands = fields.get("commands", [])
    if not commands or len(commands) > 100:
        raise _bad("BOT_COMMANDS_TOO_MUCH" if commands else "commands must be non-empty")
    for command in commands:
        if not COMMAND.fullmatch(command["command"]) or not 1 <= len(command["description"]) <= 256:
            raise _bad("BOT_COMMAND_INVALID")
    scope = fields.get("scope") or {"type": "default"}
    server.world.commands[(scope["type"], scope.get("chat_id"), code)] = commands
    return True


def set_hook(server: Emulator, fields: dict[str, Any]) -> Any:
    secret = fields.get("secret_token", "")
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise _bad("secret token contains unallowed characters")
    if not str(fields.get("url", "")).startswith(("https://", "http://127.0.0.1")):
        raise _bad("bad webhook: An HTTPS URL must be provided for webhook")
    return server.set_hook(fields)


def hook_info(server: Emulator, _fields: dict[str, Any]) -> Any:
    waiting = len(server.world.waiting(None))
    return {"url": server.hook.get("url", ""), "has_custom_certificate": False, "pending_update_count": waiting}


def me(_server: Emulator, _fields: dict[str, Any]) -> Any:
    flags = ("can_join_groups", "can_read_all_group_messages", "supports_inline_queries", "can_connect_to_business")
    more = ("has_main_web_app", "has_topics_enabled", "allows_users_to_create_topics")
    return {**BOT, **dict.fromkeys((*flags, *more), False)}


METHODS: dict[str, Any] = {
    "getMe": me,
    "getUpdates": lambda server, fields: server.updates(fields),
    "setWebhook": set_hook,
    "deleteWebhook": lambda server, _: server.set_hook({}),
    "getWebhookInfo": hook_info,
    "sendMessage": send_message,
    "sendDocument": send_document,
    "sendPhoto": send_photo,
    "sendChatAction": chat_action,
    "editMessageText": edit_text,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
    "answerCallbackQuery": answer_press,
    "getFile": get_file,
    "setMyCommands": set_commands,
}
