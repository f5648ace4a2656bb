"""What may be written where: the text's narrowest source decides, whatever the panel asked."""

from __future__ import annotations

import pytest

from connectors.host.access import BearerAccess
from connectors.host.model import PUBLIC, Visibility, VisibilityKind
from connectors.jira.client import JiraClient
from plugin.errors import Conflict
from plugin.gateway.approval import SEAL, Approved
from plugin.gateway.writing import Writing
from tests.fakes.documents import allowed

INTERNAL = Visibility(VisibilityKind.INTERNAL)
RESTRICTED = Visibility(VisibilityKind.RESTRICTED, "Developers")


def approved(narrowest: Visibility, *, service: bool, internal: bool) -> Approved:
    """An approval of a text that rests on such sources."""
    return Approved(allowed(), "text", "footer", narrowest, internal, service, seal=SEAL)


@pytest.mark.parametrize(
    ("narrowest", "service", "internal", "too_wide"),
    [
        (PUBLIC, False, False, False),
        (PUBLIC, True, False, False),
        (PUBLIC, True, True, False),
        (INTERNAL, True, True, False),
        (INTERNAL, True, False, True),
        (INTERNAL, False, False, False),
        (RESTRICTED, False, False, True),
        (RESTRICTED, True, False, True),
        (RESTRICTED, True, True, True),
    ],
)
def test_too_wide(narrowest: Visibility, service: bool, internal: bool, too_wide: bool) -> None:  # noqa: FBT001 (parametrised)
    """An internal note's words cannot become a reply; a restricted comment's words cannot become a comment at all."""
    assert too_wide is approved(narrowest, service=service, internal=internal).too_wide


def test_nothing_is_asked_of_the_host() -> None:
    """What is too wide is refused before any client is made."""

    def no_client(access: object) -> JiraClient:
        raise AssertionError(access)

    with pytest.raises(Conflict) as caught:
        Writing(no_client).add_comment(
            approved(RESTRICTED, service=False, internal=False),
            BearerAccess("https://site.atlassian.net", lambda: "t"),
            account_id="a",
            again=False,
        )
    assert caught.value.code == "too_wide"


def test_only_the_review_approves() -> None:
    """Nobody else can make what is written."""
    with pytest.raises(TypeError):
        Approved(allowed(), "text", "footer", PUBLIC, internal=False, service_project=False)
