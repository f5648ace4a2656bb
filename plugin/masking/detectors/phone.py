"""Telephone numbers of every country, judged by the `phonenumbers` library.

One pass finds what could be a number by its groups. A country's code, a word that announces it, or the groups that
its country writes settle it; what is left counts if a region of `regions` could have given it out. Bare digits,
dates, versions, issue keys and ids are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    format_number,
    is_possible_number,
    is_valid_number,
    parse,
)

from plugin.masking.model import EntityKind, Finding

REGIONS = ("GB", "US", "DE", "JP", "FR", "ES", "IT", "NL", "PL", "SE", "FI", "BR")
# A sign or a digit, then digits with at most two signs between them.
_CANDIDATE = re.compile(
    r"(?<![0-9A-Za-z_@#=/.,:+-])(?:\(?\+[ ]?|\()?\d(?:[ ]?[()./-]{0,2}[ ]?\d){5,18}"
    r"(?:[ ]?(?:x|ext\.?|#)[ ]?\d{1,6})?(?![0-9A-Za-z_@])",
    re.IGNORECASE | re.ASCII,
)
_ANNOUNCED = re.compile(
    r"(?:phone|\btel|telef|\bfon|mobile|handy|\bmobil|\bmóvil|\bcell|\bcall|\bring|\bfax|whatsapp|\bsms|reach|\banruf|\bruf"
    r"|\berreich|rückruf|appel|joindre|joign|llam|chiam|\bbel(?:len)?\b|bereik|zadzwo|dzwoni|komórk|\bnå|\bpuh|soit"
    r"|\blig(?:ue|ar)|celular|電話|携帯|連絡|contact|kontakt|contat|contac)[^\n\d]{0,24}$",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?<!\d)(?:(?:19|20)\d\d[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}[-./ ]\d{1,2}[-./ ](?:19|20)\d\d)(?!\d)")
_VERSION = re.compile(r"\d\.\d\.|\.\d\.|(?<!\d)(?:19|20)\d\d[01]\d[0-3]\d(?!\d)| -\d{4} ")
_AMOUNT = re.compile(r"\d{1,3}(?:[. ]\d{3})+|\d+\.\d+|\d{1,3}(?:\.\d{1,3}){3}|\d{1,2}-\d{1,2}-\d{2}")
_THREES = re.compile(r"[5-9]\d\d \d{3} (?!000)\d{3}")  # Poland and Spain; an amount of this size is rarer, and rounder
# Groups that one country writes and that are hardly ever anything else.
_WRITTEN = re.compile(
    r"(?:1[ .-])?\(?[2-9]\d\d\)?[ ]?[ .-]?\d{3}[ .-]\d{4}|001-\d{3}-\d{3}-\d{4}"  # North America
    r"|\d\d 9?\d{4}-\d{4}|\(\d\d\) ?9?\d{4}-\d{4}"  # Brazil
    r"|\d{2,3}-\d{4}-\d{4}"  # Japan
    r"|\(?0\d{1,4}\)?[ /-]{1,2}\d{2,4}(?:[ -]?\d{2,4}){1,3}|\(0\d{2,4}\) ?\d{4,8}|0\d{2,3}-\d{7}",  # a trunk's zero
)
_EXTENSION = re.compile(r"[ ]?(?:x|ext\.?|#)[ ]?\d{1,6}$", re.IGNORECASE)
_FEWEST, _MOST = 7, 15
_AREA = 6  # digits of the first group, at most
_WITH_TRUNK = 9  # digits of a number that a zero begins and nothing announces


class PhoneDetector:
    """Finds numbers; the international form is the value where there is one, else the digits."""

    def __init__(self, regions: tuple[str, ...] = REGIONS) -> None:
        self._regions = regions

    def detect(self, text: str) -> Iterator[Finding]:
        """Yield numbers."""
        for match in _CANDIDATE.finditer(text):
            start, raw = match.start(), match.group()
            if raw[0] == "(" and raw.count("(") > raw.count(")"):  # it stands in brackets that are not its own
                start, raw = start + 1, raw[1:]
            body = _EXTENSION.sub("", raw)
            digits = re.sub(r"\D", "", body)
            if not _FEWEST - 1 <= len(digits) <= _MOST or raw.count("(") != raw.count(")"):
                continue
            announced = bool(_ANNOUNCED.search(text, max(0, start - 40), start))
            number = self._number(body, digits, announced=announced)
            if number is not None:
                yield Finding(EntityKind.PHONE, start, match.end(), number)

    def _number(self, body: str, digits: str, *, announced: bool) -> str | None:
        """The number's normal form, or None where it is none."""
        if body.lstrip("(").startswith("+"):
            parsed = _parsed(body, None)
            return _form(parsed) if parsed and is_possible_number(parsed) else digits if announced else None
        if not announced and len(re.split(r"\D+", body.strip("("))[0]) > _AREA and body != digits:
            return None  # no area's code is that long: a number of something, and a part of it
        amount = (_AMOUNT.fullmatch(body) and not _THREES.fullmatch(body)) or _VERSION.search(body)
        if _DATE.search(body) or (not announced and (len(digits) < _FEWEST or amount)):
            return None
        likely = bool(_WRITTEN.fullmatch(body)) and (body.lstrip("(")[0] != "0" or len(digits) >= _WITH_TRUNK)
        if not (announced or likely or body[0] in "(0" or body != digits):
            return None
        for region in self._regions:
            parsed = _parsed(body, region)
            if parsed and is_valid_number(parsed):
                return _form(parsed)
        return digits if announced or likely else None


def _parsed(raw: str, region: str | None) -> PhoneNumber | None:
    try:
        return parse(raw, region)
    except NumberParseException:
        return None


def _form(number: PhoneNumber) -> str:
    return format_number(number, PhoneNumberFormat.E164)
