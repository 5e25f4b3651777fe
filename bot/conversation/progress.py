"""What came of the steps of the plan: heard in words or tapped, kept as records, corrected with one question.

A record `step/3` holds `what` (the step's key) beside the answers of the dialog `step`.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from bot.conversation.exchange import Exchange, Request, Task
from bot.model import Answer, Choice, Frame

STATES = ("todo", "done", "answered", "refused", "silent")
_HEARD_BACK = ("answered", "refused", "silent")
_A_DAY = timedelta(days=1)
_CHINA = timezone(timedelta(hours=8))
_NUMBER_LIMIT = 80
"""Longest reference number kept: two of the longest that offices print."""

_LETTERS = 2
"""Letters on the plan's own screen; the others stand on their steps."""

_SHORT = 24
"""A longer text that names no step tells a story, not a deed."""


def record_of(x: Exchange, key: str) -> str:
    """The id of the record about a step, an unused one when there is none yet."""
    known = [record for record in x.case.of("step") if record.value("what") == key]
    if known:
        return known[-1].id
    return f"step/{max((int(r.id.partition('/')[2]) for r in x.case.of('step')), default=0) + 1}"


# ---------------------------------------------------------------- in words


def hear(x: Exchange, text: str, *, named: bool = False) -> bool:
    """Take a text that tells what came of a step; False when it tells nothing of the kind.

    `named`: only one that names the office, whatever figures stand in it.
    """
    tasks = x.offers.tasks(x.case) if text.strip() else ()
    deed = x.ears.deed(text, x.now) if tasks else None
    if deed is None or (named and not deed["doors"]):
        return False
    found = _meant(deed, tasks, x)
    if not found and not deed["sure"] and not deed["doors"] and len(text) > _SHORT:
        return False
    if not found and (deed["step"] if deed["sure"] else deed["doors"]):
        return False
    if not found and deed["doors"]:
        return _extra(x, deed)
    if len(found) == 1:
        take(x, found[0], deed["state"], deed["when"], deed["number"])
    else:
        x.update(pending={"ref": "#did", "state": deed["state"], "when": deed["when"], "number": deed["number"]})
        x.screen = "#which_step"
    return True


def _extra(x: Exchange, deed: dict[str, Any]) -> bool:
    """Something that the plan does not hold was done: kept all the same, under the name of that way."""
    key = f"extra:{deed['doors'][0]}"
    title = x.offers.called(key)
    if not title:
        return False
    record = record_of(x, key)
    for name, value in (("what", key), ("state", deed["state"]), ("number", deed["number"])):
        if value:
            x.put(record, name, Answer(value))
    x.put(record, "on", Answer(deed["when"] or today(x)))
    x.tell("step_extra", title=title)
    return True


def _meant(deed: dict[str, Any], tasks: tuple[Task, ...], x: Exchange) -> list[Task]:
    """The steps that a deed may be about: by number, by the first door named, or the only one that fits."""
    if deed["step"]:
        return [task for task in tasks if task.number == deed["step"]]
    for door in deed["doors"]:
        found = [task for task in tasks if door in task.names]
        if found:
            best = min(_rank(task, deed["state"]) for task in found)
            return [task for task in found if _rank(task, deed["state"]) == best]
    on_screen = x.conversation.asked.partition(":")
    if on_screen[0] == "#step":
        return [task for task in tasks if task.key == on_screen[2]]
    if deed["doors"]:
        return []
    waiting = [task for task in tasks if not _rank(task, deed["state"]) and task.waits]
    return waiting if len(waiting) == 1 else []


def _rank(task: Task, state: str) -> int:
    """How well a deed fits what is known of a step: 0 best."""
    order = ("done", "silent", "answered", "todo", "refused") if state in _HEARD_BACK else ("todo", "refused", "silent")
    return order.index(task.state) if task.state in order else len(order)


def which(x: Exchange, key: str) -> None:
    """The step that a deed was about, chosen from the list."""
    pending = x.conversation.pending or {}
    x.update(pending=None)
    task = _task(x, key)
    if task is not None:
        take(x, task, str(pending.get("state", "done")), pending.get("when"), str(pending.get("number", "")))


# ---------------------------------------------------------------- kept


def take(x: Exchange, task: Task, state: str, when: Any = None, number: str = "") -> None:
    """Keep what came of a step, say so, and lead on. A date that cannot be is asked about; the rest is kept."""
    record = record_of(x, task.key)
    known = x.case.record(record)
    before = str(known.value("state") or "todo")
    if state == "todo" and not known.value("number"):
        x.remove(record)  # tapped by mistake
    else:
        x.put(record, "what", Answer(task.key))
        x.put(record, "state", Answer(state))
    if number:
        x.put(record, "number", Answer(_numbers(str(known.value("number") or ""), number)))
    odd = _keep_day(x, record, (before, state), when)
    if before == state == "done" and not (when or number):
        x.tell("step_again", title=task.title)
    else:
        x.tell(f"step_now_{state}", title=task.title)
    x.update(misses=0)
    if odd == "future":
        x.tell("future_moment")
        asked(x, f"{record}.on")
        return
    x.requests.append(Request("step", task.key))
    if odd == "early":
        x.screen = f"#early:{record}"
    elif x.frame is None:
        x.screen = f"#step:{task.key}"


def _numbers(known: str, number: str) -> str:
    """Both numbers when a second one comes: nothing is lost."""
    both = known if number in known else f"{known}、{number}" if known else number
    return both[-_NUMBER_LIMIT:]


def _keep_day(x: Exchange, record: str, states: tuple[str, str], when: Any) -> str:
    """Keep the day; early: before anything happened; future: not kept, because it cannot be."""
    before, state = states
    if state == "todo":
        if record in x.case.records:
            x.put(record, "on", Answer(None, "skipped"))
        return ""
    question = "came" if state in _HEARD_BACK else "on"
    start = datetime.fromisoformat(when["start"]) if when and when.get("start") else None
    if start is not None and start > x.now + timedelta(hours=1):
        return "future"
    if start is None and before == state and x.case.value(record, question) is not None:
        return ""
    x.put(record, question, Answer(when if start is not None else today(x)))
    end = datetime.fromisoformat(when.get("end") or when["start"]) if start is not None else None
    return "early" if end is not None and _before_all(x, end) else ""


def today(x: Exchange) -> dict[str, Any]:
    """Today as a told moment."""
    start = x.now.astimezone(_CHINA).replace(hour=0, minute=0, second=0, microsecond=0)
    return {"words": "", "start": start.isoformat(), "end": (start + _A_DAY).isoformat(), "exact": "day"}


def _before_all(x: Exchange, end: datetime) -> bool:
    """Whether a moment ends before the first incident whose day is known."""
    known = [record.value("when") or {} for record in x.case.of("incident")]
    begun = [datetime.fromisoformat(moment["start"]) for moment in known if moment.get("start")]
    return bool(begun) and end < min(begun)


# ---------------------------------------------------------------- buttons and screens


def tapped(x: Exchange, name: str, key: str) -> bool:
    """A button about a step, wherever it stands: 第2步办了, 有答复了, the step itself."""
    task = _task(x, key) if name in ("step", *STATES) else None
    if task is None:
        return False
    if name == "step":
        x.requests.append(Request("step", task.key))
        x.screen = f"#step:{task.key}"
    else:
        take(x, task, name)
    return True


_ASKED = ("step.state", "step.on", "step.number", "step.came")
"""What a button or 改 may ask about a step; nothing of it is asked unbidden."""


def asked(x: Exchange, ref: str) -> bool:
    """A button that asks one answer about a step: the day, the number."""
    record, _, name = ref.partition(".")
    what = x.case.value(record, "what")
    if not what or f"step.{name}" not in _ASKED:
        return False
    x.push(Frame("", {"step": record}, again=(ref,), need=(f"step.{name}",), then=f"step:{what}"))
    return True


def after(x: Exchange, then: str) -> None:
    """An answer about a step was given: the step is shown again."""
    if then.startswith("step:") and x.frame is None:
        x.screen = f"#{then}"


def bare_number(x: Exchange, text: str) -> bool:
    """A reference number sent alone while its step is on the screen."""
    name, _, key = x.conversation.asked.partition(":")
    number = x.ears.reference(text) if name == "#step" else ""
    task = _task(x, key) if number else None
    if task is None:
        return False
    record = record_of(x, task.key)
    if not x.case.record(record).answers:
        take(x, task, "done", None, number)
        return True
    x.put(record, "number", Answer(_numbers(str(x.case.value(record, "number") or ""), number)))
    x.tell("step_number", title=task.title)
    return tapped(x, "step", task.key)


def plan_screen(x: Exchange, _arg: str) -> tuple[str, tuple[Choice, ...]]:
    """After the plan: one button for each step, by its number, and the letters that come first."""
    tasks = [task for task in x.offers.tasks(x.case) if task.names[0] != "help"]
    letters = dict.fromkeys(task.letter for task in tasks if task.letter and task.state == "todo")
    return x.phrase("plan_which"), (*(_button(x, task) for task in tasks), *list(letters)[:_LETTERS])


def _button(x: Exchange, task: Task) -> Choice:
    if task.state == "todo":
        return Choice(f"done:{task.key}", x.phrase("step_did", number=task.number))
    if task.waits and task.state == "done":
        return Choice(f"step:{task.key}", x.phrase("step_came", number=task.number))
    return _see(x, task)


def _see(x: Exchange, task: Task) -> Choice:
    return Choice(f"step:{task.key}", x.phrase("step_shown", number=task.number))


def step_screen(x: Exchange, key: str) -> tuple[str, tuple[Choice, ...]]:
    """One step: what may have come of it, and its letter."""
    task = _task(x, key)
    if task is None:
        return plan_screen(x, "")
    record = record_of(x, key)
    found = [task.letter] if task.letter and task.state == "todo" else []
    if task.state == "todo":
        found.append(Choice(f"done:{key}", x.phrase("step_is_done")))
    if task.waits and task.state in ("todo", "done"):
        ids = ("answered", "silent", "refused") if task.state == "done" else ("refused",)
        found += [Choice(f"{id}:{key}", x.phrase(f"step_is_{id}")) for id in ids]
    if task.state != "todo":
        went = task.state != "done"
        found += [(after.letter if went else None) or _see(x, after) for after in _ready(x, task)]
        if task.waits and x.case.value(record, "number") is None:
            found.append(Choice(f"edit_ref:{record}.number", x.phrase("step_add_number")))
        found.append(Choice(f"edit_ref:{record}.on", x.phrase("step_other_day")))
        found.append(Choice(f"todo:{key}", x.phrase("step_is_todo")))
    return x.phrase("step_more"), tuple(dict.fromkeys(found))


def _ready(x: Exchange, task: Task) -> list[Task]:
    """The next steps to take once something came of this one."""
    return [other for other in x.offers.tasks(x.case) if other.key in task.next]


def early_screen(x: Exchange, record: str) -> tuple[str, tuple[Choice, ...]]:
    """One question about a date before anything had happened."""
    told = x.case.value(record, _day_of(x, record)) or today(x)
    day = datetime.fromisoformat(told["start"]).astimezone(_CHINA)
    shown = x.phrase("step_date", year=day.year, month=day.month, day=day.day)
    return x.phrase("step_early", date=shown), (
        Choice(f"step:{x.case.value(record, 'what')}", x.phrase("step_early_right")),
        Choice(f"edit_ref:{record}.{_day_of(x, record)}", x.phrase("step_early_wrong")),
    )


def _day_of(x: Exchange, record: str) -> str:
    """The answer that holds a step's latest day: when it was done, or when the answer came."""
    return "came" if x.case.value(record, "came") is not None else "on"


def on_screen(x: Exchange, text: str) -> bool:
    """A text sent to a screen about steps: which one was meant, or another day."""
    return (x.conversation.asked == "#which_step" and hear(x, text)) or corrected(x, text)


def corrected(x: Exchange, text: str) -> bool:
    """A day typed while its step is on the screen, or where one seemed too early."""
    name, _, about = x.conversation.asked.partition(":")
    if name not in ("#early", "#step") or x.ears.deed(text, x.now):
        return False
    record = about if name == "#early" else record_of(x, about)
    told = x.ears.moment(text, x.now) if record in x.case.records else None
    if not told or not told.get("start") or datetime.fromisoformat(told["start"]) > x.now + timedelta(hours=1):
        return False
    x.put(record, _day_of(x, record), Answer(told))
    return tapped(x, "step", str(x.case.value(record, "what")))


def which_screen(x: Exchange, _arg: str) -> tuple[str, tuple[Choice, ...]]:
    """Which step a deed was about."""
    tasks = [task for task in x.offers.tasks(x.case) if task.names[0] != "help"]
    return x.phrase("step_which"), tuple(Choice(f"was:{t.key}", f"{t.number} {t.title}") for t in tasks)


def heading(x: Exchange, record: str) -> str:
    """What the step of a record is called, whether or not the plan still has it."""
    return x.offers.called(str(x.case.value(record, "what") or ""))


def _task(x: Exchange, key: str) -> Task | None:
    return next((task for task in x.offers.tasks(x.case) if task.key == key), None)
