"""The road of one run. Panel, bulk, webhook, command line and retry all go through `Road.drive`.

    admit -> read -> decide again -> mask -> complete -> verify -> unmask -> record and result in one transaction

Nothing else fetches content or calls an engine. No transaction stays open across a call to the host or to an
engine. Text reaches nobody before the transaction that also holds its audit record has been committed.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.host.access import Access
from connectors.host.model import Audience, Document
from plugin.ai.port import Cancelled, Draft, Engine, Limits, Task
from plugin.ai.readable import readable
from plugin.ai.suspicion.score import suspicious
from plugin.assist.answering import EMBEDDED, Answering, Answers
from plugin.assist.categories.choosing import Choosing, Chosen
from plugin.assist.comparison import compared
from plugin.assist.fingerprint import fingerprint, state_of
from plugin.assist.long.notes import Notes
from plugin.assist.model import Outcome, Run, RunState, Stage
from plugin.assist.news import Basis, Newness, since_of
from plugin.assist.proposal import propose
from plugin.assist.recorder import Recorder
from plugin.assist.repository import Runs
from plugin.assist.runlog import RunLog
from plugin.assist.seen import version_seen
from plugin.assist.speech import default as default_language
from plugin.assist.speech import spoken
from plugin.assist.suggestions import fields_of
from plugin.assist.suspicion import suspicion
from plugin.assist.verify import Checked
from plugin.assist.words import error_json, refusal_json
from plugin.errors import EngineFault, VouchError
from plugin.gateway.faults import NoImpersonation
from plugin.gateway.gateway import Gateway, Since, Versions
from plugin.masking.mask import mask
from plugin.masking.model import Masked
from plugin.policy.levels import level_source
from plugin.policy.model import Allowed, Ask, Destination, Held, Refused, UseCase

AccessFor = Callable[[Run], Access]

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Refusal(Exception):
    """Carries a decision that is not `Allowed` out of the road."""

    decision: Refused | Held


@dataclass(slots=True)
class _Journey:
    """What is known of a run so far; goes into the record however the run ends."""

    run: Run
    allowed: Allowed | None = None
    refusal: Refused | Held | None = None
    document: Document | None = None
    masked: Masked | None = None
    engine: Engine | None = None
    answering: Answering = field(default_factory=Answering)
    language: str = ""


class Road:
    """Drives runs, one call each."""

    def __init__(  # noqa: PLR0913 (all of them by name)
        self,
        *,
        runs: Runs,
        gateway: Gateway,
        choosing: Choosing,
        access_for: AccessFor,
        answers: Answers,
        notes: Notes,
        newness: Newness,
        recorder: Recorder,
        stopped: Callable[[str], Refused | None],
        deadline_seconds: float,
        languages: Mapping[Audience, str] | None = None,
    ) -> None:
        self._languages = languages or {}  # `plugin.assist.speech` has the modes
        self._runs = runs
        self._stopped = stopped  # whether a tenant's new runs are refused altogether, whatever is asked
        self._gateway = gateway
        self._choosing = choosing
        self._access_for = access_for
        self._answers = answers
        self._notes = notes
        self._newness = newness
        self._recorder = recorder
        self._deadline = deadline_seconds

    def drive(self, run_id: str) -> None:
        """Take a queued run to its end; does nothing where it is not queued any more."""
        run = self._runs.claim(run_id)
        if run is None:
            return
        log = RunLog(self._runs, run, self._deadline)
        journey = _Journey(run)
        try:
            outcome = self._pull(run, log, journey)
        except Cancelled:
            outcome = Outcome(RunState.CANCELLED)
        except _Refusal as refusal:
            journey.refusal = refusal.decision
            decision = refusal.decision
            said = refusal_json(decision, run.item.product)
            outcome = Outcome(RunState.REFUSED, refusal=said, held=decision if isinstance(decision, Held) else None)
        except NoImpersonation as fault:
            outcome = Outcome(RunState.REFUSED, error=error_json(fault))
        except VouchError as fault:
            outcome = Outcome(RunState.FAILED, error=error_json(fault, fallback=self._fallback(fault, journey)))
        record = _record(journey, log.close(), outcome)
        subject = journey.allowed.subject if journey.allowed else None
        teams = (subject.teams if subject else None) or frozenset()
        spent = tuple(journey.answering.spent)
        self._recorder.end(journey.run, replace(outcome, record=record, spent=spent, teams=teams))

    def crashed(self, run_id: str) -> None:
        """End a run whose driver met something that nobody expected."""
        run = self._runs.claimed(run_id)
        if run is not None:
            self._recorder.end(run, Outcome(RunState.FAILED, error=error_json(VouchError())))

    def _pull(self, run: Run, log: RunLog, journey: _Journey) -> Outcome:
        stopped = self._stopped(run.tenant_id)
        if stopped is not None:
            raise _Refusal(stopped)
        access = self._access_for(run)
        if not run.place.key or not run.item.id:
            item, place = self._gateway.locate(access, run.item)
            self._runs.place_found(run.id, item, place)
            run = journey.run = replace(run, item=item, place=place)
        ask = Ask(run.request.use_case, run.item, run.place, run.request.audience)
        allowed = journey.allowed = self._admitted(run, ask, access)
        journey.engine = self._answers.choose(allowed, run.request.engine)
        log.stage(Stage.POLICY, level=allowed.level.code, effect=allowed.effect.value, rule=allowed.rule)
        log.stage(Stage.READING)
        found, decision = self._gateway.read(allowed, access, self._wanted(run))
        journey.document, document = found, _read(found, decision)
        allowed = journey.allowed = _allowed(decision)
        if run.item != document.item or run.place.key != document.place.key:
            self._runs.place_found(run.id, document.item, document.place)
            run = journey.run = replace(run, item=document.item, place=document.place)
        categorise = run.request.use_case is UseCase.CATEGORISE
        chosen = self._choosing.of(allowed, access, document, run.installation_id) if categorise else None
        log.stage(Stage.READ, **_counts(document))
        masked, vault = mask(document, allowed)
        journey.masked = masked
        log.stage(Stage.MASKED, total=masked.receipt.total)
        log.stage(Stage.WRITING)
        wish = run.request
        mode = self._languages.get(wish.audience, default_language(wish.audience))
        language = journey.language = spoken(mode, wish.language, document)
        task = Task(wish.use_case.value, wish.audience, wish.length, language, chosen.task if chosen else ())
        # What was read may have narrowed which engines are permitted.
        engine = journey.engine = self._answers.choose(allowed, run.request.engine)
        outside = engine.destination is not Destination.IN_PROCESS
        limits = Limits(
            deadline_seconds=log.seconds_left,
            cancelled=log.cancelled,
            tokens=allowed.limits.item_tokens,
            progress=log.part,
            notes=self._notes.of(allowed, document, vault) if outside else None,
        )
        answering = journey.answering
        answering.subject = allowed.subject
        draft, checked = self._answers.answer(run.tenant_id, engine, masked, vault, task, limits, answering)
        log.stage(Stage.CHECKING, **_counted(checked, chosen))
        result = propose(checked, document, masked, vault, chosen.choices if chosen else None)
        result |= {"basis": chosen.basis} if chosen else {}
        if wish.use_case is UseCase.CHANGES:
            result |= compared(document)  # the person's own reading, not the masked text
        result |= _warnings(engine, masked, document, wish.audience, answering)
        if wish.use_case is UseCase.WHATS_NEW:
            result["since"] = since_of(document, wish.since or Basis.VISIT)
        result["too_little"] = draft.too_little
        result["coverage"]["omissions"] += _not_given(draft)
        result["provenance"] = {**_provenance(allowed, draft), **answering.provenance}
        log.stage(Stage.SAVING)
        state = fingerprint(run.request.use_case, state_of(document))
        return Outcome(RunState.FINISHED, result=result, fingerprint=state)

    def _admitted(self, run: Run, ask: Ask, access: Access) -> Allowed:
        """The first decision, and whether this person may start another run within the hour."""
        subject = self._gateway.subject(run.tenant_id, run.person, run.item.product, access)
        allowed = _allowed(self._gateway.admit(subject, ask))
        most = allowed.limits.runs_per_hour
        if most is not None and self._runs.count_since(run, run.created_at - _HOUR) > most:
            raise _Refusal(self._gateway.too_often(allowed))
        return allowed

    def _wanted(self, run: Run) -> Versions | Since | None:
        """Which versions the person wants compared, and which one they saw last; or since when something is new."""
        if run.request.use_case is UseCase.WHATS_NEW:
            basis = Basis(run.request.since or Basis.VISIT)
            return Since(self._newness.moment(run.tenant_id, run.person, run.item, basis))
        if run.request.use_case is not UseCase.CHANGES:
            return None
        seen = version_seen(self._runs, run.tenant_id, run.person, run.item)
        return Versions(run.request.from_version, run.request.to_version, seen)

    @staticmethod
    def _fallback(fault: VouchError, journey: _Journey) -> bool:
        """Whether the embedded engine could be used instead of the one that failed."""
        if not isinstance(fault, EngineFault) or journey.allowed is None:
            return False
        used = journey.engine.name if journey.engine else ""
        return (
            used != EMBEDDED
            and EMBEDDED in journey.allowed.engines
            and (Destination.IN_PROCESS in journey.allowed.destinations)
        )


def _read(document: Document | None, decision: Allowed | Held | Refused) -> Document:
    if document is None:  # Atlassian's level forbids to read it
        _allowed(decision)
        raise VouchError
    return document


def _allowed(decision: Allowed | Held | Refused) -> Allowed:
    if not isinstance(decision, Allowed):
        raise _Refusal(decision)
    return decision


def _warnings(
    engine: Engine, masked: Masked, document: Document, audience: Audience, answering: Answering
) -> dict[str, Any]:
    """What a person is told before they use a result: a budget that runs out, and text that reads like orders."""
    said = {"budget": answering.budget.serialise()} if answering.budget else {}
    if engine.name == EMBEDDED:  # which reads no instructions
        return said
    marked = suspicious(readable(masked.document, audience))
    answering.suspicious = Counter(mark for marks in marked.values() for mark in marks)
    return said | suspicion(marked, document)


def _counts(document: Document) -> dict[str, int]:
    comments = sum(segment.kind.value == "comment" for segment in document.segments)
    skipped = sum(omission.count for omission in document.omissions if omission.what != "attachments")
    return {"comments": comments, "segments": len(document.segments), "skipped": skipped}


def _counted(checked: Checked, chosen: Chosen | None) -> dict[str, int]:
    counts = {"sentences": checked.sentences, "removed": sum(checked.removed.values())}
    return counts | ({"suggestions": len(checked.suggestions)} if chosen else {})


def _not_given(draft: Draft) -> list[dict[str, Any]]:
    """What the engine was not given, or not whole."""
    counts = {"engine_limit": draft.left_out, "engine_shortened": draft.shortened}
    return [{"what": what, "count": count, "names": []} for what, count in counts.items() if count]


def _provenance(allowed: Allowed, draft: Draft) -> dict[str, Any]:
    return {
        "engine": draft.engine,
        "engine_version": draft.engine_version,
        "prompt_version": draft.prompt_version,
        "policy_version": allowed.policy_version,
        "rule": allowed.rule,
        "level": allowed.level.code,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "record": "",  # filled in when the record is written, in the same transaction
    }


def _record(journey: _Journey, durations: dict[str, int], outcome: Outcome) -> dict[str, Any]:
    """What the audit record says of the way: references, counts, codes and salted hashes; no content."""
    salt = secrets.token_hex(16)

    def digest(text: str) -> str:
        return hashlib.sha256(f"{salt}{text}".encode()).hexdigest()

    record: dict[str, Any] = {"durations_ms": durations, "digest_salt": salt}
    decided = journey.refusal or journey.allowed
    if decided:
        record |= {
            "level": decided.level.code,
            "level_source": level_source(decided.trace),
            "rule": decided.rule,
            "policy_version": decided.policy_version,
            "trace": [[step.step, step.outcome, step.rule, step.source] for step in decided.trace],
        }
    if isinstance(decided, Allowed):
        record["effect"] = decided.effect.value
    if journey.document:
        updated = journey.document.updated
        record["item_version"] = updated.isoformat() if updated else ""
        record["sources_read"] = [
            {
                # A section is named by its heading, which is content; its digest says which one it was.
                "id": f"section:{digest(s.id)[:16]}" if s.id.startswith("section:") else s.id,
                "visibility": s.visibility.kind.value,
                "version": journey.document.versions.get(s.id, ""),
                "digest": digest(s.text),
            }
            for s in journey.document.segments
        ]
        if "to_version" in journey.document.facts:
            record["versions"] = [journey.document.facts[name] for name in ("from_version", "to_version")]
        record["sources_refused"] = [{"what": o.what, "count": o.count} for o in journey.document.omissions]
    if journey.masked:
        record["masked"] = dict(journey.masked.receipt.counts)
    if journey.language:
        record["answer_language"] = journey.language
    record |= journey.answering.record
    if checked := journey.answering.checked:
        record["sentences"] = checked.sentences
        record["suggestions"] = fields_of(checked.suggestions)
        record["removed"] = outcome.result["coverage"]["removed"] if outcome.result else checked.removed
        record["marks"] = checked.marks
    if outcome.result:
        texts = [x["text"] for section in outcome.result["sections"] for x in section["sentences"]]
        texts += [f"{x['field']}={x['value']['id']}" for x in outcome.result.get("suggestions", ())]
        record["output_digest"] = digest("\n".join(texts))
    return record
