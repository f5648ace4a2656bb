"""Refusals and errors as JSON for the panel: a stable code that it translates, and plain English beside it."""

from __future__ import annotations

from typing import Any

from connectors.host.model import Product
from plugin.errors import EngineFault, HostFault, VouchError
from plugin.policy.model import Held, Refused

_PLACES = {Product.JIRA: "project", Product.CONFLUENCE: "space"}
_MESSAGES = {
    "place_not_allowed": "AI may not read this {place}: nobody has allowed it yet.",
    "level_denies": "AI may not read this {place}.",
    "no_engine": "No AI engine may be used for content of this level.",
    "audience": "A customer summary is not allowed here.",
    "stopped": "AI is switched off here.",
    "self_check": "AI is switched off here: a check of its own protections failed.",
    "too_often": "You have asked as often as the policy allows within an hour.",
    "needs_review": "This needs an approval first.",
}


def refusal_json(decision: Refused | Held, product: Product) -> dict[str, Any]:
    """Return a `Refusal` of openapi.yaml, in the words of the product."""
    if isinstance(decision, Held):
        reason, contact, instead = "needs_review", decision.approvers, ""
    else:
        reason, contact, instead = decision.reason, decision.contact, decision.instead
    return {
        "reason": reason,
        "rule": decision.rule,
        "level": decision.level.code,
        "contact": contact,
        "instead": instead,
        "policy_version": decision.policy_version,
        "reviewable": isinstance(decision, Held) and bool(decision.named),
        "trace": [
            {"step": step.step, "outcome": step.outcome, "rule": step.rule, "source": step.source}
            for step in decision.trace
        ],
        "message": _MESSAGES.get(reason, _MESSAGES["level_denies"]).format(place=_PLACES[product]),
    }


def error_json(error: VouchError, *, fallback: bool = False) -> dict[str, Any]:
    """Return an `ErrorBody` of openapi.yaml."""
    retryable = isinstance(error, HostFault | EngineFault) and error.code not in {
        "impersonation_refused",
        "no_permission",
        "engine_not_permitted",
        "engine_misconfigured",
        "engine_refused",
        "budget_exhausted",
    }
    return {
        "code": error.code,
        "message": error.message,
        "retry_after": error.retry_after,
        "retryable": retryable or error.code in {"internal", "interrupted"},
        "fallback": fallback,
    }
