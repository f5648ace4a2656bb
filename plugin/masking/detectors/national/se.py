"""Sweden: personnummer and samordningsnummer, birthday, running number and Luhn's check digit."""

from __future__ import annotations

from plugin.masking.detectors.checks import luhn
from plugin.masking.detectors.national.form import IdForm, candidate, is_short_date, words

_COORDINATION = 60  # added to the day of somebody who is not registered


def _valid(number: str) -> bool:
    short = number[-10:]
    day = int(short[4:6])
    day -= _COORDINATION * (day > _COORDINATION)
    return luhn(short) and is_short_date(f"{short[:4]}{day:02d}")


FORMS = (
    IdForm(
        country="SE",
        name="personnummer",
        pattern=candidate(r"(?:19|20)?\d\d[01]\d[0-9]\d[-+ ]?\d{4}"),
        valid=_valid,
        digits=(10, 12),
        written=candidate(r"(?:19|20)?\d{6}[-+]\d{4}|(?:19|20)\d{10}"),
        announced=words("personnummer", "personnr", "samordningsnummer", "pnr", "personal identity"),
    ),
)
