"""Poland: PESEL, birthday with the century in the month, running number and a check digit."""

from __future__ import annotations

from plugin.masking.detectors.checks import weighted
from plugin.masking.detectors.national.form import IdForm, candidate, is_date

_CENTURIES = {0: 1900, 1: 2000, 2: 2100, 3: 2200, 4: 1800}  # by the month's twenties


def _valid(number: str) -> bool:
    century, month = divmod(int(number[2:4]), 20)
    real = is_date(_CENTURIES[century] + int(number[:2]), month, int(number[4:6]))
    return real and weighted(number, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0


FORMS = (IdForm(country="PL", name="PESEL", pattern=candidate(r"\d{4}[0-3]\d{6}"), valid=_valid, digits=(11, 11)),)
