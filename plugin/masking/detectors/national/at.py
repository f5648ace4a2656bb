"""Austria: Sozialversicherungsnummer, a running number with a check digit, then the birthday."""

from __future__ import annotations

from plugin.masking.detectors.checks import weighted
from plugin.masking.detectors.national.form import NEVER, IdForm, candidate, is_short_date, words

_WEIGHTS = (3, 7, 9, 0, 5, 8, 4, 2, 1, 6)  # the check digit itself stands at the fourth place
_LAST_MONTH = 12  # higher months are given out where a day has no numbers left


def _valid(number: str) -> bool:
    birthday = number[8:10] + number[6:8] + number[4:6]
    real = int(number[6:8]) > _LAST_MONTH or is_short_date(birthday)
    return real and weighted(number, _WEIGHTS) % 11 == int(number[3])


FORMS = (
    IdForm(
        country="AT",
        name="Sozialversicherungsnummer",
        pattern=candidate(r"[1-9]\d{3}[ ]?\d{6}"),
        valid=_valid,
        digits=(10, 10),
        written=NEVER,
        announced=words("SVNR", "SV Nr", "Sozialversicherung", "Versicherungsnummer"),
    ),
)
