"""What the site knows while it runs: registrations, frames, access tokens, faults, and the content itself."""

from __future__ import annotations

import secrets
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, cast

from flask import current_app

from plugin.sandbox.faults import Faults
from plugin.sandbox.forge.door import ForgeDoor
from plugin.sandbox.governed import Governed
from plugin.sandbox.keys import InstallKey
from plugin.sandbox.site import Issue, Site, User

APP: Final = User("557058:vouch-app", "Vouch", "", "en-GB", "UTC", account_type="app")
"""The account as whom a Forge app's own token speaks; it sees all that no rule keeps from apps."""
_MAX_FRAMES = 2000


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """How the site behaves; times in seconds.

    Attributes:
        context_claim: whether context tokens name issue and project (a real site's may not).
        page_seconds: life of a page's token.
        context_seconds: life of a context token.
        access_seconds: life of an access token.
        list_default: entries of a page of a Confluence list where none are asked for (25 on a real site).
        event_retry_seconds: between two deliveries of an event of Forge's.
        list_most: most entries of such a page (250 on a real site): small, so that a caller has to turn pages.
        cycle_period: how often an app is to report accounts, as the header says it; empty for no word of it.
    """

    context_claim: bool = True
    page_seconds: int = 180
    context_seconds: int = 900
    access_seconds: int = 900
    list_default: int = 5
    list_most: int = 25
    event_retry_seconds: float = 60.0
    cycle_period: str = ""


@dataclass(frozen=True, slots=True)
class Installation:
    """One product's registration of an app. Never printed: it holds the shared secret."""

    product: str
    plugin_url: str
    descriptor: dict[str, Any]
    client_key: str
    shared_secret: str
    oauth_client_id: str
    cloud_id: str
    base_url: str

    def __repr__(self) -> str:
        return f"<Installation of {self.app_key} in {self.product}>"

    @property
    def app_key(self) -> str:
        """The app's key."""
        return str(self.descriptor["key"])

    @property
    def app_base_url(self) -> str:
        """The app's base URL, without a trailing slash."""
        return str(self.descriptor["baseUrl"]).rstrip("/")


@dataclass(frozen=True, slots=True)
class Frame:
    """An app's page in a page of the site: for whom, and on which issue, project, page or space (empty: on none)."""

    id: str
    product: str
    module_key: str
    account_id: str
    issue_key: str = ""
    project_key: str = ""
    content_id: str = ""
    space_key: str = ""


@dataclass(frozen=True, slots=True)
class AccessToken:
    """What an access token stands for; `good_until` on the state's clock.

    `through` is the address that it opens: `site`, or `api` for what Forge gives.
    """

    product: str
    account_id: str
    scopes: frozenset[str]
    good_until: float
    through: str = "site"


@dataclass(frozen=True, slots=True)
class Identity:
    """What stays the same for a site and product over every installation."""

    client_key: str = field(default_factory=lambda: str(uuid.uuid4()))
    oauth_client_id: str = field(default_factory=lambda: secrets.token_urlsafe(24))


class SiteState:
    """The live site; `lock` guards whatever changes."""

    def __init__(
        self,
        *,
        base_url: str,
        site: Site,
        settings: SiteSettings,
        key: InstallKey,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.site = site
        self.settings = settings
        self.key = key
        self.clock = clock
        self.lock = threading.RLock()
        self.faults = Faults()
        self.governed = Governed()
        self.installs: dict[str, Installation] = {}
        self.account_states: dict[str, str] = {}  # account id -> closed | updated
        self.account_changes: dict[str, float] = {}  # account id -> when it was updated, on the clock
        self.reports: list[tuple[str, list[str]]] = []  # product and the accounts that an app reported
        self.cloud_id = str(uuid.uuid4())
        self.forge = ForgeDoor()
        self._identities: dict[str, Identity] = {}
        self._frames: dict[str, Frame] = {}
        self._tokens: dict[str, AccessToken] = {}
        self._people = {user.account_id: user for user in (*site.users, APP)}

    def identity(self, product: str) -> Identity:
        """Return the client key and OAuth client of a product; the same at every installation."""
        with self.lock:
            return self._identities.setdefault(product, Identity())

    def user(self, account_id: str) -> User | None:
        """Return the person, or None."""
        return self._people.get(account_id)

    def person(self, name: str) -> User | None:
        """Return the person of an account id or a handle (the first name in small letters), or None."""
        found = self._people.get(name)
        return found or next((user for user in self.site.users if handle(user) == name.lower()), None)

    def issue(self, reference: str) -> Issue | None:
        """Return the issue of a key or an id, or None."""
        issues = self.site.issues
        return issues.get(reference.upper()) or next((i for i in list(issues.values()) if i.id == reference), None)

    def close_account(self, account_id: str) -> None:
        """Close an account: who reports it is told to erase it."""
        with self.lock:
            self.account_states[account_id] = "closed"

    def change_account(self, account_id: str) -> None:
        """Change an account: who holds something of it from before is told to fetch it again."""
        with self.lock:
            self.account_states[account_id] = "updated"
            self.account_changes[account_id] = self.clock()

    def open_frame(
        self,
        *,
        product: str,
        module_key: str,
        account_id: str,
        issue_key: str,
        project_key: str = "",
        content_id: str = "",
        space_key: str = "",
    ) -> Frame:
        """Remember a new frame; the oldest are forgotten beyond two thousand."""
        frame = Frame(
            secrets.token_hex(12), product, module_key, account_id, issue_key, project_key, content_id, space_key
        )
        with self.lock:
            self._frames[frame.id] = frame
            while len(self._frames) > _MAX_FRAMES:
                self._frames.pop(next(iter(self._frames)))
        return frame

    def frame(self, frame_id: str) -> Frame | None:
        """Return the frame, or None."""
        return self._frames.get(frame_id)

    def grant(self, product: str, account_id: str, scopes: frozenset[str], *, through: str = "site") -> str:
        """Return a new opaque access token."""
        token = secrets.token_urlsafe(32)
        with self.lock:
            until = self.clock() + self.settings.access_seconds
            self._tokens[token] = AccessToken(product, account_id, scopes, until, through)
        return token

    def access(self, token: str, through: str = "") -> AccessToken | None:
        """Return what an access token stands for; None if nobody gave it, it is over, or it opens another address.

        Args:
            token: as it was granted.
            through: the product whose API address was called; empty for the site's own.
        """
        found = self._tokens.get(token)
        if found is None or self.clock() >= found.good_until:
            return None
        right = found.through == "site" if not through else (found.through, found.product) == ("api", through)
        return found if right else None

    def revoke_api(self) -> None:
        """Forget every access token of Forge's."""
        with self.lock:
            self._tokens = {key: token for key, token in self._tokens.items() if token.through != "api"}

    def revoke(self, product: str) -> None:
        """Forget a product's registration with its access tokens and frames."""
        with self.lock:
            self.installs.pop(product, None)
            self._tokens = {
                key: token for key, token in self._tokens.items() if token.product != product or token.through == "api"
            }
            self._frames = {key: frame for key, frame in self._frames.items() if frame.product != product}


def handle(user: User) -> str:
    """Return the short name that addresses use: the first name in small letters."""
    return user.display_name.split()[0].lower()


def live() -> SiteState:
    """Return the state of the application that answers this request."""
    return cast("SiteState", current_app.extensions["site"])
