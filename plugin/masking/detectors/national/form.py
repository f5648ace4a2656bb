"""What the id of one country looks like.

A form is either unmistakable (its check digits and written groups leave no doubt) or it counts only where a word before
it announces it: nine bare digits with one check digit are one in eleven of all order numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

NEAR = 48  # characters before a number in which a word announces it


@dataclass(frozen=True, slots=True)
class IdForm:
    """One kind of id.

    Attributes:
        country: ISO 3166-1 alpha-2.
        name: as the country calls it.
        pattern: candidates in running text.
        valid: whether the check digits hold; given letters and digits alone, upper case.
        digits: the least and the most digits of a candidate, to leave out hopeless ones cheaply.
        written: the groups that leave no doubt; None where every valid candidate counts.
        announced: words that announce a candidate which `written` does not know.
    """

    country: str
    name: str
    pattern: re.Pattern[str]
    valid: Callable[[str], bool]
    digits: tuple[int, int]
    written: re.Pattern[str] | None = None
    announced: re.Pattern[str] | None = None


def candidate(pattern: str) -> re.Pattern[str]:
    """Compile a form that stands by itself: no letter, digit or joining sign on either side."""
    return re.compile(
        rf"(?<![0-9A-Za-z\u00c0-\u024f])(?<!\d[.,/+-])(?:{pattern})(?![0-9A-Za-z\u00c0-\u024f]|[.,/+-]\d)",
        re.IGNORECASE | re.ASCII,
    )


def words(*words_: str) -> re.Pattern[str]:
    """Compile words that announce an id; a blank or hyphen between parts may be missing."""
    return re.compile("|".join(re.escape(word).replace(r"\ ", r"[ \-]?") for word in words_), re.IGNORECASE)


NEVER = re.compile(r"(?!)")
"""For `written`: the form always needs a word that announces it."""


def is_date(year: int, month: int, day: int) -> bool:
    """Whether there is such a day."""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def is_short_date(yymmdd: str) -> bool:
    """Whether six digits are a day of the 20th or the 21st century."""
    year, month, day = int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:6])
    return is_date(1900 + year, month, day) or is_date(2000 + year, month, day)
