"""What a place is to administrators, and what they ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from connectors.host.model import Product

UNCLASSIFIED = "none"
"""As a level: the policy does not name the place, so AI may not read it."""

MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which places: all that every filter lets through. `level` may be `none`, or empty for any."""

    text: str = ""
    product: Product | None = None
    level: str = ""


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place of the list."""

    product: Product
    key: str
    id: str
    name: str
    kind: str
    level: str  # empty: unclassified
    listed: bool  # the host listed it; else only the policy names it
    runs: int  # of the last 30 days


@dataclass(frozen=True, slots=True)
class PlacePage:
    """A page of the list."""

    rows: tuple[PlaceRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class ListState:
    """How a product's list stands; `fault` is an error's code."""

    product: Product
    refreshed_at: datetime | None
    refreshing: bool
    fault: str
