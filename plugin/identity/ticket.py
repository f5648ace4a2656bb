"""A ticket: which item a page was opened on, signed by us, for hosts whose context tokens name none.

Bound to the tenant, the installation, the person and the item. It proves nothing alone: every call that brings one
is also authenticated by the host's own token, whose person must be the ticket's.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import jwt as pyjwt

from connectors.host.model import Item, Place, Product
from plugin.errors import SessionExpired, Unauthenticated
from plugin.store.secrets import SecretBox

LIFETIME_SECONDS = 1800
_LABEL = "ticket"
_AUDIENCE = "vouch-ticket"
_MAX_BYTES = 2048


@dataclass(frozen=True, slots=True)
class Opened:
    """What a ticket says."""

    item: Item
    place: Place
    past_half: bool


class Tickets:
    """Signs and reads tickets under a key derived from the secret keys; every kept key still verifies."""

    def __init__(self, box: SecretBox) -> None:
        self._box = box

    def issue(self, *, installation_id: str, person: str, item: Item, place: Place) -> str:
        """Return a ticket for half an hour."""
        now = int(time.time())
        claims = {
            "aud": _AUDIENCE,
            "iss": installation_id,
            "sub": person,
            "iat": now,
            "exp": now + LIFETIME_SECONDS,
            "item": [item.product.value, item.id, item.key],
            "place": [place.id, place.key],
        }
        return pyjwt.encode(claims, self._box.derived(_LABEL)[0], algorithm="HS256")

    def open(self, ticket: str, *, installation_id: str, person: str) -> Opened:
        """Return what the ticket says.

        Raises:
            SessionExpired: its half hour is over.
            Unauthenticated: it is not ours, or somebody else's.
        """
        if len(ticket) > _MAX_BYTES or not ticket.isascii():
            raise Unauthenticated(detail="ticket size")
        claims = self._claims(ticket)
        if claims["iss"] != installation_id or claims["sub"] != person:
            raise Unauthenticated(detail="somebody else's ticket")
        product, item_id, item_key = claims["item"]
        place_id, place_key = claims["place"]
        return Opened(
            Item(Product(product), id=item_id, key=item_key),
            Place(Product(product), key=place_key, id=place_id),
            past_half=int(claims["exp"]) - time.time() < LIFETIME_SECONDS / 2,
        )

    def _claims(self, ticket: str) -> dict[str, Any]:
        for key in self._box.derived(_LABEL):
            try:
                claims: dict[str, Any] = pyjwt.decode(
                    ticket,
                    key,
                    algorithms=["HS256"],
                    audience=_AUDIENCE,
                    options={"require": ["iss", "sub", "aud", "iat", "exp", "item", "place"]},
                )
            except pyjwt.ExpiredSignatureError as fault:
                raise SessionExpired from fault
            except (pyjwt.PyJWTError, ValueError, RecursionError):
                continue
            return claims
        raise Unauthenticated(detail="ticket")
