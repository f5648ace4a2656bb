"""Laws of masking: what went in comes back, what was masked is not there, and no text makes it stumble or slow down."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.masking.fold import fold
from plugin.masking.leak import LeakCheck
from plugin.masking.model import EntityKind, Finding
from plugin.masking.overlap import resolve
from plugin.masking.registry import detectors
from plugin.masking.squash import squash
from plugin.masking.unmask import placeholders, unmask
from plugin.policy.model import DEFAULT_MASKING, MaskingProfile
from tests.fakes.documents import ADA, BO, comment, masked

EVERYTHING = MaskingProfile(DEFAULT_MASKING.detectors | {"plate"})
VALUES = [
    "ada@example.com",
    "ADA@example.com",
    "+44 20 7946 0958",
    "DE89 3704 0044 0532 0130 00",
    "DE89370400440532013000",
    "4111 1111 1111 1111",
    "10.20.30.40",
    "Ada Byron",
    "Ada",
    "85.07.30-033.28",
    "12345678Z",
]
WORDS = st.text(st.characters(categories=["Ll", "Lo", "Zs"]), max_size=12)
TEXTS = st.lists(st.one_of(st.sampled_from(VALUES), WORDS), min_size=1, max_size=8).map(" , ".join)
ANYTHING = st.text(max_size=300)
SPLINTERS = st.lists(
    st.sampled_from(
        [*VALUES, "@", ".", ":", "=", "-", "+", "[", "]", "EMAIL_", "_1", "password", "token", "eyJ", "-----BEGIN ",
         "PRIVATE KEY-----", "\n", " ", "0", "00", "é", "\u200b", "\u3000", "\uff11", "\ud800", "tel", "://", "x" * 40]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@given(TEXTS.filter(lambda text: bool(text.strip())))
def test_round_trip(text: str) -> None:
    """Unmasking what was masked gives the text back, to the letter, however it is said."""
    result, vault = masked(comment(1, text, text), effect="mask")
    assert f"{text}\n{text}" == unmask(result.document.segments[0].text, vault)


@given(TEXTS, st.sampled_from(VALUES))
def test_nothing_is_left(text: str, value: str) -> None:
    """A value between blanks is never there after masking, in no spelling."""
    result, _ = masked(comment(1, f"{text} , {value} , {text}"), effect="mask")
    said = result.document.segments[0].text
    assert value not in said
    if len(squash(value)) > 6:
        assert squash(value) not in squash(said)


@given(TEXTS)
def test_stable_within_a_run(text: str) -> None:
    """The same text has the same placeholders wherever it stands in a run."""
    result, _ = masked(comment(1, text), comment(2, text), effect="mask")
    one, two = result.document.segments
    assert one.text == two.text


@given(TEXTS)
def test_masked_text_leaks_nothing(text: str) -> None:
    """What an engine was given may come back: no sentence of it counts as a leak."""
    result, vault = masked(comment(1, text), effect="mask")
    assert not LeakCheck(result, vault).leaks(result.document.segments[0].text)


@given(st.one_of(ANYTHING, SPLINTERS))
@settings(max_examples=300)
def test_no_text_makes_it_stumble(text: str) -> None:
    """Whatever the text, detectors name places inside it, and masking and the leak check end without an error."""
    for detector in detectors(EVERYTHING, [ADA, BO], ["Grace Hopper", "山田 太郎"]):
        for found in detector.detect(fold(text)):
            assert 0 <= found.start < found.end <= len(text)
    result, vault = masked(comment(1, text), effect="mask")
    LeakCheck(result, vault).leaks(text)
    said = result.document.segments[0].text
    assert all(vault.original(placeholder) for placeholder in placeholders(said))


FINDINGS = st.lists(
    st.builds(
        lambda kind, start, length, value: Finding(kind, start, start + length, value),
        st.sampled_from(list(EntityKind)),
        st.integers(0, 30),
        st.integers(0, 10),
        st.sampled_from("ab"),
    ),
    max_size=20,
)


@given(FINDINGS, st.randoms(use_true_random=False))
def test_overlaps(findings: list[Finding], chance: random.Random) -> None:
    """Overlaps resolve to one answer in any order; nothing overlaps, and no letter that a detector saw is left."""
    text = "abc 1-2.3 defg (h) ij, klm 45 67 890 xyz"
    resolved = resolve(findings, text)
    shuffled = list(findings)
    chance.shuffle(shuffled)
    assert resolve(shuffled, text) == resolved
    assert all(left.end <= right.start for left, right in pairwise(resolved))
    seen = {at for found in findings for at in range(found.start, min(found.end, len(text))) if text[at].isalnum()}
    assert seen <= {at for found in resolved for at in range(found.start, found.end)}


BAIT: dict[str, Callable[[int], str]] = {
    "digits": lambda n: "1" * n,
    "digits in groups": lambda n: "1 " * n,
    "digits and dots": lambda n: "1." * n,
    "letters": lambda n: "a" * n,
    "local parts": lambda n: "a." * n + "@",
    "at signs": lambda n: "a@" * n,
    "domains": lambda n: "a@" + "b." * n,
    "blanks": lambda n: " " * n,
    "assignments without a value": lambda n: "password=" * n,
    "names of secrets": lambda n: "password " * n,
    "quotes": lambda n: 'token="' * n,
    "keys that begin": lambda n: ("-----BEGIN RSA PRIVATE" + " KEY-----") * n,
    "tokens that begin": lambda n: "eyJ" * n,
    "colons": lambda n: "a:" * n,
    "hex": lambda n: "a:0" * n,
    "brackets": lambda n: "[EMAIL_" * n,
    "half placeholders": lambda n: "[EMAIL_AAAAAA_" * n,
    "plus": lambda n: "+1" * n,
    "curl": lambda n: "curl -u a " * n,
    "addresses": lambda n: "http://a:" * n,
    "elements": lambda n: "<password>" * n,
    "ibans": lambda n: "DE89 " * n,
    "capitals": lambda n: "Aa " * n,
    "capitalised words": lambda n: "Anna Maria " * n,
    "streets": lambda n: "Lange Straße " * n,
    "numbers and words": lambda n: "12 Rue Anna " * n,
    "wide": lambda n: "\uff11" * n,
}


@pytest.mark.parametrize("bait", BAIT)
def test_no_text_slows_it_down(bait: str, steps: Callable[[str], int]) -> None:
    """Four times the text costs about four times the work: no pattern goes back over what it has read."""
    short, long = (steps(BAIT[bait](size)) for size in (1_000, 4_000))
    assert long < max(short, 20_000) * 8


@pytest.fixture
def steps() -> Callable[[str], int]:
    """Measure the work of all detectors on a text: microseconds of this thread, the best of three."""
    import time  # noqa: PLC0415 (nothing else here may look at a clock)

    found = detectors(EVERYTHING, [ADA, BO], ["Grace Hopper", "山田 太郎"])

    def once(text: str) -> int:
        begin = time.thread_time_ns()
        for detector in found:
            for _ in detector.detect(text):
                pass
        return (time.thread_time_ns() - begin) // 1000

    return lambda text: min(once(text) for _ in range(3))
