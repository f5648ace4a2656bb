"""The governance pack: one Markdown file that an auditor can read, written from the live policy and settings.

It holds no secret, no content and no people: what an administrator wrote in words is left out, or stands without
e-mail addresses where it says whom to ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from connectors.host.model import Audience, Item, Place, Product
from plugin.audit.events import AuditEvent
from plugin.audit.repository import append
from plugin.governance import pack_parts as parts_of
from plugin.governance.changes import digest
from plugin.governance.configuration import described
from plugin.governance.desk import State
from plugin.governance.holds import Hold
from plugin.policy.decide import decide
from plugin.policy.document import PlaceRule, PolicyDocument
from plugin.policy.keeping import Keeping
from plugin.policy.model import Allowed, Ask, Held, Level, Subject, UseCase
from plugin.settings import Settings
from plugin.store.database import Database

_EMAIL = re.compile(r"\S+@\S+")
_NONE = "none"
_PROHIBITED = (
    "Reading a place that nobody has allowed, or whose level is not known: it is refused.",
    "Reading anything as somebody else: every read is made with the rights of the person who asks.",
    "Sending text to an engine that the policy does not name for its level, or to another destination.",
    "Sending unmasked text where a rule says mask; secrets are masked at every level and are never restored.",
    "Showing a sentence that has no source, a number that stands in none, or a link or markup that was not there.",
    "Writing anything to Jira or Confluence without a person's decision.",
    "Writing a text where more people could read it than may read what it rests on.",
    "Using internal or restricted sources in a text for customers.",
    "Running where the record cannot be written.",
    "Scoring, ranking or monitoring people by what they did with it.",
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a pack is written from."""

    tenant_id: str
    at: datetime
    policy: PolicyDocument
    policy_at: datetime | None
    settings: Settings
    state: State
    holds: list[Hold]


def governance_pack(facts: Facts) -> str:
    """Return the pack as Markdown; its last line is a digest of everything before it."""
    parts = (
        ("Classification", chain(_classification(facts.policy), parts_of.native(facts.policy))),
        ("Access", chain(_access(), parts_of.control())),
        ("Approved uses", chain(_uses(facts.policy), parts_of.masked(facts.policy), parts_of.narrowed(facts.policy))),
        ("Retention", _retention(facts)),
        ("Logging", chain(_logging(facts), parts_of.recorded())),
        ("Escalation", chain(_escalation(facts.policy), parts_of.approvers(facts.policy))),
        ("Prohibited behaviours", _listed(_PROHIBITED)),
        ("Settings", _settings(facts.settings)),
    )
    policy = facts.policy
    since = (
        f"in force since {facts.policy_at:%Y-%m-%d %H:%M} UTC" if facts.policy_at else "the default that nobody wrote"
    )
    lines = [
        "# Governance pack",
        "",
        f"Tenant {facts.tenant_id}, {facts.at:%Y-%m-%d %H:%M} UTC. Policy version {policy.version}, {since}.",
        f"Digest of the policy, as `policy:changed` in the record holds it: `{digest(policy.serialise())}`.",
    ]
    for heading, said in parts:
        lines += ["", f"## {heading}", "", *said]
    body = "\n".join(lines) + "\n"
    return f"{body}\nDigest of the text above: `{digest(body)}`\n"


def written_pack(database: Database, facts: Facts, *, by: str) -> str:
    """Return the pack, after recording that somebody (a reference, or "cli") took it away."""
    with database.begin() as connection:
        said = {"person": by, "policy_version": facts.policy.version}
        append(connection, facts.tenant_id, AuditEvent.PACK_WRITTEN, said)
    return governance_pack(facts)


def _classification(policy: PolicyDocument) -> Iterator[str]:
    yield "Levels, from the widest to the strictest: " + " < ".join(level.code for level in Level) + "."
    yield "The highest of what is known of a place and of its content holds. What is not named is refused."
    yield ""
    yield "| level | Jira projects | Confluence spaces |"
    yield "|---|---|---|"
    for level in Level:
        named = sorted(name for name, rule in policy.places.items() if rule.level is level)
        cells = [_joined([n.partition(":")[2] for n in named if n.startswith(f"{p.value}:")]) for p in Product]
        yield f"| {level.code} | {cells[0]} | {cells[1]} |"


def _access() -> Iterator[str]:
    yield "Every read and write is made with the rights of the person who asks, by a token of that person."
    yield "There is no other reader. Who administers the site is asked of Jira or Confluence at each request."
    yield "Sign-ins of administrators, refusals and every look at the record are records themselves."


def _uses(policy: PolicyDocument) -> Iterator[str]:
    yield "| level | use case | audience | outcome | rule | engines | where the text may go |"
    yield "|---|---|---|---|---|---|---|"
    for level in Level:
        probe = replace(policy, places={"jira:PROBE": PlaceRule(level)})
        for use_case in UseCase:
            for audience in Audience:
                yield f"| {level.code} | {use_case.value} | {audience.value} | {_outcome(probe, use_case, audience)} |"


def _outcome(probe: PolicyDocument, use_case: UseCase, audience: Audience) -> str:
    ask = Ask(use_case, Item(Product.JIRA, id="1", key="PROBE-1"), Place(Product.JIRA, key="PROBE"), audience)
    made = decide(probe, Subject("pack", "pack"), ask)
    if isinstance(made, Allowed):
        where = ", ".join(sorted(destination.value for destination in made.destinations))
        return f"{made.effect.value} | {made.rule} | {_joined(list(made.engines))} | {where or _NONE}"
    outcome = "review" if isinstance(made, Held) else "deny"
    return f"{outcome} | {made.rule or _NONE} | {_NONE} | {_NONE}"


def _retention(facts: Facts) -> Iterator[str]:
    longest = Keeping(facts.settings.result_days, facts.settings.audit_payload_days)
    yield "| level | text of results, days | what records say, days |"
    yield "|---|---|---|"
    for level in Level:
        kept = facts.policy.keeping.at(level, longest)
        yield f"| {level.code} | {kept.result_days} | {kept.audit_payload_days} |"
    yield ""
    yield "Content of issues and pages is not stored."
    yield f"A summary that a person approved for a page to show is kept for {facts.settings.approved_days} days."
    yield "With the text of a result goes what its write replaced, and the notes with which it was handed over."
    yield "Whose account ids are kept is reported to Atlassian once a cycle; who closed their account is erased."
    yield f"After an uninstall everything but the record goes in {facts.settings.purge_days} days."
    cases = _joined(sorted({hold.case for hold in facts.holds}))
    yield f"Legal holds that stand: {len(facts.holds)}; cases: {cases}."


def _logging(facts: Facts) -> Iterator[str]:
    state, last = facts.state, facts.state.checkpoint
    yield f"Append-only record, one hash chain: {state.records} records, {state.not_yet_anchored} not yet anchored."
    if last:
        yield f"Last signed checkpoint: record {last.seq}, {last.at}, key `{last.key}`, hash `{last.hash}`."
    else:
        yield "No checkpoint has been signed yet."
    yield f"Checkpoints every {facts.settings.checkpoint_hours:g} hours."
    pushed = f"yes, as {facts.settings.audit_push_format}" if facts.settings.audit_push_url else "no"
    yield f"Pushed to a webhook: {pushed}."


def _escalation(policy: PolicyDocument) -> Iterator[str]:
    yield f"Whom to ask: {_words(policy.contact)}"
    yield f"Queues to which an output can be handed: {_joined([_words(name) for name in policy.queues])}"
    approvers = sorted({_words(rule.approvers) for rule in policy.rules if rule.approvers})
    yield f"Who approves where a rule says review: {_joined(approvers)}"


def _settings(settings: Settings) -> Iterator[str]:
    yield "| setting | value |"
    yield "|---|---|"
    for name, value in sorted(described(settings).items()):
        if name not in {"data_dir", "engines_file", "audit_push_ca"}:
            yield f"| {name} | {_cell(str(value))} |"


def _listed(texts: tuple[str, ...]) -> Iterator[str]:
    for text in texts:
        yield f"- {text}"


def _words(text: str) -> str:
    return _cell(_EMAIL.sub("[address]", text)) or _NONE


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _joined(texts: list[str]) -> str:
    return ", ".join(_cell(text) for text in texts) or _NONE
