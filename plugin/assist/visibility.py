"""How narrow the sources of an output are, as they travel with it."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.host.model import Segment, Visibility


def narrowest(segments: Sequence[Segment]) -> Visibility:
    """Return the visibility that fewest people have."""
    return max((s.visibility for s in segments), key=lambda visibility: visibility.rank)


def visibility_json(visibility: Visibility) -> dict[str, str]:
    """Return a `Visibility` of openapi.yaml."""
    return {"kind": visibility.kind.value, "name": visibility.name}
