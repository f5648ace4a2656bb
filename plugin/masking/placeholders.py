"""What a placeholder looks like: `[EMAIL_9F3A61_1]`, and how an engine may have bent it.

The first part is a kind of ours or the type that an administrator gave to a pattern, the second a nonce of the run,
the third a number. `[SECRET]` stands for every secret and is never restored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from plugin.masking.model import EntityKind

SECRET_PLACEHOLDER = "[SECRET]"  # noqa: S105 (what stands in a secret's place)
LABELS = frozenset(kind.value for kind in EntityKind if kind not in {EntityKind.SECRET, EntityKind.CUSTOM})


@dataclass(frozen=True, slots=True)
class Shapes:
    """The patterns of one set of labels.

    Attributes:
        exact: a placeholder as the masker writes it.
        tolerant: the same in any case, with blanks or hyphens for underscores, or escaped underscores; three groups.
        suspect: what is left of a placeholder that lost its brackets.
        lookalike: what somebody may have written into a text to have it taken for a placeholder; one group.
    """

    exact: re.Pattern[str]
    tolerant: re.Pattern[str]
    suspect: re.Pattern[str]
    lookalike: re.Pattern[str]


@lru_cache(maxsize=64)
def _shapes(labels: frozenset[str]) -> Shapes:
    any_of = "|".join(sorted(labels, key=lambda label: (-len(label), label)))
    join = r"(?:\s{0,2}\\?_\s{0,2}|\s{0,2}-\s{0,2}|\s{1,3})"
    return Shapes(
        exact=re.compile(rf"\[(?:{any_of})_[0-9A-F]{{6,40}}_\d{{1,9}}\]"),
        tolerant=re.compile(
            rf"\[\s{{0,3}}({any_of}){join}([0-9A-F]{{6,40}}){join}(\d{{1,9}})\s{{0,3}}\]", re.IGNORECASE
        ),
        suspect=re.compile(
            rf"\b(?:{any_of})\s{{0,2}}(?:\\?_|-)\s{{0,2}}[0-9A-F]{{4,40}}\s{{0,2}}(?:\\?_|-)\s{{0,2}}\d{{1,9}}\b",
            re.IGNORECASE,
        ),
        lookalike=re.compile(
            rf"\[((?:{any_of})[\s_\\-]{{0,6}}[0-9A-F]{{3,40}}[\s_\\-]{{0,6}}\d{{1,9}}|SECRET)\]", re.IGNORECASE
        ),
    )


def shapes(more: Iterable[str] = ()) -> Shapes:
    """Return the patterns for our own labels and those of a profile."""
    return _shapes(LABELS | frozenset(more))
