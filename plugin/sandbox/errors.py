"""The stand-in site's own fault."""

from __future__ import annotations


class SandboxError(Exception):
    """Something that the person who runs the site should read; the text is plain and complete."""
