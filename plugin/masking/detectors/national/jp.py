"""Japan: individual number (マイナンバー), eleven digits and a check digit by mod 11."""

from __future__ import annotations

from plugin.masking.detectors.checks import weighted
from plugin.masking.detectors.national.form import IdForm, candidate, words


def _valid(number: str) -> bool:
    rest = weighted(number[:11], (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return int(number[11]) == (0 if rest <= 1 else 11 - rest)


FORMS = (
    IdForm(
        country="JP",
        name="My Number",
        pattern=candidate(r"\d{4}[ -]?\d{4}[ -]?\d{4}"),
        valid=_valid,
        digits=(12, 12),
        written=candidate(r"\d{4}[ -]\d{4}[ -]\d{4}"),
        announced=words("My Number", "マイナンバー", "個人番号", "individual number"),
    ),
)
