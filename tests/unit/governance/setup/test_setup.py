"""The set-up: levels suggested from what is known, and a policy tried on our own sample."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, insert, select

from connectors.host.access import Access, BearerAccess
from connectors.host.model import NativeLevel, Place, Product
from connectors.host.places import ListedPlace
from plugin.ai.embedded.engine import EmbeddedEngine
from plugin.assist.answering import Answers
from plugin.errors import EngineFault, HostFault
from plugin.gateway.places import Listings
from plugin.governance.policies import Policies, PolicyRefused
from plugin.governance.setup.desk import Setup
from plugin.governance.setup.suggesting import suggest
from plugin.governance.setup.trial import Trial
from plugin.identity.caller import Caller
from plugin.policy.model import Level
from plugin.policy.native import NativeLevels
from plugin.store.columns import metadata
from plugin.store.database import Database
from plugin.store.tables import tenants

RULES = [
    {"id": "R-1", "level": "public", "use_case": "*", "effect": "allow"},
    {"id": "R-2", "level": "internal", "use_case": "*", "effect": "allow"},
    {"id": "R-3", "level": "confidential", "use_case": "*", "effect": "mask"},
    {"id": "R-4", "level": "restricted", "use_case": "*", "effect": "deny"},
]
ACCESS = BearerAccess("http://127.0.0.1:9", lambda: "")
CALLER = Caller("one", "i", Product.JIRA, "5b10:ines", "person", ACCESS, "http://127.0.0.1:9")


@pytest.mark.parametrize(
    ("name", "level", "why"),
    [
        ("Payments", Level.INTERNAL, "usual"),
        ("HR Germany", Level.CONFIDENTIAL, "name"),
        ("Hritik's notes", Level.INTERNAL, "usual"),
        ("Customer support", Level.CONFIDENTIAL, "name"),
        ("Security incidents", Level.RESTRICTED, "name"),
        ("Public help for customers", Level.CONFIDENTIAL, "name"),  # the stricter of two words
        ("Public help", Level.PUBLIC, "name"),
        ("Rechtsabteilung", Level.RESTRICTED, "name"),
        ("人事部", Level.CONFIDENTIAL, "name"),
        ("(c++) [team]", Level.INTERNAL, "usual"),
    ],
)
def test_names(name: str, level: Level, why: str) -> None:
    """A name suggests a level; none that says nothing suggests a wider one than internal."""
    found = suggest(name, "software", (), NativeLevels())
    assert (found.level, found.why) == (level, why)


def test_atlassian_knows_better() -> None:
    """Atlassian's own level comes before the name, the strictest of several; the policy's mapping before its words."""
    said = (NativeLevel("1", "Internal use", "organisation"), NativeLevel("2", "Highly sensitive", "container"))
    found = suggest("Public help", "software", said, NativeLevels())
    assert (found.level, found.why, found.word) == (Level.RESTRICTED, "atlassian", "Highly sensitive")
    mapped = NativeLevels(consulted=True, named={"Highly sensitive": Level.CONFIDENTIAL}, unknown=None)
    assert suggest("Public help", "software", said, mapped).level is Level.CONFIDENTIAL
    assert suggest("Kim", "personal", (), NativeLevels()).why == "kind"


@pytest.fixture
def setup(database: Database) -> Setup:
    """The set-up of a site whose host answers for one project and is away for the next."""
    with database.begin() as connection:
        connection.execute(insert(tenants).values(id="one", site="one", created_at=datetime.now(UTC)))

    def levels(_: Access, place: Place) -> tuple[NativeLevel, ...]:
        if place.key == "AWAY":
            raise HostFault
        return (NativeLevel("1", "Confidential", "container"),)

    policies = Policies(database)
    embedded = EmbeddedEngine()
    return Setup(
        policies,
        Listings({}, {Product.JIRA: levels}),
        Trial(policies, Answers({embedded.name: embedded})),
    )


def place(key: str, product: Product = Product.JIRA) -> ListedPlace:
    """A place whose name says nothing."""
    return ListedPlace(Place(product, key=key, id="7", name=key), "software")


def test_atlassian_is_asked_about_its_own_places_until_it_is_away(setup: Setup) -> None:
    """A host that does not answer is not asked again; names do."""
    asked = [place("ONE"), place("WIKI", Product.CONFLUENCE), place("AWAY"), place("TWO")]
    found = setup.suggestions(CALLER, asked)
    assert [each.why for each in found] == ["atlassian", "usual", "usual", "usual"]


@pytest.mark.parametrize("language", ["en", "de", "ja"])
def test_the_sample_is_answered(setup: Setup, language: str) -> None:
    """In each language there is enough to say, and at a masked level the engine sees no value that is masked."""
    tried = setup.trial.run(CALLER, {"places": {}, "rules": RULES}, Level.CONFIDENTIAL, language)
    assert tried.decision == {"outcome": "allowed", "rule": "R-3", "reason": "mask"}
    seen = " ".join(tried.masked)
    assert not any(value in seen for value in ("zenobia.quill@example.com", "DE89", "Quartz!Heron51"))
    assert tried.result is not None
    assert tried.result["sections"]
    assert tried.result["receipt"]["total"] >= 4
    assert tried.engine == "embedded"


def test_what_the_policy_denies_is_not_sent_anywhere(setup: Setup) -> None:
    """A level that is denied is refused here as a run would be; so is a policy without rules."""
    tried = setup.trial.run(CALLER, {"places": {}, "rules": RULES}, Level.RESTRICTED, "en")
    assert (tried.decision["outcome"], tried.masked, tried.result) == ("refused", (), None)
    assert setup.trial.run(CALLER, {"places": {}, "rules": []}, Level.PUBLIC, "en").decision["outcome"] == "refused"


def test_no_policy_and_no_engine(setup: Setup) -> None:
    """What is no policy is refused with its problems, and an engine that nobody has is said to be missing."""
    with pytest.raises(PolicyRefused):
        setup.trial.run(CALLER, {"places": {}}, Level.PUBLIC, "en")
    rule = {**RULES[0], "engines": ["elsewhere"], "destinations": ["public_api"]}
    with pytest.raises(EngineFault):
        setup.trial.run(CALLER, {"places": {}, "rules": [rule]}, Level.PUBLIC, "en")


def test_nothing_is_stored(database: Database, setup: Setup) -> None:
    """After a trial every table is as long as before."""

    def rows() -> dict[str, int]:
        with database.read() as connection:
            return {
                table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in metadata.sorted_tables
            }

    before = rows()
    setup.trial.run(CALLER, {"places": {}, "rules": RULES}, Level.PUBLIC, "en")
    assert rows() == before
