"""What may be written where: the text's narrowest source decides, whatever the panel asked."""

from __future__ import annotations

import pytest

from connectors.host.access import BearerAccess
from connectors.host.model import PUBLIC, Product, Visibility, VisibilityKind
from connectors.host.session import HostSession
from connectors.jira.client import JiraClient
from plugin.errors import BadRequest, Conflict
from plugin.gateway.approval import SEAL, Approved, Target
from plugin.gateway.jira_comment import ClientFactory, JiraComment, JiraMarker
from plugin.gateway.writing import Writing
from tests.fakes.documents import allowed

INTERNAL = Visibility(VisibilityKind.INTERNAL)
RESTRICTED = Visibility(VisibilityKind.RESTRICTED, "Developers")
ACCESS = BearerAccess("https://site.atlassian.net", lambda: "t")


def writing(client: ClientFactory) -> Writing:
    """Jira's comments alone."""
    return Writing({Product.JIRA: {Target.COMMENT: JiraComment(client)}}, {Product.JIRA: JiraMarker(client)})


def approved(narrowest: Visibility, *, service: bool, internal: bool, target: Target = Target.COMMENT) -> Approved:
    """An approval of a text that rests on such sources."""
    return Approved(
        allowed(),
        target,
        "run",
        text="text",
        narrowest=narrowest,
        internal=internal,
        service_project=service,
        seal=SEAL,
    )


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


@pytest.mark.parametrize(
    ("narrowest", "service", "too_wide"),
    [(PUBLIC, True, False), (INTERNAL, True, True), (INTERNAL, False, False), (RESTRICTED, False, True)],
)
def test_a_description_is_read_by_all(narrowest: Visibility, service: bool, too_wide: bool) -> None:  # noqa: FBT001 (parametrised)
    """Whoever opens an issue reads its description, on a service project customers too."""
    assert too_wide is approved(narrowest, service=service, internal=False, target=Target.DESCRIPTION).too_wide


def test_nothing_is_asked_of_the_host() -> None:
    """What is too wide is refused before any client is made."""

    def no_client(access: object) -> JiraClient:
        raise AssertionError(access)

    with pytest.raises(Conflict) as caught:
        writing(no_client).write(
            approved(RESTRICTED, service=False, internal=False), ACCESS, account_id="a", before=None, provenance={}
        )
    assert caught.value.code == "too_wide"


def test_no_writer_no_write() -> None:
    """A target that a product does not have is refused in words, not by a crash."""
    elsewhere = approved(PUBLIC, service=False, internal=False, target=Target.MACRO)
    with pytest.raises(BadRequest) as caught:
        writing(lambda access: JiraClient(HostSession(access, budget_seconds=1))).write(
            elsewhere, ACCESS, account_id="a", before=None, provenance={}
        )
    assert caught.value.code == "target_not_here"


def test_a_value_is_never_too_wide() -> None:
    """A label that the project has tells nobody what an internal note says."""
    assert not approved(INTERNAL, service=True, internal=False, target=Target.FIELDS).too_wide


def test_only_the_review_approves() -> None:
    """Nobody else can make what is written."""
    with pytest.raises(TypeError):
        Approved(allowed(), Target.COMMENT, "run", text="text")
