"""The only maker of `Approved`: asks everything again that a write depends on.

The policy, the item's state, and who could read the text there; then the wish is held against the output that it is
about. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from connectors.host.model import Audience, Document, Visibility, VisibilityKind
from plugin.assist.fingerprint import Drift, drift, state_of
from plugin.assist.model import Run
from plugin.errors import BadRequest, Conflict, Forbidden
from plugin.gateway.approval import SEAL, Approved, FieldWish, Target, Value
from plugin.gateway.gateway import Gateway
from plugin.gateway.people import People
from plugin.identity.caller import Caller
from plugin.policy.model import Allowed, Ask, UseCase
from plugin.review.model import UNFINISHED, Decision, Wish
from plugin.review.text import as_text, beside_own_body, footer, kept, narrowest, still_there

_SEVERAL = frozenset({"labels", "components"})


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A run with its result, as its person decides about it."""

    run: Run
    result: dict[str, Any]
    decision: Decision | None

    @property
    def unfinished(self) -> Decision | None:
        """An earlier try that may have written something."""
        return self.decision if self.decision is not None and self.decision.write_state in UNFINISHED else None


class Approving:
    """Turns a wish into an `Approved`, or says why not."""

    def __init__(self, gateway: Gateway, people: People) -> None:
        self._gateway = gateway
        self._people = people

    def approve(self, caller: Caller, reviewed: Reviewed, wish: Wish) -> tuple[str, Approved]:
        """Return the AI's text as it would be written, and the approval of the person's version.

        Raises:
            BadRequest: `wrong_target`, `empty_text`, `struck_kept`, `nothing_taken`, `one_value_each`,
                `not_confirmed`, `not_for_customers`.
            Conflict: `item_moved`.
            Forbidden: `refused_now`: the policy says no by now.
            HostFault: the host did not answer.
        """
        use_case = reviewed.run.request.use_case
        suggests = use_case is UseCase.CATEGORISE
        shown = wish.target is Target.MACRO and use_case is not UseCase.SUMMARISE
        if shown or suggests is not (wish.target is Target.FIELDS):
            raise BadRequest("This output cannot go there.", code="wrong_target")
        return self._fields(caller, reviewed, wish) if suggests else self._text(caller, reviewed, wish)

    def _text(self, caller: Caller, reviewed: Reviewed, wish: Wish) -> tuple[str, Approved]:
        run, result = reviewed.run, reviewed.result
        ai_text = as_text(result, wish.struck, wish.language)
        text = ai_text if wish.text is None else wish.text.strip()
        if not text:
            raise BadRequest("There is nothing to write.", code="empty_text")
        if still_there(result, wish.struck, text):
            raise BadRequest("The text still holds a sentence that you struck.", code="struck_kept")
        sentences = kept(result, wish.struck)
        allowed, document = self._again(caller, reviewed)
        service = document.facts.get("project_type") == "service_desk"
        if service and (wish.public or wish.target is not Target.COMMENT):
            _check_for_customers(run, wish)
        approved = Approved(
            allowed=allowed,
            target=wish.target,
            run_id=run.id,
            text=text,
            footer=footer(wish.language, self._name_below(caller, wish.target)),
            narrowest=_narrowest(sentences, document, wish.target),
            internal=service and wish.target is Target.COMMENT and not wish.public,
            service_project=service,
            language=wish.language,
            version=document.facts.get("version", ""),
            own_body=bool(sentences) and not beside_own_body(result, sentences),
            confirmed=wish.confirmed,
            seal=SEAL,
        )
        return ai_text, approved

    def _name_below(self, caller: Caller, target: Target) -> str:
        """The approver's name where the place does not show who wrote there; a comment shows its author."""
        if target is Target.COMMENT:
            return ""
        return self._people.own_name(caller.product, caller.access, caller.account_id)

    def _fields(self, caller: Caller, reviewed: Reviewed, wish: Wish) -> tuple[str, Approved]:
        offered = {said["id"]: said for said in reviewed.result.get("suggestions", ())}
        taken = [offered[taken] for taken in dict.fromkeys(wish.take) if taken in offered]
        if not taken or len(taken) != len(set(wish.take)):
            raise BadRequest("Choose at least one of the suggestions.", code="nothing_taken")
        single = [said["field"] for said in taken if said["field"] not in _SEVERAL]
        if len(single) != len(set(single)):
            raise BadRequest("A field takes one value. Choose one for each.", code="one_value_each")
        allowed, document = self._again(caller, reviewed)
        approved = Approved(
            allowed=allowed,
            target=Target.FIELDS,
            run_id=reviewed.run.id,
            service_project=document.facts.get("project_type") == "service_desk",
            fields=tuple(_field(said) for said in taken),
            seal=SEAL,
        )
        return "", approved

    def _again(self, caller: Caller, reviewed: Reviewed) -> tuple[Allowed, Document]:
        """The policy's yes of now, and the item as it is now; it must not have moved on."""
        run = reviewed.run
        ask = Ask(run.request.use_case, run.item, run.place, run.request.audience)
        subject = self._gateway.subject(run.tenant_id, run.person, caller.product, caller.access)
        decision = self._gateway.admit(subject, ask)
        if isinstance(decision, Allowed):
            document, decision = self._gateway.read(decision, caller.access)
            if document is not None and isinstance(decision, Allowed):
                self._still(caller, reviewed, document)
                return decision, document
        raise Forbidden("AI may not be used here any more. Nothing was written.", code="refused_now")

    def _still(self, caller: Caller, reviewed: Reviewed, document: Document) -> None:
        run, then, now = reviewed.run, reviewed.run.fingerprint or {}, state_of(document)
        if reviewed.unfinished is not None:
            now = replace(now, comments=_without_own(now.comments, then, document, caller.account_id))
        found = drift(run.request.use_case, then, now)
        if found:
            words = "This changed since the output was made. Update it first."
            raise Conflict(words, code="item_moved", details=_news(found))


def _check_for_customers(run: Run, wish: Wish) -> None:
    """Customers read a reply, and they read the description of their request."""
    if run.request.audience is not Audience.CUSTOMER or (wish.public and wish.target is not Target.COMMENT):
        raise BadRequest("Only a summary made for customers can go where they read it.", code="not_for_customers")
    if not wish.confirmed:
        raise BadRequest("Confirm that customers will read this.", code="not_confirmed")


def _narrowest(sentences: list[dict[str, Any]], document: Document, target: Target) -> Visibility:
    """Who can read the narrowest source. A draft below a page inherits its restriction; one about a post does not."""
    facts = document.facts
    open_post = facts.get("content_type") != "blogpost" or facts.get("restriction") == "none"
    if target is Target.DRAFT and not open_post:
        return Visibility(VisibilityKind.RESTRICTED)
    return narrowest(sentences)


def _field(said: dict[str, Any]) -> FieldWish:
    replaces = said["replaces"]
    return FieldWish(
        field=said["field"],
        value=Value(said["value"]["id"], said["value"]["name"]),
        several=said["field"] in _SEVERAL,
        replaces=Value(replaces["id"], replaces["name"]) if replaces else None,
    )


def _news(found: Drift) -> list[dict[str, Any]]:
    """What is new, for the panel to say."""
    news: list[dict[str, Any]] = []
    if found.new_comments:
        news.append({"what": "new_comments", "count": found.new_comments})
    if found.changed:
        news.append({"what": "changed_comments"})
    if found.page_moved:
        news.append({"what": "page"})
    return [*news, *({"what": name} for name in found.texts)]


def _without_own(
    now: Mapping[str, str], then: Mapping[str, str], document: Document, account_id: str
) -> Mapping[str, str]:
    """Leave one new comment of the person's own out: it may be what an earlier try wrote."""
    for comment_id in now.keys() - then.keys():
        segment = document.segment(f"comment:{comment_id}")
        if segment and segment.author and segment.author.account_id == account_id:
            return {known: version for known, version in now.items() if known != comment_id}
    return now
