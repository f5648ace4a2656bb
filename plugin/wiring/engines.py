"""The engines of this installation."""

from __future__ import annotations

from collections.abc import Callable

from plugin.ai import catalogue
from plugin.ai.embedded.engine import EmbeddedEngine
from plugin.ai.port import Engine
from plugin.ai.providers.build import build as build_engine
from plugin.ai.resilience.guard import Guard
from plugin.assist.answering import Answers
from plugin.assist.budgets import Budgets
from plugin.assist.keyed import KeyedEngines
from plugin.assist.long.ratios import TokenRatios
from plugin.governance.engine_keys import EngineKeys
from plugin.policy.document import PolicyDocument
from plugin.policy.engines import EngineFacts
from plugin.settings import Settings
from plugin.store.database import Database
from plugin.usage.spending import Spending


def make_answers(
    settings: Settings, database: Database, policy_of: Callable[[str], PolicyDocument], keys: EngineKeys
) -> Answers:
    """Every engine of this installation; without a catalogue, the one that sends nothing anywhere."""
    entries = catalogue.load(settings.engines_file, settings.engine_keys)
    engines: list[Engine] = [EmbeddedEngine(), *(build_engine(entry) for entry in entries)]
    guard = Guard({entry.name: entry.concurrency for entry in entries})
    return Answers(
        {engine.name: engine for engine in engines},
        guard,
        TokenRatios(database),
        tariffs={entry.name: entry for entry in entries},
        budgets=Budgets(Spending(database), policy_of),
        keyed=KeyedEngines({entry.name: entry for entry in entries}, keys.of, build_engine),
    )


def engine_facts(settings: Settings) -> dict[str, EngineFacts]:
    """What the catalogue says of each engine, as policies ask for it."""
    return {
        entry.name: EngineFacts(entry.destination, entry.region, entry.retention_days, entry.trains)
        for entry in catalogue.load(settings.engines_file, settings.engine_keys)
    }
