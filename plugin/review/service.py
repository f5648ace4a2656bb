"""Decide about an output: preview, apply, reject, undo. Nothing is written beside this.

Apply asks everything again: the policy, the item's state, who could read the text there. It notes that it is about to
write before it writes, so that a second try after a lost answer looks for what the first one left.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.host.access import Access
from connectors.host.model import Audience, Document
from plugin.assist.fingerprint import drift, fingerprint
from plugin.assist.model import Run, RunState
from plugin.assist.repository import Runs
from plugin.errors import BadRequest, Conflict, Forbidden, NotFound
from plugin.gateway.approval import SEAL, Approved
from plugin.gateway.gateway import Gateway
from plugin.gateway.writing import Writing, Written
from plugin.identity.caller import Caller
from plugin.policy.model import Allowed, Ask, Subject
from plugin.review.model import Change, Decision, Outcome, Preview, Wish, WriteState
from plugin.review.recorder import ReviewRecorder
from plugin.review.repository import Decisions
from plugin.review.text import as_text, changes, edit_ratio, footer, kept, narrowest, still_there

IGNORED_AFTER = timedelta(minutes=30)
_LOOK_BACK = timedelta(days=1)

WriteAccess = Callable[[Caller], Access]


@dataclass(frozen=True, slots=True)
class _Reviewed:
    """A run with its result, as its person decides about it."""

    run: Run
    result: dict[str, Any]
    decision: Decision | None

    @property
    def maybe_written(self) -> bool:
        """Whether an earlier try may have written the comment."""
        return self.decision is not None and self.decision.write_state is WriteState.PENDING


class Review:
    """Decisions of the people whose runs these are; somebody else's run does not exist."""

    def __init__(
        self,
        *,
        runs: Runs,
        gateway: Gateway,
        writing: Writing,
        decisions: Decisions,
        recorder: ReviewRecorder,
        write_access: WriteAccess,
        key: bytes,
    ) -> None:
        self._runs = runs
        self._gateway = gateway
        self._writing = writing
        self._decisions = decisions
        self._recorder = recorder
        self._write_access = write_access
        self._key = key

    def of(self, run: Run) -> Decision | None:
        """Return what was decided about a run."""
        return self._decisions.of(run.tenant_id, run.id)

    def preview(self, caller: Caller, run_id: str, wish: Wish) -> Preview:
        """Show exactly what would be written; nothing is.

        Raises:
            VouchError: as `apply`, for what stands in the way before anything is written.
        """
        reviewed = self._open(caller, run_id)
        ai_text, text, approved = self._approve(caller, reviewed, wish)
        refusal = "too_wide" if approved.too_wide else ""
        service = approved.service_project
        readers = "issue" if not service else "agents" if approved.internal else "customers"
        found: tuple[Change, ...] = changes(ai_text, text)
        return Preview(ai_text, text, found, approved.footer, readers, service, refusal)

    def apply(self, caller: Caller, run_id: str, wish: Wish) -> Decision:
        """Write the approved text as a comment, once, as the person.

        Raises:
            NotFound: not this person's run.
            Conflict: `no_result`, `already_decided`, `item_moved`, `too_wide`, `another_text`.
            BadRequest: `empty_text`, `struck_kept`, `not_confirmed`, `not_for_customers`.
            Forbidden: `refused`: the policy says no by now.
            HostFault: the host did not do it; what is known is kept, and the same wish tries again.
        """
        reviewed = self._open(caller, run_id)
        run, before, again = reviewed.run, reviewed.decision, reviewed.maybe_written
        ai_text, text, approved = self._approve(caller, reviewed, wish)
        mac = self._mac(text)
        if again and before is not None and before.text_mac != mac:
            raise Conflict("An earlier try with another text may have been written. Look first.", code="another_text")
        now = datetime.now(UTC)
        pending = Decision(
            run_id=run.id,
            tenant_id=run.tenant_id,
            person=run.person,
            outcome=Outcome.ACCEPTED if text == ai_text else Outcome.EDITED,
            reason="",
            edit_ratio=edit_ratio(ai_text, text),
            seconds=round((now - (run.finished_at or now)).total_seconds()),
            at=now,
            write_state=WriteState.PENDING,
            internal=approved.internal,
            text_mac=mac,
            comment_id="",
            comment_version="",
            comment_href="",
        )
        if not self._recorder.pending(pending):
            raise Conflict("This summary was decided about already.", code="already_decided")
        access = self._write_access(caller)
        written = self._writing.add_comment(approved, access, account_id=caller.account_id, again=again)
        done = replace(
            pending,
            write_state=WriteState.WRITTEN,
            comment_id=written.comment_id,
            comment_version=written.version,
            comment_href=written.href,
        )
        self._recorder.decided(run, done, caller.account_id)
        self._writing.mark(access, approved.allowed.ask.item, {"run": run.id, "mac": self._mac(run.id)})
        return done

    def reject(self, caller: Caller, run_id: str, reason: str) -> Decision:
        """Record that a result is not used, and why.

        Raises:
            Conflict: `already_decided`.
        """
        run = self._open(caller, run_id).run
        decision = _without_write(run, Outcome.REJECTED, reason)
        if not self._recorder.decided(run, decision, caller.account_id):
            raise Conflict("This summary was decided about already.", code="already_decided")
        return decision

    def undo(self, caller: Caller, run_id: str) -> Decision:
        """Take back what was written, if nobody changed it since.

        Raises:
            Conflict: `nothing_to_undo`, `changed_since`.
        """
        run = self._own(caller, run_id)
        decision = self.of(run)
        if decision is None or decision.write_state is not WriteState.WRITTEN:
            raise Conflict("There is nothing to undo.", code="nothing_to_undo")
        written = Written(decision.comment_id, decision.comment_version, decision.comment_href)
        self._writing.undo(self._write_access(caller), run.item, written)
        self._recorder.undone(run, caller.account_id)
        return replace(decision, write_state=WriteState.UNDONE)

    def ignore_undecided(self, now: datetime) -> int:
        """Record results that nobody decided about in half an hour as ignored; returns how many."""
        found = self._decisions.undecided(now - _LOOK_BACK, now - IGNORED_AFTER)
        for row in found:
            run = self._runs.get(row["tenant_id"], row["person"], row["id"])
            if run is not None:
                self._recorder.ignored(run, _without_write(run, Outcome.IGNORED, ""))
        return len(found)

    def _approve(self, caller: Caller, reviewed: _Reviewed, wish: Wish) -> tuple[str, str, Approved]:
        """Ask everything again that a write depends on; returns the AI's text, the person's, and the approval."""
        run, result = reviewed.run, reviewed.result
        ai_text = as_text(result, wish.struck, wish.language)
        text = ai_text if wish.text is None else wish.text.strip()
        if not text:
            raise BadRequest("There is nothing to write.", code="empty_text")
        if still_there(result, wish.struck, text):
            raise BadRequest("The text still holds a sentence that you struck.", code="struck_kept")
        allowed, service = self._again(caller, reviewed)
        if service and wish.public:
            if run.request.audience is not Audience.CUSTOMER:
                raise BadRequest("Only a summary made for customers can become a reply.", code="not_for_customers")
            if not wish.confirmed:
                raise BadRequest("Confirm that customers will read this.", code="not_confirmed")
        approved = Approved(
            allowed=allowed,
            text=text,
            footer=footer(wish.language),
            narrowest=narrowest(kept(result, wish.struck)),
            internal=service and not wish.public,
            service_project=service,
            seal=SEAL,
        )
        return ai_text, text, approved

    def _again(self, caller: Caller, reviewed: _Reviewed) -> tuple[Allowed, bool]:
        """The policy's yes of now, and whether the item lives in a service project; the item must not have moved on."""
        run = reviewed.run
        ask = Ask(run.request.use_case, run.item, run.place, run.request.audience)
        decision = self._gateway.admit(Subject(run.tenant_id, run.person), ask)
        if isinstance(decision, Allowed):
            document, decision = self._gateway.read(decision, caller.access)
            if isinstance(decision, Allowed):
                now = fingerprint(document)
                if reviewed.maybe_written:
                    now = _without_own(now, run.fingerprint or {}, document, caller.account_id)
                found = drift(run.fingerprint or {}, now)
                if found:
                    words = "The issue changed since this summary was made. Update it first."
                    raise Conflict(words, code="item_moved", detail=f"{found.new_comments} new")
                return decision, document.facts.get("project_type") == "service_desk"
        raise Forbidden("AI may not be used here any more. Nothing was written.", code="refused_now")

    def _open(self, caller: Caller, run_id: str) -> _Reviewed:
        run = self._own(caller, run_id)
        view = self._runs.view(run, after=0)
        if run.state is not RunState.FINISHED or not view.result:
            raise Conflict("There is no summary to decide about any more.", code="no_result")
        decision = self.of(run)
        if decision is not None and not (
            decision.outcome is Outcome.IGNORED or decision.write_state in {WriteState.PENDING, WriteState.UNDONE}
        ):
            raise Conflict("This summary was decided about already.", code="already_decided")
        return _Reviewed(run, view.result, decision)

    def _own(self, caller: Caller, run_id: str) -> Run:
        run = self._runs.get(caller.tenant_id, caller.person, run_id)
        if run is None:
            raise NotFound("This run is not here.", code="run_not_found")
        return run

    def _mac(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()


def _without_own(now: dict[str, str], then: dict[str, str], document: Document, account_id: str) -> dict[str, str]:
    """Leave one new comment of the person's own out: it may be what an earlier try wrote."""
    for comment_id in now.keys() - then.keys():
        segment = document.segment(f"comment:{comment_id}")
        if segment and segment.author and segment.author.account_id == account_id:
            return {known: version for known, version in now.items() if known != comment_id}
    return now


def _without_write(run: Run, outcome: Outcome, reason: str) -> Decision:
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
        write_state=WriteState.NONE,
        internal=False,
        text_mac="",
        comment_id="",
        comment_version="",
        comment_href="",
    )
