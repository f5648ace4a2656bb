"""The only place where objects are built and joined."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from connectors.confluence.client import ConfluenceClient
from connectors.host.access import Access
from connectors.host.impersonation import TokenCache, TokenExchange
from connectors.host.model import Product
from connectors.host.session import HostSession
from connectors.jira.client import JiraClient
from plugin.ai import catalogue
from plugin.ai.embedded.engine import EmbeddedEngine
from plugin.ai.port import Engine
from plugin.ai.providers.build import build as build_engine
from plugin.ai.resilience.guard import Guard
from plugin.assist.answering import Answers
from plugin.assist.categories.choosing import Choosing
from plugin.assist.categories.descriptions import Descriptions
from plugin.assist.categories.learning import AccessOf, Learning, key_of
from plugin.assist.categories.lessons import Lessons
from plugin.assist.categories.models import CategoryModels
from plugin.assist.categories.places import Categories, DescribedPlaces
from plugin.assist.history import Histories
from plugin.assist.overview import Overviews
from plugin.assist.recorder import Recorder
from plugin.assist.repository import Runs
from plugin.assist.road import AccessFor, Road
from plugin.assist.service import RunService
from plugin.assist.signals import Signals
from plugin.audit.anchoring import Anchors
from plugin.audit.events import AuditEvent
from plugin.audit.formats import Format
from plugin.audit.outbound import Way
from plugin.audit.push import Pusher, Sink
from plugin.audit.repository import append
from plugin.audit.signing import SigningKeys
from plugin.gateway import confluence_host, jira_host
from plugin.gateway.administration import Administration
from plugin.gateway.approval import Target
from plugin.gateway.confluence_comment import ConfluenceComment
from plugin.gateway.confluence_draft import ConfluenceDraft
from plugin.gateway.confluence_host import ConfluenceHost
from plugin.gateway.confluence_labels import ConfluenceLabels
from plugin.gateway.confluence_macro import ConfluenceMacro, ConfluenceShowing
from plugin.gateway.confluence_marker import ConfluenceMarker
from plugin.gateway.gateway import Gateway
from plugin.gateway.jira_comment import JiraComment, JiraMarker
from plugin.gateway.jira_description import JiraDescription
from plugin.gateway.jira_fields import JiraFields
from plugin.gateway.jira_host import JiraHost
from plugin.gateway.people import ConfluenceDirectory, JiraDirectory, People
from plugin.gateway.showing import Showings
from plugin.gateway.sorted_items import SortedItems
from plugin.gateway.writing import Writing
from plugin.governance.admins import AdminDoor
from plugin.governance.canary import EVERY_SECONDS, Canary
from plugin.governance.configuration import record_settings, record_settings_of
from plugin.governance.desk import AuditDesk
from plugin.governance.forgetting import Forgetting
from plugin.governance.holds import Holds
from plugin.governance.kill_switch import KillSwitch
from plugin.governance.policies import Policies
from plugin.governance.reconstruction import Reconstruction
from plugin.governance.retention import Retention
from plugin.identity.connect import ConnectIdentity
from plugin.identity.impersonation import WRITING
from plugin.identity.install_keys import InstallKeys
from plugin.identity.lifecycle import Lifecycle
from plugin.identity.repository import Installation, Installations
from plugin.identity.ticket import Tickets
from plugin.jobs.embedded import EmbeddedWorker
from plugin.policy.keeping import Keeping
from plugin.review.approving import Approving
from plugin.review.bells import Bells
from plugin.review.escalating import AccountOf, Escalating
from plugin.review.escalation import Escalations
from plugin.review.macro import Macros
from plugin.review.provenance import Provenance
from plugin.review.recategorised import Recategorised
from plugin.review.recorder import ReviewRecorder
from plugin.review.repository import Decisions
from plugin.review.service import Review
from plugin.review.summaries import Summaries
from plugin.settings import Settings
from plugin.store.database import Database
from plugin.store.secrets import SecretBox
from plugin.usage.repository import UsageLog
from plugin.web.services import Services
from plugin.web.streams import StreamLimit

_BEAT_SECONDS = 2.0
_SWEEP_SECONDS = 5.0
_IGNORED_SECONDS = 60.0
_LOOK_SECONDS = 60.0
_RETENTION_SECONDS = 3600.0
_CHECKPOINT_SECONDS = 300.0
_LEARNING_SECONDS = 120.0
_LEARNING_SWEEP_SECONDS = 60.0
_PUSH_SECONDS = 10.0


def build(settings: Settings) -> Services:
    """Build every service of a process and start its background work."""
    database = Database(settings.database_url)
    box = SecretBox(settings.secret_keys)
    installations = Installations(database, box)
    tokens = TokenCache(TokenExchange(settings.oauth_url))
    identity = ConnectIdentity(
        database=database,
        installations=installations,
        tickets=Tickets(box),
        tokens=tokens,
        public_url=settings.public_url,
    )
    lifecycle = Lifecycle(
        database=database,
        installations=installations,
        keys=InstallKeys(settings.install_keys_url),
        forget=tokens.forget,
        recorded=partial(_record_registration, settings),
        public_url=settings.public_url,
        sandbox=settings.sandbox,
        purge_days=settings.purge_days,
    )
    jira, confluence = _clients(settings)
    policies = Policies(database)
    gateway = Gateway(
        policies.current,
        {
            Product.JIRA: lambda access: JiraHost(jira(access)),
            Product.CONFLUENCE: lambda access: ConfluenceHost(confluence(access)),
        },
    )
    people = _people(jira, confluence)
    categories = _categories(
        settings, database, box, policies, gateway, _reader_access(database, installations, identity)
    )
    runs, usage = Runs(database, box), UsageLog(box)
    recorder = Recorder(
        database=database,
        runs=runs,
        usage=usage,
        account_of=installations.account_of,
        result_days=settings.result_days,
    )
    canary = Canary(
        database,
        tenants=lambda: sorted({row["id"] for row in installations.tenants() if row["state"] == "installed"}),
        policy=policies.current,
        admit=gateway.admit,
    )
    road = Road(
        runs=runs,
        gateway=gateway,
        choosing=categories.choosing,
        access_for=_access_for(database, installations, identity),
        answers=_answers(settings),
        recorder=recorder,
        stopped=canary.stopped,
        deadline_seconds=settings.run_deadline,
    )
    worker = EmbeddedWorker(road.drive, threads=settings.run_threads, crashed=road.crashed)
    run_service = RunService(database=database, runs=runs, recorder=recorder, usage=usage, ring=worker.ring)
    decisions, escalations = Decisions(database, box), Escalations(database, box)
    summaries, provenance = Summaries(database, box), Provenance(box.derived("provenance"))
    review_recorder = ReviewRecorder(
        database=database,
        decisions=decisions,
        summaries=summaries,
        usage=usage,
        account_of=installations.account_of,
        teacher=categories.lessons,
    )
    review = Review(
        runs=runs,
        approving=Approving(gateway, people),
        writing=_writing(jira, confluence),
        decisions=decisions,
        summaries=summaries,
        recorder=review_recorder,
        write_access=lambda caller: identity.access(caller.installation_id, caller.account_id, WRITING),
        provenance=provenance,
    )
    escalating = Escalating(
        review=review,
        gateway=gateway,
        people=people,
        escalations=escalations,
        recorder=review_recorder,
        account_of=_account_of(database, installations),
        person_of=installations.person,
        queues_of=lambda tenant_id: policies.current(tenant_id).queues,
    )
    recategorised = Recategorised(
        runs=runs,
        decisions=decisions,
        bells=Bells(database),
        recorder=review_recorder,
        gateway=gateway,
        access_for=_access_for(database, installations, identity),
        held={Product.JIRA: JiraFields(jira).held, Product.CONFLUENCE: ConfluenceLabels(confluence).held},
    )
    looker = _looker(recategorised)
    retention = Retention(database, runs, installations, approved_days=settings.approved_days)
    longest = Keeping(settings.result_days, settings.audit_payload_days)
    forgetting = Forgetting(database, policies.current, Holds(database), longest)
    worker.every(_RETENTION_SECONDS, lambda: forgetting.apply(datetime.now(UTC)))
    anchors = Anchors(database, SigningKeys(database, box), every=timedelta(hours=settings.checkpoint_hours))
    worker.every(_BEAT_SECONDS, lambda: runs.beat(worker.active))
    worker.every(_SWEEP_SECONDS, run_service.interrupt_silent)
    worker.every(_IGNORED_SECONDS, lambda: review.ignore_undecided(datetime.now(UTC)))
    worker.every(_RETENTION_SECONDS, lambda: retention.apply(datetime.now(UTC)))
    worker.every(_RETENTION_SECONDS, lambda: escalating.forget(datetime.now(UTC)))
    pusher = _pusher(settings, database, anchors)
    if pusher is not None:
        worker.every(_PUSH_SECONDS, lambda: pusher.push_due(datetime.now(UTC)))
    worker.every(_CHECKPOINT_SECONDS, lambda: anchors.make_due(datetime.now(UTC)))
    record_settings(database, settings)
    worker.every(EVERY_SECONDS, canary.sing_everywhere)
    worker.start()
    categories.learner.start()
    looker.start()
    return Services(
        settings=settings,
        database=database,
        installations=installations,
        identity=identity,
        lifecycle=lifecycle,
        policies=policies,
        kill_switch=KillSwitch(database),
        canary=canary,
        admins=AdminDoor(
            database,
            Administration(
                {
                    Product.JIRA: lambda access: jira_host.is_admin(jira(access)),
                    Product.CONFLUENCE: lambda access: confluence_host.is_admin(confluence(access)),
                }
            ),
        ),
        anchors=anchors,
        desk=AuditDesk(database, anchors, installations.reference_of, pusher),
        people=people,
        reconstruction=Reconstruction(database, runs, installations.account_of),
        overviews=Overviews(database=database, gateway=gateway, runs=runs, usage=usage),
        histories=Histories(gateway=gateway, runs=runs),
        runs=run_service,
        review=review,
        recategorised=recategorised,
        looker=looker,
        escalating=escalating,
        macros=Macros(
            database=database,
            gateway=gateway,
            showings=Showings({Product.CONFLUENCE: ConfluenceShowing(confluence)}),
            people=people,
            summaries=summaries,
            decisions=decisions,
            provenance=provenance,
            account_of=installations.account_of,
        ),
        signals=Signals(database=database, runs=runs, usage=usage),
        categories=categories,
        worker=worker,
        streams=StreamLimit(settings.max_streams),
    )


def _looker(recategorised: Recategorised) -> EmbeddedWorker:
    """What looks after applied suggestions; one thread is enough, and a look that failed is due again by itself."""
    looker = EmbeddedWorker(recategorised.look, threads=1, crashed=lambda _: None)

    def ring_due() -> None:
        for key in recategorised.sweep(datetime.now(UTC)):
            if key not in looker.active:
                looker.ring(key)

    looker.every(_LOOK_SECONDS, ring_due)
    return looker


def _clients(
    settings: Settings, budget_seconds: float | None = None
) -> tuple[Callable[[Access], JiraClient], Callable[[Access], ConfluenceClient]]:
    """Make what makes clients for one person's access each, with a time budget: that of the settings by default."""

    def session(access: Access) -> HostSession:
        return HostSession(access, budget_seconds=budget_seconds or settings.host_timeout)

    return lambda access: JiraClient(session(access)), lambda access: ConfluenceClient(session(access))


def _categories(
    settings: Settings,
    database: Database,
    box: SecretBox,
    policies: Policies,
    gateway: Gateway,
    access_of: AccessOf,
) -> Categories:
    """Join what categorising needs; learning has a thread and a patience of its own."""
    jira, confluence = _clients(settings)
    patient_jira, patient_confluence = _clients(settings, _LEARNING_SECONDS)
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


def _answers(settings: Settings) -> Answers:
    """Every engine of this installation; without a catalogue, the one that sends nothing anywhere."""
    entries = catalogue.load(settings.engines_file, settings.engine_keys)
    engines: list[Engine] = [EmbeddedEngine(), *(build_engine(entry) for entry in entries)]
    guard = Guard({entry.name: entry.concurrency for entry in entries})
    return Answers({engine.name: engine for engine in engines}, guard)


def _writing(jira: Callable[[Access], JiraClient], confluence: Callable[[Access], ConfluenceClient]) -> Writing:
    """Join what can be written where."""
    return Writing(
        {
            Product.JIRA: {
                Target.COMMENT: JiraComment(jira),
                Target.DESCRIPTION: JiraDescription(jira),
                Target.FIELDS: JiraFields(jira),
            },
            Product.CONFLUENCE: {
                Target.COMMENT: ConfluenceComment(confluence),
                Target.FIELDS: ConfluenceLabels(confluence),
                Target.MACRO: ConfluenceMacro(confluence),
                Target.DRAFT: ConfluenceDraft(confluence),
            },
        },
        {Product.JIRA: JiraMarker(jira), Product.CONFLUENCE: ConfluenceMarker(confluence)},
    )


def _people(jira: Callable[[Access], JiraClient], confluence: Callable[[Access], ConfluenceClient]) -> People:
    return People(
        {
            Product.JIRA: lambda access: JiraDirectory(jira(access)),
            Product.CONFLUENCE: lambda access: ConfluenceDirectory(confluence(access)),
        }
    )


def _account_of(database: Database, installations: Installations) -> AccountOf:
    """Look up who stands behind a reference, in a reading of its own."""

    def account_of(tenant_id: str, person: str) -> str:
        with database.read() as connection:
            return installations.account_of(connection, tenant_id, person)

    return account_of


def _reader_access(database: Database, installations: Installations, identity: ConnectIdentity) -> AccessOf:
    """Restore the access of the person as whom a place is learned."""
    account_of = _account_of(database, installations)
    return lambda reader: identity.access(reader.installation_id, account_of(reader.tenant_id, reader.person))


def _access_for(database: Database, installations: Installations, identity: ConnectIdentity) -> AccessFor:
    """Restore the access of a run's person, for its driver."""
    account_of = _account_of(database, installations)
    return lambda run: identity.access(run.installation_id, account_of(run.tenant_id, run.person))


def _pusher(settings: Settings, database: Database, anchors: Anchors) -> Pusher | None:
    """What takes the record to a webhook, where one is configured."""
    if not settings.audit_push_url:
        return None
    way = Way(
        private=settings.audit_push_private or settings.sandbox, plain=settings.sandbox, ca_file=settings.audit_push_ca
    )
    sink = Sink(
        settings.audit_push_url,
        settings.audit_push_secret,
        Format(settings.audit_push_format),
        settings.audit_push_authorization,
        way,
    )
    return Pusher(database, anchors, sink)


def _record_registration(settings: Settings, connection: Connection, installation: Installation, what: str) -> None:
    event = AuditEvent.INSTALLATION_INSTALLED if what == "installed" else AuditEvent.INSTALLATION_UNINSTALLED
    payload = {"installation": installation.id, "product": installation.product.value}
    append(connection, installation.tenant_id, event, payload)
    if what == "installed":
        record_settings_of(connection, installation.tenant_id, settings)
