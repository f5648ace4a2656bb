"""Netherlands: burgerservicenummer, nine digits by the eleven test."""

from __future__ import annotations

from plugin.masking.detectors.checks import weighted
from plugin.masking.detectors.national.form import IdForm, candidate, words

FORMS = (
    IdForm(
        country="NL",
        name="BSN",
        pattern=candidate(r"\d{4}[. ]\d{2}[. ]\d{3}|\d{3}[. ]?\d{3}[. ]?\d{3}"),
        valid=lambda number: number.strip("0") != "" and weighted(number, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0,
        digits=(9, 9),
        written=candidate(r"\d{4}\.\d{2}\.\d{3}"),
        announced=words("BSN", "burgerservice", "sofinummer", "sofi nummer", "citizen service"),
    ),
)
