"""Facts: one notation is found in another, and another fact is not."""

from __future__ import annotations

import pytest

from plugin.assist.checks.readings import facts, held

SAME = [
    # numbers and their separators
    ("1,234 users", "1234 users"),
    ("1234 users", "1.234 Nutzer"),
    ("1 234 567", "1,234,567"),
    ("12\u00a0500 €", "12500 €"),
    ("12 500 lignes", "12500 lignes"),
    ("1,5 Sekunden", "1.5 s"),
    ("1.234,5", "1,234.5"),
    ("1'234", "1234"),
    ("4k requests", "4,000 requests"),
    ("1.5 million rows", "1,500,000 rows"),
    ("2 Mio. Zeilen", "2,000,000 rows"),
    ("3万件", "30000件"),
    ("１２件", "12件"),
    ("٤٢ خطأ", "42 errors"),
    ("5 %", "5%"),
    ("400ms", "400 ms"),
    ("0.10", "0.1"),
    ("3rd attempt", "the third attempt"),
    ("1st", "first"),
    # spelled out in the source
    ("2 nodes", "two nodes"),
    ("12 Fälle", "zwölf Fälle"),
    ("25 users", "twenty-five users"),
    ("25 users", "fünfundzwanzig Nutzer"),
    ("400 errors", "four hundred errors"),
    ("3件", "三件の問い合わせ"),
    ("25回", "二十五回"),
    ("2 dozen", "two dozen"),
    # dates
    ("on 16 November 2026", "2026-11-16"),
    ("on November 16, 2026", "16.11.2026"),
    ("on Nov 16", "2026-11-16T10:01:00"),
    ("am 16. November", "on 11/16/2026"),
    ("am 16.11.", "16/11/2026"),
    ("le 16 novembre 2026", "2026/11/16"),
    ("el 16 de noviembre de 2026", "16-11-2026"),
    ("em 16 de novembro", "2026-11-16"),
    ("11月16日", "2026-11-16"),
    ("2026年11月16日に", "16 Nov 2026"),
    ("in November 2026", "since 2026-11-16"),
    ("in 2026", "on 16.11.2026"),
    ("2 March 2026", "03/02/2026"),
    ("the 2nd of March", "2026-03-02"),
    ("16-Nov-2026", "2026-11-16"),
    # times of day
    ("at 10:01", "10:01:33"),
    ("um 10.30 Uhr", "at 10:30"),
    ("at 3 pm", "15:00"),
    ("um 15 Uhr", "3:00 PM"),
    ("10時30分", "10:30"),
    ("at 10h30", "10:30"),
    # versions, keys, identifiers
    ("version 4.8.2", "v4.8.2"),
    ("v4.8", "4.8.2"),
    ("4.8", "4.8.2-rc1"),
    ("2.0.0-RC1", "2.0.0rc1"),
    ("release v2", "release v2"),
    ("PAY-117", "PAY-117 is linked"),
    ("UTF-8", "utf8"),
    ("RFC 2616", "rfc2616"),
    ("RFC-2616", "RFC 2616"),
    ("log4j", "log4j.properties"),
    ("x86_64", "X86-64"),
    ("p95", "P95 latency"),
    ("commit a1b2c3d", "a1b2c3d fixes it"),
    # ranges, fractions and lists hold their members
    ("10 to 20", "10-20"),
    ("10\u201320", "between 10 and 20"),
    ("2 GB", "2-3 GB"),
    ("2 GB", "2 to 3 GB"),
    ("3 of 5", "3/5"),
    ("3/5", "3 of 5"),
    ("8/31", "2026-08-31"),
    ("31/8", "August 31"),
    ("gimp-1.2", "gimp-1.2.3"),
    ("€40", "40 €"),
]
DIFFERENT = [
    ("4,000 errors", "400 errors"),
    ("1.5 s", "15 s"),
    ("1,5 s", "1,6 s"),
    ("5 million", "5 users"),
    ("4 users", "PAY-14"),
    ("3 nodes", "two nodes"),
    ("on 17 November 2026", "2026-11-16"),
    ("on 16 November 2025", "2026-11-16"),
    ("on 16 December", "2026-11-16"),
    ("11月17日", "2026-11-16"),
    ("in October 2026", "2026-11-16"),
    ("16 errors", "2026-11-16"),
    ("11 errors", "on 16.11.2026"),
    ("at 10:02", "10:01"),
    ("at 3 pm", "03:00"),
    ("version 4.8.3", "4.8.2"),
    ("version 4.9", "4.8.2"),
    ("v2", "v3"),
    ("2.0.0-rc2", "2.0.0-rc1"),
    ("PAY-118", "PAY-117"),
    ("SHOP-117", "PAY-117"),
    ("log4j2", "log4j"),
    ("utf16", "utf8"),
    ("commit a1b2c3e", "a1b2c3d"),
    ("400 ms", "400 connections in 30 ms"),
    ("3 GB", "3 nodes with 2 GB"),
    ("50 %", "50 users, 5 %"),
    ("€41", "€40 for 41 users"),
    ("10 min", "10 s and 3 min"),
    ("8/1", "8/31 and 1"),
    ("2/5", "3/5 and 2"),
    ("server-1.5", "server-1.4, and 5 others"),
]


@pytest.mark.parametrize(("sentence", "source"), SAME)
def test_same(sentence: str, source: str) -> None:
    """A fact in another notation is the same fact."""
    there = held(source)
    assert [fact.text for fact in facts(sentence) if not there.has(fact)] == []


@pytest.mark.parametrize(("sentence", "source"), DIFFERENT)
def test_different(sentence: str, source: str) -> None:
    """A changed fact is not found."""
    there = held(source)
    assert [fact.text for fact in facts(sentence) if not there.has(fact)]


@pytest.mark.parametrize("text", [text for pair in SAME for text in pair])
def test_a_text_holds_its_own_facts(text: str) -> None:
    """What repeats its source holds."""
    there = held(text)
    assert all(there.has(fact) for fact in facts(text))


def test_no_facts() -> None:
    """Words alone are no facts."""
    assert facts("Nothing here may be counted, once or twice.") == []
