"""What the checks of `vouch doctor` share."""

from __future__ import annotations

from collections.abc import Callable

from plugin.settings import Settings

Check = Callable[[Settings], str]
"""A check returns what is well, in a few words."""


class ToDo(Exception):
    """A check found something; the text says what to do."""
