"""National ids of people: one finding kind, one country a file in `national`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from plugin.masking.detectors.national import (
    at,
    au,
    be,
    br,
    ca,
    ch,
    cn,
    cz,
    de,
    dk,
    es,
    fi,
    fr,
    gb,
    ie,
    in_,
    it,
    jp,
    kr,
    mx,
    nl,
    no,
    pl,
    pt,
    se,
    sg,
    tr,
    us,
    za,
)
from plugin.masking.detectors.national.form import NEAR, IdForm
from plugin.masking.model import EntityKind, Finding

_COUNTRIES = (
    at, au, be, br, ca, ch, cn, cz, de, dk, es, fi, fr, gb, ie, in_, it, jp, kr, mx, nl, no, pl, pt, se, sg, tr, us, za,
)  # fmt: skip
FORMS: tuple[IdForm, ...] = tuple(form for country in _COUNTRIES for form in country.FORMS)

# Words that hold a digit, joined by blanks and the signs that ids are grouped with; a last letter may stand alone.
_RUN = re.compile(
    r"(?<![0-9A-Za-z])[A-Za-z]{0,12}(?:[ -](?=\d))?\d[0-9A-Za-z]*"
    r"(?:[ ./+-](?:[A-Za-z]{1,6} ?)?\d[0-9A-Za-z]*)*(?:[ -][A-Za-z](?![A-Za-z]))?",
    re.ASCII,
)
_LEAST = 9  # characters of the shortest id


class NationalIdDetector:
    """Finds ids whose check digits hold; letters and digits alone are the value."""

    def __init__(self, forms: Iterable[IdForm] = FORMS) -> None:
        self._forms = tuple(forms)

    def detect(self, text: str) -> Iterator[Finding]:
        """Yield ids, each place once."""
        for run in _RUN.finditer(text):
            if run.end() - run.start() < _LEAST:
                continue
            digits = sum(c.isdecimal() for c in run.group())
            for form in self._forms:
                if digits >= form.digits[0]:
                    yield from self._of(form, text, run.start(), run.end())

    @staticmethod
    def _of(form: IdForm, text: str, start: int, end: int) -> Iterator[Finding]:
        # One character beyond, so that a form can see that nothing joins it to what follows.
        for match in form.pattern.finditer(text, start, min(end + 2, len(text))):
            number = re.sub(r"[^0-9A-Z]", "", match.group().upper())
            if not number.isascii() or not form.valid(number):
                continue
            plain = form.written is None or form.written.fullmatch(match.group())
            if plain or _announced(form, text, match.start()):
                yield Finding(EntityKind.ID, match.start(), match.end(), number)


def _announced(form: IdForm, text: str, start: int) -> bool:
    return form.announced is not None and bool(form.announced.search(text, max(0, start - NEAR), start))
