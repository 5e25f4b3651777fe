"""A project folder with one of everything, small and clean, for tests to break."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.check import contents, report
from bot.check.finding import Finding
from bot.check.translations import LOCALES, path_of, update

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

FILES = {
    "dialogs/talk.yaml": """\
id: talk
title: 说说看
sequence: [ask, debt.platform]
new: [ask]
done: result
""",
    "dialogs/ask.yaml": """\
id: ask
title: 经过
many: true
questions:
  kinds:
    ask: 他们做了什么？
    short: 做了什么
    type: choices
    hears: violations
    options:
      threat: {label: 威胁我, also: [吓唬]}
      home_visit: {label: 上门, also: [来家里]}
      polite: {label: 只是提醒, alone: true}
    examples: [吓唬, 1 2]
  calls:
    ask: 打了多少个电话？
    short: 次数
    type: count
    when: {kinds: threat}
    low: 1
    high: 100
    examples: [每天20个]
  hurt:
    ask: 有人受伤吗？
    short: 受伤
    type: yesno
    when: {kinds: home_visit}
    unless: {kinds: polite}
    why: 伤情决定先去哪里。
""",
    "dialogs/debt.yaml": """\
id: debt
title: 欠款
questions:
  platform:
    ask: 哪个平台？最长保存{retention_days}天。
    short: 平台
    type: platform
  lender_name:
    ask: 贷款人全称是什么？
    short: 贷款人
    type: text
    on_need: true
""",
    "dialogs/words/phrases.yaml": """\
phrases:
  noted: 记下了。
  earlier: （之前：{answer}）
  miss_count: 没看出次数。
  kept_partly: 看懂了一部分。
  "yes": 是
  "no": 否
""",
    "dialogs/words/commands.yaml": """\
commands:
  back: {label: 返回, words: [上一步]}
  result: {label: 结果, words: [分析]}
greetings: [你好]
changes: {change: [改], into: [改成], drop: [删], restore: [恢复], closing: [吧], nth: [第],
  paragraph: [段], add: [加一句], restore_all: [恢复]}
""",
    "dialogs/words/safety.yaml": """\
replies:
  self_harm: 先停一下，打{medical_120}。
""",
    "dialogs/listening/acts.yaml": """\
listen: violations
labels:
  threat:
    hear: [弄死你]
    matches:
      - 他说要弄死你
    misses:
      - 你好
""",
    "templates/replies/hello.j2": """\
{{ _("你好，%(name)s。", name=name) }}
""",
    "templates/documents/letter.j2": """\
---
id: letter
order: 1
title: 一封信
summary: 发给贷款人。
for: {case: any}
wants:
  - {field: debt.platform, required: true}
  - debt.lender_name
facts:
  term: {rule: answer-term}
after: 发之前看一遍。
---
| 致：{{ debt.lender }}

请在{{ answer_by }}前答复。
{% if facts.term.label %}期限参照{{ facts.term.label }}。{% endif %}
%each basis
- {{ rule.label }}
%end
""",
    "templates/documents/words.yaml": """\
acts: {threat: 说了让我害怕的话, home_visit: 上门催收}
closer: {contacted: "联系{people}", claimed: "以{claimed}的名义", times: "打电话（{times}）", visit: "上门（{visit}）",
  among: "包括{when}"}
""",
    "bot/knowledge/facts/facts.yaml": """\
checked: "2026-11-22"
review_by: "2027-11-22"
sources:
  text: {title: 公开文本}
forces:
  department_rule: {name: 部门规章, says: 必须遵守。}
instruments:
  rules: {name: 投诉办法, force: department_rule, since: "2020-03-01"}
rules:
  answer-term:
    instrument: rules
    article: 第十七条
    says: 收到投诉要按期答复。
    numbers: {days: 15}
    confidence: two_sources
    sources: [text]
procedures:
  medical_120:
    name: 急救
    category: safety
    phone: {number: "120", show: true, as_of: "2026-11"}
    purpose: 有人受伤就打。
    confidence: two_sources
    sources: [text]
""",
    "bot/turns/fulfil.py": """\
from bot.conversation import screens

_ACTIONS = {"result": None}
USEFUL = ("self_harm", "debt.lender_name")


def answer(x, speech, phrases, kept, sure):
    x.open("talk")
    x.tell("noted")
    x.phrase("earlier", answer="1")
    x.tell(f"kept_{kept}")
    speech(phrases["yes" if sure else "no"])
    screens.buttons(x, "back")
    return x.reading(problem="miss_count", name="a")
""",
    "bot/documents/results.py": """\
def say(template):
    return template.render(name="")
""",
    "bot/conversation/home.py": """\
_ACTIONS = {"back": None}
""",
}


def make(folder: Path) -> Path:
    """The small project, translated into every language."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    for locale in LOCALES:
        update(folder, locale, NOW)
        path = path_of(folder, locale)
        path.write_text(translated(path.read_text("utf-8")), "utf-8")
    return folder


def translated(text: str) -> str:
    """A catalog in which every text is translated by itself."""
    head, *entries = text.split("\n\n")
    return "\n\n".join([head, *(_itself(entry) for entry in entries)])


def _itself(entry: str) -> str:
    if "msgid " not in entry:
        return entry
    source, _, _ = entry.partition('\nmsgstr ""')
    said = source[source.index("msgid ") + len("msgid ") :]
    return f"{source}\nmsgstr {said}" + ("\n" if entry.endswith("\n") else "")


def edit(root: Path, name: str, old: str, new: str) -> None:
    """Put `new` in place of the one `old` in a file."""
    text = (root / name).read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    (root / name).write_text(text.replace(old, new), "utf-8")


def untranslated(findings: list[Finding]) -> list[Finding]:
    """The findings that are not about languages."""
    return [each for each in findings if not each.file.startswith("locales/") and "has no entry" not in each.what]


def all_findings(root: Path) -> list[Finding]:
    return report.check(contents.read(root, NOW))


def findings(root: Path) -> list[Finding]:
    """Everything to mend but translations: an edited text has lost its own by the edit."""
    return untranslated(all_findings(root))


class Slip(NamedTuple):
    """One mistake put into the small project, and the one line that `check` must say about it."""

    rule: str
    file: str
    old: str
    new: str
    line: int
    what: str
    mend: str
    at: str = ""


def assert_named(root: Path, slip: Slip) -> None:
    """Make the mistake and expect exactly one finding: its file, its line, what is wrong and how to mend it."""
    edit(root, slip.file, slip.old, slip.new)
    found = findings(root)
    assert [(each.file, each.line) for each in found] == [(slip.at or slip.file, slip.line)], [*map(str, found)]
    assert slip.what in found[0].what
    assert slip.mend in found[0].mend
    assert str(found[0]).startswith(f"{slip.at or slip.file}:{slip.line}: ")
