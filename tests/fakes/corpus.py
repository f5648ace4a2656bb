"""Documents from outside, where `VOUCH_ADF_DATA` names a folder of them; none are needed.

`*.json` are documents in Atlassian Document Format, `*.xml`, `*.xhtml`, `*.html`, `*.csf` bodies in storage format.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

STORAGE = frozenset({".xml", ".xhtml", ".html", ".csf"})


def adf_corpus() -> dict[str, dict[str, Any]]:
    """Every document of the folder, by its file's name; files that hold something else are left out."""
    found = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in _files() if path.suffix == ".json"}
    return {name: document for name, document in found.items() if _is_document(document)}


def storage_corpus() -> dict[str, str]:
    """Every body in storage format, by its file's name."""
    return {path.name: path.read_text(encoding="utf-8") for path in _files() if path.suffix in STORAGE}


def _files() -> list[Path]:
    folder = os.environ.get("VOUCH_ADF_DATA")
    return sorted(path for path in Path(folder).rglob("*") if path.is_file()) if folder else []


def _is_document(found: Any) -> bool:
    return isinstance(found, dict) and found.get("type") == "doc"
