"""The leak check: no original and no invented value gets past it, and what the engine was given does."""

from __future__ import annotations

import pytest

from plugin.masking.leak import LeakCheck
from plugin.masking.unmask import placeholders
from tests.fakes.documents import ADA, BO, comment, description, masked

TEXT = (
    "Ada Byron wrote from bo@example.com about DE89 3704 0044 0532 0130 00, card 4111 1111 1111 1111, "
    "phone +44 20 7946 0958. Order 20261116 of winter stays. See 192.0.2.7."
)
LEAKS = [
    "Ada Byron wrote.",
    "ADA  byron wrote.",
    "As Ada said.",
    "bo@example.com wrote",
    "BO@EXAMPLE.COM wrote",
    "b o @ e x a m p l e . c o m",
    "account DE89370400440532013000",
    "account de89-3704-0044-0532-0130-00",
    "card 4111111111111111",
    "card 4111.1111.1111.1111",
    "call 00442079460958 or 442079460958",
    "from 192.0.2.7",
    "an invented one: eve@example.org",
    "an invented one: 5555 5555 5555 4444",
    "the password is Tr0ub4dor&3",
]
CLEAN = ["Order 20261116 of winter stays.", "Nothing was masked here.", "Adamant people, byronic even.", "4111 rows"]


@pytest.mark.parametrize("said", LEAKS)
def test_leaks(said: str) -> None:
    """An original leaks in any case and any grouping, and so does a value that nobody gave to the engine."""
    assert LeakCheck(*masked(description(TEXT), comment(1, "Yes."), effect="mask")).leaks(said)


@pytest.mark.parametrize("said", CLEAN)
def test_clean(said: str) -> None:
    """Words and numbers of the text are no leaks."""
    assert not LeakCheck(*masked(description(TEXT), comment(1, "Yes."), effect="mask")).leaks(said)


def test_placeholders_are_no_leaks() -> None:
    """What the masker wrote may come back, bent or not, alone or beside each other."""
    result, vault = masked(description(TEXT), comment(1, "Yes."), effect="mask")
    text = result.document.segments[0].text
    check = LeakCheck(result, vault)
    assert not check.leaks(text)
    one, two = placeholders(text)[:2]
    assert not check.leaks(f"{one}{two} wrote {two.lower()}")


def test_without_masking_of_people() -> None:
    """Where only secrets are masked, names and addresses are no leaks; secrets still are."""
    check = LeakCheck(*masked(description(TEXT), effect="allow"))
    assert not check.leaks("Ada Byron wrote from bo@example.com")
    assert check.leaks("password=hunter22")


def test_a_name_that_is_a_word() -> None:
    """Somebody's family name in lower case is a word of the language."""
    winter = type(ADA)("5b10:w", "Ida Winter")
    result, vault = masked(comment(1, "Winter says that in winter it is cold", author=winter), effect="mask")
    check = LeakCheck(result, vault)
    assert not check.leaks("in winter it is cold")
    assert check.leaks("Winter says so")
    assert check.leaks("ida winter")
    assert BO.display_name not in result.document.segments[0].text
