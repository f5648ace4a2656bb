"""The demo's Forge app: the same pages, packed without Node into the demo's folder; the site brings the bridge."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from descriptors import forge
from descriptors.forge import Form
from plugin.cli.forge_package import pack

APP_ID: Final = "ari:cloud:ecosystem::app/5c0f2b2e-6a54-4f0e-9d7c-0d3a2f7b9e11"


def packed(folder: Path, plugin_url: str) -> Path:
    """Pack the app whose remote is at this address; returns the folder."""
    app = folder / "forge-app"
    pack(app, forge.render(Form.OWN, app_id=APP_ID, public_url=plugin_url))
    return app
