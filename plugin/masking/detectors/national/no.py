"""Norway: fødselsnummer, birthday, individual number and two check digits."""

from __future__ import annotations

from plugin.masking.detectors.checks import weighted
from plugin.masking.detectors.national.form import IdForm, candidate, is_short_date

_DAY_SHIFT = 40  # D numbers add 40 to the day; test persons add 40 or 80 to the month


def _valid(number: str) -> bool:
    day, month = int(number[:2]) % _DAY_SHIFT, int(number[2:4]) % _DAY_SHIFT
    checked = (
        weighted(number, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) % 11 == 0
        and weighted(number, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0
    )
    return checked and is_short_date(f"{number[4:6]}{month:02d}{day:02d}")


FORMS = (
    IdForm(
        country="NO",
        name="fødselsnummer",
        pattern=candidate(r"[0-7]\d{5}[ ]?\d{5}"),
        valid=_valid,
        digits=(11, 11),
    ),
)
