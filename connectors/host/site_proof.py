"""On which site an app's Connect registration is, by the site's own word and not by the registration's.

Two calls to the address of the registration: Connect's licence API, which answers only what the app signed with the
secret of that very registration, and `/_edge/tenant_info`, by which every site tells its cloud id to anybody.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, urlsplit

from connectors.host.access import Access
from connectors.host.answers import object_of
from connectors.host.errors import HostAnswerInvalid
from connectors.host.session import HostSession

_ADDON = "/rest/atlassian-connect/1/addons/"


def proven_cloud_id(session: Callable[[Access], HostSession], access: Access, app_key: str) -> str:
    """Return the cloud id of the site that takes the app's signature as that of its own registration.

    Args:
        session: makes a session for an access.
        access: signs as the app, for one registration.
        app_key: of the descriptor.

    Raises:
        HostError: the site does not know this registration, or does not answer.
        HostAnswerInvalid: an answer is not what the interface promises.
    """
    with session(access) as calls:
        if object_of(calls.get(f"{access.base_url}{_ADDON}{quote(app_key, safe='')}")).get("key") != app_key:
            raise HostAnswerInvalid("another app's registration")
        parts = urlsplit(access.base_url)
        cloud_id = object_of(calls.get(f"{parts.scheme}://{parts.netloc}/_edge/tenant_info")).get("cloudId")
    if not isinstance(cloud_id, str) or not cloud_id:
        raise HostAnswerInvalid("no cloud id")
    return cloud_id
