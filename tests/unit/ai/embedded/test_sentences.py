"""Splitting blocks into sentences, and what sentences do."""

# ruff: noqa: RUF001 (full-width signs are what Japanese is written with)

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.ai.embedded.sentences import split
from plugin.ai.embedded.talk import can_answer, is_empty_talk, is_question, is_quote
from plugin.ai.embedded.terms import terms, word_count


@pytest.mark.parametrize(
    "expected",
    [
        ["It fails.", "I tried again!", "Why?"],
        ["See https://example.com/a.b?c=d.e.", "Then log in."],
        ["Since 4.8.2 it is slow.", "Version 4.8.1 was fine."],
        ["Write to [EMAIL_9F3A61_1] and [PERSON_9F3A61_2].", "[PERSON_9F3A61_2] knows it."],
        ["Use a cache, e.g. Redis, i.e. Valkey.", "It helps."],
        ["Dr. Smith and J. Doe agree vs. the rest.", "Fine."],
        ["See Fig. 3 and No. 5 of the list.", "No.", "It fails."],
        ['He said "it works."', "It does not."],
        ["it breaks.", "i tried it twice."],
        ["It took 3.5 s... and then stopped.", "Odd."],
        ["1. Open the page.", "Press Pay."],
        ["Das geht z. B. mit Docker, d. h. lokal.", "Danach ca. 5 Minuten warten."],
        ["Am 3. Mai kam Release 7.", "Seitdem ist es u. a. langsam."],
        ["Ggf. Server neu starten.", "Läuft es nun?"],
        ["決済が失敗します。", "原因は接続プールですか？", "はい。"],
        ["「動きません。」", "と言われました。"],
        ["PAY-101は4.8.2で直りました。", "確認してください！"],
    ],
)
def test_sentences_are_found(expected: list[str]) -> None:
    """Ends are found in three languages; abbreviations, numbers, links and placeholders stay whole."""
    joint = "" if any("。" in sentence for sentence in expected) else " "

    assert expected == split(joint.join(expected))


def test_a_line_break_ends_a_sentence_unless_it_wraps_a_line() -> None:
    """Short lines are ended on purpose; a long line that goes on with a small letter is wrapped."""
    wrapped = "This line is long enough that a mail program has broken it\nand it goes on here."

    assert ["Steps", "Open it", wrapped] == split(f"Steps\nOpen it\n{wrapped}")


@given(st.text(alphabet="aB1 .!?\n。？「」>-[]_:/", max_size=80))
def test_nothing_is_lost_or_changed(text: str) -> None:
    """Sentences are verbatim pieces in order; between them there is only white space."""
    at = 0
    for sentence in split(text):
        found = text.find(sentence, at)
        assert text[at:found].strip() == ""
        at = found + len(sentence)
    assert text[at:].strip() == ""


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Pool-Größe of pay_gw is v4.8", 5, ["pool-größe", "of", "pay_gw", "is", "v4.8"]),
        ("接続プール", 3, ["接続", "続プ", "プー", "ール"]),
        ("PAY-1は速い", 3, ["pay-1", "は速", "速い"]),
        ("...", 1, []),
    ],
)
def test_terms_and_lengths(text: str, words: int, expected: list[str]) -> None:
    """Words where spaces separate them, pairs of characters where not; two CJK characters count as one word."""
    assert (words, expected) == (word_count(text), terms(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+1", True), ("Thanks!", True), ("Thank you all, best regards", True), ("👍", True), ("Same here", True),
        ("Vielen Dank und viele Grüße", True), ("Hallo zusammen,", True), ("Vielen Dank!", True),
        ("ありがとうございます。", True), ("了解です！", True),
        ("Thanks, the pool is fixed.", False), ("接続が切れます。", False), ("Danke, der Pool läuft.", False),
    ],
)  # fmt: skip
def test_empty_talk(text: str, expected: bool) -> None:  # noqa: FBT001 (a column)
    """Only a sentence that is nothing but greeting, thanks or agreement is empty."""
    assert expected is is_empty_talk(text)


def test_questions_quotes_and_answers() -> None:
    """A mark or a particle asks; a bracket quotes; yes answers, thanks does not."""
    assert all(map(is_question, ["Why?", "原因は何ですか", "本当？", 'He asked "why?"']))
    assert not any(map(is_question, ["See a?b=c for more on it", "そうです。"]))
    assert (is_quote("> it works"), is_quote("(In reply to comment #2)"), is_quote("a > b")) == (True, True, False)
    assert (can_answer("Yes."), can_answer("Thanks!"), can_answer("It is in 4.9.")) == (True, False, True)
