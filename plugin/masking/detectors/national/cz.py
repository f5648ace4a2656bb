"""Czechia and Slovakia: rodné číslo, birthday and running number, divisible by eleven since 1954."""

from __future__ import annotations

from plugin.masking.detectors.national.form import IdForm, candidate, is_short_date

_WOMAN, _SECOND_SERIES = 50, 20  # added to the month
_TEN = 10


def _valid(number: str) -> bool:
    month = int(number[2:4]) % _WOMAN % _SECOND_SERIES
    real = is_short_date(f"{number[:2]}{month:02d}{number[4:6]}")
    # For a time, a remainder of ten was written as a check digit of zero.
    whole = int(number) % 11 == 0 or (number[9:] == "0" and int(number[:9]) % 11 == _TEN)
    return real and whole


FORMS = (
    IdForm(
        country="CZ",
        name="rodné číslo",
        pattern=candidate(r"\d\d[0-8]\d[0-3]\d/\d{4}"),
        valid=_valid,
        digits=(10, 10),
    ),
)
