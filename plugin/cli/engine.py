"""Engines that an operator has set up, as commands need them."""

from __future__ import annotations

from plugin.ai import catalogue
from plugin.ai.embedded.engine import EmbeddedEngine
from plugin.ai.port import Engine
from plugin.ai.providers.build import build
from plugin.cli.console import CommandFailed, Environ
from plugin.settings import Settings


def settings_of(environ: Environ) -> Settings:
    """Return the settings; a command that only speaks to an engine needs no address or key of Vouch's."""
    return Settings.from_env({"VOUCH_ENVIRONMENT": "sandbox", **environ})


def configured(environ: Environ, name: str) -> Engine:
    """Return the engine of that name.

    Raises:
        CommandFailed: there is none; names those that there are.
        SettingsError: the file of engines is wrong.
    """
    if name == EmbeddedEngine.name:
        return EmbeddedEngine()
    settings = settings_of(environ)
    entries = {entry.name: entry for entry in catalogue.load(settings.engines_file, settings.engine_keys)}
    if name not in entries:
        msg = f"there is no engine {name}: {', '.join([EmbeddedEngine.name, *entries])}"
        raise CommandFailed(msg)
    return build(entries[name])
