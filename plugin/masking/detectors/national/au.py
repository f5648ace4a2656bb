"""Australia: tax file number and Medicare number."""

from __future__ import annotations

from plugin.masking.detectors.checks import weighted
from plugin.masking.detectors.national.form import NEVER, IdForm, candidate, words

FORMS = (
    IdForm(
        country="AU",
        name="TFN",
        pattern=candidate(r"\d{3}[ ]?\d{3}[ ]?\d{3}"),
        valid=lambda number: weighted(number, (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0,
        digits=(9, 9),
        written=NEVER,
        announced=words("TFN", "tax file"),
    ),
    IdForm(
        country="AU",
        name="Medicare",
        pattern=candidate(r"[2-6]\d{3}[ ]?\d{5}[ ]?\d"),
        valid=lambda number: weighted(number, (1, 3, 7, 9, 1, 3, 7, 9)) % 10 == int(number[8]),
        digits=(10, 10),
        written=NEVER,
        announced=words("Medicare"),
    ),
)
