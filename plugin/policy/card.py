"""The policy card: what AI may do in one place and what not, with two examples of each, written from the policy. Pure.

It says codes and the administrator's own words, cut short; the panel puts it into sentences, a hundred and fifty words
at most in any language (a test counts).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from unicodedata import east_asian_width

from connectors.host.model import Audience, Item, Place
from plugin.policy.decide import decide
from plugin.policy.document import PlaceRule, PolicyDocument
from plugin.policy.model import Allowed, Ask, Decision, Effect, Held, Level, Subject, UseCase

Asked = Mapping[UseCase, Mapping[Audience, Decision]]
"""What the policy says here of each use case and audience."""

_EXAMPLES = 2
_MOST_WORDS, _WIDEST = 12, 60


@dataclass(frozen=True, slots=True)
class Example:
    """One line of a card.

    Attributes:
        kind: "ask": a use case for an audience; "level": whatever is at that level; "place": places that nobody
            allowed; "unchecked": passing on what nobody checked; "instead": what works instead, in the administrator's
            words; "self": doing it oneself.
        use_case, audience: of "ask".
        how: of an allowed "ask": "allow", "mask" or "review".
        level: of "level".
        text: of "instead".
    """

    kind: str
    use_case: str = ""
    audience: str = ""
    how: str = ""
    level: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A card; `level` is None where nobody classified the place."""

    version: int
    place: str
    level: str | None
    allowed: tuple[Example, ...]
    refused: tuple[Example, ...]
    contact: str


def card(document: PolicyDocument, subject: Subject, place: Place, asked: Asked) -> Card:
    """Write the card of a place for a person.

    Args:
        document: the policy in force.
        subject: who reads it.
        place: where; its name is shown.
        asked: the decisions of now about everything that is offered there.
    """
    said = document.place(place)
    instead = short((said.instead if said else "") or document.instead)
    return Card(
        version=document.version,
        place=short(place.name or place.key),
        level=said.level.code if said else None,
        allowed=tuple(islice(_allowed(asked, instead), _EXAMPLES)),
        refused=tuple(islice(_refused(document, subject, place, asked), _EXAMPLES)),
        contact=short(document.contact),
    )


def short(text: str) -> str:
    """Return an administrator's words, cut to what a card holds."""
    words = text.split()
    kept = " ".join(words[:_MOST_WORDS])
    while sum(2 if east_asian_width(sign) in "WF" else 1 for sign in kept) > _WIDEST:
        kept = kept[:-1]
    return kept if kept == " ".join(words) else f"{kept.rstrip()}…"


def _allowed(asked: Asked, instead: str) -> Iterator[Example]:
    for use_case, audience, decision in _agents_first(asked):
        if isinstance(decision, Allowed | Held):
            how = decision.effect if isinstance(decision, Allowed) else Effect.REVIEW
            yield Example("ask", use_case.value, audience.value, how.value)
    if instead:
        yield Example("instead", text=instead)
    yield Example("self")
    yield Example("level", level=Level.PUBLIC.code)


def _refused(document: PolicyDocument, subject: Subject, place: Place, asked: Asked) -> Iterator[Example]:
    for use_case, audience, decision in _agents_first(asked):
        if not isinstance(decision, Allowed | Held):
            yield Example("ask", use_case.value, audience.value)
    closed = _closed_from(document, subject, place, asked)
    if closed is not None:
        yield Example("level", level=closed.code)
    yield Example("place")
    yield Example("unchecked")


def _closed_from(document: PolicyDocument, subject: Subject, place: Place, asked: Asked) -> Level | None:
    """The widest level above the place's at which nothing of it is allowed; None where there is none."""
    here = document.place(place)
    name = document.name_of(place)
    for level in Level:
        if here is None or level <= here.level:
            continue
        there = replace(document, places={**document.places, name: PlaceRule(level)})
        asks = (
            Ask(use_case, Item(place.product), place, audience)
            for use_case, audiences in asked.items()
            for audience in audiences
        )
        if not any(isinstance(decide(there, subject, ask), Allowed | Held) for ask in asks):
            return level
    return None


def _agents_first(asked: Asked) -> Iterable[tuple[UseCase, Audience, Decision]]:
    every = [(use_case, audience, decision) for use_case, said in asked.items() for audience, decision in said.items()]
    return sorted(every, key=lambda each: each[1] is not Audience.AGENT)
