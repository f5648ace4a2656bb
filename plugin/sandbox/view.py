"""Who looks at the site and how: the person and the colours stand in the address, so there is no cookie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import request

from plugin.sandbox.site import User
from plugin.sandbox.state import SiteState, handle, live


@dataclass(frozen=True, slots=True)
class View:
    """One look at the site.

    Attributes:
        user: as whom.
        mode: `light` or `dark`.
        door: by which the app's panels come in: `connect` or `forge`; empty where no app is installed.
    """

    user: User
    mode: str
    door: str = ""

    @classmethod
    def of(cls) -> View:
        """Return the view that the request's address asks for; an unknown person is the default one."""
        state = live()
        user = state.person(request.args.get("user", "")) or state.person(state.site.default_user)
        doors = doors_of(state)
        door = request.args.get("door", "")
        return cls(
            user or state.site.users[0],
            "dark" if request.args.get("mode") == "dark" else "light",
            door if door in doors else next(iter(doors), ""),
        )

    @property
    def handle(self) -> str:
        """The person's short name."""
        return handle(self.user)

    @property
    def people(self) -> list[tuple[str, User]]:
        """Everybody of the site with their short names, for the switcher."""
        return [(handle(user), user) for user in live().site.users]

    @property
    def other_door(self) -> str:
        """The door that also stands open; empty where there is only one."""
        return next((door for door in doors_of(live()) if door != self.door), "")

    @property
    def site_name(self) -> str:
        """The site's name."""
        return live().site.name

    def url(self, path: str, **more: str) -> str:
        """Return an address of the site that keeps person and colours."""
        kept = {"user": self.handle} | ({"mode": self.mode} if self.mode == "dark" else {})
        kept |= ({"door": self.door} if self.door != next(iter(doors_of(live())), "") else {}) | more
        return f"{path}?{urlencode(kept)}"

    def name(self, account_id: str | None) -> str:
        """Return a person's name, or `Unassigned` for nobody."""
        user = live().user(account_id) if account_id else None
        return user.display_name if user else "Unassigned"

    def when(self, text: str) -> str:
        """Return a time of Jira's form in the person's time zone, such as `16 Nov 2026, 14:52`."""
        moment = datetime.fromisoformat(text)
        try:
            moment = moment.astimezone(ZoneInfo(self.user.time_zone))
        except ZoneInfoNotFoundError:  # a machine without time-zone data: the time stays in UTC
            return f"{moment.day} {moment:%b %Y, %H:%M} UTC"
        return f"{moment.day} {moment:%b %Y, %H:%M}"


def doors_of(state: SiteState) -> list[str]:
    """The doors by which an app is installed, the one that is shown where nobody asks first."""
    return [*(["connect"] if state.installs else []), *(["forge"] if state.forge.installation is not None else [])]
