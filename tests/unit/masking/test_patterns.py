"""Administrators' patterns: linear time, refused where they cannot be kept, masked and restored like any value."""

from __future__ import annotations

import pytest

from plugin.masking import patterns
from plugin.masking.mask import mask
from plugin.masking.patterns import PatternDetector, PatternRefused, check, problems_of
from plugin.masking.unmask import UnknownPlaceholder, unmask
from plugin.policy.model import DEFAULT_MASKING, MaskingPattern, MaskingProfile
from tests.fakes.documents import allowed_with, description, document

pytest.importorskip("re2", reason="the native library has no wheel for this platform")

CUSTOMER = MaskingPattern("Customer numbers", r"\bKD-\d{6}\b", "CUSTOMER")
INTERNAL = MaskingPattern("Vault paths", r"vault://[\w/]+", "SECRET")


def test_found_and_restored() -> None:
    """A pattern's matches become placeholders of its own type, and come back; a forged one does not."""
    profile = MaskingProfile(DEFAULT_MASKING.detectors, (CUSTOMER,))
    text = "KD-123456 and KD-999999"
    result, vault = mask(document(description(text)), allowed_with(profile, "mask"))
    said = result.document.segments[0].text
    assert "KD-" not in said
    assert unmask(said, vault) == text
    assert dict(result.receipt.counts) == {"customer": 2, "person": 1}
    with pytest.raises(UnknownPlaceholder):
        unmask("[CUSTOMER_BBBBBB_1]", vault)
    forged, _ = mask(document(description("[CUSTOMER_AAAAAA_1]")), allowed_with(profile, "mask"))
    assert forged.document.segments[0].text == "(CUSTOMER_AAAAAA_1)"


def test_a_pattern_may_be_a_secret() -> None:
    """A pattern of type SECRET is masked at `allow` too, and never comes back; others are not masked there."""
    profile = MaskingProfile(DEFAULT_MASKING.detectors, (CUSTOMER, INTERNAL))
    result, vault = mask(document(description("KD-123456 at vault://shop/db")), allowed_with(profile, "allow"))
    assert (result.document.segments[0].text, len(vault)) == ("KD-123456 at [SECRET]", 0)


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(", "RE2"),
        ("(?=a)b", "RE2"),
        (r"(\d+)\1", "RE2"),
        ("((a{1,100}){1,100}){1,100}", "RE2"),
        (r"(?:[a-z]{1,90}[0-9]{1,90}){1,10}x(?:\pL{1,90}){1,9}", "large"),
        ("a*", "empty"),
        ("x|", "empty"),
        (".+", "ordinary"),
        (r"\w+", "ordinary"),
        ("[a-z]", "ordinary"),
    ],
)
def test_refused(pattern: str, reason: str) -> None:
    """What does not compile, is too large, or matches nothing or everything is refused, and the reason says which."""
    with pytest.raises(PatternRefused, match=reason):
        check(pattern)


def test_no_going_back() -> None:
    """The pattern that stops other engines for years ends at once."""
    detector = PatternDetector(MaskingPattern("evil", r"(a+)+b", "EVIL"))
    assert list(detector.detect("a" * 50_000 + "!")) == []


def test_places_in_text_of_any_script() -> None:
    """Places count characters, not bytes, across lines, pieces and half characters."""
    text = "日本語 KD-123456\r\n\ud800é KD-654321 " + "x" * 3990 + " KD-111111"
    found = list(PatternDetector(CUSTOMER).detect(text))
    assert [text[f.start : f.end] for f in found] == ["KD-123456", "KD-654321", "KD-111111"]


def test_problems_name_the_line() -> None:
    """A problem says where it stands in the document, and why."""
    broken = MaskingProfile(frozenset(), (CUSTOMER, MaskingPattern("Broken", "(", "X")))
    ((path, reason),) = problems_of({"strict": broken})
    assert path == "masking/profiles/strict/patterns/1/pattern"
    assert reason.startswith("Broken: ")


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the engine a pattern is refused and a run with one fails: it is never skipped."""

    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(patterns, "import_module", missing)
    patterns._compiled.cache_clear()
    try:
        assert not patterns.available()
        with pytest.raises(PatternRefused, match="linear-time"):
            check("abc")
        with pytest.raises(PatternRefused):
            mask(document(description("x")), allowed_with(MaskingProfile(frozenset(), (CUSTOMER,)), "mask"))
    finally:
        patterns._compiled.cache_clear()
