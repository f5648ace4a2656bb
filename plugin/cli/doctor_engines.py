"""What `vouch doctor` asks of engines: does each model answer, are its prices new, was it tried with these prompts."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

from plugin.ai import catalogue
from plugin.ai.catalogue import Entry
from plugin.ai.port import Limits
from plugin.ai.prompts.library import present
from plugin.ai.providers.attempts import ask
from plugin.ai.providers.base import Message, Request
from plugin.ai.providers.build import provider
from plugin.cli.to_do import ToDo
from plugin.errors import EngineFault, SettingsError
from plugin.settings import Settings

_SECONDS = 15.0
_OLD_PRICES = 180  # days
_REQUEST = Request(
    system=('Answer with this JSON object and nothing else: {"ok": true}',),
    messages=(Message("user", "Are you there?"),),
    schema={
        "type": "object",
        "additionalProperties": False,
        "required": ["ok"],
        "properties": {"ok": {"type": "boolean"}},
    },
    schema_name="probe",
    max_output_tokens=200,
)
"""A few tokens; nothing of anybody's."""

_WORDS = {
    "engine_misconfigured": "refuses its key, model or address",
    "engine_unreachable": "does not answer",
    "engine_rate_limited": "takes no more requests",
    "engine_timeout": "was too slow",
}


def answering(settings: Settings) -> str:
    """Ask each engine for a few tokens by the name of its model.

    Raises:
        ToDo: an engine does not answer.
    """
    try:
        entries = catalogue.load(settings.engines_file, settings.engine_keys)
    except SettingsError as fault:
        raise ToDo(fault.message) from fault
    if not entries:
        return "none beside the embedded one"
    told, faults = [], []
    for entry in entries:
        if entry.tenant_keys and not entry.key:
            told.append(f"{entry.name}: each tenant brings its key, not tried")
            continue
        try:
            seconds, model = _probe(entry)
        except (EngineFault, SettingsError) as fault:
            words = _WORDS.get(fault.code, "failed") if isinstance(fault, EngineFault) else fault.message
            faults.append(f"{entry.name} ({entry.model}) {words}")
            continue
        told.append(f"{entry.name}: {model or entry.model} answers in {seconds:.1f} s{_beside(entry, settings)}")
    if faults:
        raise ToDo(f"{'; '.join(faults)}. See docs/engines.md.")
    return "; ".join(told)


def _probe(entry: Entry) -> tuple[float, str]:
    """Seconds until the whole answer, and who answered."""
    asked = provider(entry)
    start = time.monotonic()
    try:
        reply = ask(asked, _REQUEST, Limits(deadline_seconds=_SECONDS))
    finally:
        asked.close()
    return time.monotonic() - start, reply.model


def _beside(entry: Entry, settings: Settings) -> str:
    """What else an operator should know: old prices, and a golden set that was not run with these prompts."""
    said = ""
    if entry.prices:
        days = (datetime.now(UTC).date() - entry.prices.as_of).days
        said += f", prices are {days} days old" if days > _OLD_PRICES else ""
    try:
        kept = json.loads((settings.data_dir / "golden" / f"{entry.name}.json").read_text(encoding="utf-8"))
        same = kept["prompts"] == {name: prompt["sha256"] for name, prompt in present().items()}
    except (OSError, ValueError, KeyError):
        return f"{said}, golden set not run"
    return said if same else f"{said}, golden set run with other prompts"
