"""Writes the beginning and the end of a run: state, audit record and usage events in one transaction each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from plugin.assist.model import Outcome, Run, RunState, Stage
from plugin.assist.repository import Runs
from plugin.audit.events import AuditEvent
from plugin.audit.repository import append
from plugin.identity.grants import Grants
from plugin.policy.model import Held
from plugin.store.database import Database
from plugin.usage.events import Envelope, Happening, UsageEvent
from plugin.usage.repository import UsageLog
from plugin.usage.spending import Of
from plugin.usage.spending import add as add_spending

AccountOf = Callable[[Connection, str, str], str]
"""(connection, tenant id, person's reference) -> account id; empty where the person was erased."""

Hold = Callable[[Connection, Run, Held], None]
"""Note that a run waits for an approver, in the transaction that ends it."""

_ENDED = {
    RunState.FINISHED: UsageEvent.RUN_COMPLETED,
    RunState.REFUSED: UsageEvent.RUN_BLOCKED,
    RunState.FAILED: UsageEvent.RUN_FAILED,
    RunState.INTERRUPTED: UsageEvent.RUN_FAILED,
    RunState.CANCELLED: UsageEvent.RUN_CANCELLED,
}


class Recorder:
    """What is recorded of every run, however it ends."""

    def __init__(
        self,
        *,
        database: Database,
        runs: Runs,
        usage: UsageLog,
        account_of: AccountOf,
        grants: Grants,
        result_days: int,
        hold: Hold = lambda _connection, _run, _held: None,
    ) -> None:
        self._database = database
        self._runs = runs
        self._usage = usage
        self._account_of = account_of
        self._grants = grants
        self._result_days = result_days
        self._hold = hold

    def begin(self, connection: Connection, run: Run) -> None:
        """Record that a run was asked for; committed before any content is read."""
        append(connection, run.tenant_id, AuditEvent.RUN_STARTED, _common(run))
        self._happened(connection, run, UsageEvent.RUN_REQUESTED, {}, {})
        self._runs.append_stage(connection, run.id, Stage.QUEUED, {})

    def end(self, run: Run, outcome: Outcome) -> bool:
        """Record how the run ended; False where it had ended already (then nothing is written).

        A run that its person stopped in the very last moment ends as cancelled, and its text is discarded.
        """
        with self._database.begin() as connection:
            if not self._runs.close(connection, run.id, outcome):
                outcome = replace(outcome, state=RunState.CANCELLED, result=None, fingerprint=None)
                if not self._runs.close(connection, run.id, outcome):
                    return False
            self._grants.drop(connection, run.tenant_id, run.id)
            payload = {**_common(run), **outcome.record, "outcome": outcome.state.value}
            if outcome.refusal:
                payload["refusal"] = {name: outcome.refusal[name] for name in ("reason", "rule", "level")}
            if outcome.error:
                payload["error"] = outcome.error["code"]
            refused = outcome.state is RunState.REFUSED
            event = AuditEvent.RUN_REFUSED if refused else AuditEvent.RUN_ENDED
            record = append(connection, run.tenant_id, event, payload)
            if outcome.result:
                outcome.result["provenance"]["record"] = str(record.seq)
            if outcome.held:
                self._hold(connection, run, outcome.held)
            self._runs.write_end(connection, run.id, outcome, keep_days=self._result_days)
            self._happened(connection, run, _ENDED[outcome.state], _usage_fields(outcome), outcome.record)
            place = f"{run.item.product.value}:{run.place.key or run.place.id}"
            of = Of(run.tenant_id, place, run.request.use_case.value, outcome.teams)
            add_spending(connection, of, outcome.spent, datetime.now(UTC))
            self._runs.append_stage(connection, run.id, Stage.DONE, {})
        return True

    def _happened(
        self, connection: Connection, run: Run, name: UsageEvent, fields: dict[str, Any], record: dict[str, Any]
    ) -> None:
        envelope = Envelope(
            surface=f"{run.item.product.value}.item",
            container=run.place.key,
            tier=record.get("level", ""),
            use_case=run.request.use_case.value,
            run_id=run.id,
            prompt_v=record.get("prompt_version", ""),
            model=record.get("engine_version", ""),
            provider=record.get("engine", ""),
            policy_v=record.get("policy_version"),
        )
        account_id = self._account_of(connection, run.tenant_id, run.person)
        self._usage.record(connection, run.tenant_id, account_id, Happening(name, envelope, fields))


def _common(run: Run) -> dict[str, Any]:
    return {
        "run": run.id,
        "person": run.person,
        "installation": run.installation_id,
        "product": run.item.product.value,
        "item": run.item.key or run.item.id,
        "place": run.place.key or run.place.id,
        "use_case": run.request.use_case.value,
        "audience": run.request.audience.value,
        "length": run.request.length.value,
        "language": run.request.language,
    }


def _usage_fields(outcome: Outcome) -> dict[str, Any]:
    record = outcome.record
    if outcome.state is RunState.FINISHED:
        total = record["durations_ms"]["total"]
        return {
            "ttft_ms": total,  # no text is shown before all of it is verified
            "total_ms": total,
            **_spent(outcome),
            "sources_read": len(record.get("sources_read", [])),
            "sources_refused": sum(source["count"] for source in record.get("sources_refused", [])),
            "masked": record.get("masked", {}),
            "unsupported_removed": sum(record.get("removed", {}).values()),
            "truncated": False,
            "suspicious": sum(record.get("suspicious", {}).values()),
        }
    if outcome.refusal:
        return {"reason": outcome.refusal["reason"], "rule_id": outcome.refusal["rule"]}
    if outcome.error:
        return {"reason": outcome.error["code"], **_spent(outcome)}
    return {"reason": outcome.state.value, **_spent(outcome)}


def _spent(outcome: Outcome) -> dict[str, Any]:
    """The tokens of all calls, failed ones too, and what they cost; nothing where no engine was asked."""
    if not outcome.spent:
        return {}
    tokens = {
        name: sum(getattr(spent, f"tokens_{name}") for spent in outcome.spent) for name in ("in", "out", "cached")
    }
    currencies = {spent.currency for spent in outcome.spent if spent.cost and spent.currency}
    cost = float(sum((spent.cost or Decimal(0) for spent in outcome.spent), Decimal(0)))
    return {"tokens": tokens, "cost": cost, **({"currency": min(currencies)} if currencies else {})}
