"""Numbers that are spelled out, in the languages that Vouch speaks and their neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator

_WORDS = {
    0: "zero null zéro cero nul",
    1: "one first once single ein eine einen einem einer eins erste ersten erster einmal un une uno una um uma "
    "première premier primero primera",
    2: "two second twice both couple pair zwei zweite zweiten zweiter zweimal beide beiden deux deuxième dos segundo "
    "segunda dois duas due twee",
    3: "three third thrice drei dritte dritten dritter dreimal trois troisième tres tercero tercera três tre drie",
    4: "four fourth vier vierte vierten quatre cuatro quatro quattro",
    5: "five fifth fünf fünfte fünften cinq cinco cinque vijf",
    6: "six sixth sechs sechste sechsten seis sei zes",
    7: "seven seventh sieben siebte siebten sept siete sete sette zeven",
    8: "eight eighth acht achte achten huit ocho oito otto",
    9: "nine ninth neun neunte neunten neuf nueve nove negen",
    10: "ten tenth zehn zehnte zehnten dix diez dez dieci tien",
    11: "eleven eleventh elf elfte onze once undici",
    12: "twelve twelfth dozen zwölf zwölfte dutzend douze doce doze dodici twaalf",
    13: "thirteen dreizehn treize trece treze tredici dertien",
    14: "fourteen vierzehn quatorze catorce quattordici veertien",
    15: "fifteen fünfzehn quinze quince quindici vijftien",
    16: "sixteen sechzehn seize dieciséis dezesseis sedici zestien",
    17: "seventeen siebzehn diecisiete dezessete diciassette",
    18: "eighteen achtzehn dieciocho dezoito diciotto",
    19: "nineteen neunzehn diecinueve dezenove diciannove",
    20: "twenty zwanzig vingt veinte vinte venti twintig",
    30: "thirty dreißig dreissig trente treinta trinta trenta dertig",
    40: "forty vierzig quarante cuarenta quarenta quaranta veertig",
    50: "fifty fünfzig cinquante cincuenta cinquenta cinquanta vijftig",
    60: "sixty sechzig soixante sesenta sessenta sessanta zestig",
    70: "seventy siebzig setenta settanta zeventig",
    80: "eighty achtzig ochenta oitenta ottanta tachtig",
    90: "ninety neunzig noventa novanta negentig",
    100: "hundred hundert einhundert cent cien cem cento honderd",
    1000: "thousand tausend eintausend mille mil duizend",
    1_000_000: "million millionen millón milhão milione miljoen",
}
_VALUES = {word: value for value, words in _WORDS.items() for word in words.split()}
_GERMAN_UNITS = {"ein": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9}
_GERMAN = re.compile(rf"({'|'.join(_GERMAN_UNITS)})und(\w+ig|dreißig)\Z")
_CJK = re.compile(r"[\u3007零一二三四五六七八九十百千万两兩]+")
_CJK_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"\u3007": 0, "两": 2, "兩": 2}
_CJK_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?")
_TENS = range(20, 100, 10)


def spelled(text: str) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield the numbers that are spelled out in a text and where: each word alone, and what words make together."""
    previous = 0
    for found in _WORD.finditer(text.casefold()):
        word = found.group()
        value = _value(word)
        if value is None:
            previous = 0
            continue
        yield value, found.span()
        if previous in _TENS and 0 < value < 10:  # noqa: PLR2004 (twenty five)
            yield previous + value, found.span()
        if previous and value >= 100:  # noqa: PLR2004 (four hundred)
            yield previous * value, found.span()
        previous = previous * value if previous and value >= 100 else value  # noqa: PLR2004
    for found in _CJK.finditer(text):
        yield _cjk(found.group()), found.span()


def _value(word: str) -> int | None:
    if word in _VALUES:
        return _VALUES[word]
    tens, _, unit = word.partition("-")  # twenty-five
    if unit and tens in _VALUES and unit in _VALUES and _VALUES[tens] in _TENS:
        return _VALUES[tens] + _VALUES[unit]
    german = _GERMAN.match(word)
    if german and german.group(2) in _VALUES:
        return _GERMAN_UNITS[german.group(1)] + _VALUES[german.group(2)]
    return None


def _cjk(text: str) -> int:
    """The value of a number in Chinese characters; digits side by side are read as digits."""
    if all(c in _CJK_DIGITS for c in text):
        return int("".join(str(_CJK_DIGITS[c]) for c in text))
    total, section, digit = 0, 0, 0
    for character in text:
        if character in _CJK_DIGITS:
            digit = _CJK_DIGITS[character]
            continue
        scale = _CJK_SCALES[character]
        if scale == 10_000:  # noqa: PLR2004
            total += (section + digit or 1) * scale
            section = digit = 0
        else:
            section += (digit or 1) * scale
            digit = 0
    return total + section + digit
