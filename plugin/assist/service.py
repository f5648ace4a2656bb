"""What a panel can do with runs: start one, follow it, stop it, say whether it helped."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from connectors.host.model import Place
from plugin.assist.model import Outcome, Run, RunRequest, RunState, RunView
from plugin.assist.recorder import Recorder
from plugin.assist.repository import Runs
from plugin.assist.use_cases import offered
from plugin.assist.words import error_json
from plugin.audit.events import AuditEvent
from plugin.audit.repository import append
from plugin.errors import BadRequest, Conflict, NotFound, TooMany, VouchError
from plugin.identity.caller import Caller
from plugin.identity.grants import Grants
from plugin.store.database import Database
from plugin.store.ids import new_id
from plugin.store.tables import feedback
from plugin.usage.events import Envelope, Happening, UsageEvent
from plugin.usage.repository import UsageLog

SILENT_AFTER = timedelta(seconds=12)
"""A driver shows a sign of life every two seconds; after this silence its process is gone."""

_MAX_ACTIVE_PER_PERSON = 5
_WAIT_SECONDS = 0.9

Ring = Callable[[str], "Future[None]"]


class Interrupted(VouchError):
    """The process that drove the run is gone."""

    code = "interrupted"
    message = "The run was interrupted. Nothing was kept. Try again."


class RunService:
    """Runs as their own person may see and steer them; somebody else's run does not exist."""

    def __init__(
        self, *, database: Database, runs: Runs, recorder: Recorder, usage: UsageLog, grants: Grants, ring: Ring
    ) -> None:
        self._database = database
        self._runs = runs
        self._recorder = recorder
        self._usage = usage
        self._grants = grants
        self._ring = ring

    def start(self, caller: Caller, request: RunRequest) -> RunView:
        """Start a run, or join the same one that is under way; waits for its end for almost a second.

        Raises:
            BadRequest: `no_item`: the verified token names no issue or page; `use_case_not_offered`: this product has
                no such use case, or not for this audience.
            TooMany: this person has five runs under way.
        """
        if caller.item is None:
            raise BadRequest("Open this from an issue or a page.", code="no_item")
        if request.audience not in offered(caller.product).get(request.use_case, ()):
            raise BadRequest("This cannot be asked here.", code="use_case_not_offered")
        now = datetime.now(UTC)
        run = Run(
            id=new_id(),
            tenant_id=caller.tenant_id,
            installation_id=caller.installation_id,
            person=caller.person,
            item=caller.item,
            place=caller.place or Place(caller.product),
            request=request,
            state=RunState.QUEUED,
            created_at=now,
            alive_at=now,
            finished_at=None,
            stop_wanted=False,
            fingerprint=None,
        )
        started = self._insert_or_join(run, caller)
        if started.id == run.id:
            future = self._ring(run.id)
            with suppress(TimeoutError):  # it goes on; the panel follows its log
                future.result(timeout=_WAIT_SECONDS)
        return self._runs.view(started, after=0)

    def again(self, tenant_id: str, run_id: str) -> Run | None:
        """Start a run once more, as its own person; None where it is gone.

        Raises:
            TooMany: that person has five runs under way.
        """
        before = self._runs.of_tenant(tenant_id, run_id)
        if before is None:
            return None
        now = datetime.now(UTC)
        run = replace(
            before,
            id=new_id(),
            state=RunState.QUEUED,
            created_at=now,
            alive_at=now,
            finished_at=None,
            stop_wanted=False,
            fingerprint=None,
        )
        started = self._insert_or_join(run, None)
        if started.id == run.id:
            self._ring(run.id)
        return started

    def view(self, caller: Caller, run_id: str, after: int = 0) -> RunView:
        """Return a run with its stages after that number; marks it interrupted if its driver is gone."""
        return self.follow(self._own(caller, run_id), after)

    def follow(self, run: Run, after: int) -> RunView:
        """The same for a run that was looked up before (a stream asks many times)."""
        view = self._runs.view(run, after)
        if not view.run.state.ended and view.run.alive_at < datetime.now(UTC) - SILENT_AFTER:
            self.interrupt(view.run)
            view = self._runs.view(run, after)
        return view

    def stop(self, caller: Caller, run_id: str) -> RunView:
        """Stop a run. Queued, it ends at once; at work, its driver ends it at the next step."""
        run = self._own(caller, run_id)
        self._runs.want_stop(run.id)
        if run.state is RunState.QUEUED:
            self._recorder.end(run, Outcome(RunState.CANCELLED))
        return self._runs.view(run, after=0)

    def interrupt(self, run: Run) -> None:
        """End a run whose driver is gone."""
        self._recorder.end(run, Outcome(RunState.INTERRUPTED, error=error_json(Interrupted())))

    def interrupt_silent(self) -> int:
        """End all such runs, of all tenants; returns how many there were."""
        silent = self._runs.silent(datetime.now(UTC) - SILENT_AFTER)
        for run in silent:
            self.interrupt(run)
        return len(silent)

    def give_feedback(self, caller: Caller, run_id: str, kind: str, code: str, sentence: str) -> None:
        """Record that a result helped, or a flag on it or on one of its sentences; twice is once.

        Raises:
            Conflict: the run has no result to speak about.
        """
        run = self._own(caller, run_id)
        if run.state is not RunState.FINISHED:
            raise Conflict("There is no summary to speak about yet.", code="no_result")
        name = UsageEvent.FEEDBACK_GIVEN if kind == "helpful" else UsageEvent.FLAG_RAISED
        said = {"code": code or kind, "sentence": sentence}
        with self._database.begin() as connection:
            try:
                with connection.begin_nested():
                    connection.execute(
                        insert(feedback).values(
                            id=new_id(),
                            tenant_id=run.tenant_id,
                            run_id=run.id,
                            person=run.person,
                            kind=kind,
                            code=code,
                            sentence=sentence,
                            at=datetime.now(UTC),
                        )
                    )
            except IntegrityError:
                return
            where = {"product": run.item.product.value, "item": run.item.key, "place": run.place.key}
            payload = {"run": run.id, "person": run.person, **where, "kind": kind, **said}
            append(connection, run.tenant_id, AuditEvent.FEEDBACK_GIVEN, payload)
            envelope = Envelope(
                surface=f"{run.item.product.value}.item",
                container=run.place.key,
                use_case=run.request.use_case.value,
                run_id=run.id,
            )
            self._usage.record(connection, run.tenant_id, caller.account_id, Happening(name, envelope, said))

    def _insert_or_join(self, run: Run, caller: Caller | None) -> Run:
        key = _active_key(run)
        with self._database.begin() as connection:
            under_way = self._runs.by_active_key(connection, key)
            if under_way is None:
                if self._runs.active_count(connection, run.tenant_id, run.person) >= _MAX_ACTIVE_PER_PERSON:
                    raise TooMany("You have several runs under way. Wait for one to end.", code="too_many_runs")
                if self._runs.insert(connection, run, key):
                    self._recorder.begin(connection, run)
                    if caller is not None:
                        self._grants.keep(connection, run.id, caller)
                    return run
                under_way = self._runs.by_active_key(connection, key)
        if under_way is None:  # it ended in this very moment
            return self._insert_or_join(run, caller)
        if under_way.alive_at < datetime.now(UTC) - SILENT_AFTER:
            self.interrupt(under_way)
            return self._insert_or_join(run, caller)
        return under_way

    def _own(self, caller: Caller, run_id: str) -> Run:
        run = self._runs.get(caller.tenant_id, caller.person, run_id)
        if run is None:
            raise NotFound("This run is not here.", code="run_not_found")
        return run


def _active_key(run: Run) -> str:
    """The same person asking the same of the same item: two clicks at once make one run."""
    parts = (
        run.tenant_id,
        run.person,
        run.item.product.value,
        run.item.id or run.item.key,
        run.request.use_case.value,
        run.request.audience.value,
        run.request.length.value,
        run.request.language,
        run.request.engine,
        *(f"{name}={value}" for name, value in sorted(run.request.options.items())),
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
