"""What is forgotten, and when: texts of results after their days, a tenant's data after its uninstall.

The record stays: it holds no content, and once the people's references lead nowhere it names nobody. Policies stay
with it (append-only), so that the record's policy versions can still be read.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Select, delete, or_, select, update

from plugin.assist.long.notes import forget_old_notes
from plugin.assist.repository import Runs
from plugin.assist.reviews.model import LISTED, ReviewState
from plugin.assist.visits import forget_old_visits
from plugin.audit.events import AuditEvent
from plugin.audit.repository import append
from plugin.governance.holds import Holds
from plugin.identity.repository import Installations
from plugin.store.access_tables import access_looks
from plugin.store.card_tables import card_acknowledgements
from plugin.store.database import Database
from plugin.store.door_tables import bells
from plugin.store.place_tables import place_lists, places
from plugin.store.policy_tables import policy_proposals
from plugin.store.reading_tables import kept_notes, token_ratios, visits
from plugin.store.report_tables import account_reports
from plugin.store.review_tables import review_requests
from plugin.store.spending_tables import engine_keys, spending
from plugin.store.tables import (
    approved_summaries,
    category_fields,
    category_lessons,
    category_models,
    category_places,
    contradictions,
    decisions,
    escalations,
    feedback,
    installations,
    people,
    run_events,
    runs,
    stops,
    tenants,
    usage_events,
    usage_keys,
)


class Retention:
    """Applies the schedule."""

    def __init__(
        self, database: Database, run_store: Runs, registrations: Installations, *, approved_days: int
    ) -> None:
        self._approved_days = approved_days
        self._database = database
        self._runs = run_store
        self._registrations = registrations
        self._holds = Holds(database)

    def apply(self, now: datetime) -> int:
        """Forget what is due; returns how many tenants were purged."""
        holding = self._holds.tenants()
        kept = select(runs.c.id).where(self._holds.keeping(holding))
        self._runs.forget_expired(now, self._holds.keeping(holding))
        self._forget_beside(now, kept)
        self._forget_approved(now - timedelta(days=self._approved_days), kept)
        due = [tenant_id for tenant_id in self._registrations.due_for_purge(now) if tenant_id not in holding]
        for tenant_id in due:
            self._purge(tenant_id, now)
        return len(due)

    def _forget_beside(self, now: datetime, kept: Select[tuple[str]]) -> None:
        """Remove what goes with the text of a result: what its write replaced, and notes; closed ones too."""
        gone = or_(runs.c.outcome.is_(None), runs.c.expires_at < now)
        ended = select(runs.c.id).where(gone, runs.c.finished_at.is_not(None))
        texts = decisions.c.receipt.is_not(None) & decisions.c.run_id.in_(ended) & decisions.c.run_id.not_in(kept)
        over = or_(escalations.c.closed_at.is_not(None), escalations.c.run_id.in_(ended))
        words = or_(review_requests.c.reason.is_not(None), review_requests.c.answer.is_not(None))
        run_of = review_requests.c.run_id
        asked = words & (review_requests.c.until < now) & run_of.in_(ended) & run_of.not_in(kept)
        with self._database.begin() as connection:
            connection.execute(update(decisions).where(texts).values(receipt=None))
            connection.execute(delete(escalations).where(over, escalations.c.run_id.not_in(kept)))
            answered = review_requests.c.state != ReviewState.WAITING.value
            old = answered & (review_requests.c.until < now - LISTED) & review_requests.c.run_id.not_in(kept)
            connection.execute(delete(review_requests).where(old))
            forget_old_visits(connection, now)
            connection.execute(update(review_requests).where(asked).values(reason=None, answer=None))
            forget_old_notes(connection, now)  # nobody was shown them; a hold on what was shown keeps none

    def _forget_approved(self, before: datetime, kept: Select[tuple[str]]) -> None:
        """Remove the text of approved summaries whose days are over; the page says so from then on."""
        free = approved_summaries.c.run_id.not_in(kept)
        due = (approved_summaries.c.at < before) & approved_summaries.c.text.is_not(None) & free
        with self._database.begin() as connection:
            connection.execute(update(approved_summaries).where(due).values(text=None, ended="expired"))

    def _purge(self, tenant_id: str, now: datetime) -> None:
        with self._database.begin() as connection:
            # Asked again inside the transaction: a re-install may have come in between.
            claimed = connection.execute(
                update(tenants)
                .where(
                    tenants.c.id == tenant_id,
                    tenants.c.purged_at.is_(None),
                    ~select(installations.c.id)
                    .where(installations.c.tenant_id == tenant_id, installations.c.state == "installed")
                    .exists(),
                )
                .values(purged_at=now, site="")
            ).rowcount
            if not claimed:
                return
            own_runs = select(runs.c.id).where(runs.c.tenant_id == tenant_id)
            connection.execute(delete(run_events).where(run_events.c.run_id.in_(own_runs)))
            for table in (category_fields, category_lessons, category_models, category_places):
                connection.execute(delete(table).where(table.c.tenant_id == tenant_id))
            for table in (
                account_reports,
                bells,
                access_looks,
                card_acknowledgements,
                review_requests,
                contradictions,
                stops,
                places,
                place_lists,
            ):
                connection.execute(delete(table).where(table.c.tenant_id == tenant_id))
            for table in (kept_notes, token_ratios, visits, policy_proposals, spending, engine_keys):
                connection.execute(delete(table).where(table.c.tenant_id == tenant_id))
            for table in (feedback, approved_summaries, escalations, decisions, usage_events, usage_keys, runs, people):
                connection.execute(delete(table).where(table.c.tenant_id == tenant_id))
            connection.execute(
                update(installations)
                .where(installations.c.tenant_id == tenant_id)
                .values(shared_secret=b"", oauth_client_id=None, base_url="", display_url="", cloud_id="")
            )
            append(connection, tenant_id, AuditEvent.TENANT_PURGED, {})
