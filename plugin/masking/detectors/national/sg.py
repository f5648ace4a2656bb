"""Singapore: NRIC and FIN, a letter, seven digits and a check letter."""

from __future__ import annotations

from plugin.masking.detectors.checks import weighted
from plugin.masking.detectors.national.form import IdForm, candidate

_LETTERS = {"S": "JZIHGFEDCBA", "T": "JZIHGFEDCBA", "F": "XWUTRQPNMLK", "G": "XWUTRQPNMLK", "M": "XWUTRQPNJLK"}
_SHIFT = {"T": 4, "G": 4, "M": 3}


def _valid(number: str) -> bool:
    rest = (weighted(number[1:8], (2, 7, 6, 5, 4, 3, 2)) + _SHIFT.get(number[0], 0)) % 11
    return _LETTERS[number[0]][10 - rest if number[0] == "M" else rest] == number[8]


FORMS = (IdForm(country="SG", name="NRIC", pattern=candidate(r"[STFGM]\d{7}[A-Z]"), valid=_valid, digits=(7, 7)),)
