"""Mexico: CURP, letters of the name, birthday, state and a check digit."""

from __future__ import annotations

from plugin.masking.detectors.national.form import IdForm, candidate, is_short_date

_VALUES = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"


def _valid(number: str) -> bool:
    total = sum(_VALUES.index(character) * (18 - index) for index, character in enumerate(number[:17]))
    return is_short_date(number[4:10]) and (10 - total % 10) % 10 == int(number[17])


FORMS = (
    IdForm(
        country="MX",
        name="CURP",
        pattern=candidate(r"[A-Z][AEIOUX][A-Z]{2}\d\d[01]\d[0-3]\d[HMX][A-Z]{2}[B-DF-HJ-NP-TV-Z]{3}[0-9A-Z]\d"),
        valid=_valid,
        digits=(7, 8),
    ),
)
