"""Finland: henkilötunnus, birthday, century sign, running number and a check character by mod 31."""

from __future__ import annotations

from plugin.masking.detectors.national.form import IdForm, candidate, is_short_date

_CHARACTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def _valid(number: str) -> bool:
    # The sign of the century is "-" or "+" (gone with the blanks) or a letter.
    body = number[:6] + number[-4:-1]
    return is_short_date(number[4:6] + number[2:4] + number[:2]) and _CHARACTERS[int(body) % 31] == number[-1]


FORMS = (
    IdForm(
        country="FI",
        name="henkilötunnus",
        pattern=candidate(r"[0-3]\d[01]\d{3}[-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]"),
        valid=_valid,
        digits=(9, 10),
    ),
)
