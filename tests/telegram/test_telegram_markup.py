"""Replies as Telegram's HTML: escaped, short enough, and never cut inside a sentence of a letter."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.markup import TEXT_LIMIT, pieces, split, units
from bot.model import Reply
from tests.telegram import html_text

SENTENCE = "本人已多次要求贵司停止向第三人透露欠款情况，贵司仍未停止。"


def test_text_is_escaped() -> None:
    """What a borrower or a template wrote can never become a tag."""
    [piece] = pieces(Reply("<b>1 & 2</b> {{x}} *y*"), "值班人员")

    assert piece.html == "&lt;b&gt;1 &amp; 2&lt;/b&gt; {{x}} *y*"
    assert html_text.read(piece.html) == (piece.plain, [])


def test_a_letter_is_a_block_to_copy_below_its_title() -> None:
    """One tap on the block copies the letter and nothing else."""
    [piece] = pieces(Reply("致：某某公司\n<盖章>", kind="letter", title="给平台的信"), "值班人员")

    assert piece.html == "<b>给平台的信</b>\n<pre>致：某某公司\n&lt;盖章&gt;</pre>"


def test_a_persons_words_say_so() -> None:
    """The borrower sees that a person wrote it."""
    [piece] = pieces(Reply("我在。", kind="person"), "值班人员")

    assert piece.html == "<b>值班人员</b>\n我在。"


def test_a_long_letter_is_cut_at_paragraph_ends() -> None:
    """Every part is a block of whole paragraphs, and together they are the letter."""
    letter = "\n\n".join(f"{number}、" + SENTENCE * 20 for number in range(30))
    found = pieces(Reply(letter, kind="letter", title="投诉信"), "")
    texts = [html_text.read(piece.html)[0].removeprefix("投诉信\n") for piece in found]

    assert len(found) > 2
    assert all(piece.html.endswith("</pre>") for piece in found)
    assert "\n\n".join(texts) == letter


def test_a_paragraph_that_is_too_long_is_cut_at_sentence_ends() -> None:
    """No sentence of a letter is torn."""
    found = pieces(Reply(SENTENCE * 400, kind="letter"), "")

    assert len(found) > 1
    assert all(piece.plain.endswith("。") for piece in found)
    assert "".join(piece.plain for piece in found) == SENTENCE * 400


def test_nothing_to_read_is_no_message() -> None:
    """Telegram refuses empty messages, so none is made."""
    assert pieces(Reply(" \n\u200b".replace("\u200b", "")), "") == ()


@given(st.text(max_size=300), st.integers(1, 60), st.sampled_from(["text", "letter", "question"]))
def test_every_piece_passes_telegram(text: str, times: int, kind: str) -> None:
    """Any text gives pieces whose HTML Telegram reads as the words meant, within its limit."""
    for piece in pieces(Reply(text * times, kind=kind, title="题"), ""):  # type: ignore[arg-type]
        read, _ = html_text.read(piece.html)
        assert read == piece.plain
        assert 0 < units(read) <= TEXT_LIMIT


@given(st.lists(st.text(alphabet="字句😀。a \n", min_size=1, max_size=60), min_size=1, max_size=20))
def test_splitting_loses_no_word(parts: list[str]) -> None:
    """Only line ends between two parts may go."""
    text = "\n".join(parts)

    assert re.sub(r"\s", "", "".join(split(text, 40))) == re.sub(r"\s", "", text)
    assert all(units(part) <= 40 for part in split(text, 40))
