"""Switzerland: AHV number, an EAN-13 that begins with 756."""

from __future__ import annotations

from plugin.masking.detectors.checks import weighted
from plugin.masking.detectors.national.form import IdForm, candidate

FORMS = (
    IdForm(
        country="CH",
        name="AHV",
        pattern=candidate(r"756[. ]?\d{4}[. ]?\d{4}[. ]?\d\d"),
        valid=lambda number: weighted(number, (1, 3) * 6 + (1,)) % 10 == 0,
        digits=(13, 13),
    ),
)
