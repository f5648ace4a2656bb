"""A reconstructed run as plain text, for people who read it in a terminal or a ticket."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import Any

_WIDTH = 100
_LABEL = 19


def report_text(report: dict[str, Any]) -> str:
    """Return the report (a `RunReport`) as text, a part a heading."""
    parts = (
        ("ASKED", _asked(report)),
        ("POLICY", _policy(report["policy"])),
        ("READ", _read(report["sources"]["read"])),
        ("NOT READ", _not_read(report["sources"]["refused"])),
        ("MASKED", _counts(report["masked"], "nothing")),
        ("MADE", _made(report)),
        ("SHOWN", _shown(report["shown"])),
        ("DONE", _events(report["done"], "nobody has decided about it")),
        ("LOOKED AT", _events(report["looked_at"], "nobody before this look")),
        ("RECORDS", _records(report["records"])),
    )
    lines = [f"Run {report['run']}, case {report['case']}"]
    for heading, said in parts:
        lines += ["", heading, *said]
    return "\n".join(lines) + "\n"


def _asked(report: dict[str, Any]) -> Iterator[str]:
    asked, by = report["asked"], report["by"]
    yield from _fact("what", f"{asked['use_case']}, for {asked['audience']}, {asked['length']}, in {asked['language']}")
    yield from _fact("where", f"{asked['product']} {asked['item']} in {asked['place']}")
    who = by["name"] or by["account_id"] or "the person was erased, or was never known here"
    yield from _fact("by", f"{who} (reference {by['reference']})")
    yield from _fact("end", report["state"] or "no end is recorded")
    if report["erased"]:
        yield from _fact("", "Retention or erasure removed what some of these records said; their hashes still verify.")


def _policy(policy: dict[str, Any]) -> Iterator[str]:
    yield from _fact("level", policy["level"] or "not known")
    yield from _fact(
        "effect", f"{policy['effect'] or 'none'} by {policy['rule'] or 'no rule'} of version {policy['version']}"
    )
    if policy["refusal"]:
        refusal = policy["refusal"]
        yield from _fact("refused", f"{refusal['reason']} by {refusal['rule']} at level {refusal['level']}")
    for step, outcome, rule, *source in policy["trace"]:  # records of earlier versions name no source
        named = ", ".join(filter(None, (rule, *source)))
        yield from _fact("trace", f"{step}: {outcome}" + (f" ({named})" if named else ""))


def _read(sources: list[dict[str, Any]]) -> Iterator[str]:
    for source in sources:
        version = f", as of {source['version']}" if source.get("version") else ""
        yield from _fact(source["visibility"], f"{source['id']}{version}, digest {source['digest'][:16]}…")
    if not sources:
        yield "  nothing"


def _not_read(sources: list[dict[str, Any]]) -> Iterator[str]:
    for source in sources:
        yield from _fact(source["visibility"] or "-", f"{source['count']} {source['what'].replace('_', ' ')}")
    if not sources:
        yield "  nothing was left out"


def _made(report: dict[str, Any]) -> Iterator[str]:
    versions, output = report["versions"], report["output"]
    yield from _fact("engine", f"{versions['engine'] or 'none'} {versions['engine_version']}".strip())
    yield from _fact("prompt", versions["prompt_version"] or "none")
    yield from _fact("item", versions["item_version"] or "no version is recorded")
    yield from _fact("sentences", f"{output['sentences']}, removed: {_joined(output['removed']) or 'none'}")
    if output["digest"]:
        yield from _fact("digest", output["digest"])
    if output["error"]:
        yield from _fact("error", output["error"])
    if output["durations_ms"]:
        yield from _fact("took", f"{output['durations_ms'].get('total', 0)} ms")


def _shown(shown: dict[str, Any]) -> Iterator[str]:
    if not shown["kept"]:
        yield "  The text is not kept any more, or there was none."
        return
    yield from _fact("kept until", shown["until"] or "")
    for section in shown["result"].get("sections", []):
        yield f"  {section['kind']}"
        for sentence in section["sentences"]:
            cited = ", ".join(str(number) for number in sentence["citations"])
            yield from wrap(
                f"{sentence['text']} [{cited}]", _WIDTH, initial_indent="    - ", subsequent_indent="      "
            )
    for source in shown["result"].get("citations", []):
        yield f"    [{source['n']}] {source['segment']} ({source['visibility']['kind']})"


def _events(events: list[dict[str, Any]], none: str) -> Iterator[str]:
    for event in events:
        said = ", ".join(_said(event["said"]))
        yield from _fact(event["at"][:19], f"{event['event']} by {event['person'] or 'erased'}: {said}")
    if not events:
        yield f"  {none}"


def _said(said: dict[str, Any]) -> Iterator[str]:
    for name, value in said.items():
        if isinstance(value, dict):
            yield from _said(value)
        elif value not in ("", None, [], False):
            yield f"{name.replace('_', ' ')} {value}"


def _records(records: list[dict[str, Any]]) -> Iterator[str]:
    for record in records:
        state = "" if record["whole"] else "  DOES NOT VERIFY"
        yield f"  {record['seq']:>7}  {record['at'][:19]}  {record['event']:<18} {record['hash'][:16]}…{state}"


def _counts(counts: dict[str, int], none: str) -> Iterator[str]:
    yield f"  {_joined(counts) or none}"


def _joined(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def _fact(label: str, text: str) -> list[str]:
    first, rest = f"  {label:<{_LABEL}} ", " " * (_LABEL + 3)
    return wrap(text, _WIDTH, initial_indent=first, subsequent_indent=rest) or [f"  {label}"]
