"""Belgium: rijksregisternummer, birthday and running number, checked by mod 97."""

from __future__ import annotations

from plugin.masking.detectors.national.form import IdForm, candidate, is_date

_UNKNOWN = 0  # month or day of somebody whose birthday is not known
_MONTH_SHIFT = 20  # bis numbers add 20 or 40 to the month


def _valid(number: str) -> bool:
    year, month, day = int(number[:2]), int(number[2:4]) % _MONTH_SHIFT, int(number[4:6])
    check = int(number[9:])
    for century, prefix in ((1900, ""), (2000, "2")):
        real = _UNKNOWN in {month, day} or is_date(century + year, month, day)
        if real and 97 - int(prefix + number[:9]) % 97 == check:
            return True
    return False


FORMS = (
    IdForm(
        country="BE",
        name="rijksregisternummer",
        pattern=candidate(r"\d\d[. ]?[0-5]\d[. ]?[0-3]\d[- ]?\d{3}[. ]?\d\d"),
        valid=_valid,
        digits=(11, 11),
    ),
)
