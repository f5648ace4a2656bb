"""Labels for a page: those in use in its space, for who may change the page."""

from __future__ import annotations

import pytest

from connectors.confluence.choices import choices_of
from connectors.confluence.client import ConfluenceClient
from connectors.host.choices import Choices, Field, Value
from connectors.host.errors import HostAnswerInvalid
from connectors.host.model import Item, Product
from tests.unit.connectors.confluence.wiki import Confluence, page

ITEM = Item(Product.CONFLUENCE, id="42")


def label(name: str, prefix: str = "global") -> dict[str, str]:
    """A label as Confluence sends it."""
    return {"id": "1", "name": name, "prefix": prefix}


def serve(confluence: Confluence, *operations: str) -> None:
    """A page in a space with labels, with which the person may do these."""
    confluence.pages["42"] = page("42", None, "<p>x</p>")
    rows = [{"operation": name, "targetType": "page"} for name in operations]
    confluence.answers["/api/v2/pages/42/operations"] = {"operations": rows}
    confluence.lists["/api/v2/pages/42/labels"] = [label("plan")]
    used = [label("plan"), label("favourite", "my"), label("runbook"), label("runbook")]
    confluence.lists["/api/v2/spaces/11/content/labels"] = used


def test_labels_of_the_space(confluence: Confluence, client: ConfluenceClient) -> None:
    """Labels that everybody gives, each once, and those that the page has."""
    serve(confluence, "read", "update")
    plan, runbook = Value("plan", "plan"), Value("runbook", "runbook")
    assert choices_of(client, ITEM) == (Choices(Field.LABELS, (plan, runbook), (plan,)),)


def test_who_may_only_read_chooses_nothing(confluence: Confluence, client: ConfluenceClient) -> None:
    """Without the right to change the page there is nothing to choose."""
    serve(confluence, "read")
    assert choices_of(client, ITEM) == ()


def test_an_answer_without_operations_is_told(confluence: Confluence, client: ConfluenceClient) -> None:
    """What is not said is not taken for a yes."""
    serve(confluence, "read")
    confluence.answers["/api/v2/pages/42/operations"] = {}
    with pytest.raises(HostAnswerInvalid):
        choices_of(client, ITEM)
