"""What categorising needs: suggesting, and learning beside it."""

from __future__ import annotations

from datetime import UTC, datetime

from connectors.host.model import Product
from plugin.assist.categories.choosing import Choosing
from plugin.assist.categories.descriptions import Descriptions
from plugin.assist.categories.learning import AccessOf, Learning, key_of
from plugin.assist.categories.lessons import Lessons
from plugin.assist.categories.models import CategoryModels
from plugin.assist.categories.places import Categories, DescribedPlaces
from plugin.gateway.confluence_host import ConfluenceHost
from plugin.gateway.gateway import Gateway
from plugin.gateway.jira_host import JiraHost
from plugin.gateway.sorted_items import SortedItems
from plugin.governance.policies import Policies
from plugin.jobs.embedded import EmbeddedWorker
from plugin.settings import Settings
from plugin.store.database import Database
from plugin.store.secrets import SecretBox
from plugin.wiring.hosts import make_clients

_LEARNING_SECONDS = 120.0
_LEARNING_SWEEP_SECONDS = 60.0


def make_categories(
    settings: Settings,
    database: Database,
    box: SecretBox,
    policies: Policies,
    gateway: Gateway,
    access_of: AccessOf,
) -> Categories:
    """Join what categorising needs; learning has a thread and a patience of its own."""
    jira, confluence = make_clients(settings)
    patient_jira, patient_confluence = make_clients(settings, _LEARNING_SECONDS)
    models, descriptions, lessons = CategoryModels(database, box), Descriptions(database), Lessons(database)
    learning = Learning(
        database=database,
        models=models,
        lessons=lessons,
        descriptions=descriptions,
        items=SortedItems(
            policies.current,
            {
                Product.JIRA: lambda access: JiraHost(patient_jira(access)),
                Product.CONFLUENCE: lambda access: ConfluenceHost(patient_confluence(access)),
            },
        ),
        access_of=access_of,
    )
    items = SortedItems(
        policies.current,
        {
            Product.JIRA: lambda access: JiraHost(jira(access)),
            Product.CONFLUENCE: lambda access: ConfluenceHost(confluence(access)),
        },
    )
    learner = EmbeddedWorker(learning.refresh, threads=1, crashed=learning.crashed)
    learner.every(_LEARNING_SWEEP_SECONDS, lambda: learning.sweep(datetime.now(UTC), learner.ring))
    choosing = Choosing(
        gateway=gateway,
        items=items,
        models=models,
        descriptions=descriptions,
        wanted=lambda tenant_id, place: learner.ring(key_of(tenant_id, place)),
    )
    return Categories(choosing, DescribedPlaces(items, descriptions), lessons, learning, learner)
