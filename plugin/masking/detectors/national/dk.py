"""Denmark: CPR number, the birthday and four digits; they have no check digit since 2007."""

from __future__ import annotations

from plugin.masking.detectors.national.form import NEVER, IdForm, candidate, is_short_date, words

FORMS = (
    IdForm(
        country="DK",
        name="CPR",
        pattern=candidate(r"[0-3]\d[01]\d{3}[- ]?\d{4}"),
        valid=lambda number: is_short_date(number[4:6] + number[2:4] + number[:2]),
        digits=(10, 10),
        written=NEVER,
        announced=words("CPR", "personnummer", "personal id"),
    ),
)
