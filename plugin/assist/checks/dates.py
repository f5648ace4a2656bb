"""Dates and times of day in the notations of several countries, as readings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

_MONTHS = (
    "jan|january|januar|janvier|janv|enero|ene|janeiro|gennaio|januari|jänner",
    "feb|february|februar|février|févr|fevrier|febrero|fevereiro|fev|febbraio|februari",
    "mar|march|märz|maerz|mär|mars|marzo|março|maart|mrt",
    "apr|april|avril|avr|abril|abr|aprile",
    "may|mai|mayo|maio|maggio|mei",
    "jun|june|juni|juin|junio|junho|giugno|giu",
    "jul|july|juli|juillet|juil|julio|julho|luglio|lug",
    "aug|august|août|aout|agosto|augustus",
    "sep|sept|september|septembre|septiembre|setembro|settembre|sett",
    "oct|october|oktober|okt|octobre|octubre|outubro|ottobre|ott",
    "nov|november|novembre|noviembre|novembro",
    "dec|december|dezember|dez|décembre|déc|decembre|diciembre|dic|dezembro|dicembre",
)
_NUMBER_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split("|")}
_MONTH = "|".join(sorted(_NUMBER_OF, key=len, reverse=True))
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:19|20)\d\d"

DATE = re.compile(
    rf"""
    (?<![\w.,\-/])(?:
      (?P<y1>{_YEAR})(?P<s1>[-/.])(?P<m1>\d{{1,2}})(?P=s1)(?P<d1>\d{{1,2}})(?=T\d|(?![\w]|[-/.]\d))
    | (?P<a2>\d{{1,2}})(?P<s2>[-/.])(?P<b2>\d{{1,2}})(?P=s2)(?P<y2>\d{{4}}|\d\d)(?![\w]|[-/.]\d)
    | (?P<d3>{_DAY})\.(?P<m3>\d{{1,2}})\.(?!\d)
    | (?P<m4>\d{{1,2}})/(?P<y4>{_YEAR})(?![\w]|/\d)
    | (?P<d5>{_DAY})(?:\.|st|nd|rd|th|er|º)?(?:\s|-)?(?:of\s|de\s|d['\u2019])?(?P<m5>{_MONTH})\b\.?
        (?:,?(?:\s|-)(?:de\s|del\s)?(?P<y5>{_YEAR}))?(?!\d)
    | (?P<m6>{_MONTH})\.?\s(?P<d6>{_DAY})(?:st|nd|rd|th)?(?![\d:%]|[.,]\d)(?:,?\s(?P<y6>{_YEAR})(?!\d))?
    | (?P<m7>{_MONTH})\.?,?\s(?:de\s)?(?P<y7>{_YEAR})(?!\d)
    | (?:(?P<y8>{_YEAR})\s?[年년]\s?)(?P<m8>\d{{1,2}})\s?[月월](?:\s?(?P<d8>\d{{1,2}})\s?[日일])?
    | (?P<m9>\d{{1,2}})\s?[月월]\s?(?P<d9>\d{{1,2}})\s?[日일]
    )
    | (?<=[\u3040-\u9fff\uac00-\ud7af])(?:
        (?:(?P<y10>{_YEAR})\s?[年년]\s?)?(?P<m10>\d{{1,2}})\s?[月월]\s?(?P<d10>\d{{1,2}})\s?[日일])
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
TIME = re.compile(
    r"""
    (?<![\w.,:])(?:T)?(?:
      (?P<h1>[01]?\d|2[0-4])(?::|\s?h\s?)(?P<min1>[0-5]\d)(?::[0-5]\d(?:[.,]\d+)?)?\s?(?P<half1>[ap]\.?m\.?(?!\w))?(?![\w:])
    | (?P<h2>[01]?\d|2[0-4])\.(?P<min2>[0-5]\d)\s?(?:Uhr)\b
    | (?P<h3>[01]?\d|2[0-4])\s?(?:(?P<half3>[ap]\.?m\.?)(?!\w)|(?:Uhr|o['\u2019]clock)\b)
    | (?P<h4>[01]?\d|2[0-4])\s?時(?!間)(?:\s?(?P<min4>[0-5]?\d)\s?分)?
    )
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_MOST_MONTHS, _MOST_DAYS, _HALF_DAY = 12, 31, 12


def date_readings(found: re.Match[str]) -> Iterator[tuple[object, ...]]:
    """Yield what a date may mean: with two numbers before the year, either may be the day."""
    said = found.groupdict()
    if said["a2"]:
        year = int(said["y2"])
        year += 2000 if year < 100 else 0  # noqa: PLR2004
        first, second = int(said["a2"]), int(said["b2"])
        yield from _date(year, second, first)
        if said["s2"] != ".":
            yield from _date(year, first, second)
        return
    if said["m3"]:  # or the version at the end of a sentence
        yield ("n", Decimal(f"{said['d3']}.{said['m3']}"))
        yield ("v", f"{said['d3']}.{said['m3']}")
    for n in "13456789":
        if said.get(f"m{n}"):
            yield from _date(_int(said.get(f"y{n}")), _month(said[f"m{n}"]), _int(said.get(f"d{n}")))
    if said["m10"]:
        yield from _date(_int(said["y10"]), int(said["m10"]), int(said["d10"]))


def time_readings(found: re.Match[str]) -> Iterator[tuple[object, ...]]:
    """Yield what a time may mean; without "am" or "pm" a source's afternoon may be a sentence's morning."""
    said = found.groupdict()
    for n in "1234":
        if said.get(f"h{n}"):
            hour, minute = int(said[f"h{n}"]), _int(said.get(f"min{n}")) or 0
            half = (said.get(f"half{n}") or "").lower()
            if half.startswith("p") and hour < _HALF_DAY:
                yield ("t", hour + _HALF_DAY, minute)
            else:
                yield ("t", 0 if half.startswith("a") and hour == _HALF_DAY else hour, minute)


def _date(year: int | None, month: int, day: int | None) -> Iterator[tuple[object, ...]]:
    if 1 <= month <= _MOST_MONTHS and (day is None or 1 <= day <= _MOST_DAYS):
        yield ("d", year, month, day)


def _month(text: str) -> int:
    return int(text) if text.isdigit() else _NUMBER_OF[text.casefold().rstrip(".")]


def _int(text: str | None) -> int | None:
    return int(text) if text else None
