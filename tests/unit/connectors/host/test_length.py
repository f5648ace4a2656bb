"""Lengths of texts, whatever their script."""

from __future__ import annotations

import pytest

from connectors.host.adf import word_count
from connectors.host.length import words_in


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("two words", 2),
        ("Störung behoben", 2),
        ("保冷庫が停止した", 4),
        ("保冷庫が7時間停止した", 6),
        ("결제 배치가 멈췄다", 4),
    ],
)
def test_words_in(text: str, words: int) -> None:
    """Spaces part words; two characters of a script without spaces are one."""
    assert words_in(text) == words


def test_a_japanese_document_is_not_short() -> None:
    """A page of a thousand Japanese characters is not one of three words."""
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": "配送の遅れを毎朝確認する。" * 80}]}
    assert word_count({"type": "doc", "content": [paragraph, "?", None]}) > 400
