"""One free text → everything it says: violations, platform, times, counts, people, amounts, danger."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from bot.model import VIOLATIONS, Heard, Said
from bot.understanding import amounts
from bot.understanding.describing import count_value, moment_value
from bot.understanding.durations import Length, lengths
from bot.understanding.frequencies import Often
from bot.understanding.kinds import kind_of, sent_kind
from bot.understanding.lexicon import Hit
from bot.understanding.moods import Moods
from bot.understanding.nights import at_night, night_words
from bot.understanding.platforms import Named, Platforms
from bot.understanding.reading import Reading
from bot.understanding.text import Plain
from bot.understanding.times import Times
from bot.understanding.when import When

Hits = Callable[[str], list[Hit]]
"""What was heard of one group, in order."""
# Announced only, these are a threat and not yet the act.
THREATENABLE = frozenset(VIOLATIONS) - {
    "threat",
    "insult",
    "impersonate_authority",
    "forged_legal_document",
    "overcharging",
    "night_call",
    "other",
}
_CALLS = re.compile(r"电话|打|拨|响|来电|短信|信息|消息|未接|语音|骚扰|发|催|震|号码|座机|提醒")
_NOT_CALLS = re.compile(
    r"还(?![说骂打发威要来给有在是会催])|借|签|下款|平台|分期|期|存|合同|网站|app|买|天前|投诉|报警|协商|客服|份|(?<!我)(?<!到)家|张|块|元"
)
_CLAUSE_END = re.compile(r"[,。;、!?\s]")
# What follows a time that is not the time of the conduct; a platform's own name (微粒贷) is none of it.
_LOAN_TIME = re.compile(r"借(?!呗)|到期|还款日|贷了|贷的|贷款(?!公司|平台|的?催)|下款|放款|逾期")
# The writer is the one who calls, asks or tells.
_OWN_LEAD = re.compile(
    r"(?:我们?|本人)(?:自己|已经|已|就|也|又|都|只好|昨天|今天|刚才?|才|先|主动|赶紧|偷偷|打算|准备|想|下个月|后来|去|不得不)*"
    r"(?:给|跟|和|找|问|向|对|去|到)?"
)
_REACHING = frozenset("打给跟和联告通找问向发去到对拨致")
# A contact that the writer found decent: 态度挺好, 说话客气, 只是提醒.
_POLITE = re.compile(
    r"(?:态度|语气|说话|讲话)(?:都|也|还|倒|挺|很|蛮|比较|特别|算)*(?:好(?!像)|不错|客气|温和|和气|平和|礼貌|可以)|(?:挺|很|蛮|都)(?:客气|礼貌|和气)"
)
_FROM_LENDER = re.compile(
    r"(?:客服|催收|平台|银行|他们|对方|工作人员)[^。!?\n]{0,30}(?:提醒|电话|短信|说|问|打|联系|协商)"
)
# A number of calls that somebody only announces.
_COMING = re.compile(r"再不|不还|否则|不然|[要会将](?!说)|准备|打算")
# A count of calls above this a day is bombing (the labelling rule, after the self-discipline code's limit).
CALLS_A_DAY = 3
# A total over a longer time counts by its share of a day.
_STRETCH = re.compile(r"(?P<week>周|星期|礼拜)|(?P<month>个?月(?!\d))|(?P<year>[半今去一两]年)")
_DAYS = {"week": 7, "month": 30, "year": 180}
_OVERDUE = re.compile(r"逾期|过期|(?<![昨今当半傍到])晚了|晚还|还晚|拖了?|没还|未还|欠了?|还不上|断供|断贷|不还")
UNREAD = frozenset({"lawful_message", "scam", "illegal_request"})
"""Kinds of text that report no violation."""
TELLING = frozenset({"borrower_narrative", "question", "third_person", "crisis"})
"""Kinds that the second ear may say by itself: who took a story for a message received would not be listened to."""
_LISTS = ("contacted", "visit", "evidence")


def read_story(read: Reading, now: datetime, platforms: Platforms, when: Times, *, sent: bool = False) -> Heard:
    """Everything one text says. Nothing said leaves its key out of `said`. `sent`: the borrower received it."""
    found, signals, second = read.plain, read.signals, read.impression if not sent else None
    hits = read.listened.hits
    moods = Moods(found.text)
    times, often = when.points, when.often
    kind = kind_of(found.text, signals, hits("kinds"))
    if sent:
        kind = sent_kind(kind, found.text)
    said: dict[str, Said] = {}
    violations = {} if kind in UNREAD else _violations(found, hits, moods, kind, times, often)
    decent = bool(_POLITE.search(found.text) and _FROM_LENDER.search(found.text))
    if decent and not violations:
        kind = "lawful_message"
    kind = _kind(kind, violations)
    lawful = decent or kind == "lawful_message"
    if second is not None:
        plain_words = kind == "third_person" and bool(hits("borrower"))  # 我是别人的紧急联系人
        heard = kind if plain_words else second.kind(kind)
        if kind in UNREAD and heard in TELLING:  # 再不还就加我微信: a story, though a rule took it for an advert
            violations = _violations(found, hits, moods, heard, times, often)
        left = {} if heard in UNREAD else second.violations(violations, settled_by_numbers(when))
        kind, violations, signals = heard if heard in TELLING else kind, left, second.signals(signals)
    if violations:
        ordered = [v for v in VIOLATIONS if v in violations]
        said["violations"] = Said(ordered, "；".join(dict.fromkeys(violations[v] for v in ordered)))
    if lawful and not violations:
        said["lawful"] = Said(True, found.original.strip()[:80])
    said |= _people_and_acts(found, hits, moods, kind, sent)
    named = platforms.found(found, read.listened.pieces)
    said |= _figures(found, now, named, when, violations)
    if kind == "collector_message":
        said.pop("when", None)  # the times in it are deadlines, not when it came
    return Heard(kind, said, signals, _topics(hits), violations, _marks(found, hits))


def settled_by_numbers(when: Times) -> frozenset[str]:
    """Violations that a number in the text settles: the rules read it, nothing is left to guess."""
    clocks = [point for point in when.points if point.clock is not None]
    settled = {"night_call"} if clocks and not any(map(at_night, clocks)) else set()
    if when.often and all(each.high <= CALLS_A_DAY or _spread(each, when.text) for each in when.often):
        settled.add("call_bombing")
    return frozenset(settled)


def _violations(
    found: Plain, hits: Hits, moods: Moods, kind: str, times: Iterable[When], often: Iterable[Often]
) -> dict[str, str]:
    """Each violation with the words that say it."""
    heard: dict[str, str] = {}
    own = [h for h in hits("signals") if h.rule.label == "violence_by_user"]
    for hit in hits("violations"):
        if hit.rule.label in heard and ("threat" in heard or hit.rule.label not in THREATENABLE):
            continue
        label = "" if _by_borrower(hit, own) or _told_by_borrower(hit, found, moods) else _meant(hit, moods, kind)
        if label:
            heard.setdefault(label, found.words(hit.start, hit.end))
    bombing = _many_calls(found, moods, often)
    if bombing and "call_bombing" not in heard:
        heard["call_bombing"] = bombing
    night = night_words(found, times, moods)
    if night and kind != "collector_message":
        heard.setdefault("night_call", night)
    return heard


def _by_borrower(hit: Hit, own: list[Hit]) -> bool:
    """Violence on the borrower's side is no violation of the collector's."""
    return hit.rule.label in ("physical_violence", "threat") and any(
        h.start < hit.end and hit.start < h.end for h in own
    )


def _told_by_borrower(hit: Hit, found: Plain, moods: Moods) -> bool:
    """我给紧急联系人打了电话: the borrower's own call is no contact by a collector."""
    if hit.rule.label not in ("third_party_contact", "workplace_contact", "privacy_exposure"):
        return False
    low, _ = moods.clause(hit.start)
    return found.text[hit.start] in _REACHING and bool(
        _OWN_LEAD.fullmatch(found.text, max(low, hit.start - 20), hit.start)
    )


def _meant(hit: Hit, moods: Moods, kind: str) -> str:
    """The label a hit stands for once its mood is read; empty when it stands for none."""
    rule = hit.rule
    if rule.mood == "plain":
        return rule.label
    mood = moods.at(hit.start, hit.end)
    if mood.denied:
        return ""
    if rule.mood == "words":
        wondering = kind == "question" and rule.label == "threat"
        open_question = (mood.asked or mood.supposed) and not mood.reported and (wondering or not mood.done)
        return "" if open_question and kind != "collector_message" else rule.label
    if kind == "collector_message" and not mood.settled:
        return "threat" if rule.label in THREATENABLE else rule.label
    if mood.supposed or (mood.asked and not mood.done and not mood.reported):
        return ""
    if mood.announced and rule.label in THREATENABLE:
        return "threat"
    return rule.label


def _many_calls(found: Plain, moods: Moods, often: Iterable[Often]) -> str:
    """More than three calls or messages a day, as counted by the writer."""
    for each in often:
        if (each.high <= CALLS_A_DAY and each.per != "hour") or each.per not in ("day", "total", "hour", "minute"):
            continue
        start, end = moods.clause(each.start)
        before = moods.before(each.start)
        around = found.text[max(before[0] if before else start, each.start - 24) : min(end, each.end + 16)]
        if _spread(each, around):
            continue
        unit = found.text[each.start : each.end + 2]
        calls = re.search(r"电话|短信|未接|来电|消息|骚扰|通话|验证码|手机(?:又|一直|不停)?[亮响震]", around) or (
            re.search(r"打|发|响|催", around) and not _NOT_CALLS.search(around)
        )
        if calls and not re.search(r"号码|平台|家网贷|联系人|客服|人|天|字|脏", unit[-3:]) and not _own(around):
            mood = moods.at(each.start, each.end)
            coming = mood.announced and not mood.done and _COMING.search(found.text, max(0, start - 12), each.end)
            if not (mood.denied or mood.supposed or coming):
                return found.words(max(start, each.start - 6), min(end, each.end + 4)).strip("，。,. ")
    return ""


def _spread(each: Often, around: str) -> bool:
    """A total over a week or more that comes to three a day at most."""
    stretch = _STRETCH.search(around) if each.per == "total" and not re.search("天|日|早|晚", around) else None
    return stretch is not None and each.high <= CALLS_A_DAY * _DAYS[str(stretch.lastgroup)]


def _own(around: str) -> bool:
    """Calls the writer made are not calls received."""
    return bool(
        re.search(
            r"我(?:也|又|都|就|已经|前后|一共|总共)?给?(?:客服|平台|银行|他们|12378)?(?:打|拨)(?!不)(?!的)", around
        )
    )


def _people_and_acts(found: Plain, hits: Hits, moods: Moods, kind: str, sent: bool) -> dict[str, Said]:
    """Who was contacted, what visitors did, which proof there is, who they claimed to be, the words used."""
    heard: dict[str, dict[str, str]] = {}
    for group in (*_LISTS, "claimed_to_be", "borrower", "told_debt", "hurt", "words"):
        for hit in hits(group):
            if hit.rule.label in heard.get(group, {}):
                continue
            mood = moods.at(hit.start, hit.end)
            if (
                mood.denied
                or mood.supposed
                or (group != "words" and ((mood.asked and not mood.done) or (mood.announced and not mood.done)))
            ):
                continue
            heard.setdefault(group, {}).setdefault(hit.rule.label, found.words(hit.start, hit.end))
    said = {g: Said(list(heard[g]), "；".join(dict.fromkeys(heard[g].values()))) for g in _LISTS if g in heard}
    if "claimed_to_be" in heard:
        label, words = next(iter(heard["claimed_to_be"].items()))
        said["claimed_to_be"] = Said(label, words)
    if "borrower" in heard and kind == "third_person":
        label, words = next(iter(heard["borrower"].items()))
        said["borrower"] = Said(label, words)
    for group in ("told_debt", "hurt"):
        if group in heard:
            said[group] = Said(True, next(iter(heard[group].values())))
    quote = _quote(found)
    if sent and kind == "collector_message":
        said["words"] = Said(found.original.strip()[:300], found.original.strip()[:300])
    elif quote:
        said["words"] = Said(quote, quote)
    elif "words" in heard:
        words = next(iter(heard["words"].values()))
        said["words"] = Said(words, words)
    elif kind == "collector_message":
        said["words"] = Said(found.original.strip()[:300], found.original.strip()[:300])
    return said


_QUOTE = re.compile(
    r"(?:说|骂|讲|喊|称|发|写|威胁)[^。!?;\n\"“「]{0,10}[:,]?[\"“「『]([^\"”」』]{3,80})[\"”」』]|(?:说|骂|威胁我|恐吓我)[:]([^。!?;\n]{3,60})"
)


def _quote(found: Plain) -> str:
    match = _QUOTE.search(found.text)
    if match is None:
        return ""
    return found.words(*match.span(1 if match.group(1) else 2)).strip()


def _figures(
    found: Plain, now: datetime, platforms: Iterable[Named], times: Times, violations: dict[str, str]
) -> dict[str, Said]:
    """Platform, when, calls, amount, days overdue, and the numbers that called."""
    said: dict[str, Said] = {}
    named = sorted(platforms, key=lambda hit: not hit[2])  # a known one before a guess
    if named:
        start, end, id, name = named[0]
        said["platform"] = Said({"id": id, "name": name}, found.words(start, end))
    when = _incident_time(found, times.points, now, violations)
    if when is not None:
        said["when"] = Said(when, when["words"])
    calls = _call_count(found, times.often)
    if calls is not None:
        said["calls"] = Said(count_value(calls, found), found.words(calls.start, calls.end))
    amount = amounts.first(found.text)
    if amount is not None:
        said["amount"] = Said(amounts.spoken(amount.yuan), found.words(amount.start, amount.end))
    numbers = amounts.phones(found.text)
    if numbers:
        said["numbers"] = Said(numbers, "；".join(numbers))
    overdue = _overdue(found, lengths(found.text))
    if overdue is not None:
        said["overdue"] = Said(overdue, overdue["words"])
    return said


def _incident_time(
    found: Plain, times: Iterable[When], now: datetime, violations: dict[str, str]
) -> dict[str, Any] | None:
    """When it happened: the time nearest to what was done, never a due date or a loan's first day."""
    if not violations:
        return None
    usual = [w for w in times if not _LOAN_TIME.search(found.text[w.end : w.end + 5])]
    exact = sorted(usual, key=lambda w: (w.exact != "minute", w.exact != "hour", w.exact != "day", w.start))
    for when in exact:
        value = moment_value(when, found, now)
        if value is not None and (value["start"] or value["end"]) and (value["start"] or "") <= now.isoformat():
            return value
    return None


def _call_count(found: Plain, often: Iterable[Often]) -> Often | None:
    for each in sorted((o for o in often if o.low), key=lambda o: (o.per == "total", -o.high)):
        around = found.text[max(0, each.start - 12) : each.end + 8]
        counted = _CLAUSE_END.split(found.text[each.start : each.end + 2])[0]
        if _CALLS.search(around) and not _NOT_CALLS.search(counted) and not _own(around):
            return each
    return None


def _overdue(found: Plain, lengths: Iterable[Length]) -> dict[str, Any] | None:
    """How long overdue: a length beside 逾期, 晚了, 没还."""
    for length in lengths:
        around = found.text[max(0, length.start - 10) : length.end + 6]
        if _OVERDUE.search(around):
            return {"words": found.words(length.start, length.end), "days": length.days}
    return None


def _marks(found: Plain, hits: Hits) -> dict[str, str]:
    return {hit.rule.label: found.words(hit.start, hit.end) for hit in reversed(hits("marks"))}


def _topics(hits: Hits) -> tuple[str, ...]:
    return tuple(dict.fromkeys(hit.rule.label for hit in hits("topics")))


def _kind(kind: str, violations: dict[str, str]) -> str:
    """The kind once the violations are known: a bare question reports none."""
    if kind != "question" or len(violations) <= 1:
        return kind
    return "borrower_narrative"
