"""The `vouch` command."""

from plugin.cli.main import main

__all__ = ["main"]
