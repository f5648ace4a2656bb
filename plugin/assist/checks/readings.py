"""The facts of a text as sets of readings, so that one notation can be found in another.

A reading is a tuple whose first item is its kind:

    ("n", Decimal)             a number: 1234, 1,234, 1.234, 1 234, 1.2k, twelve hundred
    ("d", year, month, day)    a date; None for what was not said
    ("t", hour, minute)        a time of day
    ("v", text)                a version of dotted numbers
    ("i", text)                a key or an identifier with digits, in small letters without - _ . and blanks
    ("f", number, number)      two numbers that belong together: 3/5, 3 of 5

What can be read in several ways ("1.234", "03/04/2026") has all of them; it is found where one of them is.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from plugin.ai.language import is_small
from plugin.assist.checks.dates import DATE, TIME, date_readings, time_readings
from plugin.assist.checks.number_words import spelled

Reading = tuple[object, ...]

# Every repetition is bounded: a source is as long as somebody likes.
KEY = re.compile(r"(?<![A-Za-z0-9_])[A-Z][A-Z0-9_]{1,40}-\d{1,20}(?![A-Za-z0-9])", re.ASCII)
_PAIR = re.compile(r"(?<![\w.,/\-])(\d{1,6})\s?/\s?(\d{1,6})(?![\w/]|[.,]\d)", re.ASCII)
_OF = re.compile(
    r"(?<![\w.,])(\d{1,6})\s(?:out of|of|von|sur|de|di|van)\s(?:the\s|den\s|les\s)?(\d{1,6})(?![\w]|[.,]\d)",
    re.ASCII,
)
_VERSION = re.compile(
    r"(?<![\w.])v?(\d+(?:\.\d+){2,12}|(?<=v)\d+(?:\.\d+)*)((?:[-.+_]?(?:rc|beta|alpha|snapshot|final|ga|m|b|a|p)[-.]?\d*)?)(?![\w])"
    r"(?!\.\d)",
    re.IGNORECASE | re.ASCII,
)
_IDENTIFIER = re.compile(
    r"(?<![\w.])(?:[A-Za-z_][A-Za-z_\-]{0,60}\d[\w\-]{0,200}(?:\.\d[\w\-]{0,40}){0,6}|\d\w{0,200}[A-Za-z_][\w\-]{0,200})(?![\w])",
    re.ASCII,
)
_UNIT = re.compile(r"\d+[A-Za-zµ%°]{1,5}\Z")
_GROUPED = r"\d{1,3}(?:[\u00a0\u202f\u2009 ]\d{3})+(?:[.,]\d+)?(?!\d)"
_NUMBER = re.compile(rf"{_GROUPED}|\d+(?:[.,'\u2019]\d+)*")
_SCALES = {
    "k": 3, "tsd": 3, "thousand": 3, "tausend": 3, "mille": 3, "mil": 3, "千": 3,
    "m": 6, "mio": 6, "million": 6, "millions": 6, "millionen": 6, "millones": 6, "milhões": 6, "milioni": 6, "百万": 6,
    "mrd": 9, "bn": 9, "billion": 9, "billions": 9, "milliarde": 9, "milliarden": 9, "milliard": 9, "milliards": 9,
    "万": 4, "萬": 4, "億": 8, "亿": 8, "만": 4, "억": 8,
}  # fmt: skip
_SCALE = re.compile(rf"\s?({'|'.join(sorted(_SCALES, key=len, reverse=True))})(?![A-Za-zÀ-ÿ])\.?", re.IGNORECASE)
_SEPARATOR = re.compile(r"[.,'\u2019\u00a0\u202f\u2009 ]")
_LONGEST = 40  # digits: a longer number is compared as an identifier


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact as a sentence writes it: found where one of its readings is, or where all its parts are.

    `unit` is what a number counts, `span` where it stands; `beside` are the beginnings of the words next to it, `slot`
    those of the nearest words on both sides, whatever they are.
    """

    text: str
    kind: str  # "number" | "key"
    readings: frozenset[Reading]
    parts: tuple[frozenset[Reading], ...] = ()
    unit: str = ""
    beside: tuple[str, ...] = ()
    slot: tuple[str, str] | None = None
    span: tuple[int, int] | None = None

    @property
    def values(self) -> frozenset[Reading]:
        """What it says, without the word that stands before it."""
        numbers = frozenset(reading for reading in self.readings if reading[0] == "n")
        return numbers or self.readings


@dataclass(slots=True)
class Held:
    """All readings of a source: the numbers before each unit, near each word, and between each two words."""

    readings: set[Reading] = field(default_factory=set)
    dates: list[Reading] = field(default_factory=list)
    units: dict[str, set[Reading]] = field(default_factory=dict)
    around: dict[str, set[Reading]] = field(default_factory=dict)
    slots: dict[tuple[str, str], set[Reading]] = field(default_factory=dict)
    counts: Counter[Reading] = field(default_factory=Counter)

    def add(self, other: Held) -> None:
        """Take another source in."""
        self.readings |= other.readings
        self.dates += other.dates
        self.counts += other.counts
        for mine, theirs in ((self.units, other.units), (self.around, other.around)):
            for name, numbers in theirs.items():
                mine.setdefault(name, set()).update(numbers)
        for slot, numbers in other.slots.items():
            self.slots.setdefault(slot, set()).update(numbers)

    def has(self, fact: Fact) -> bool:
        """Whether the fact is found here; a number before a unit, only among the numbers before that unit."""
        if fact.unit in self.units and not fact.readings & self.units[fact.unit]:
            return False
        if self._any(fact.readings):
            return True
        return bool(fact.parts) and all(self._any(part) for part in fact.parts)

    def beside(self, fact: Fact) -> bool | None:
        """Whether the number stands near one of the words that it is next to; None where those stand near no number."""
        near = [self.around[word] for word in fact.beside if word in self.around]
        return any(fact.readings & readings for readings in near) if near else None

    def between(self, fact: Fact) -> bool | None:
        """Whether the number stands between the same two words; None where no number does."""
        numbers = self.slots.get(fact.slot) if fact.slot else None
        return bool(fact.readings & numbers) if numbers else None

    def _any(self, readings: frozenset[Reading]) -> bool:
        return bool(readings & self.readings) or any(
            _same_date(reading, date) for reading in readings if reading[0] == "d" for date in self.dates
        )


def facts(text: str) -> list[Fact]:
    """Return the facts of a sentence that can be held against a source; spelled-out numbers are not among them."""
    return [fact for fact, _ in _scan(_normal(text))]


def held(text: str) -> Held:
    """Return everything that a source holds, spelled-out numbers included."""
    normal = _normal(text)
    found = Held()
    for fact, raw in _scan(normal):
        found.readings |= fact.readings | raw
        found.readings.update(reading for part in fact.parts for reading in part)
        found.counts.update(fact.readings | raw)
        found.dates += [reading for reading in fact.readings if reading[0] == "d"]
        if fact.unit:
            found.units.setdefault(fact.unit, set()).update(fact.readings)
        if fact.span:
            _note_words(normal, fact.span, fact.readings | raw, found)
    for number, span in spelled(normal):
        reading: Reading = ("n", Decimal(number))
        found.readings.add(reading)
        found.counts[reading] += 1
        _note_words(normal, span, {reading}, found)
    found.readings |= {("f", int(a), int(b)) for a, b in _OF.findall(normal)}
    found.readings |= {
        ("i", bare(word)) for word in re.findall(r"[\w.\-]+", normal, re.ASCII) if any(c.isdigit() for c in word)
    }
    found.readings |= {
        ("i", bare(pair)) for pair in re.findall(r"(?<![A-Za-z])[A-Za-z]{1,20}[\s#]{1,3}\d{1,20}", normal)
    }
    found.readings |= {("i", bare(whole)) for word in _DOTTED.findall(normal) for whole in _beginnings(word)}
    _share_units(normal, found)
    return found


_DOTTED = re.compile(r"(?<![\w.])[A-Za-z_][\w\-]{0,60}\d[\w\-]{0,40}(?:\.[\w\-]{1,40}){1,6}", re.ASCII)


def _beginnings(word: str) -> Iterator[str]:
    """A dotted name and its shorter forms: "gimp-1.2.3" is "gimp-1.2" too."""
    steps = word.split(".")
    yield from (".".join(steps[:n]) for n in range(1, len(steps)))


def bare(text: str) -> str:
    """Return a key or identifier in the form in which two spellings of it are the same."""
    return re.sub(r"[-_\s#.]", "", text).casefold()


def _normal(text: str) -> str:
    """Digits of every script as 0 to 9, full-width forms as narrow ones, one kind of hyphen and colon."""
    text = unicodedata.normalize("NFKC", text.replace("\u00a0", "\u2009").replace("\u202f", "\u2009"))
    if text.isascii():
        return text
    text = "".join(str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() and _digit(c) else c for c in text)
    return text.translate(str.maketrans("\u2010\u2011\u2012\u2212", "----"))


def _digit(character: str) -> bool:
    return unicodedata.digit(character, None) is not None


def _scan(text: str) -> Iterator[tuple[Fact, frozenset[Reading]]]:
    """The facts in the order of kinds, each kind blanking what it took; with readings that only a source offers."""
    left = text
    for pattern, make in (
        (DATE, lambda m: Fact(m.group(), "number", frozenset(date_readings(m)))),
        (TIME, lambda m: Fact(m.group(), "number", frozenset(time_readings(m)))),
        (_PAIR, _pair),
        (KEY, lambda m: Fact(m.group(), "key", frozenset({("i", bare(m.group()))}), span=m.span())),
        (_VERSION, _version),
        (_IDENTIFIER, _identifier),
    ):
        taken: list[tuple[int, int]] = []
        for found in pattern.finditer(left):
            fact = make(found)
            if fact is None or not fact.readings:
                continue
            taken.append(found.span())
            yield fact, _only_in_sources(fact)
        for start, end in taken:
            left = f"{left[:start]}{' ' * (end - start)}{left[end:]}"
    yield from _numbers(left)


def _pair(found: re.Match[str]) -> Fact:
    """Two numbers with a stroke between them: a share, or a day and a month in either order."""
    first, second = int(found.group(1)), int(found.group(2))
    readings: set[Reading] = {("f", first, second)}
    readings |= {("d", None, month, day) for month, day in ((first, second), (second, first)) if _is_day(month, day)}
    return Fact(found.group(), "number", frozenset(readings))


def _is_day(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= 31  # noqa: PLR2004


def _only_in_sources(fact: Fact) -> frozenset[Reading]:
    """The year of a date, and the shorter forms of a version, which a sentence may use alone."""
    more: set[Reading] = set()
    for reading in fact.readings:
        if reading[0] == "f":
            more |= {("n", Decimal(str(reading[1]))), ("n", Decimal(str(reading[2])))}
        if reading[0] == "d" and reading[1] is not None:
            more.add(("n", Decimal(str(reading[1]))))
        if reading[0] == "v":
            steps = str(reading[1]).split(".")
            more |= {("v", ".".join(steps[:n])) for n in range(2, len(steps))}
            if len(steps) > 1 and all(step.isdigit() for step in steps[:2]):
                more.add(("n", Decimal(".".join(steps[:2]))))
    return frozenset(more)


def _version(found: re.Match[str]) -> Fact:
    number, tail = found.group(1), found.group(2).lower().lstrip("-.+_")
    readings: set[Reading] = {("v", number + tail)}
    if number.isdigit():
        readings |= {("i", f"v{number}{tail}"), ("n", Decimal(number))}
    elif number.count(".") == 1:
        readings.add(("n", Decimal(number)))
    return Fact(found.group(), "number", frozenset(readings), span=found.span())


def _identifier(found: re.Match[str]) -> Fact | None:
    text = found.group()
    if _UNIT.match(text) or re.fullmatch(r"\d+(?:st|nd|rd|th|er|e|º|ª)", text):
        return None  # a number with its unit, or an ordinal
    return Fact(text, "number", frozenset({("i", bare(text))}), span=found.span())


def _numbers(text: str) -> Iterator[tuple[Fact, frozenset[Reading]]]:
    for found in _NUMBER.finditer(text):
        raw = found.group()
        values = _values(raw)
        following = text[found.end() : found.end() + 16]
        scale = _SCALE.match(following)
        scaled = values
        if scale:
            scaled = {value.scaleb(_SCALES[scale.group(1).casefold()]) for value in values}
        readings: set[Reading] = {("n", value.normalize()) for value in scaled}
        if re.fullmatch(r"\d+\.\d+", raw):
            readings.add(("v", raw))
        parts: tuple[frozenset[Reading], ...] = ()
        if " " in raw:  # "1 234" may be two numbers
            parts = tuple(frozenset({("n", value.normalize()) for value in _values(part)}) for part in raw.split(" "))
        before = _BEFORE.search(text[max(found.start() - 24, 0) : found.start()])
        if before and before.group(1):
            readings.add(("i", bare(before.group(1) + raw)))
        unit = before.group(2) if before and before.group(2) else _unit(following)
        slot = _slot(*_tokens_around(text, *found.span()))
        beside = _beside(text, *found.span())
        fact = Fact(raw, "number", frozenset(readings), parts, unit, beside, slot, found.span())
        yield fact, frozenset({("n", value.normalize()) for value in values})


# A word ("RFC 2616" is "rfc2616") or a currency sign before a number.
_BEFORE = re.compile(r"(?:(?<![A-Za-z])([A-Za-z]{1,20})[\s#]{1,3}|([€$£¥])\s?)\Z")


_TOKEN = re.compile(r"[^\W\d_]{2,}|\d+(?:[.,]\d+)*")
_REACH = 1  # words and numbers between which a number and a word belong together
_NEAR_CHARACTERS = 80
_STEM = 5


_RIGHT = re.compile(r"\s?([^\W\d_]{2,})")
_LEFT = re.compile(r"([^\W\d_]{2,})[\s#]{1,2}\Z")


def _beside(text: str, start: int, end: int) -> tuple[str, ...]:
    """The beginnings of the content words right next to a number, with nothing but a blank between."""
    sides = (_LEFT.search(text[max(start - _NEAR_CHARACTERS, 0) : start]), _RIGHT.match(text, end))
    words = [side.group(1) for side in sides if side]
    return tuple(word[:_STEM].casefold() for word in words if _says(word))


def _note_words(text: str, span: tuple[int, int], readings: Iterable[Reading], found: Held) -> None:
    """Note a number for each word that it is within reach of, and for the two that it stands between."""
    readings = set(readings)
    before, after = _tokens_around(text, *span)
    slot = _slot(before, after)
    if slot:
        found.slots.setdefault(slot, set()).update(readings)
    for word in (*before[:_REACH], *after[:_REACH]):
        if _says(word):
            found.around.setdefault(word[:_STEM].casefold(), set()).update(readings)


def _tokens_around(text: str, start: int, end: int) -> tuple[list[str], list[str]]:
    """Words and numbers before a place, the nearest first, and after it."""
    before = [m.group() for m in _TOKEN.finditer(text[max(start - _NEAR_CHARACTERS, 0) : start])]
    return before[::-1], [m.group() for m in _TOKEN.finditer(text[end : end + _NEAR_CHARACTERS])]


def _slot(before: Sequence[str], after: Sequence[str]) -> tuple[str, str] | None:
    """The beginnings of the nearest words on both sides; None where one side has none, or a number."""
    if not before or not after or not before[0][0].isalpha() or not after[0][0].isalpha():
        return None
    return before[0][:_STEM].casefold(), after[0][:_STEM].casefold()


def _says(word: str) -> bool:
    return word[0].isalpha() and not is_small(word)


def _values(raw: str) -> set[Decimal]:
    """What a number may mean: separators of thousands in one country are the decimal point in another."""
    digits = _SEPARATOR.sub("", raw)
    if len(digits) > _LONGEST:
        return set()
    marks = [c for c in raw if not c.isdigit()]
    found: set[Decimal] = set()
    groups = _SEPARATOR.split(raw)
    if all(len(group) == 3 for group in groups[1:]) and len(groups[0]) <= 3 and len(set(marks)) <= 1:  # noqa: PLR2004
        found.add(Decimal(digits))
    if marks and marks[-1] in ".," and marks.count(marks[-1]) == 1:
        whole, _, part = raw.rpartition(marks[-1])
        found.add(Decimal(f"{_SEPARATOR.sub('', whole)}.{part}"))
    return found or {Decimal(group) for group in groups[:1]} if marks else found or {Decimal(digits)}


_UNITS = re.compile(
    r"\s?(%|‰|°C|€|\$|£|¥|円|ms|µs|us|ns|sec|s|min|minutes?|minuten|h|hours?|stunden?|days?|tagen?|weeks?|wochen?"
    r"|[kmgt]i?b|[kmgt]bit|px|pt|rpm|hz|khz|mhz|ghz|eur|usd|秒|分|時間|日間|件|人)(?![A-Za-zÀ-ÿ])",
    re.IGNORECASE,
)
_NAMES_OF_UNITS = {
    "s": "sec 秒",
    "µs": "us",
    "min": "minute minutes minuten 分",
    "h": "hour hours stunde stunden 時間",
    "d": "day days tage tagen 日間",
    "w": "week weeks woche wochen",
    "€": "eur",
    "$": "usd",
}
_SAME_UNIT = {name: unit for unit, names in _NAMES_OF_UNITS.items() for name in names.split()}


def _unit(following: str) -> str:
    found = _UNITS.match(following)
    if not found:
        return ""
    name = found.group(1).casefold()
    return _SAME_UNIT.get(name, name)


_RANGE = re.compile(r"(\d+(?:[.,]\d+)?)\s?(?:-|\u2013|\u2014|~|\u301c|to|bis|and|or|und|oder|/|,|から|à|y|e)\s?(?=\d)")


def _share_units(text: str, found: Held) -> None:
    """In "2 to 3 GB" the unit is the first number's too."""
    for pair in _RANGE.finditer(text):
        second = _NUMBER.match(text, pair.end())
        unit = _unit(text[second.end() : second.end() + 16]) if second else ""
        if unit:
            found.units.setdefault(unit, set()).update(("n", v.normalize()) for v in _values(pair.group(1)))


def _same_date(said: Reading, source: Reading) -> bool:
    """Whether a date can be the other: what both name is the same, and the month is named by both."""
    return said[2] == source[2] and all(
        mine is None or theirs is None or mine == theirs
        for mine, theirs in ((said[1], source[1]), (said[3], source[3]))
    )
