"""Italy: codice fiscale, letters of the name, birthday, place and a check letter."""

from __future__ import annotations

from plugin.masking.detectors.national.form import IdForm, candidate

_ODD = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
_DIGIT = r"[\dL-NP-V]"  # a digit may be written as a letter where two people would share a code


def _valid(number: str) -> bool:
    # Letters count as 0 to 25 and digits as 0 to 9: at odd places through a table, at even ones as they are.
    values = [int(character) if character.isdigit() else ord(character) - 65 for character in number[:15]]
    total = sum(value if index % 2 else _ODD[value] for index, value in enumerate(values))
    return ord(number[15]) - 65 == total % 26


FORMS = (
    IdForm(
        country="IT",
        name="codice fiscale",
        pattern=candidate(rf"[A-Z]{{6}}{_DIGIT}{{2}}[A-EHLMPRST]{_DIGIT}{{2}}[A-Z]{_DIGIT}{{3}}[A-Z]"),
        valid=_valid,
        digits=(0, 7),
    ),
)
