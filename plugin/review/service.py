"""Decide about an output: preview, apply, reject, undo. Nothing is written beside this.

Apply asks everything again (`approving.py`). It notes that it is about to write before it writes, so that a second try
after a lost answer looks for what the first one left.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from connectors.host.access import Access
from connectors.host.model import Product
from plugin.assist.model import Run, RunState
from plugin.assist.repository import Runs
from plugin.errors import Conflict, NotFound
from plugin.gateway.approval import Approved, Target
from plugin.gateway.writing import Writing, Written
from plugin.identity.caller import Caller
from plugin.review.approving import Approving, Reviewed
from plugin.review.model import Decision, Outcome, Preview, Wish, WriteState
from plugin.review.provenance import Provenance
from plugin.review.recorder import ReviewRecorder
from plugin.review.repository import Decisions
from plugin.review.summaries import ApprovedSummary, Summaries
from plugin.review.teaching import rejected, taken
from plugin.review.text import changes, edit_ratio, in_the_way

IGNORED_AFTER = timedelta(minutes=30)
_LOOK_BACK = timedelta(days=1)
_WRITE_TAKES = timedelta(minutes=1)  # longer than any try's time budget; after that its process is gone

WriteAccess = Callable[[Caller], Access]


class Review:
    """Decisions of the people whose runs these are; somebody else's run does not exist."""

    def __init__(
        self,
        *,
        runs: Runs,
        approving: Approving,
        writing: Writing,
        decisions: Decisions,
        summaries: Summaries,
        recorder: ReviewRecorder,
        write_access: WriteAccess,
        provenance: Provenance,
    ) -> None:
        self._runs = runs
        self._approving = approving
        self._writing = writing
        self._decisions = decisions
        self._summaries = summaries
        self._recorder = recorder
        self._write_access = write_access
        self._provenance = provenance

    def targets(self, product: Product) -> tuple[Target, ...]:
        """Return where the outputs of a product can go, in the order in which they are offered."""
        found = self._writing.targets(product)
        return tuple(target for target in Target if target in found)

    def of(self, run: Run) -> Decision | None:
        """Return what was decided about a run."""
        return self._decisions.of(run.tenant_id, run.id)

    def reviewed(self, caller: Caller, run_id: str) -> Reviewed:
        """Return this person's run with its result, where it can still be decided about.

        Raises:
            NotFound: not this person's run.
            Conflict: `no_result`, `already_decided`.
        """
        run = self._own(caller, run_id)
        view = self._runs.view(run, after=0)
        if run.state is not RunState.FINISHED or not view.result:
            raise Conflict("There is no output to decide about any more.", code="no_result")
        decision = self.of(run)
        if decision is not None and not decision.open:
            raise Conflict("This was decided about already.", code="already_decided")
        return Reviewed(run, view.result, decision)

    def preview(self, caller: Caller, run_id: str, wish: Wish) -> Preview:
        """Show exactly what would be written; nothing is.

        Raises:
            VouchError: as `apply`, for what stands in the way before anything is written.
        """
        reviewed = self.reviewed(caller, run_id)
        ai_text, approved = self._approving.approve(caller, reviewed, wish)
        return Preview(
            target=approved.target,
            ai_text=ai_text,
            text=approved.text,
            changes=changes(ai_text, approved.text),
            fields=self._writing.preview(approved, caller.access).changes,
            footer=approved.footer,
            readers=_readers(approved),
            service_project=approved.service_project,
            refusal=approved.refusal,
            because=in_the_way(reviewed.result, wish.struck, approved.refusal) if approved.text else (),
        )

    def apply(self, caller: Caller, run_id: str, wish: Wish) -> Decision:
        """Write what was approved, once, as the person.

        Raises:
            NotFound: not this person's run.
            Conflict: `no_result`, `already_decided`, `item_moved`, `too_wide`, `another_text`, `still_writing`,
                `changed_since`.
            BadRequest: as `Approving.approve`; `target_not_here`.
            Forbidden: `refused_now`: the policy says no by now.
            HostFault: the host did not do it; what is known is kept, and the same wish tries again.
        """
        reviewed = self.reviewed(caller, run_id)
        run, earlier = reviewed.run, reviewed.unfinished
        ai_text, approved = self._approving.approve(caller, reviewed, wish)
        self._writing.check(approved)
        if earlier is not None and not self._provenance.same(_said(approved), earlier.wish_mac):
            raise Conflict("An earlier try with another text may have been written. Look first.", code="another_text")
        if earlier is not None and earlier.write_state is WriteState.WRITING and _under_way(earlier):
            raise Conflict("It is being written at this moment. Look again in a minute.", code="still_writing")
        access = self._write_access(caller)
        # What stands at the host before the first try is noted with it: a lost answer must not take away the undo.
        known = earlier.written if earlier is not None else self._writing.preview(approved, access)
        pending = replace(self._pending(reviewed, approved, ai_text), written=known)
        if not self._recorder.pending(run, pending, earlier):
            raise Conflict("This was decided about already.", code="already_decided")
        try:
            written = self._writing.write(
                approved,
                access,
                account_id=caller.account_id,
                before=earlier.written if earlier is not None else None,
                provenance=self._provenance.of(run),
            )
        except Exception:
            self._recorder.unanswered(pending)
            raise
        done = replace(pending, write_state=_state(written), written=written)
        again = earlier is not None and earlier.write_state is WriteState.PARTLY
        summary = _summary(run, done, approved) if approved.target is Target.MACRO else None
        taught = taken(done) if approved.target is Target.FIELDS else ()
        self._recorder.decided(run, done, caller.account_id, again=again, summary=summary, taught=taught)
        return done

    def reject(self, caller: Caller, run_id: str, reason: str) -> Decision:
        """Record that an output is not used, and why.

        Raises:
            Conflict: `already_decided`.
        """
        reviewed = self.reviewed(caller, run_id)
        run = reviewed.run
        decision = without_write(run, Outcome.REJECTED, reason)
        taught = rejected(reviewed.result, reason)
        if not self._recorder.decided(run, decision, caller.account_id, taught=taught):
            raise Conflict("This was decided about already.", code="already_decided")
        return decision

    def undo(self, caller: Caller, run_id: str) -> Decision:
        """Take back what was written, if nobody changed it since.

        Raises:
            Conflict: `nothing_to_undo`, `changed_since`.
        """
        run = self._own(caller, run_id)
        decision = self.of(run)
        if decision is None or decision.write_state not in {WriteState.WRITTEN, WriteState.PARTLY}:
            raise Conflict("There is nothing to undo.", code="nothing_to_undo")
        if decision.target is Target.FIELDS and not decision.written.changes:
            raise Conflict("What stood there before is forgotten by now.", code="nothing_to_undo")
        if decision.target is Target.MACRO and not self._still_shown(run):
            raise Conflict("The page shows another summary by now. It stays as it is.", code="changed_since")
        self._recorder.undoing(run, decision)
        self._writing.undo(decision.target, self._write_access(caller), run.item, decision.written)
        self._recorder.undone(run, decision, caller.account_id)
        return replace(decision, write_state=WriteState.UNDONE)

    def ignore_undecided(self, now: datetime) -> int:
        """Record results that nobody decided about in half an hour as ignored; returns how many."""
        found = self._decisions.undecided(now - _LOOK_BACK, now - IGNORED_AFTER)
        for row in found:
            run = self._runs.get(row["tenant_id"], row["person"], row["id"])
            if run is not None:
                self._recorder.ignored(run, without_write(run, Outcome.IGNORED, ""))
        return len(found)

    def _still_shown(self, run: Run) -> bool:
        """Whether a page shows this run's summary; one whose days are over still counts as its own."""
        shown = self._summaries.of(run.tenant_id, run.item)
        return shown is not None and shown.run_id == run.id

    def _pending(self, reviewed: Reviewed, approved: Approved, ai_text: str) -> Decision:
        run = reviewed.run
        if approved.target is Target.FIELDS:
            ratio = 1 - len(approved.fields) / len(reviewed.result["suggestions"])
        else:
            ratio = edit_ratio(ai_text, approved.text)
        changed = ratio > 0 or ai_text != approved.text
        return replace(
            without_write(run, Outcome.EDITED if changed else Outcome.ACCEPTED, ""),
            edit_ratio=round(ratio, 4),
            target=approved.target,
            write_state=WriteState.WRITING,
            internal=approved.internal,
            wish_mac=self._provenance.mac(_said(approved)),
        )

    def _own(self, caller: Caller, run_id: str) -> Run:
        run = self._runs.get(caller.tenant_id, caller.person, run_id)
        if run is None:
            raise NotFound("This run is not here.", code="run_not_found")
        return run


def _state(written: Written) -> WriteState:
    if written.nothing:
        return WriteState.NOT_WRITTEN
    return WriteState.WRITTEN if written.whole else WriteState.PARTLY


def _summary(run: Run, decision: Decision, approved: Approved) -> ApprovedSummary:
    return ApprovedSummary(
        tenant_id=run.tenant_id,
        item=run.item,
        run_id=run.id,
        person=run.person,
        text=approved.text,
        salt=secrets.token_hex(16),
        language=approved.language,
        source_version=decision.written.version,
        at=decision.at,
    )


def _under_way(decision: Decision) -> bool:
    return datetime.now(UTC) - decision.at < _WRITE_TAKES


def _said(approved: Approved) -> str:
    """All that tells one wish from another."""
    fields = sorted([each.field, each.value.id] for each in approved.fields)
    return json.dumps([approved.target.value, approved.internal, approved.text, fields])


def _readers(approved: Approved) -> str:
    if approved.target is Target.DRAFT:
        return "you"
    if approved.service_project and approved.target is not Target.FIELDS:
        return "agents" if approved.internal else "customers"
    return "issue" if approved.allowed.ask.item.product.value == "jira" else "page"


def without_write(run: Run, outcome: Outcome, reason: str) -> Decision:
    """Return a decision of this moment by which nothing is written."""
    now = datetime.now(UTC)
    return Decision(
        run_id=run.id,
        tenant_id=run.tenant_id,
        person=run.person,
        outcome=outcome,
        reason=reason,
        edit_ratio=0.0,
        seconds=round((now - (run.finished_at or now)).total_seconds()),
        at=now,
    )
