"""Work beside the requests: looking again at what was taken, pushing the record, reporting whose ids are kept."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection

from connectors.confluence.data_policy import blocked_spaces
from connectors.host.model import Product
from connectors.host.session import HostSession
from connectors.jira.data_policy import blocked_projects
from plugin.assist.repository import Runs
from plugin.assist.road import AccessFor
from plugin.audit.anchoring import Anchors
from plugin.audit.events import AuditEvent
from plugin.audit.formats import Format
from plugin.audit.outbound import Way
from plugin.audit.push import Pusher, Sink
from plugin.audit.repository import append
from plugin.gateway.accounts import Accounts
from plugin.gateway.faults import translated
from plugin.gateway.gateway import Gateway
from plugin.governance.access_rules import AccessRules
from plugin.governance.approvals import Approvals
from plugin.governance.blocked import Blocked
from plugin.governance.configuration import record_settings_of
from plugin.governance.erasure import Erasure
from plugin.governance.holds import Holds
from plugin.governance.policies import Policies
from plugin.governance.reporting import Reporting
from plugin.identity.app_access import AppAccess
from plugin.identity.doors import Doors
from plugin.identity.repository import Door, Installation, Installations
from plugin.jobs.embedded import EmbeddedWorker
from plugin.review.recategorised import Recategorised
from plugin.settings import Settings
from plugin.store.database import Database
from plugin.usage.repository import UsageLog
from plugin.wiring.hosts import make_clients

_LOOK_SECONDS = 60.0
_PROPOSALS_SECONDS = 60.0
_CHECKPOINT_SECONDS = 300.0
_PUSH_SECONDS = 10.0


def make_looker(recategorised: Recategorised) -> EmbeddedWorker:
    """What looks after applied suggestions; one thread is enough, and a look that failed is due again by itself."""
    looker = EmbeddedWorker(recategorised.look, threads=1, crashed=lambda _: None)

    def ring_due() -> None:
        for key in recategorised.sweep(datetime.now(UTC)):
            if key not in looker.active:
                looker.ring(key)

    looker.every(_LOOK_SECONDS, ring_due)
    return looker


def keep_record(worker: EmbeddedWorker, settings: Settings, database: Database, anchors: Anchors) -> Pusher | None:
    """Have the record anchored, and taken to a webhook where one is configured."""
    worker.every(_CHECKPOINT_SECONDS, lambda: anchors.make_due(datetime.now(UTC)))
    pusher = make_pusher(settings, database, anchors)
    if pusher is not None:
        worker.every(_PUSH_SECONDS, lambda: pusher.push_due(datetime.now(UTC)))
    return pusher


def make_pusher(settings: Settings, database: Database, anchors: Anchors) -> Pusher | None:
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


def record_registration(settings: Settings, connection: Connection, installation: Installation, what: str) -> None:
    """Record an install or an uninstall, in the transaction that made it."""
    event = AuditEvent.INSTALLATION_INSTALLED if what == "installed" else AuditEvent.INSTALLATION_UNINSTALLED
    payload = {"installation": installation.id, "product": installation.product.value}
    append(connection, installation.tenant_id, event, payload)
    if what == "installed":
        record_settings_of(connection, installation.tenant_id, settings)


def make_reporting(settings: Settings, database: Database, installations: Installations, usage: UsageLog) -> Reporting:
    """What tells Atlassian whose account ids are kept, and erases whose accounts were closed."""
    accounts = Accounts(lambda access: HostSession(access, budget_seconds=settings.host_timeout))
    return Reporting(
        database,
        installed=lambda: [each for each in installations.all_installed() if each.door is Door.CONNECT],
        send=lambda installation, batch: accounts.report(AppAccess(installations, installation), batch),
        erasure=Erasure(database, usage, Holds(database)),
    )


def make_access_rules(
    settings: Settings,
    database: Database,
    installations: Installations,
    gateway: Gateway,
    run_store: Runs,
    access_for: AccessFor,
    doors: Doors,
    worker: EmbeddedWorker,
) -> AccessRules:
    """What obeys app access rules; it looks by itself as well."""
    jira, confluence = make_clients(settings)

    def places(installation: Installation, kept: tuple[str, ...]) -> tuple[str, ...] | None:
        with translated():
            if installation.door is Door.CONNECT:
                return blocked_spaces(confluence(AppAccess(installations, installation)))
            if installation.product is Product.CONFLUENCE:
                return ()  # asking would take one more scope; Forge's events name what is blocked
            access = doors.forge.app_access(installation)
            return blocked_projects(jira(access), kept) if access.token else None

    rules = AccessRules(
        database,
        blocked=Blocked(database, Holds(database)),
        run_store=run_store,
        installed=installations.all_installed,
        blocked_places=places,
        shows=lambda run: gateway.locate(access_for(run), run.item)[0],
    )
    worker.every(_LOOK_SECONDS, lambda: rules.look_due(datetime.now(UTC)))
    return rules


def make_approvals(database: Database, policies: Policies, worker: EmbeddedWorker) -> Approvals:
    """The way of every change of a policy; what has come to its time acts or expires."""
    approvals = Approvals(database, policies)
    worker.every(_PROPOSALS_SECONDS, lambda: approvals.act_on_due(datetime.now(UTC)))
    return approvals
