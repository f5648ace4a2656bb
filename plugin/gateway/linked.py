"""Linked items, and pages of other spaces that a page shows inside itself, come from places with levels of their own.

A link's text stays only where the policy would let the same question be asked there, under conditions that are at
least as wide as the ones already decided. Everything else is left out and counted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from connectors.host.model import Document, Item, Omission, Place, Product, SegmentKind
from plugin.policy.model import Allowed, Ask, Decision, Effect

_WHAT = {Product.JIRA: "linked_items", Product.CONFLUENCE: "included_pages"}


def without_forbidden_links(document: Document, allowed: Allowed, decide: Callable[[Ask], Decision]) -> Document:
    """Return the document without the links that lead to places of a stricter kind."""
    kept = tuple(
        segment
        for segment in document.segments
        if segment.kind is not SegmentKind.LINK or _fits(segment.id.partition(":")[2], document, allowed, decide)
    )
    dropped = len(document.segments) - len(kept)
    if not dropped:
        return document
    what = _WHAT[document.place.product]
    before = [omission for omission in document.omissions if omission.what == what]
    others = tuple(omission for omission in document.omissions if omission.what != what)
    count, names = sum(o.count for o in before) + dropped, tuple(name for o in before for name in o.names)
    return replace(document, segments=kept, omissions=(*others, Omission(what, count, names)))


def _fits(key: str, document: Document, allowed: Allowed, decide: Callable[[Ask], Decision]) -> bool:
    place_key = key.rpartition("-")[0]
    if place_key == document.place.key:
        return True
    place = Place(document.place.product, key=place_key)
    there = decide(Ask(allowed.ask.use_case, Item(place.product, key=key), place, allowed.ask.audience))
    return (
        isinstance(there, Allowed)
        and (there.effect is allowed.effect or allowed.effect is Effect.MASK)
        and allowed.destinations <= there.destinations
        and set(allowed.engines) <= set(there.engines)
    )
