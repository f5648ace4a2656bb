"""Who is calling by Forge: an invocation token with every call, and a person's own token beside it.

Everything comes from the verified claims; a body, a parameter or a header of the frame's names nothing. What a person's
call may read is what their token opens, and it opens nothing where none came along.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from connectors.host.access import Access
from connectors.host.model import Product
from plugin.errors import Forbidden, Unauthenticated
from plugin.identity.caller import Caller
from plugin.identity.forge_installations import ForgeInstallations
from plugin.identity.grants import Grants
from plugin.identity.invocation import Invocation, InvocationTokens
from plugin.identity.live_access import LiveAccess, RecentTokens
from plugin.identity.places import of_claim
from plugin.identity.repository import Installation, Installations
from plugin.identity.request import Signed

_MAX_TOKEN = 16_384
SETTLING = timedelta(minutes=10)
"""For how long after an install a refusal may mean that permissions have not arrived (Forge's life cycle events)."""


class ForgeIdentity:
    """Turns verified invocations into callers."""

    def __init__(
        self,
        *,
        tokens: InvocationTokens,
        installations: Installations,
        forge: ForgeInstallations,
        recent: RecentTokens,
        grants: Grants,
    ) -> None:
        self._tokens = tokens
        self._installations = installations
        self._forge = forge
        self._recent = recent
        self._grants = grants

    def context(self, signed: Signed) -> tuple[Installation, Caller]:
        """A page's own code calls the API; item and place are where Atlassian says that the page stands.

        Raises:
            Unauthenticated: the invocation token proves nothing.
            SessionExpired: its time is over.
            Forbidden: `no_person`: nobody with an account is asking; `not_installed`.
        """
        if signed.query_token or signed.header_token:
            raise Unauthenticated(detail="two tokens")
        invocation = self._tokens.verify(signed.bearer_token)
        if not invocation.account_id:
            raise Forbidden("Sign in with an Atlassian account to use Vouch.", code="no_person")
        installation = self._forge.of(invocation)
        token = _usable(signed.person_token)
        if token:
            self._recent.keep(installation.id, invocation.account_id, token)
        item, place = of_claim(installation.product, invocation.extension)
        caller = Caller(
            tenant_id=installation.tenant_id,
            installation_id=installation.id,
            product=installation.product,
            account_id=invocation.account_id,
            person=self._installations.person(installation.tenant_id, invocation.account_id),
            access=self._access(installation, token),
            base_url=installation.base_url,
            item=item,
            place=place if item is not None else None,
        )
        return installation, caller

    def invocation(self, signed: Signed) -> Invocation:
        """Forge calls by itself: a lifecycle event, a bell, its clock; whoever it may name is not asked.

        Raises:
            Unauthenticated: the invocation token proves nothing.
            SessionExpired: its time is over.
        """
        if signed.query_token or signed.header_token:
            raise Unauthenticated(detail="two tokens")
        return self._tokens.verify(signed.bearer_token)

    def heard(self, invocation: Invocation, system_token: str, *, installed: bool = False) -> Installation:
        """The installation for which Forge calls; the app's own token is remembered for the work that follows.

        Raises:
            Forbidden: `not_installed`.
        """
        installation = self._forge.of(invocation, installed=installed)
        token = _usable(system_token)
        if token:
            self._recent.keep(installation.id, "", token)
        return installation

    def uninstalled(self, invocation: Invocation) -> None:
        """The app is about to be removed."""
        for installation in self._forge.uninstalled(invocation):
            self._recent.forget(installation.id)

    def access(self, installation: Installation, account_id: str) -> Access:
        """Access of a person whose own call was minutes ago; beyond that every call is refused."""
        return self._access(installation, self._recent.of(installation.id, account_id))

    def run_access(self, installation: Installation, account_id: str, run_id: str) -> Access:
        """Access of a person for their run."""
        token = self._grants.token(installation.tenant_id, run_id) or self._recent.of(installation.id, account_id)
        return self._access(installation, token)

    def app_access(self, installation: Installation) -> LiveAccess:
        """Access of the app itself: for its lifecycle and for what a bell leads to, never for a person's reading."""
        return self._access(installation, self._recent.of(installation.id, ""))

    def _access(self, installation: Installation, token: str) -> LiveAccess:
        wiki = "/wiki" if installation.product is Product.CONFLUENCE and installation.display_url else ""
        site_url = f"{installation.display_url}{wiki}"
        return LiveAccess(
            installation.base_url,
            site_url,
            token,
            lambda: self._stands(installation.id),
            settling=settling(installation),
        )

    def _stands(self, installation_id: str) -> bool:
        return self._installations.get(installation_id) is not None


def settling(installation: Installation) -> bool:
    """Whether an installation is so young that Atlassian may still be giving the app its permissions."""
    at = installation.installed_at
    return at is not None and datetime.now(UTC) < at + SETTLING


def _usable(token: str) -> str:
    """An opaque token as far as it can stand in a header; else nothing."""
    return token if len(token) <= _MAX_TOKEN and token.isascii() and token.isprintable() and " " not in token else ""
