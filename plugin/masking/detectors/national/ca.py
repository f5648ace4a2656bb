"""Canada: social insurance number, checked by Luhn."""

from __future__ import annotations

from plugin.masking.detectors.checks import luhn
from plugin.masking.detectors.national.form import IdForm, candidate, words

FORMS = (
    IdForm(
        country="CA",
        name="SIN",
        pattern=candidate(r"[1-79]\d{2}[ -]?\d{3}[ -]?\d{3}"),
        valid=luhn,
        digits=(9, 9),
        written=candidate(r"\d{3}-\d{3}-\d{3}"),
        announced=words("SIN", "social insurance", "assurance sociale", "NAS"),
    ),
)
