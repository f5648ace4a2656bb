"""Tickets: bound to installation, person and item; half an hour; useless alone."""

from __future__ import annotations

import re
import time
from unittest.mock import patch

import jwt
import pytest
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient

from connectors.host.model import Item, Place, Product
from plugin.errors import SessionExpired, Unauthenticated
from plugin.identity import ticket as ticket_module
from plugin.identity.request import Signed
from plugin.identity.ticket import Tickets
from plugin.store.secrets import SecretBox
from tests.fakes.signing_host import SigningHost

ITEM = Item(Product.JIRA, id="11101", key="PAY-101")
PLACE = Place(Product.JIRA, key="PAY", id="11000")


@pytest.fixture
def tickets(box: SecretBox) -> Tickets:
    """Tickets under this run's key."""
    return Tickets(box)


def issue(tickets: Tickets) -> str:
    """A ticket for the person `ref-1`."""
    return tickets.issue(installation_id="inst-1", person="ref-1", item=ITEM, place=PLACE)


def test_round_trip(tickets: Tickets) -> None:
    """A ticket says which item and place it was made for."""
    opened = tickets.open(issue(tickets), installation_id="inst-1", person="ref-1")
    assert (opened.item, opened.place, opened.past_half) == (ITEM, PLACE, False)


@pytest.mark.parametrize(("installation", "person"), [("inst-2", "ref-1"), ("inst-1", "ref-2")])
def test_bound(tickets: Tickets, installation: str, person: str) -> None:
    """Another installation's or another person's ticket is refused."""
    with pytest.raises(Unauthenticated):
        tickets.open(issue(tickets), installation_id=installation, person=person)


@pytest.mark.parametrize("ticket", ["", "x", "a.b.c", "ü", "e" * 3000])
def test_garbage(tickets: Tickets, ticket: str) -> None:
    """What is not a ticket is refused without a crash."""
    with pytest.raises(Unauthenticated):
        tickets.open(ticket, installation_id="inst-1", person="ref-1")


def test_forged(tickets: Tickets) -> None:
    """A ticket under another key is refused, and so is an unsigned one."""
    claims = jwt.decode(issue(tickets), options={"verify_signature": False})
    for forged in (jwt.encode(claims, "x" * 32, algorithm="HS256"), jwt.encode(claims, None, algorithm="none")):
        with pytest.raises(Unauthenticated):
            tickets.open(forged, installation_id="inst-1", person="ref-1")


def test_life(tickets: Tickets) -> None:
    """Past its half it asks to be renewed; past its end it is over."""
    made = issue(tickets)
    now = time.time()
    with patch.object(ticket_module.time, "time", lambda: now + 1000):
        assert tickets.open(made, installation_id="inst-1", person="ref-1").past_half
    with patch.object(ticket_module.time, "time", lambda: now - 1801):
        old = issue(tickets)
    with pytest.raises(SessionExpired):
        tickets.open(old, installation_id="inst-1", person="ref-1")


def test_key_rotation(box: SecretBox, secret_keys: tuple[str, ...]) -> None:
    """A ticket made before a key rotation still opens while the old key is kept."""
    made = issue(Tickets(box))
    rotated = Tickets(SecretBox((Fernet.generate_key().decode(), *secret_keys)))
    assert rotated.open(made, installation_id="inst-1", person="ref-1").item == ITEM


def page_ticket(client: FlaskClient, host: SigningHost, **query: str) -> str:
    """The ticket that a page carries."""
    html = client.get(host.page("/panel", query)).get_data(as_text=True)
    found = re.search(r'name="vouch-ticket" content="([^"]*)"', html)
    assert found
    return found[1]


def test_page_ticket_names_the_item(app: Flask, client: FlaskClient, host: SigningHost) -> None:
    """Where the context token names no item, the page's ticket does; a bare parameter never does."""
    ticket = page_ticket(client, host, issueId="11101", issueKey="PAY-101", projectId="11000", projectKey="PAY")
    identity = app.extensions["vouch"].identity
    signed = Signed("GET", "/api/v1/bootstrap", f"JWT {host.token()}", "", ticket)
    _, caller = identity.context(signed)
    assert (caller.item, caller.place) == (ITEM, PLACE)
    _, bare = identity.context(Signed("GET", "/api/v1/bootstrap?issueId=11101", f"JWT {host.token()}"))
    assert bare.item is None


def test_claim_wins_over_the_ticket(app: Flask, client: FlaskClient, host: SigningHost) -> None:
    """A context claim is the host's own word and wins over a ticket."""
    ticket = page_ticket(client, host, issueId="11101", issueKey="PAY-101", projectId="11000", projectKey="PAY")
    header = host.context(issue="12047", project="12000")["Authorization"]
    _, caller = app.extensions["vouch"].identity.context(Signed("GET", "/x", header, "", ticket))
    assert caller.item == Item(Product.JIRA, id="12047")


@pytest.mark.parametrize(("item", "key"), [("11101", "PAY"), ("12047", "")])
def test_a_ticket_lends_its_place(app: Flask, client: FlaskClient, host: SigningHost, item: str, key: str) -> None:
    """Where a claim names an item without its place, the ticket of that very item lends it; no other ticket does."""
    ticket = page_ticket(client, host, issueId="11101", issueKey="PAY-101", projectId="11000", projectKey="PAY")
    header = host.context(issue=item, project="")["Authorization"]
    _, caller = app.extensions["vouch"].identity.context(Signed("GET", "/x", header, "", ticket))
    assert caller.item
    assert caller.place
    assert (item, key) == (caller.item.id, caller.place.key)


def test_a_ticket_that_is_not_needed(app: Flask, host: SigningHost) -> None:
    """A ticket whose time is over does not stand in the way of a claim that says enough to go on."""
    identity = app.extensions["vouch"].identity
    header = host.context(issue="11101", project="")["Authorization"]
    _, caller = identity.context(Signed("GET", "/x", header))
    now = time.time()
    with patch.object(ticket_module.time, "time", lambda: now - 1801):
        ticket = identity._connect._tickets.issue(
            installation_id=caller.installation_id, person=caller.person, item=ITEM, place=PLACE
        )
    _, caller = identity.context(Signed("GET", "/x", header, "", ticket))
    assert caller.item == Item(Product.JIRA, id="11101")


def test_somebody_elses_ticket(client: FlaskClient, host: SigningHost) -> None:
    """Another person's token with this person's ticket is 401."""
    ticket = page_ticket(client, host, issueId="11101", issueKey="PAY-101", projectId="11000", projectKey="PAY")
    headers = {"Authorization": f"JWT {host.token(sub='5b10:other')}", "X-Vouch-Ticket": ticket}
    assert client.get("/api/v1/bootstrap", headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("issue_id", "key"),
    [("../1", "PAY/1"), ("1e3", "pay-1"), ("11101\n", "PAY-101\n"), ("1" * 20, "PAY-" + "1" * 20)],
)
def test_malformed_references(client: FlaskClient, host: SigningHost, issue_id: str, key: str) -> None:
    """Ids and keys of the wrong form are no item, even where the host signed them."""
    assert page_ticket(client, host, issueId=issue_id, issueKey=key) == ""
