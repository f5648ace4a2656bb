"""The Forge app as a folder: manifest.yml, and one folder of static files for each place it shows something in.

The pages are the server's own templates and modules. What differs is the first script: `bridge.html` loads `forge.js`
where no address of Connect's bridge is given. Each folder holds what its page reaches and nothing else.
"""

from __future__ import annotations

import re
import shutil
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from descriptors.forge import PAGES, ForgePage

BRIDGE: Final = "forge-bridge.js"
"""The one foreign module; forge.js imports it, and what packs the app puts it beside the pages."""

TEMPLATES: Final = {
    "context": "panel.html",
    "content": "panel.html",
    "byline": "panel.html",
    "write": "panel.html",
    "admin": "admin.html",
    "macro": "macro.html",
    "project": "place-admin.html",
    "space": "place-admin.html",
}
"""By surface, as `plugin/web/pages.py` has them; a test compares the two."""

_IN_PAGE = re.compile(r'(?:href|src|data-start)="\./([^"]+)"')
_IN_MODULE = re.compile(r'(?:from|import) ?\(?"\./([^"]+)"')


def pack(folder: Path, manifest: str, bridge: str | None = None) -> list[Path]:
    """Write the app; what stood there of an earlier one is replaced.

    Args:
        folder: made where it is missing.
        manifest: the text of manifest.yml.
        bridge: the text of `forge-bridge.js`; without it the pages work only where the host brings its own, as the
            stand-in site does.

    Returns:
        The files that were written.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    static = folder / "static"
    if static.exists():
        shutil.rmtree(static)
    (folder / "manifest.yml").write_text(manifest, encoding="utf-8")
    for page in PAGES:
        _write_page(static / page.key, page, bridge)
    return sorted(
        path for path in folder.rglob("*") if path.is_file() and (path.name == "manifest.yml" or static in path.parents)
    )


def _write_page(folder: Path, page: ForgePage, bridge: str | None) -> None:
    folder.mkdir(parents=True)
    html = _rendered(page)
    names = reached(html)
    preloads = "".join(
        f'<link rel="modulepreload" href="./{name}">\n' for name in sorted(names) if name.endswith(".js")
    )
    (folder / "index.html").write_text(html.replace("</head>", f"{preloads}</head>"), encoding="utf-8")
    for name in names | {"icon.svg"}:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_static().joinpath(name).read_bytes())
    if bridge is not None:
        (folder / BRIDGE).write_text(bridge, encoding="utf-8")


def reached(html: str) -> set[str]:
    """Return the static files that a page reaches: its style sheets, its modules, and all that those import.

    Raises:
        FileNotFoundError: a file that does not exist is named.
    """
    found: set[str] = set()
    waiting = _IN_PAGE.findall(html)
    while waiting:
        name = waiting.pop()
        if name in found or name == BRIDGE:
            continue
        found.add(name)
        text = _static().joinpath(name).read_text(encoding="utf-8")
        if name.endswith(".js"):
            beside = name.rpartition("/")[0]
            waiting += [f"{beside}/{one}" if beside else one for one in _IN_MODULE.findall(text)]
    return found


def _static() -> Traversable:
    return files("plugin.web").joinpath("static")


def _rendered(page: ForgePage) -> str:
    """The server's page, as it stands in a folder by itself; forge.js sets what depends on the person's language."""
    environment = Environment(
        loader=PackageLoader("plugin.web"), autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True
    )
    return environment.get_template(TEMPLATES[page.surface]).render(
        static=".", bridge_url="", nonce="", ticket="", lang="en", surface=page.surface, product=page.product
    )
