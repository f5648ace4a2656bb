"""The only place where objects are built and joined."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from connectors.host.model import Audience, Product
from plugin.assist.history import Histories
from plugin.assist.long.notes import Notes
from plugin.assist.news import Newness
from plugin.assist.overview import Overviews
from plugin.assist.recorder import Recorder
from plugin.assist.repository import Runs
from plugin.assist.reviews.repository import ReviewRequests
from plugin.assist.reviews.reviewing import Holding
from plugin.assist.road import Road
from plugin.assist.service import RunService
from plugin.assist.signals import Signals
from plugin.assist.visits import Visits
from plugin.audit.anchoring import Anchors
from plugin.audit.signing import SigningKeys
from plugin.gateway import confluence_host, jira_host
from plugin.gateway.administration import Administration
from plugin.gateway.confluence_host import ConfluenceHost
from plugin.gateway.confluence_labels import ConfluenceLabels
from plugin.gateway.confluence_macro import ConfluenceShowing
from plugin.gateway.gateway import Gateway
from plugin.gateway.jira_fields import JiraFields
from plugin.gateway.jira_host import JiraHost
from plugin.gateway.showing import Showings
from plugin.governance.admins import AdminDoor
from plugin.governance.canary import EVERY_SECONDS, Canary
from plugin.governance.cards import Cards
from plugin.governance.configuration import record_settings
from plugin.governance.delegation import Delegation
from plugin.governance.desk import AuditDesk
from plugin.governance.engine_keys import EngineKeys
from plugin.governance.erasure import Erasure
from plugin.governance.erasure_desk import ErasureDesk
from plugin.governance.forgetting import Forgetting
from plugin.governance.holds import Holds
from plugin.governance.kill_switch import KillSwitch
from plugin.governance.names import Names
from plugin.governance.operations.desk import Operations
from plugin.governance.policies import Policies
from plugin.governance.reconstruction import Reconstruction
from plugin.governance.retention import Retention
from plugin.governance.seals import Seals
from plugin.governance.simulation import Simulation
from plugin.identity.grants import Grants
from plugin.identity.impersonation import WRITING
from plugin.identity.repository import Installations
from plugin.identity.spent import SpentTokens
from plugin.jobs.embedded import EmbeddedWorker
from plugin.policy.keeping import Keeping
from plugin.review.approving import Approving
from plugin.review.bells import Bells
from plugin.review.escalating import Escalating
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
from plugin.wiring.access import account_lookup, look_access, reader_access, run_access
from plugin.wiring.administration import make_engine_desk, make_health, make_key_desk, make_places, make_setup
from plugin.wiring.background import keep_record, make_access_rules, make_approvals, make_looker, make_reporting
from plugin.wiring.categorising import make_categories
from plugin.wiring.doors import make_doors
from plugin.wiring.engines import engine_facts, make_answers
from plugin.wiring.hosts import for_levels, make_clients, make_people, make_writing
from plugin.wiring.memberships import make_memberships
from plugin.wiring.reviewing import make_reviewing

_BEAT_SECONDS = 2.0
_SWEEP_SECONDS = 5.0
_IGNORED_SECONDS = 60.0
_RETENTION_SECONDS = 3600.0
_REPORT_SECONDS = 300.0
_FORGET_SECONDS = 60.0


def build(settings: Settings) -> Services:
    """Build every service of a process and start its background work."""
    database = Database(settings.database_url)
    box = SecretBox(settings.secret_keys)
    installations = Installations(database, box)
    grants, spent = Grants(database, box), SpentTokens(database)
    identity, lifecycle = make_doors(settings, database, box, installations, grants, spent)
    jira, confluence = make_clients(settings)
    policies = Policies(database, engine_facts(settings))
    requests, memberships = ReviewRequests(database, box), make_memberships(jira, confluence)
    gateway = Gateway(
        policies.current,
        {
            Product.JIRA: lambda access: JiraHost(jira(access)),
            Product.CONFLUENCE: lambda access: ConfluenceHost(confluence(access), confluence(for_levels(access))),
        },
        lambda subject, ask: requests.approved_up_to(subject, ask, datetime.now(UTC)),
        memberships,
    )
    people = make_people(jira, confluence)
    categories = make_categories(
        settings, database, box, policies, gateway, reader_access(database, installations, identity)
    )
    runs, usage, newness = (
        Runs(database, box),
        UsageLog(box),
        Newness(Visits(database), Decisions(database, box).approved_at),
    )
    recorder = Recorder(
        database=database,
        runs=runs,
        usage=usage,
        account_of=installations.account_of,
        grants=grants,
        result_days=settings.result_days,
        hold=Holding(requests).note,
    )
    canary = Canary(
        database,
        tenants=lambda: sorted({row["id"] for row in installations.tenants() if row["state"] == "installed"}),
        policy=policies.current,
        admit=gateway.admit,
    )
    answers = make_answers(settings, database, policies.current, EngineKeys(database, box))
    road = Road(
        runs=runs,
        gateway=gateway,
        choosing=categories.choosing,
        access_for=run_access(database, installations, identity),
        answers=answers,
        notes=Notes(database, box),
        newness=newness,
        recorder=recorder,
        stopped=canary.stopped,
        deadline_seconds=settings.run_deadline,
        languages={Audience.AGENT: settings.answer_language, Audience.CUSTOMER: settings.customer_language},
    )
    worker = EmbeddedWorker(road.drive, threads=settings.run_threads, crashed=road.crashed)
    run_service = RunService(
        database=database, runs=runs, recorder=recorder, usage=usage, grants=grants, ring=worker.ring
    )
    reviewing = make_reviewing(
        database=database,
        requests=requests,
        gateway=gateway,
        memberships=memberships,
        people=people,
        policies=policies,
        installations=installations,
        runs=runs,
        run_service=run_service,
    )
    worker.every(_FORGET_SECONDS, lambda: reviewing.expire(datetime.now(UTC)))
    look = look_access(database, installations, identity)
    access_rules = make_access_rules(settings, database, installations, gateway, runs, look, identity, worker)
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
        writing=make_writing(jira, confluence),
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
        account_of=account_lookup(database, installations),
        person_of=installations.person,
        queues_of=lambda tenant_id: policies.current(tenant_id).queues,
    )
    recategorised = Recategorised(
        runs=runs,
        decisions=decisions,
        bells=Bells(database),
        recorder=review_recorder,
        gateway=gateway,
        access_for=look_access(database, installations, identity),
        held={Product.JIRA: JiraFields(jira).held, Product.CONFLUENCE: ConfluenceLabels(confluence).held},
    )
    looker = make_looker(recategorised)
    retention = Retention(database, runs, installations, approved_days=settings.approved_days)
    longest = Keeping(settings.result_days, settings.audit_payload_days)
    forgetting = Forgetting(database, policies.current, Holds(database), longest)
    worker.every(_RETENTION_SECONDS, lambda: forgetting.apply(datetime.now(UTC)))
    anchors = Anchors(database, SigningKeys(database, box), every=timedelta(hours=settings.checkpoint_hours))
    worker.every(_BEAT_SECONDS, lambda: runs.beat(worker.active))
    worker.every(_SWEEP_SECONDS, run_service.interrupt_silent)
    worker.every(_IGNORED_SECONDS, lambda: review.ignore_undecided(datetime.now(UTC)))
    worker.every(_RETENTION_SECONDS, lambda: retention.apply(datetime.now(UTC)))
    reporting = make_reporting(settings, database, installations, usage)
    worker.every(_REPORT_SECONDS, lambda: reporting.report_due(datetime.now(UTC)))
    pusher = keep_record(worker, settings, database, anchors)
    worker.every(_FORGET_SECONDS, lambda: (spent.forget(datetime.now(UTC)), grants.forget(datetime.now(UTC))))
    approvals = make_approvals(database, policies, worker)
    desk = AuditDesk(database, anchors, installations.reference_of, pusher)
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
        approvals=approvals,
        seals=Seals(database),
        simulation=Simulation(database, policies, memberships),
        names=Names(database, people, installations.account_of),
        kill_switch=KillSwitch(database),
        canary=canary,
        access_rules=access_rules,
        cards=Cards(database, policies.current),
        admins=AdminDoor(
            database,
            Administration(
                {
                    Product.JIRA: lambda access: jira_host.is_admin(jira(access)),
                    Product.CONFLUENCE: lambda access: confluence_host.is_admin(confluence(access)),
                },
                {
                    Product.JIRA: lambda access, key: jira_host.administered(jira(access), key),
                    Product.CONFLUENCE: lambda access, key: confluence_host.administered(confluence(access), key),
                },
            ),
        ),
        delegation=Delegation(database, policies),
        places=make_places(settings, database, installations, identity),
        setup=make_setup(settings, policies, answers),
        anchors=anchors,
        desk=desk,
        operations=Operations(
            make_health(
                settings,
                database,
                canary,
                desk,
                make_engine_desk(settings, answers.breakers, policies.current, EngineKeys(database, box)),
                lambda: worker.alive,
            ),
            make_key_desk(settings, database, box, anchors, EngineKeys(database, box)),
        ),
        people=people,
        erasure=ErasureDesk(database, Erasure(database, usage, Holds(database)), Holds(database), box),
        holds=Holds(database),
        reporting=reporting,
        reconstruction=Reconstruction(database, runs, installations.account_of),
        overviews=Overviews(database=database, gateway=gateway, runs=runs, usage=usage, newness=newness),
        histories=Histories(gateway=gateway, runs=runs),
        runs=run_service,
        review=review,
        recategorised=recategorised,
        looker=looker,
        escalating=escalating,
        reviewing=reviewing,
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
