"""The record in the formats that other tools read: NDJSON for the verifier, CSV for people, OCSF and CEF for a SIEM."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from plugin.audit.export import ndjson
from plugin.audit.formats import cef, ocsf, table
from plugin.audit.offline import Line

Render = Callable[[Iterable[Line]], Iterator[str]]


class Format(StrEnum):
    """What an export can be."""

    NDJSON = "ndjson"
    CSV = "csv"
    OCSF = "ocsf"
    CEF = "cef"


@dataclass(frozen=True, slots=True)
class _Kind:
    render: Render
    media_type: str
    suffix: str


_KINDS = {
    Format.NDJSON: _Kind(ndjson, "application/x-ndjson", "ndjson"),
    Format.CSV: _Kind(table.lines, "text/csv", "csv"),
    Format.OCSF: _Kind(ocsf.lines, "application/x-ndjson", "ocsf.ndjson"),
    Format.CEF: _Kind(cef.lines, "text/plain", "cef"),
}


def render(chosen: Format, lines: Iterable[Line]) -> Iterator[str]:
    """Yield the lines of an export, without line ends."""
    return _KINDS[chosen].render(lines)


def media_type(chosen: Format) -> str:
    """Return the media type of an export."""
    return _KINDS[chosen].media_type


def suffix(chosen: Format) -> str:
    """Return how a file's name ends."""
    return _KINDS[chosen].suffix
