"""The two applications of `bench/panel.py`: a plain Flask hello, and Vouch with settings from the environment."""

from __future__ import annotations

import os

from flask import Flask

hello = Flask("hello")


@hello.get("/hello")
def say_hello() -> str:
    """The least that a Flask application can do."""
    return "<!doctype html><title>hello</title><p>hello"


def vouch() -> Flask:
    """Vouch as `vouch serve` builds it."""
    from plugin.app import create_app  # noqa: PLC0415 (hello must not pay for it)
    from plugin.cli.console import quiet_logs  # noqa: PLC0415
    from plugin.cli.serve import settle  # noqa: PLC0415
    from plugin.settings import Settings  # noqa: PLC0415

    settings = Settings.from_env(os.environ)
    quiet_logs(settings.log_level)
    app = create_app(settings)
    settle()
    return app
