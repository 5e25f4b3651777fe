"""What a borrower does with evidence, by words and by buttons: keep, look, rename, note, link, remove."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from bot.conversation import exhibits, screens
from bot.conversation.answers import plain
from bot.conversation.exchange import Exchange, Request
from bot.conversation.exhibits import Exhibit
from bot.model import Answer, Choice, Incoming

NAME_LIMIT = 80
"""Characters of a name: as many as the file room keeps."""

NOTE_LIMIT = 500
"""Characters of a note: what a line in a list of evidence may take on paper."""

_NUMBER = r"第?\s*(\d{1,4})\s*(?:号|份|条)?"
_EXHIBIT = rf"(?:证据|證據|evidence|exhibit)\s*{_NUMBER}"
_THIS = r"(?:上一?[条條句]|前一?[条條]|[这這刚剛][条條个個段才]?的?|下面[这這]?[条條段]?的?)"
_WHAT = r"(?:短信|消息|信息|留言|微信|聊天(?:记录|記錄)?|[话話]|文字|内容|訊息|簡訊)?"
_AS = r"(?:也?(?:当[作成做]?|當[作成做]?|作[为為]?|做|存[为為成]?|留[作为]?|保存[为成])(?:一?[个個份])?(?:证据|證據))"
_KEEP = re.compile(
    rf"\s*[请請]?\s*[把将將]?\s*{_THIS}\s*{_WHAT}\s*{_AS}(?:吧|了)?\s*[:：,，。.!！\n]*\s*(.*)", re.DOTALL
)
_KEEP_THIS = re.compile(r"\s*(?:存[证證]|作[为為](?:证据|證據)|存[为為](?:证据|證據))\s*[:：\n]\s*(.+)", re.DOTALL)
_KEEP_LAST = re.compile(r"\s*(?:save|keep) (?:this|that|the last (?:message|one)) as evidence\W*", re.I)
_PACK_WHOLE = re.compile(r"(?:证据包|證據包|evidence pack)\s*[,，]?\s*(?:不遮盖|不遮蓋|不打码|不打碼|unmasked)", re.I)
_ACTS = (
    (
        "name",
        re.compile(rf"{_EXHIBIT}\s*(?:改名|重命名|命名|rename)\s*(?:[为為成]|to)?\s*[:：]?\s*(.+)", re.I | re.DOTALL),
    ),
    ("note", re.compile(rf"{_EXHIBIT}\s*(?:备注|備註|说明|說明|note)\s*[:：]?\s*(.+)", re.I | re.DOTALL)),
    (
        "carrier",
        re.compile(
            rf"{_EXHIBIT}\s*(?:的?原件|原始载体|原始載體|original)\s*(?:在|是|is)?\s*[:：]?\s*(.+)", re.I | re.DOTALL
        ),
    ),
    (
        "link",
        re.compile(rf"{_EXHIBIT}\s*(?:关联|關聯|属于|屬於|link)\s*(?:到|to)?\s*(?:事件|incident)?\s*(\d{{1,3}})", re.I),
    ),
    ("drop", re.compile(rf"{_EXHIBIT}\s*(?:删除|刪除|移除|删掉|去掉|remove)()", re.I)),
    ("drop", re.compile(rf"(?:删除|刪除|移除|删掉|去掉|remove)\s*{_EXHIBIT}()", re.I)),
    ("show", re.compile(rf"(?:看|打开|打開|show)?\s*{_EXHIBIT}()", re.I)),
)


def arrived(x: Exchange, incoming: Incoming) -> None:
    """Files came with a message: each becomes an exhibit; what is odd about one is said in a sentence."""
    numbers = []
    for upload in incoming.files:
        same = _same(x, upload.sha256)
        if "empty" in upload.marks:
            x.tell("file_empty")
        elif same is not None:
            x.tell("evidence_same", number=same.number)
        else:
            number = exhibits.next_number(x.case)
            facts = _facts(x, incoming) | {"note": incoming.text.strip()[:NOTE_LIMIT]}
            exhibit = _keep(x, Exhibit(number, exhibits.of_file(number, upload, facts)))
            numbers.append(exhibit)
    if numbers:
        x.tell("evidence_kept", numbers=x.phrase("join").join(str(exhibit.number) for exhibit in numbers))
    _say_odd(x, numbers)


def take(x: Exchange, incoming: Incoming, obeyed: bool) -> bool:
    """Take a text that is about evidence; False when it is not. `obeyed`: it is a word that always works."""
    text = incoming.text.strip()
    if incoming.choice or not text:
        return False
    name, _, number = x.conversation.asked.partition(":")
    if name in ("#exhibit_name", "#exhibit_note", "#exhibit_carrier") and not obeyed:
        _ACTIONS[name.removeprefix("#exhibit_")](x, number, text)
        return True
    if name == "#evidence" and text.isdecimal() and exhibits.find(x.case, text):
        _look(x, text)
        return True
    if _PACK_WHOLE.fullmatch(text):
        x.requests.append(Request("pack", "whole"))
        return True
    kept = _kept(text)
    if kept is not None:
        _keep_words(x, incoming, kept)
        return True
    for act, pattern in _ACTS:
        found = pattern.fullmatch(plain(text) if act in ("drop", "show", "link") else text)
        if found:
            _ACTIONS[act](x, found[1].lstrip("0"), found[2].strip())
            return True
    return False


def _kept(text: str) -> str | None:
    """The words that a text asks to keep; empty when it means the message before, None when it asks nothing."""
    found = _KEEP.fullmatch(text) or _KEEP_THIS.fullmatch(text)
    return found[1].strip() if found else "" if _KEEP_LAST.fullmatch(text) else None


def meant(text: str) -> bool:
    """Whether a text is a word about evidence, and so none itself."""
    return _kept(text) is not None or any(pattern.fullmatch(text.strip()) for _, pattern in _ACTS)


def offer(x: Exchange, incoming: Incoming) -> None:
    """Somebody else's words, forwarded, are likely evidence: one button keeps them."""
    if len(incoming.text.strip()) >= SHORTEST and x.case.value("consent", "agree"):
        x.besides += (Choice(f"/keep_said:{incoming.message_id}", x.phrase("keep_said")),)


SHORTEST = 6
"""Characters of a message below which it proves nothing."""


def pressed(x: Exchange, id: str) -> bool:
    """Take a button about evidence that may stand anywhere; False when it is none."""
    name, _, arg = id.partition(":")
    if name == "/exhibit":
        _look(x, arg)
    elif name == "/keep_said" and arg:
        x.requests.append(Request("keep_said", arg))
    elif id == "/pack:whole":
        x.requests.append(Request("pack", "whole"))
    else:
        return False
    return True


def _keep_words(x: Exchange, incoming: Incoming, words: str) -> None:
    """These words, or without any the message before."""
    if len(words) < SHORTEST:
        x.requests.append(Request("keep_said"))
        return
    number = exhibits.next_number(x.case)
    _keep(x, Exhibit(number, exhibits.of_words(number, words, _facts(x, incoming))))
    x.tell("evidence_kept", numbers=number)


def _facts(x: Exchange, incoming: Incoming) -> dict[str, Any]:
    """What is known about an arrival: sender's and server's time, and the message it came with."""
    return {
        "at": incoming.sent_at.isoformat(timespec="seconds"),
        "received": x.now.isoformat(timespec="seconds"),
        "message": incoming.message_id,
    }


def _keep(x: Exchange, exhibit: Exhibit) -> Exhibit:
    for key, answer in exhibit.record.answers.items():
        x.put(exhibit.record.id, key, answer)
    incident = _told_of(x)
    if incident and exhibit.kind in _OF_CONTACTS:
        x.put(exhibit.record.id, "incident", Answer(incident))
    x.requests.append(Request("exhibit", f"received {exhibit.number}"))
    return exhibit


_OF_CONTACTS = frozenset({"audio", "video", "picture", "message"})
"""What records a contact; a document may as well be the contract, so nobody links it unasked."""


def _told_of(x: Exchange) -> str:
    """The incident that is being told of, or the only one there is."""
    known = [record.id for record in x.case.of("incident")]
    bound = x.frame.bind.get("incident", "") if x.frame is not None else ""
    return bound if bound in known else known[0] if len(known) == 1 else ""


def _same(x: Exchange, sha256: str) -> Exhibit | None:
    return next((one for one in exhibits.standing(x.case) if sha256 and one.text("sha256") == sha256), None)


def _say_odd(x: Exchange, arrived: list[Exhibit]) -> None:
    """What is odd about the new files, each oddity once; a re-encoded picture only the first time of all."""
    new = {exhibit.number for exhibit in arrived}
    before = {mark for one in exhibits.everything(x.case) if one.number not in new for mark in one.marks}
    said: set[str] = set()
    for exhibit in arrived:
        for mark in exhibit.marks:
            once = mark == "recoded" and ("photo" in exhibit.marks or before & {"recoded", "photo"})
            if mark not in said and not once and f"file_{mark}" in x.dialogs.phrases:
                x.tell(f"file_{mark}", name=exhibit.text("name"))
            said.add(mark)


# ---------------------------------------------------------------- one exhibit


def _look(x: Exchange, number: str, _text: str = "") -> None:
    if exhibits.find(x.case, number) is None:
        x.tell("exhibit_not_there", number=number)
        screens.show(x, "#evidence")
    else:
        screens.show(x, f"#exhibit:{number}")


def _change(key: str, event: str, limit: int) -> Callable[[Exchange, str, str], None]:
    def change(x: Exchange, number: str, text: str) -> None:
        exhibit = exhibits.find(x.case, number)
        if exhibit is not None:
            x.put(exhibit.record.id, key, Answer(" ".join(text.split())[:limit]))
            x.requests.append(Request("exhibit", f"{event} {number}"))
            x.tell(f"exhibit_is_{event}", number=number)
        _look(x, number)

    return change


def _link(x: Exchange, number: str, incident: str) -> None:
    """Link to an incident by record id or by its number; none unlinks."""
    exhibit = exhibits.find(x.case, number)
    wanted = incident if "/" in incident else f"incident/{incident}"
    if exhibit is None:
        _look(x, number)
        return
    if incident == "none" or wanted in x.case.records:
        x.put(exhibit.record.id, "incident", Answer("" if incident == "none" else wanted))
        x.requests.append(Request("exhibit", f"linked {number}"))
        x.tell("evidence_linked", number=number)
        _look(x, number)
    else:
        screens.show(x, f"#exhibit_link:{number}")


def _drop(x: Exchange, number: str, _text: str = "") -> None:
    if exhibits.find(x.case, number) is None:
        _look(x, number)
    else:
        screens.show(x, f"#exhibit_drop:{number}")


def _gone(x: Exchange, number: str) -> None:
    """Removed: bytes, name and note go; the chain keeps that there was something, and that it went."""
    exhibit = exhibits.find(x.case, number)
    if exhibit is not None:
        x.case = x.case.with_record(exhibits.removed(exhibit, x.now))
        x.changed[exhibit.record.id] = None
        x.requests.append(Request("exhibit", f"removed {number} {exhibit.file}"))
        x.tell("evidence_removed", number=number)
    screens.show(x, "#evidence")


def _pick_link(x: Exchange, arg: str) -> None:
    number, _, incident = arg.partition(":")
    if incident:
        _link(x, number, incident)
    else:
        screens.show(x, f"#exhibit_link:{number}")


_ACTIONS: dict[str, Callable[[Exchange, str, str], None]] = {
    "name": _change("name", "renamed", NAME_LIMIT),
    "note": _change("note", "noted", NOTE_LIMIT),
    "carrier": _change("carrier", "noted", NOTE_LIMIT),
    "link": _link,
    "drop": _drop,
    "show": _look,
}

CHOSEN: dict[str, Callable[[Exchange, str], None]] = {
    "exhibit_name": lambda x, arg: screens.show(x, f"#exhibit_name:{arg}"),
    "exhibit_note": lambda x, arg: screens.show(x, f"#exhibit_note:{arg}"),
    "exhibit_carrier": lambda x, arg: screens.show(x, f"#exhibit_carrier:{arg}"),
    "exhibit_link": _pick_link,
    "exhibit_drop": lambda x, arg: screens.show(x, f"#exhibit_drop:{arg}"),
    "exhibit_gone": _gone,
    "exhibit_kept": lambda x, arg: _look(x, arg),
}
"""What the buttons below one exhibit do."""
