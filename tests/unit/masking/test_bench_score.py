"""The benchmark's arithmetic: what counts as found, and what as right."""

from __future__ import annotations

from bench.masking.score import Entity, Example, score

TEXT = Example("call 0123456789 or write", (Entity(5, 15, "phone"), Entity(19, 24, "secret")))


def test_found_is_covered() -> None:
    """A value is found where four fifths are covered, by one finding or several, of whatever type."""
    for spans, expected in (
        ([Entity(5, 13, "phone")], 1),
        ([Entity(5, 12, "phone")], 0),
        ([Entity(5, 9, "id"), Entity(9, 14, "card")], 1),
        ([Entity(0, 24, "address")], 1),
        ([], 0),
    ):
        assert score([TEXT], [spans])["phone"].found == expected


def test_right_is_met() -> None:
    """A finding is right where it meets a marked value; types without findings or values have no share."""
    scores = score([TEXT, Example("nothing 12", ())], [[Entity(4, 10, "id")], [Entity(8, 10, "id")]])
    assert (scores["id"].precision, scores["id"].recall) == (0.5, None)
    assert (scores["phone"].precision, scores["phone"].recall) == (None, 0)
