"""Türkiye: T.C. kimlik no, nine digits and two check digits."""

from __future__ import annotations

from plugin.masking.detectors.national.form import IdForm, candidate


def _valid(number: str) -> bool:
    digits = [int(digit) for digit in number]
    tenth = (sum(digits[0:9:2]) * 7 - sum(digits[1:8:2])) % 10
    return digits[9] == tenth and digits[10] == sum(digits[:10]) % 10


FORMS = (IdForm(country="TR", name="T.C. kimlik", pattern=candidate(r"[1-9]\d{10}"), valid=_valid, digits=(11, 11)),)
