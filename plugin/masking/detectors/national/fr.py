"""France: numéro de sécurité sociale (NIR), thirteen characters and a key by mod 97."""

from __future__ import annotations

from plugin.masking.detectors.national.form import IdForm, candidate


def _valid(number: str) -> bool:
    body = number[:13].replace("2A", "19").replace("2B", "18")  # Corsica's departments
    return body.isdigit() and 97 - int(body) % 97 == int(number[13:])


FORMS = (
    IdForm(
        country="FR",
        name="NIR",
        pattern=candidate(
            r"[123478][ ]?\d\d[ ]?(?:0[1-9]|1[0-2]|[2-9]\d)[ ]?(?:\d\d|2[AB])[ ]?\d{3}[ ]?\d{3}[ -]?\d\d"
        ),
        valid=_valid,
        digits=(14, 15),
    ),
)
