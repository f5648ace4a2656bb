"""Text without what cannot be seen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.ai.plain import one_line, plain


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\u200bb\u200d\ufeffc", "abc"),
        ("\u202eevil\u202c \u2066x\u2069", "evil x"),
        ("ok\U000e0049\U000e0067\U000e007f", "ok"),
        ("v\ufe0f\U000e0101w", "vw"),
        ("\u3164\u2800\u115fz", "z"),
        ("tab\tnew\nline\r\x00\x1b[31m", "tab\tnew\nline[31m"),
        ("e\u0301", "é"),
        ("日本語 😀", "日本語 😀"),
        (" plain ", "plain"),
    ],
)
def test_plain(text: str, seen: str) -> None:
    """Only what is drawn is left, in composed form."""
    assert plain(text) == seen


@given(st.text())
def test_idempotent(text: str) -> None:
    """Cleaning what is clean changes nothing."""
    assert plain(plain(text)) == plain(text)
    assert "\n" not in one_line(text)
