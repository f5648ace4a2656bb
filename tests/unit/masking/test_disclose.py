"""Names of categories that say what is masked."""

from __future__ import annotations

import pytest

from plugin.masking.disclose import discloses
from tests.fakes.documents import allowed, comment, document


@pytest.mark.parametrize(
    ("text", "masked", "plain"),
    [
        ("connection-pool", False, False),
        ("Ada Byron's tickets", True, False),
        ("ask ada@example.com", True, False),
        ("host 10.20.30.40", True, False),
    ],
)
def test_by_level(text: str, masked: bool, plain: bool) -> None:  # noqa: FBT001 (a table)
    """Where masking is on, what it would replace is disclosed; where only secrets are, names are not."""
    read = document(comment(1, "Hello"))
    assert discloses(read, allowed("mask"))(text) is masked
    assert discloses(read, allowed("allow"))(text) is plain
