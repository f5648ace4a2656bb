"""Brazil: CPF, nine digits and two check digits."""

from __future__ import annotations

from plugin.masking.detectors.checks import weighted
from plugin.masking.detectors.national.form import IdForm, candidate


def _valid(number: str) -> bool:
    first = weighted(number[:9], range(10, 1, -1)) * 10 % 11 % 10
    second = weighted(number[:10], range(11, 1, -1)) * 10 % 11 % 10
    return len(set(number)) > 1 and number[9:] == f"{first}{second}"


FORMS = (
    IdForm(
        country="BR",
        name="CPF",
        pattern=candidate(r"\d{3}[. ]?\d{3}[. ]?\d{3}[- ]?\d\d"),
        valid=_valid,
        digits=(11, 11),
    ),
)
