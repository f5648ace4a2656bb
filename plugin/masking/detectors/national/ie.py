"""Ireland: personal public service number, seven digits and a letter by mod 23."""

from __future__ import annotations

from plugin.masking.detectors.checks import weighted
from plugin.masking.detectors.national.form import NEVER, IdForm, candidate, words


def _valid(number: str) -> bool:
    second = 9 * (ord(number[8]) - 64) if len(number) > 8 and number[8] != "W" else 0  # noqa: PLR2004 (old form)
    return "WABCDEFGHIJKLMNOPQRSTUV"[(weighted(number[:7], range(8, 1, -1)) + second) % 23] == number[7]


FORMS = (
    IdForm(
        country="IE",
        name="PPS",
        pattern=candidate(r"\d{7}[A-W][A-IW]?"),
        valid=_valid,
        digits=(7, 7),
        written=NEVER,
        announced=words("PPS", "personal public service"),
    ),
)
