"""The installed app's modules as the site's templates need them, by the door that one looks through."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from plugin.sandbox.descriptor import modules
from plugin.sandbox.forge.app import KINDS, Module
from plugin.sandbox.panels import forced, shown
from plugin.sandbox.place import Place
from plugin.sandbox.state import live
from plugin.sandbox.view import View

_SIZES = {"small": "400px", "medium": "600px", "large": "800px", "xlarge": "968px"}
_TALL = "640px"


def shown_here(view: View, product: str, kind: str, place: Place) -> list[dict[str, Any]]:
    """Return the modules of a kind (in Connect's words) that this person sees here.

    Each has `key`, `name`, `label`, `tooltip`, `icon`, `forced`, `width` and `height`.
    """
    if view.door == "forge":
        return _of_forge(product, kind)
    installation = live().installs.get(product)
    return [
        {
            "key": module["key"],
            "name": module["name"].get("value", module["key"]),
            "label": module.get("content", {}).get("label", {}).get("value", ""),
            "tooltip": module.get("tooltip", {}).get("value", ""),
            "icon": urljoin(f"{installation.app_base_url}/", module.get("icon", {}).get("url", "")),
            "forced": forced(module, view.user, place),
            "width": _size(module, "width"),
            "height": _size(module, "height"),
        }
        for module in (modules(installation.descriptor, kind) if installation else [])
        if installation and shown(module, view.user, place)
    ]


def _of_forge(product: str, kind: str) -> list[dict[str, Any]]:
    door = live().forge
    name = KINDS.get((product, kind))
    if name is None or door.installation is None:
        return []
    return [_entry(module, door.frames_url) for module in door.installation.app.modules(name)]


def _entry(module: Module, frames_url: str) -> dict[str, Any]:
    said = module.entry
    resource, _, file = str(said.get("icon", "")).removeprefix("resource:").partition(";")
    return {
        "key": module.key,
        "name": str(said.get("title", module.key)),
        "label": str(said.get("label", "")),
        "tooltip": str(said.get("tooltip", "")),
        "icon": f"{frames_url}/{resource}/{file}" if file else "",
        "forced": False,
        "width": _SIZES.get(str(said.get("viewportSize", "")), _SIZES["medium"]),
        "height": _TALL,
    }


def _size(module: dict[str, Any], name: str) -> str:
    target = module.get("target")
    options = target.get("options", {}) if isinstance(target, dict) else {}
    return str(options.get(name, ""))
