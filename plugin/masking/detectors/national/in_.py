"""India: Aadhaar (checked by Verhoeff's scheme) and the PAN of a person."""

from __future__ import annotations

from plugin.masking.detectors.checks import verhoeff
from plugin.masking.detectors.national.form import IdForm, candidate, words

FORMS = (
    IdForm(
        country="IN",
        name="Aadhaar",
        pattern=candidate(r"[2-9]\d{3}[ -]?\d{4}[ -]?\d{4}"),
        valid=verhoeff,
        digits=(12, 12),
        written=candidate(r"\d{4}[ -]\d{4}[ -]\d{4}"),
        announced=words("Aadhaar", "Aadhar", "UIDAI", "आधार"),
    ),
    IdForm(
        country="IN",
        name="PAN",
        pattern=candidate(r"[A-Z]{3}P[A-Z]\d{4}[A-Z]"),  # P: the holder is a person
        valid=lambda _: True,  # the check letter's arithmetic is not public
        digits=(4, 4),
    ),
)
