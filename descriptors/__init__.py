"""The two Connect descriptors: JSON files with only the addresses filled in.

`${public_url}` is the one variable. The files and their schemas are data of the repository; nothing else adds to
what a site is asked for.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, Final

PRODUCTS: Final = ("jira", "confluence")
APP_KEYS: Final = {"jira": "vouch-jira", "confluence": "vouch-confluence"}


def base_url(product: str, public_url: str) -> str:
    """Return the base URL of a product's registration: `<public URL>/<product>`."""
    return f"{public_url.rstrip('/')}/{product}"


def render(product: str, public_url: str) -> dict[str, Any]:
    """Return a product's descriptor.

    Args:
        product: `jira` or `confluence`.
        public_url: scheme, host and optional path under which the product reaches the app.

    Raises:
        KeyError: no such product.
    """
    if product not in PRODUCTS:
        raise KeyError(product)
    text = files("descriptors").joinpath(f"{product}.json").read_text(encoding="utf-8")
    filled = text.replace("${public_url}", json.dumps(public_url.rstrip("/"))[1:-1])
    descriptor: dict[str, Any] = json.loads(filled)
    return descriptor


def schema(product: str) -> dict[str, Any]:
    """Return the JSON schema (draft 2020-12) that a product's descriptor satisfies."""
    text = files("descriptors").joinpath("schema", f"{product}.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded
