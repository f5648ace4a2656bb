"""What views may use: the services, built in `plugin.wiring` and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from flask import current_app

from plugin.assist.categories.places import Categories
from plugin.assist.history import Histories
from plugin.assist.overview import Overviews
from plugin.assist.reviews.reviewing import Reviewing
from plugin.assist.service import RunService
from plugin.assist.signals import Signals
from plugin.audit.anchoring import Anchors
from plugin.gateway.people import People
from plugin.governance.access_rules import AccessRules
from plugin.governance.admins import AdminDoor
from plugin.governance.approvals import Approvals
from plugin.governance.canary import Canary
from plugin.governance.cards import Cards
from plugin.governance.delegation import Delegation
from plugin.governance.desk import AuditDesk
from plugin.governance.erasure_desk import ErasureDesk
from plugin.governance.holds import Holds
from plugin.governance.kill_switch import KillSwitch
from plugin.governance.names import Names
from plugin.governance.operations.desk import Operations
from plugin.governance.places.directory import Places
from plugin.governance.policies import Policies
from plugin.governance.reconstruction import Reconstruction
from plugin.governance.reporting import Reporting
from plugin.governance.seals import Seals
from plugin.governance.setup.desk import Setup
from plugin.governance.simulation import Simulation
from plugin.identity.doors import Doors
from plugin.identity.lifecycle import Lifecycle
from plugin.identity.repository import Installations
from plugin.jobs.embedded import EmbeddedWorker
from plugin.review.escalating import Escalating
from plugin.review.macro import Macros
from plugin.review.recategorised import Recategorised
from plugin.review.service import Review
from plugin.settings import Settings
from plugin.store.database import Database
from plugin.web.streams import StreamLimit

_KEY = "vouch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Every service of one process."""

    settings: Settings
    database: Database
    installations: Installations
    identity: Doors
    lifecycle: Lifecycle
    policies: Policies
    approvals: Approvals
    seals: Seals
    simulation: Simulation
    names: Names
    kill_switch: KillSwitch
    canary: Canary
    cards: Cards
    admins: AdminDoor
    access_rules: AccessRules
    places: Places
    delegation: Delegation
    setup: Setup
    operations: Operations
    anchors: Anchors
    desk: AuditDesk
    people: People
    erasure: ErasureDesk
    holds: Holds
    reporting: Reporting
    reconstruction: Reconstruction
    overviews: Overviews
    histories: Histories
    runs: RunService
    signals: Signals
    review: Review
    recategorised: Recategorised
    looker: EmbeddedWorker
    escalating: Escalating
    reviewing: Reviewing
    macros: Macros
    categories: Categories
    worker: EmbeddedWorker
    streams: StreamLimit

    def stop(self) -> None:
        """End the background work of this process."""
        self.worker.stop()
        self.looker.stop()
        self.categories.stop()
        self.places.stop()


def services() -> Services:
    """Return the services of the application that answers this request."""
    return cast("Services", current_app.extensions[_KEY])
