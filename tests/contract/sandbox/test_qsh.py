from __future__ import annotations

import hashlib
import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from plugin.sandbox.qsh import canonical, query_hash

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "qsh.json").read_text(encoding="utf-8"))

CASES = [
    ("get", "/panel", "", "GET&/panel&"),
    ("GET", "", "", "GET&/&"),
    ("GET", "/", "", "GET&/&"),
    ("GET", "/panel/", "", "GET&/panel&"),
    ("GET", "panel", "", "GET&/panel&"),
    ("GET", "/a&b", "", "GET&/a%26b&"),
    ("GET", "/a%20b", "", "GET&/a%20b&"),
    ("GET", "/p", "b=2&a=1", "GET&/p&a=1&b=2"),
    ("GET", "/p", "a=1&jwt=x.y.z", "GET&/p&a=1"),
    ("GET", "/p", "x", "GET&/p&x="),
    ("GET", "/p", "a=z&a=a", "GET&/p&a=a,z"),
    ("GET", "/p", "a=1%2C2&a=3", "GET&/p&a=1%2C2,3"),
    ("GET", "/p", "a=one+two", "GET&/p&a=one%20two"),
    ("GET", "/p", "a=*'()!~", "GET&/p&a=%2A%27%28%29%21~"),
    ("GET", "/p", "a=%e5%ae%ae", "GET&/p&a=%E5%AE%AE"),
    ("GET", "/p", "a=%ZZ", "GET&/p&a=%25ZZ"),
    ("GET", "/p", "&&a=1&", "GET&/p&a=1"),
    ("GET", "/p", "a10=1&a1=2", "GET&/p&a1=2&a10=1"),
    ("GET", "/p", "a=x=y", "GET&/p&a=x%3Dy"),
]


@pytest.mark.parametrize(("method", "path", "query", "expected"), CASES)
def test_canonical_request(method: str, path: str, query: str, expected: str) -> None:
    """Each of Atlassian's rules gives the canonical request that its description gives."""
    assert expected == canonical(method, path, query)


def test_hash_is_sha256_of_the_canonical_request() -> None:
    """The claim is the hex digest of the canonical request."""
    expected = hashlib.sha256(b"POST&/installed&").hexdigest()
    assert expected == query_hash("POST", "/installed")


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["clause"] for vector in VECTORS])
def test_shared_vectors(vector: dict[str, str]) -> None:
    """The project's vectors, Atlassian's published ones among them, give their canonical requests and hashes."""
    mount, url = urlsplit(vector["base"]).path.rstrip("/"), urlsplit(vector["url"])
    path = url.path.removeprefix(mount) if f"{url.path}/".startswith(f"{mount}/") else url.path
    assert vector["canonical"] == canonical(vector["method"], path, url.query)
    assert vector["hash"] == query_hash(vector["method"], path, url.query)
