"""What views ask while a site is set up."""

from __future__ import annotations

from collections.abc import Sequence

from connectors.host.model import NativeLevel
from connectors.host.places import ListedPlace
from plugin.errors import HostFault
from plugin.gateway.places import Listings
from plugin.governance.policies import Policies
from plugin.governance.setup.suggesting import Suggestion, suggest
from plugin.governance.setup.trial import Trial
from plugin.identity.caller import Caller

MOST_SUGGESTED = 50
_MOST_ASKED = 20  # of Atlassian, for one look


class Setup:
    """Suggestions and trials."""

    def __init__(self, policies: Policies, listings: Listings, trial: Trial) -> None:
        self._policies = policies
        self._listings = listings
        self.trial = trial

    def suggestions(self, caller: Caller, places: Sequence[ListedPlace]) -> list[Suggestion]:
        """Return a level for each place; Atlassian is asked, as the caller, about the first of its own product."""
        mapped = self._policies.current(caller.tenant_id).native_levels
        left, found = _MOST_ASKED, []
        for each in places:
            native: tuple[NativeLevel, ...] = ()
            if each.place.product is caller.product and left:
                left -= 1
                try:
                    native = self._listings.native(caller.access, each.place)
                except HostFault:
                    left = 0  # it is not answering: names will do
            found.append(suggest(each.place.name or each.place.key, each.kind, native, mapped))
        return found
