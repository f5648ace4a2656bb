"""Places as a host lists them: projects and spaces, without anything of their content."""

from __future__ import annotations

from dataclasses import dataclass

from connectors.host.model import Place

MOST_PLACES = 20_000
"""More than this is not one organisation's list; half a list is never taken for a whole one."""


@dataclass(frozen=True, slots=True)
class ListedPlace:
    """A place with its kind as the host names it: `software`, `service_desk`, `global`, `personal`, ..."""

    place: Place
    kind: str
