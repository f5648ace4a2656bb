"""South Korea: resident registration number, birthday, century and sex, running number."""

from __future__ import annotations

from plugin.masking.detectors.national.form import IdForm, candidate, is_short_date

FORMS = (
    IdForm(
        country="KR",
        name="RRN",
        pattern=candidate(r"\d\d[01]\d[0-3]\d-[1-8]\d{6}"),
        valid=lambda number: is_short_date(number[:6]),  # numbers given out since 2020 have no check digit
        digits=(13, 13),
    ),
)
