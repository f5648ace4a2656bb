"""United States: social security number and individual taxpayer identification number."""

from __future__ import annotations

from plugin.masking.detectors.national.form import IdForm, candidate, words

_NEVER_ISSUED = {"000", "666"}
_ITIN_GROUPS = {*range(50, 66), *range(70, 89), *range(90, 93), *range(94, 100)}


def _valid(number: str) -> bool:
    area, group, serial = number[:3], number[3:5], number[5:]
    if area[0] == "9":  # an ITIN
        return int(group) in _ITIN_GROUPS
    return area not in _NEVER_ISSUED and group != "00" and serial != "0000"


FORMS = (
    IdForm(
        country="US",
        name="SSN",
        pattern=candidate(r"\d{3}[- ]?\d{2}[- ]?\d{4}"),
        valid=_valid,
        digits=(9, 9),
        written=candidate(r"\d{3}-\d{2}-\d{4}"),
        announced=words("SSN", "social security", "soc sec", "ITIN", "taxpayer"),
    ),
)
