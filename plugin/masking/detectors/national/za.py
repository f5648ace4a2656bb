"""South Africa: identity number, birthday, running number, citizenship and Luhn's check digit."""

from __future__ import annotations

from plugin.masking.detectors.checks import luhn
from plugin.masking.detectors.national.form import IdForm, candidate, is_short_date

FORMS = (
    IdForm(
        country="ZA",
        name="identity number",
        pattern=candidate(r"\d\d[01]\d[0-3]\d[ ]?\d{4}[ ]?[01]\d\d"),
        valid=lambda number: is_short_date(number[:6]) and luhn(number),
        digits=(13, 13),
    ),
)
