"""China: resident identity number, checked by ISO 7064 MOD 11-2."""

from __future__ import annotations

from plugin.masking.detectors.checks import weighted
from plugin.masking.detectors.national.form import IdForm, candidate, is_date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _valid(number: str) -> bool:
    real = is_date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    return real and "10X98765432"[weighted(number[:17], _WEIGHTS) % 11] == number[17]


FORMS = (
    IdForm(
        country="CN",
        name="resident identity",
        pattern=candidate(r"[1-9]\d{5}(?:18|19|20)\d{9}[\dX]"),
        valid=_valid,
        digits=(17, 18),
    ),
)
