"""United Kingdom: National Insurance number and NHS number."""

from __future__ import annotations

from plugin.masking.detectors.checks import weighted
from plugin.masking.detectors.national.form import IdForm, candidate, words

_ELEVEN, _TEN = 11, 10


def _nhs(number: str) -> bool:
    check = _ELEVEN - weighted(number[:9], range(10, 1, -1)) % 11
    return check != _TEN and check % 11 == int(number[9])


FORMS = (
    IdForm(
        country="GB",
        name="NINO",
        pattern=candidate(r"[A-Z]{2}[ ]?\d\d[ ]?\d\d[ ]?\d\d[ ]?[A-DT]?"),
        valid=lambda _: True,  # it has no check digit
        digits=(6, 6),
        # The prefixes that HMRC gives out. Reserved ones count where they are announced.
        written=candidate(
            r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][ ]?\d\d[ ]?\d\d[ ]?\d\d[ ]?[A-D]"
        ),
        announced=words("National Insurance", "NI number", "NINO", "NI no"),
    ),
    IdForm(
        country="GB",
        name="NHS",
        pattern=candidate(r"\d{3}[ -]?\d{3}[ -]?\d{4}"),
        valid=_nhs,
        digits=(10, 10),
        written=candidate(r"\d{3} \d{3} \d{4}"),
        announced=words("NHS"),
    ),
)
