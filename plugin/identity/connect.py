"""Who is calling by Connect: page tokens, context tokens and webhook tokens, each for its own routes (HS256)."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

from connectors.host.access import Access
from connectors.host.impersonation import TokenCache
from connectors.host.model import Item, Place, Product
from connectors.host.qsh import CONTEXT_QSH, query_string_hash
from connectors.host.tokens import TokenExpired, TokenInvalid, Unverified, decode_hs256, read_unverified
from plugin.errors import SessionExpired, Unauthenticated
from plugin.identity.caller import Caller
from plugin.identity.impersonation import READING, PersonAccess
from plugin.identity.places import of_claim, of_page, part
from plugin.identity.repository import Installation, Installations, Known
from plugin.identity.request import Signed, mount_of
from plugin.identity.ticket import Opened, Tickets
from plugin.store.database import Database

_MAX_ACCOUNT_ID = 128


class ConnectIdentity:
    """Turns verified tokens into callers."""

    def __init__(
        self,
        *,
        database: Database,
        installations: Installations,
        tickets: Tickets,
        tokens: TokenCache,
        public_url: str,
    ) -> None:
        self._database = database
        self._installations = installations
        self._tickets = tickets
        self._tokens = tokens
        self._public_url = public_url

    def page(self, product: Product, signed: Signed, query: Mapping[str, str]) -> tuple[Installation, Caller]:
        """A person opens a page: the token is bound to this very URL, so its parameters are the host's own words.

        Raises:
            Unauthenticated: forged, of another kind, doubled, or without a person.
            SessionExpired: its time is over.
        """
        if signed.authorization:
            raise Unauthenticated(detail="a page takes its token from the query alone")
        known, claims = self._bound(product, signed, signed.query_token)
        installation, account_id = known.installation, _account(claims)
        item, place = of_page(product, query)
        person = self._person(known, account_id)
        ticket = None
        if item is not None:
            ticket = self._tickets.issue(installation_id=installation.id, person=person, item=item, place=place)
        return installation, self._caller(installation, account_id, person, item, place, ticket)

    def context(self, signed: Signed) -> tuple[Installation, Caller]:
        """A page's own code calls the API: the token names the person; item and place come from it or from a ticket.

        Raises:
            Unauthenticated: forged, of another kind, in the wrong place, or without a person.
            SessionExpired: the token's or the ticket's time is over.
        """
        if signed.query_token:
            raise Unauthenticated(detail="the API takes its token from the header alone")
        known, claims = self._verified(signed.header_token, None)
        if not hmac.compare_digest(str(claims.get("qsh", "")).encode(), CONTEXT_QSH.encode()):
            raise Unauthenticated(detail="not a context token")
        installation, account_id = known.installation, _account(claims)
        person = self._person(known, account_id)
        item, place = of_claim(installation.product, part(claims.get("context"), installation.product.value))
        ticket = None
        if signed.ticket and (item is None or not place.key):
            opened = self._opened(signed.ticket, installation, person, needed=item is None)
            # Beside a claim, a ticket lends its place only, and only to the item that it names.
            if opened is not None and (item is None or item.id == opened.item.id):
                item, place = opened.item, opened.place
                if opened.past_half:
                    ticket = self._tickets.issue(installation_id=installation.id, person=person, item=item, place=place)
        return installation, self._caller(installation, account_id, person, item, place, ticket)

    def webhook(self, product: Product, signed: Signed) -> Installation:
        """A host rings: the token is bound to this very URL; whoever it may name is not asked."""
        if signed.query_token:
            raise Unauthenticated(detail="a webhook's token comes in the header")
        known, _ = self._bound(product, signed, signed.header_token)
        return known.installation

    def access(self, installation_id: str, account_id: str, scopes: tuple[str, ...] = READING) -> Access:
        """Return the access of a person: for work that outlives the call (a run's driver), or for writing.

        Raises:
            Unauthenticated: the app is not installed any more.
        """
        installation = self._installations.get(installation_id)
        if installation is None:
            raise Unauthenticated(detail="not installed")
        return PersonAccess(self._installations, self._tokens, installation, account_id, scopes)

    def _opened(self, ticket: str, installation: Installation, person: str, *, needed: bool) -> Opened | None:
        """What a ticket says; None for one whose time is over where the call can do without."""
        try:
            return self._tickets.open(ticket, installation_id=installation.id, person=person)
        except SessionExpired:
            if needed:
                raise
            return None

    def _bound(self, product: Product, signed: Signed, token: str) -> tuple[Known, dict[str, Any]]:
        known, claims = self._verified(token, product)
        expected = query_string_hash(signed.method, signed.target, mount_of(signed.target, product, self._public_url))
        if not hmac.compare_digest(str(claims.get("qsh", "")).encode(), expected.encode()):
            raise Unauthenticated(detail="query-string hash")
        return known, claims

    def _verified(self, token: str, product: Product | None) -> tuple[Known, dict[str, Any]]:
        if not token:
            raise Unauthenticated(detail="no token")
        try:
            unverified = read_unverified(token)
            if unverified.header.get("alg") != "HS256":
                raise Unauthenticated(detail="algorithm")
            issuer = unverified.issuer
            known = self._installations.known(issuer, unverified.subject, product) if issuer else []
            if not known:
                raise Unauthenticated(detail="unknown issuer")
            return _first_that_verifies(unverified, known)
        except TokenExpired as fault:
            raise SessionExpired from fault
        except TokenInvalid as fault:
            raise Unauthenticated(detail=f"token: {fault}") from fault

    def _person(self, known: Known, account_id: str) -> str:
        """The reference that came with the look-up; a person's very first call makes one."""
        return known.person or self._installations.person(known.installation.tenant_id, account_id)

    def _caller(
        self,
        installation: Installation,
        account_id: str,
        person: str,
        item: Item | None,
        place: Place | None,
        ticket: str | None,
    ) -> Caller:
        return Caller(
            tenant_id=installation.tenant_id,
            installation_id=installation.id,
            product=installation.product,
            account_id=account_id,
            person=person,
            access=PersonAccess(self._installations, self._tokens, installation, account_id),
            base_url=installation.base_url,
            item=item,
            place=place if item is not None else None,
            ticket=ticket,
        )


def _first_that_verifies(token: Unverified, known: list[Known]) -> tuple[Known, dict[str, Any]]:
    """Two products of a site may share a client key; each has its own secret."""
    fault: TokenInvalid | None = None
    for one in known:
        try:
            return one, decode_hs256(token, one.installation.shared_secret, issuer=token.issuer)
        except TokenExpired:
            raise
        except TokenInvalid as invalid:
            fault = invalid
    raise fault or TokenInvalid("nobody's")


def _account(claims: Mapping[str, Any]) -> str:
    account_id = claims.get("sub")
    if not isinstance(account_id, str) or not 0 < len(account_id) <= _MAX_ACCOUNT_ID:
        raise Unauthenticated("Sign in to use Vouch.", detail="no person in the token")
    return account_id
