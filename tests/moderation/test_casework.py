"""One case: what a moderator sees, does, and is refused; seen from the borrower's side too."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.moderation import review
from tests.moderation.staffed import Browser, Desk

STORY = "微粒贷催收昨晚11点半还在打电话，每天二十多个，还打给我爸妈"


@pytest.fixture
def worker(desk: Desk) -> Browser:
    """A moderator who holds the case of 甲."""
    desk.needs_person("甲")
    found = desk.moderator("值班")
    found.post("/desk/next")
    return found


def page(worker: Browser, case: int) -> str:
    """The case page as text."""
    return str(worker.get(f"/desk/cases/{case}").text)


def test_while_a_person_writes_the_bot_is_silent(desk: Desk, worker: Browser) -> None:
    """Texts are kept as messages, get no reply and answer no question; told once that a person is here."""
    case = desk.case_of("甲")
    before = desk.ask(lambda store: store.load("web", "甲", desk.clock()))
    worker.act(case, "takeover")
    worker.act(case, "takeover")
    for text in ("可以", "跳过", "他们昨天又打了20次", "删除"):
        assert desk.write("甲", text) == ()
    after = desk.ask(lambda store: store.load("web", "甲", desk.clock()))
    assert after.case == before.case
    assert after.conversation == before.conversation
    assert [text for kind, text in desk.lines("甲") if kind == "in"][-4:] == [
        "可以",
        "跳过",
        "他们昨天又打了20次",
        "删除",
    ]
    assert sum("由真人在这里回复你" in text for _, text in desk.lines("甲")) == 1


def test_danger_is_answered_even_while_a_person_writes(desk: Desk, worker: Browser) -> None:
    """Nobody may wait for a person when 110 or 12356 is needed; the case becomes graver at once."""
    case = desk.case_of("甲")
    worker.act(case, "takeover")
    replies = desk.write("甲", "我不想活了，今晚就从楼上跳下去")
    assert [reply.kind for reply in replies] == ["crisis"]
    assert "12356" in replies[0].text
    assert desk.ask(lambda store: store.review(case)).severity == "P0"


def test_an_answer_reaches_the_borrower_as_a_persons(desk: Desk, worker: Browser) -> None:
    """In the transcript as kind person; answering is taking over."""
    case = desk.case_of("甲")
    worker.act(case, "answer", text="你好，我在。", nonce="1")
    assert ("person", "你好，我在。") in desk.lines("甲")
    assert desk.write("甲", "谢谢") == ()
    assert desk.ask(lambda store: store.review(case)).waiting_since is not None


def test_an_answer_waits_in_the_outbox_of_a_channel_that_is_sent_to(desk: Desk) -> None:
    """Moderators never talk to a channel: Telegram's sender fetches the answer like any reply."""
    for text in ("催收天天打电话骂我", "人工"):
        desk.write("42", text, channel="telegram")
    desk.ask(
        lambda store: store.mark_sent(
            [due.id for due in store.replies_due(["telegram"], desk.clock(), 9)], desk.clock()
        )
    )
    worker = desk.moderator("值班")
    worker.post("/desk/next")
    worker.act(desk.case_of("42", "telegram"), "answer", text="你好", nonce="1")
    due = desk.ask(lambda store: store.replies_due(["telegram"], desk.clock(), 9))
    assert due[0].address == "42"
    assert due[0].replies[0].kind == "notice"


def test_the_bots_last_question_is_shown_as_the_borrower_saw_it(desk: Desk, worker: Browser) -> None:
    """With its figures filled in, not with the names of its blanks."""
    case = desk.needs_person("visitor-1")
    worker.act(case, "claim")

    page = worker.get(f"/desk/cases/{case}").text

    assert "最长保存180天" in page
    assert "{retention_days}" not in page


def test_incidents_stand_in_the_order_in_which_they_happened(desk: Desk, worker: Browser) -> None:
    """Told later but happened earlier: the timeline begins with what came first."""
    for text in ("昨天下午三点打电话骂我", "可以"):
        desk.write("visitor-1", text)
    for choice in ("none", "right"):
        desk.write("visitor-1", "", choice)
    desk.write("visitor-1", "记一笔")
    desk.write("visitor-1", "11月3日上午九点给我爸打电话说我欠钱")
    desk.write("visitor-1", "", "right")
    desk.write("visitor-1", "人工")
    case = desk.case_of("visitor-1")
    worker.act(case, "claim")

    page = worker.get(f"/desk/cases/{case}").text
    line = page[page.index("时间线</h3>") :].partition("</ol>")[0]

    assert line.index("11月3日") < line.index("11月22日")


def enclose(worker: Browser, case: int, name: str, content: bytes, **form: str) -> Any:
    """An answer with a document, as the case page sends it."""
    fields = {"key": worker.key(), "nonce": "file", **form}
    return worker.client.post(f"/desk/cases/{case}/answer", data=fields, files={"file": (name, content)})


def test_a_document_goes_with_an_answer_once(desk: Desk, worker: Browser) -> None:
    """The borrower can open what the moderator enclosed; sent twice it is there once."""
    case = desk.needs_person("visitor-1")
    worker.act(case, "claim")
    for _ in range(2):
        assert enclose(worker, case, "说明.pdf", b"%PDF-1.7 test").status_code == 303

    lines = desk.ask(lambda store: store.transcript("web", "visitor-1", 0, 99))
    files = [file for line in lines for reply in line.replies if reply.kind == "person" for file in reply.files]
    opened = desk.ask(lambda store: store.open_file("web", "visitor-1", files[0].file_id))

    assert [file.name for file in files] == ["说明.pdf"]
    assert opened is not None
    assert opened[1] == b"%PDF-1.7 test"
    assert desk.ask(lambda store: store.counts())["file"] == 1


@pytest.mark.parametrize(
    ("name", "content", "status"), [("空.pdf", b"", 400), ("x.exe", b"MZ", 415), ("大.pdf", b"0" * (21 << 20), 413)]
)
def test_what_is_no_document_is_refused(desk: Desk, worker: Browser, name: str, content: bytes, status: int) -> None:
    """Empty, runnable and oversized files change nothing."""
    case = desk.needs_person("visitor-1")
    worker.act(case, "claim")
    before = desk.lines("visitor-1")

    assert enclose(worker, case, name, content).status_code == status
    assert desk.lines("visitor-1") == before


def test_an_answer_sent_twice_is_one_answer(desk: Desk, worker: Browser) -> None:
    """A double click, or a page that went back, says it once."""
    case = desk.case_of("甲")
    for _ in range(2):
        assert worker.act(case, "answer", text="只说一次", nonce="same").status_code == 303
    assert [text for kind, text in desk.lines("甲") if kind == "person"] == ["只说一次"]


def test_handing_back_resumes_at_the_right_question(desk: Desk) -> None:
    """The question that stood before the person came closes the hand-back, and the next text is an answer again."""
    desk.write("甲", STORY)
    asked = desk.ask(lambda store: store.load("web", "甲", desk.clock())).conversation.asked
    desk.write("甲", "人工")
    worker = desk.moderator("值班")
    worker.post("/desk/next")
    case = desk.case_of("甲")
    worker.act(case, "answer", text="我先看看", nonce="1")
    desk.write("甲", "好的")
    worker.act(case, "handback", nonce="2")
    kinds = [kind for kind, _ in desk.lines("甲")]
    assert kinds[-1] == "question"
    loaded = desk.ask(lambda store: store.load("web", "甲", desk.clock()))
    assert loaded.conversation.asked == asked
    assert loaded.silence == ""
    assert desk.write("甲", "可以")[-1].kind == "question"
    assert desk.ask(lambda store: store.load("web", "甲", desk.clock())).case.value("consent", "agree")


def test_a_person_who_went_leaves_no_silence(desk: Desk, worker: Browser) -> None:
    """Half an hour after the moderator's last sign the bot says so and asks on; that text is no answer yet."""
    case = desk.case_of("甲")
    worker.act(case, "takeover")
    desk.clock.pass_(minutes=30, seconds=1)
    replies = desk.write("甲", "可以")
    assert "离开" in replies[0].text
    assert replies[-1].kind == "question"
    assert desk.ask(lambda store: store.load("web", "甲", desk.clock())).case.value("consent", "agree") is None
    assert desk.write("甲", "可以")[-1].kind == "question"
    assert desk.ask(lambda store: store.load("web", "甲", desk.clock())).case.value("consent", "agree")


def test_the_borrower_can_always_go_back_to_the_bot(desk: Desk, worker: Browser) -> None:
    """By the button under every line of a person's."""
    case = desk.case_of("甲")
    worker.act(case, "answer", text="你好", nonce="1")
    replies = desk.write("甲", "", "/bot")
    assert replies[-1].kind == "question"
    assert desk.ask(lambda store: store.load("web", "甲", desk.clock())).silence == ""


def test_a_proposed_answer_counts_only_after_the_borrowers_yes(desk: Desk) -> None:
    """Shown with two buttons; yes puts it into the case, also while the person still has the word."""
    desk.write("甲", STORY)
    for text, choice in (("可以", ()), ("", ("none",)), ("", ("right",))):
        desk.write("甲", text, *choice)
    desk.write("甲", "人工")
    worker = desk.moderator("值班")
    worker.post("/desk/next")
    case = desk.case_of("甲")
    assert worker.act(case, "propose", ref="debt/1.principal", text="两万三", nonce="1").status_code == 303

    def principal() -> Any:
        return desk.ask(lambda store: store.load("web", "甲", desk.clock())).case.value("debt/1", "principal")

    assert principal() is None
    assert "23000" in desk.lines("甲")[-1][1]
    desk.write("甲", "", "proposal:1:yes")
    assert principal() == "23000"
    assert desk.ask(lambda store: store.load("web", "甲", desk.clock())).silence == "person"


def test_a_refused_proposal_changes_nothing(desk: Desk, worker: Browser) -> None:
    """No is no; pressed again, the button is stale."""
    case = desk.case_of("甲")
    worker.act(case, "propose", ref="me.city", text="某市", nonce="1")
    desk.write("甲", "", "proposal:1:no")
    desk.write("甲", "", "proposal:1:yes")
    assert desk.ask(lambda store: store.load("web", "甲", desk.clock())).case.value("me", "city") is None


def test_a_value_that_does_not_fit_is_not_proposed(desk: Desk, worker: Browser) -> None:
    """What the engine could not read from the borrower it does not take from a moderator either."""
    case = desk.case_of("甲")
    assert worker.act(case, "propose", ref="debt/1.principal", text="很多", nonce="1").status_code == 400
    assert worker.act(case, "propose", ref="nothing.here", text="1", nonce="2").status_code == 400
    assert worker.act(case, "propose", ref="consent.agree", text="yes", nonce="3").status_code == 400


def test_personal_data_is_masked_on_the_server(desk: Desk, worker: Browser) -> None:
    """Nothing of it is in the page; a reveal shows one field, for five minutes, and is in the ledger."""
    case = desk.case_of("甲")
    desk.write("甲", "我叫张某某，电话13800001234，身份证110101199001011234，住在平安路88号3栋502室")
    html = page(worker, case)
    for secret in ("13800001234", "110101199001011234", "张某某", "平安路88号"):
        assert secret not in html
    field = re.findall(r'name="field" value="(line[^"]+)"', html)[-1]
    assert worker.act(case, "reveal", field=field, reason="").status_code == 400
    assert worker.act(case, "reveal", field=field, reason="police").status_code == 303
    assert "13800001234" in page(worker, case)
    deed = desk.ask(lambda store: store.deeds(0, 1))[0]
    assert (deed.event, deed.about) == ("case.reveal", f"case {case} {field} police")
    desk.clock.pass_(minutes=5, seconds=1)
    assert "13800001234" not in page(worker, case)


def test_a_step_is_named_and_its_number_hidden(desk: Desk) -> None:
    """What came of a step stands under the step's name; the reference number leads to a person and is masked."""
    desk.write("乙", "微粒贷催收昨晚11点半还在打电话，每天二十多个，还打给我爸妈")
    for choice in ("agreed", "none", "right"):
        desk.write("乙", "", choice)
    desk.write("乙", "12348打了，编号 6222020261123001234")
    desk.write("乙", "人工")
    worker = desk.moderator("值班")
    worker.post("/desk/next")
    html = page(worker, desk.case_of("乙"))
    assert "拿不准的，免费问" in html
    assert "办了，在等" in html
    assert "6222020261123001234" not in html


def test_what_one_revealed_another_does_not_see(desk: Desk, worker: Browser) -> None:
    """A supervisor who looks in sees the mask."""
    case = desk.case_of("甲")
    desk.write("甲", "电话13800001234")
    field = re.findall(r'name="field" value="(line[^"]+)"', page(worker, case))[-1]
    worker.act(case, "reveal", field=field, reason="contact")
    html = str(desk.moderator("主管", "supervisor").get(f"/desk/cases/{case}").text)
    assert "13800001234" not in html
    assert "138******34" in html


def test_a_case_is_closed_to_whoever_does_not_hold_it(desk: Desk, worker: Browser) -> None:
    """Another moderator reads that it is there and who has it, and nothing that was said."""
    case = desk.case_of("甲")
    html = str(desk.moderator("别人").get(f"/desk/cases/{case}").text)
    assert "催收天天打电话骂我" not in html
    assert "值班 在处理" in html


def test_every_look_at_a_case_is_recorded_once_in_a_while(desk: Desk, worker: Browser) -> None:
    """A page that refreshes itself is one look; coming back later is another."""
    case = desk.case_of("甲")
    for _ in range(3):
        page(worker, case)
    desk.clock.pass_(minutes=11)
    desk.moderator("主管", "supervisor").get(f"/desk/cases/{case}")
    views = [deed for deed in desk.ask(lambda store: store.deeds(0, 20)) if deed.event == "case.view"]
    assert len(views) == 2


def test_flagged_words_are_marked(desk: Desk, worker: Browser) -> None:
    """What raised the flag stands out in the talk."""
    desk.write("甲", "我不想活了，今晚就从楼上跳下去")
    assert re.search(r'class="borrower">.*?<mark>[^<]*(?:不想活|跳)', page(worker, desk.case_of("甲")), re.S)


def test_script_in_a_message_is_text(desk: Desk, worker: Browser) -> None:
    """Whatever a borrower or a moderator writes is escaped."""
    case = desk.case_of("甲")
    desk.write("甲", "<script>alert(1)</script>{{7*7}}<img src=x onerror=alert(1)>")
    worker.act(case, "note", text="<b>粗</b>")
    html = page(worker, case)
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "&lt;b&gt;粗" in html
    assert "{{7*7}}" in html


@pytest.mark.parametrize("deed", ["answer", "note"])
def test_too_much_and_nothing_are_refused(desk: Desk, worker: Browser, deed: str) -> None:
    """413 for an oversized text, 400 for an empty one; the talk is what it was."""
    case = desk.case_of("甲")
    before = desk.lines("甲")
    assert worker.act(case, deed, text="长" * (review.NOTE_LIMIT + 1), nonce="1").status_code == 413
    assert worker.act(case, deed, text="长" * 300_000, nonce="1").status_code == 413
    assert worker.act(case, deed, text="  ", nonce="1").status_code == 400
    assert desk.lines("甲") == before


@pytest.mark.parametrize(
    ("deed", "form"),
    [
        ("severity", {"severity": "P9"}),
        ("flag", {"severity": ""}),
        ("mute", {"span": "for ever"}),
        ("letter", {"letter": "no_such_letter"}),
        ("close", {"outcome": "nothing", "why": "x"}),
        ("close", {"outcome": "helped", "why": " "}),
        ("export", {"why": ""}),
        ("erase", {"why": ""}),
        ("reveal", {"field": "x" * 200, "reason": "police"}),
    ],
)
def test_a_wrong_choice_is_refused(desk: Desk, worker: Browser, deed: str, form: dict[str, str]) -> None:
    """400, and nothing is changed or asked for."""
    case = desk.case_of("甲")
    assert worker.act(case, deed, **form).status_code == 400
    assert desk.ask(lambda store: store.approvals()) == ()
    assert desk.ask(lambda store: store.review(case)).closed_at is None


def test_muting_silences_all_but_danger(desk: Desk, worker: Browser) -> None:
    """Told once and until when; danger is still answered and flagged; it can be ended."""
    case = desk.case_of("甲")
    worker.act(case, "mute", span="day")
    assert "停止回复" in desk.lines("甲")[-1][1]
    assert desk.write("甲", "喂喂喂") == ()
    assert desk.write("甲", "他们把我关在屋里不让我走，快救我")[0].kind == "crisis"
    worker.act(case, "mute", span="")
    assert desk.write("甲", "你好")


def test_severity_can_be_changed_and_flags_added(desk: Desk, worker: Browser) -> None:
    """Both stand in the case's history."""
    case = desk.case_of("甲")
    worker.act(case, "severity", severity="P1")
    worker.act(case, "flag", severity="P0", words="原话")
    html = page(worker, case)
    assert "级别 P2 → P1" in html
    assert "值班员标记" in html
    assert desk.ask(lambda store: store.review(case)).severity == "P0"


def test_closing_hands_the_talk_back(desk: Desk, worker: Browser) -> None:
    """After the end nobody writes into silence."""
    case = desk.case_of("甲")
    worker.act(case, "answer", text="说完了", nonce="1")
    assert worker.act(case, "close", outcome="helped", why="解决了").status_code == 303
    assert desk.ask(lambda store: store.review(case)).outcome == "helped"
    assert desk.ask(lambda store: store.load("web", "甲", desk.clock())).silence == ""
    assert worker.act(case, "note", text="后来").status_code == 409


def test_a_file_opens_only_for_the_holder(desk: Desk, worker: Browser) -> None:
    """And each opening is in the ledger; another borrower's file does not exist here."""
    case = desk.case_of("甲")
    kept = desk.ask(lambda store: store.keep_file("web", "甲", "截图.png", "image/png", b"png", desk.clock()))
    other = desk.ask(lambda store: store.keep_file("web", "乙", "别人.png", "image/png", b"png", desk.clock()))
    assert worker.get(f"/desk/cases/{case}/files/{kept.file_id}").content == b"png"
    assert worker.get(f"/desk/cases/{case}/files/{other.file_id}").status_code == 404
    assert desk.moderator("别人").get(f"/desk/cases/{case}/files/{kept.file_id}").status_code == 409
    assert desk.ask(lambda store: store.deeds(0, 1))[0].event == "case.file"
