"""Germany: Steuer-ID, Rentenversicherungsnummer and the number of an identity card."""

from __future__ import annotations

from collections import Counter

from plugin.masking.detectors.checks import mod_11_10, weighted
from plugin.masking.detectors.national.form import NEVER, IdForm, candidate, is_short_date, words

_MOST_REPEATED = 3  # since 2016 one digit occurs two or three times among the first ten, as no other does
_FACTORS = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
_UNKNOWN_DAY = "00"


def _tax_id(number: str) -> bool:
    repeated = [count for count in Counter(number[:10]).values() if count > 1]
    return len(repeated) == 1 and repeated[0] <= _MOST_REPEATED and mod_11_10(number)


def _pension(number: str) -> bool:
    day, month, year = number[2:4], number[4:6], number[6:8]
    real = _UNKNOWN_DAY in {day, month} or is_short_date(year + month + day)
    digits = f"{number[:8]}{ord(number[8]) - 64:02d}{number[9:11]}"
    products = (int(digit) * factor for digit, factor in zip(digits, _FACTORS, strict=True))
    return real and sum(product // 10 + product % 10 for product in products) % 10 == int(number[11])


def _card(number: str) -> bool:
    values = [str(int(character, 36) % 10) for character in number[:9]]
    return weighted(values, (7, 3, 1) * 3) % 10 == int(number[9])


FORMS = (
    IdForm(
        country="DE",
        name="Steuer-ID",
        pattern=candidate(r"[1-9]\d[ ]?\d{3}[ ]?\d{3}[ ]?\d{3}"),
        valid=_tax_id,
        digits=(11, 11),
    ),
    IdForm(
        country="DE",
        name="Rentenversicherungsnummer",
        pattern=candidate(r"\d{2}[ ]?[0-3]\d[01]\d\d{2}[ ]?[A-Z][ ]?\d{3}"),
        valid=_pension,
        digits=(11, 11),
    ),
    IdForm(
        country="DE",
        name="Personalausweis",
        pattern=candidate(r"[CFGHJKLMNPRTVWXYZ][CFGHJKLMNPRTVWXYZ0-9]{8}\d"),
        valid=_card,
        digits=(2, 10),
        written=NEVER,
        announced=words("Ausweis", "Reisepass", "Passnummer", "identity card", "passport"),
    ),
)
