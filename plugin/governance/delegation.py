"""What the administrators of one project or space narrow there, within what the organisation allows.

Theirs is one overlay of the policy, marked as delegated, of that place alone. An overlay can only take away, so
whatever they say, nothing is allowed that the organisation does not allow; taking their own overlay back needs nobody
else, for it only gives back what the organisation allows. Everything else of the policy stays as it is in force.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from connectors.host.model import Audience, Item, Place
from plugin.errors import Conflict
from plugin.governance.policies import Policies, PolicyRefused, PolicyVersion, at, newest, store
from plugin.policy.decide import decide
from plugin.policy.document import PolicyDocument, PolicyInvalid, parse
from plugin.policy.model import Allowed, Ask, Effect, Held, Level, Subject, UseCase
from plugin.store.database import Database

FIELDS = frozenset({"level", "effect", "engines", "destinations", "instead"})
"""What may be said; `effect` is mask, review or deny."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """How things stand in a place.

    Attributes:
        place: as its host names it.
        version: of the policy in force.
        level: the organisation's; None where AI may not read the place at all.
        overlay: what the place's administrators said; empty where nothing.
        without, now: what holds for each use case and audience without and with that.
    """

    place: Place
    version: int
    level: Level | None
    overlay: Mapping[str, Any]
    without: Mapping[tuple[UseCase, Audience], Effect]
    now: Mapping[tuple[UseCase, Audience], Effect]


class Delegation:
    """Reads and writes delegated overlays; the caller has asked the host who administers the place."""

    def __init__(self, database: Database, policies: Policies) -> None:
        self._database = database
        self._policies = policies

    def of(self, tenant_id: str, place: Place) -> Narrowed:
        """Return how things stand."""
        return self._narrowed(place, self._policies.version_in_force(tenant_id))

    def put(self, tenant_id: str, place: Place, said: Mapping[str, Any], *, author: str, based_on: int) -> Narrowed:
        """Replace what a place's administrators say of it; an empty `said` takes it back.

        Args:
            tenant_id: whose policy.
            place: as its host names it.
            said: fields of an overlay, of `FIELDS`; anything else is left out.
            author: a person's reference.
            based_on: the version that they saw; another one is a conflict only if their own part changed meanwhile.

        Raises:
            Conflict: `policy_moved`; `place_not_classified`: there is nothing to narrow.
            PolicyRefused: what is said is no overlay.
        """
        with self._database.begin() as connection:
            before, seen = newest(connection, tenant_id), at(connection, tenant_id, based_on)
            name = self._policies.ready(before).name_of(place)
            if not name:
                raise Conflict("AI may not read this place at all.", code="place_not_classified")
            if seen is None or _own(seen.document, name) != _own(before.document, name):
                raise Conflict("Somebody changed this in the meantime. Reload and look again.", code="policy_moved")
            document = _with(before.document, name, {key: said[key] for key in FIELDS & said.keys()})
            try:
                serialised = parse(document).serialise()
            except PolicyInvalid as invalid:
                raise PolicyRefused(invalid.problems) from None
            if serialised == before.document:
                return self._narrowed(place, before)
            made = PolicyVersion(before.version + 1, serialised, author, datetime.now(UTC))
            return self._narrowed(place, store(connection, tenant_id, made))

    def _narrowed(self, place: Place, version: PolicyVersion) -> Narrowed:
        policy = self._policies.ready(version)
        name = policy.name_of(place)
        rule = policy.place(place)
        without = replace(policy, overlays=tuple(o for o in policy.overlays if not (o.delegated and name in o.places)))
        return Narrowed(
            place=place,
            version=version.version,
            level=rule.level if rule else None,
            overlay=_own(version.document, name) or {},
            without=_effects(without, place),
            now=_effects(policy, place),
        )


def _effects(policy: PolicyDocument, place: Place) -> dict[tuple[UseCase, Audience], Effect]:
    """What holds for somebody who is in no team of the policy."""
    found = {}
    subject, item = Subject("", "", frozenset()), Item(place.product, "1")
    for use_case in UseCase:
        for audience in Audience:
            decision = decide(policy, subject, Ask(use_case, item, place, audience))
            held = Effect.REVIEW if isinstance(decision, Held) else Effect.DENY
            found[use_case, audience] = decision.effect if isinstance(decision, Allowed) else held
    return found


def _is_own(overlay: Mapping[str, Any], name: str) -> bool:
    return bool(overlay.get("delegated")) and overlay.get("places") == [name]


def _own(document: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    return next((overlay for overlay in document.get("overlays", ()) if _is_own(overlay, name)), None)


def _with(document: Mapping[str, Any], name: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """The document with one delegated overlay of that place, or none."""
    others = [overlay for overlay in document.get("overlays", ()) if not _is_own(overlay, name)]
    given = {key: value for key, value in said.items() if value not in ("", None)}
    if set(given) <= {"instead"}:  # words alone narrow nothing
        return {**document, "overlays": others}
    number = hashlib.sha256(name.encode()).hexdigest()[:12]
    own = {**given, "id": f"D-{number}", "places": [name], "delegated": True}
    return {**document, "overlays": [*others, own]}
