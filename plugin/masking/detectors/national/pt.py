"""Portugal: número de identificação fiscal, eight digits and a check digit by mod 11."""

from __future__ import annotations

from plugin.masking.detectors.checks import weighted
from plugin.masking.detectors.national.form import NEVER, IdForm, candidate, words


def _valid(number: str) -> bool:
    rest = weighted(number[:8], range(9, 1, -1)) % 11
    return int(number[8]) == (0 if rest <= 1 else 11 - rest)


FORMS = (
    IdForm(
        country="PT",
        name="NIF",
        pattern=candidate(r"[1-356789]\d{2}[ ]?\d{3}[ ]?\d{3}"),
        valid=_valid,
        digits=(9, 9),
        written=NEVER,
        announced=words("NIF", "contribuinte", "identificação fiscal"),
    ),
)
