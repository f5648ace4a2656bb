"""Spain: DNI and NIE, a number and the letter that its remainder by 23 gives."""

from __future__ import annotations

from plugin.masking.detectors.national.form import IdForm, candidate

_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"


def _valid(number: str) -> bool:
    first = {"X": "0", "Y": "1", "Z": "2"}.get(number[0], "" if number[0] in "KLM" else number[0])
    return _LETTERS[int(first + number[1:-1]) % 23] == number[-1]


FORMS = (
    IdForm(
        country="ES",
        name="DNI",
        pattern=candidate(r"\d{2}[. ]?\d{3}[. ]?\d{3}[- ]?[A-Z]"),
        valid=_valid,
        digits=(8, 8),
    ),
    IdForm(
        country="ES",
        name="NIE",
        pattern=candidate(r"[XYZKLM][- ]?\d{7}[- ]?[A-Z]"),
        valid=_valid,
        digits=(7, 7),
    ),
)
