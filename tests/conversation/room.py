"""A small dialog, simple ears and a talk to drive the engine with."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot import content
from bot.conversation import dialog, drafting, engine
from bot.conversation.dialog import Dialogs
from bot.conversation.document import Document, Paragraph, Risk
from bot.conversation.exchange import Request, Task
from bot.model import Case, Choice, Conversation, Heard, Incoming, Reply, Said, Signal, Upload
from bot.speech import Speech
from bot.storage import codec

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

PHRASES = content.read(Path("dialogs/words/phrases.yaml"))["phrases"]

TALK: list[dict[str, Any]] = [
    {"id": "talk", "title": "谈话", "sequence": ["consent", "pet"], "new": ["pet"], "done": "result"},
    {"id": "log", "title": "再记", "sequence": ["pet.story", "pet"], "new": ["pet"], "done": "logged"},
    {
        "id": "consent",
        "title": "同意",
        "questions": {
            "agree": {
                "ask": "可以吗？", "short": "同意", "type": "choice", "skip": False,
                "options": {"agreed": {"label": "可以"}, "refused": {"label": "不", "then": "refused"}},
            }
        },
    },
    {
        "id": "pet",
        "title": "宠物",
        "many": True,
        "questions": {
            "story": {"ask": "说说看", "short": "经过", "type": "text", "hears": "story"},
            "kind": {
                "ask": "是什么？", "short": "种类", "type": "choice", "hears": "kind",
                "options": {"cat": "猫", "dog": {"label": "狗", "also": ["小狗"]}, "fish": "鱼"}, "examples": ["猫"],
            },
            "walks": {"ask": "每天遛几次？", "short": "遛", "type": "count", "low": 1, "high": 9,
                      "when": {"kind": "dog"}, "hears": "walks", "examples": ["3"]},
            "where": {"ask": "去哪遛？", "short": "哪里", "type": "text", "when": {"walks": "known"}},
            "tricks": {"ask": "会什么？", "short": "本事", "type": "choices", "unless": {"kind": "fish"},
                       "options": {"sit": "坐", "roll": "打滚", "none": {"label": "都不会", "alone": True}}},
            "vet": {"ask": "打过针吗？", "short": "打针", "type": "yesno"},
            "price": {"ask": "多少钱？", "short": "价钱", "type": "money", "on_need": True},
        },
    },
]  # fmt: skip


class SimpleEars:
    """Hears digits and a few words; enough to tell one type of answer from another."""

    def story(self, text: str, now: datetime) -> Heard:
        said: dict[str, Said] = {}
        if "狗" in text:
            said["kind"] = Said("dog", "狗")
        if found := re.search(r"遛(\d)次", text):
            said["walks"] = Said(
                {"words": found[0], "low": int(found[1]), "high": int(found[1]), "per": "day"}, found[0]
            )
        return Heard("other", said)

    def message(self, text: str, now: datetime) -> Heard:
        return self.story(text, now)

    def warm(self) -> None:
        """Nothing to make ready."""

    def simplified(self, text: str) -> str:
        return text.replace("繼續", "继续")

    def signals(self, text: str) -> tuple[Signal, ...]:
        return ()

    def moment(self, text: str, now: datetime) -> dict[str, Any] | None:
        if text == "明天":
            return {"words": text, "start": (now + timedelta(days=1)).isoformat(), "end": None, "exact": "day"}
        return {"words": text, "start": None, "end": None, "exact": "vague"} if text == "昨天" else None

    def count(self, text: str) -> dict[str, Any] | None:
        found = re.search(r"\d+", text)
        return {"words": text, "low": int(found[0]), "high": int(found[0]), "per": "total"} if found else None

    def money(self, text: str) -> str | None:
        found = re.search(r"\d+", text)
        return found[0] if found else None

    def duration(self, text: str) -> dict[str, Any] | None:
        found = re.search(r"(\d+)天", text)
        return {"words": text, "days": int(found[1])} if found else None

    def terms(self, text: str) -> dict[str, str]:
        return {}

    def month_money(self, text: str) -> dict[str, str]:
        return {}

    def phones(self, text: str) -> list[str]:
        return re.findall(r"\d{11}", text)

    def platform(self, text: str) -> dict[str, Any] | None:
        return {"id": "demo", "name": "某平台"} if "某平台" in text else None

    def deed(self, text: str, now: datetime) -> dict[str, Any] | None:
        return None

    def outcome(self, text: str) -> str:
        return ""

    def reference(self, text: str) -> str:
        return ""


class NoOffers:
    """Nothing to hand out but one letter about the pet, once there is one."""

    def told(self, case: Case) -> bool:
        return bool(case.of("pet"))

    def letters(self, case: Case) -> tuple[Choice, ...]:
        return (Choice("letter:pet", "宠物的信"),) if case.of("pet") else ()

    def first_letters(self, case: Case) -> tuple[Choice, ...]:
        return self.letters(case)

    def letter_groups(self, case: Case) -> Mapping[str, tuple[tuple[Choice, str], ...]]:
        return {"people": tuple((choice, "说明") for choice in self.letters(case))} if case.of("pet") else {}

    def tasks(self, case: Case) -> tuple[Task, ...]:
        return ()

    def called(self, key: str) -> str:
        return ""

    def prints(self) -> bool:
        return True

    def paragraphs(self, paper: str, case: Case, now: datetime) -> tuple[Paragraph, ...]:
        edits = drafting.edits_of(case, paper)
        said = [(edits.changed.get(text, text), text) for text in ("甲", "乙", "丙")]
        said += [(text, "") for text in edits.added]
        return (
            tuple(Paragraph(number, *each, key=each[1]) for number, each in enumerate(said, 1))
            if paper == "pet"
            else ()
        )

    def risks(self, text: str, case: Case, now: datetime) -> tuple[Risk, ...]:
        known = {"骂": Risk("insult", "别骂", "好好说"), "曝": Risk("exposure", "别曝", "去投诉", refuse=True)}
        return tuple(risk for word, risk in known.items() if word in text)

    def documents(self) -> tuple[Document, ...]:
        texts = ((7, "pet", 1, "旧"), (8, "pet", 2, "新"), (9, "vet", 1, "别的"))
        return tuple(Document(letter, "", version, letter, text, id=id) for id, letter, version, text in texts)

    def answer(self, text: str) -> Reply | None:
        return Reply("打针要多久？三天。") if text == "打针疼吗？" else None

    def likely(self, text: str) -> tuple[Choice, ...]:
        return (Choice("answer:vet", "打针"),) if text == "打针呢？" else ()

    def missing(self, letter: str, case: Case, debt: str, required: bool) -> tuple[str, ...]:
        return () if case.of("pet")[-1].value("price") else ("pet.price",)

    def lacks(self, letter: str, case: Case, debt: str) -> bool:
        return False

    def due(self, letter: str, case: Case, debt: str) -> tuple[str, ...]:
        return ()

    def useful(self, case: Case) -> tuple[str, ...]:
        return ("pet.price",)

    def reckoned(self, terms: Mapping[str, str]) -> tuple[Reply, ...]:
        return ()

    def what_if(self, months: int, case: Case) -> tuple[Reply, ...]:
        return ()

    def wanted(self, what: str, case: Case, debt: str) -> tuple[str, ...]:
        return ()


def small_dialogs(files: list[dict[str, Any]] = TALK) -> Dialogs:
    """The small dialogs with the real commands; every phrase reads as its own name."""
    commands = {
        "commands": {
            id: {"label": label, "words": words}
            for id, label, words in (
                ("back", "返回", []), ("skip", "跳过", []), ("unknown", "不知道", []), ("edit", "改前面的回答", ["改"]),
                ("menu", "菜单", []), ("pause", "暂停", []), ("continue", "继续", []), ("person", "找真人", ["人工"]),
                ("restart", "重来", []), ("toomuch", "太多了", []), ("plan", "计划", []), ("check", "查一句话", []),
                ("lookup", "查号码", []), ("findings", "结果", []), ("letters", "选文书", []),
                ("papers", "我的文书", []), ("pictures", "看图", []),
                ("improve", "补充", []), ("log", "记一笔", []), ("debt", "再加", []), ("mine", "我的情况", []),
                ("evidence", "证据", []), ("pack", "证据包", []),
                ("cost", "算", []), ("budget", "预算", []),
                ("export", "导出", []), ("erase", "删除", []), ("language", "语言", ["english"]), ("start", "开始", []),
            )
        },
        "greetings": ["你好"],
        "changes": content.read(Path("dialogs/words/commands.yaml"))["changes"],
    }  # fmt: skip
    phrases = {id: id for id in PHRASES} | {"item": "{name}={value}", "join": "、", "yes": "是", "no": "否"}
    return dialog.gather([dialog.parse(file) for file in files], commands, phrases)


@dataclass
class Talk:
    """A talk whose state is written to JSON and read back after every message, as the store does."""

    dialogs: Dialogs = field(default_factory=small_dialogs)
    conversation: Conversation = field(default_factory=Conversation)
    case: Case = field(default_factory=Case)
    now: datetime = NOW
    speeches: Mapping[str, Speech] = field(default_factory=lambda: {"zh_Hans": Speech(), "en": Speech("en")})
    replies: tuple[Reply, ...] = ()
    requests: tuple[Request, ...] = ()

    def say(self, *texts: str) -> Talk:
        for text in texts:
            self._send(text=text)
        return self

    def press(self, *ids: str) -> Talk:
        return self._send(choice=ids)

    def send_file(self, name: str) -> Talk:
        return self._send(files=(Upload("f1", name, "image/png", 3),))

    def _send(self, **what: Any) -> Talk:
        incoming = Incoming("test", "somebody", "1", self.now, **what)
        done = engine.advance(
            self.dialogs, self.conversation, self.case, incoming, SimpleEars(), self.speeches, NoOffers(), self.now
        )
        self.conversation = codec.conversation_from(codec.conversation_bytes(done.conversation))
        records = {id: codec.record_from(id, codec.record_bytes(record)) for id, record in done.case.records.items()}
        self.case = Case(records)
        self.replies, self.requests = (*done.replies, done.closing), done.requests
        return self

    @property
    def asked(self) -> str:
        """The bound question or the screen that was shown last."""
        return self.conversation.asked

    @property
    def text(self) -> str:
        """Everything said in the last turn."""
        return "\n".join(reply.text for reply in self.replies)

    @property
    def choices(self) -> list[str]:
        return [choice.id for choice in self.replies[-1].choices]

    def value(self, ref: str) -> Any:
        record, _, question = ref.partition(".")
        return self.case.value(record, question)

    def size(self) -> int:
        return len(json.dumps(codec.conversation_bytes(self.conversation).decode()))
