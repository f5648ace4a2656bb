"""Laws of the query-string hash, on arbitrary requests."""

from __future__ import annotations

import random
from urllib.parse import quote, quote_plus

from hypothesis import given
from hypothesis import strategies as st

from connectors.host.qsh import canonical_request, query_string_hash

# Surrogates cannot be encoded, and `jwt` is left out by definition.
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
names = words.filter(lambda word: word != "jwt")
pairs = st.lists(st.tuples(names, words), max_size=6)


def _query(items: list[tuple[str, str]], plus: bool = False) -> str:  # noqa: FBT001, FBT002 (a test's own switch)
    encode = quote_plus if plus else (lambda text: quote(text, safe=""))
    return "&".join(f"{encode(name)}={encode(value)}" for name, value in items)


@given(pairs, st.randoms())
def test_order_does_not_matter(items: list[tuple[str, str]], shuffler: random.Random) -> None:
    """Parameters may come in any order."""
    shuffled = list(items)
    shuffler.shuffle(shuffled)
    assert query_string_hash("GET", f"/p?{_query(items)}") == query_string_hash("GET", f"/p?{_query(shuffled)}")


@given(pairs)
def test_encoding_does_not_matter(items: list[tuple[str, str]]) -> None:
    """A blank may be a plus, and what is encoded needlessly is the same."""
    assert canonical_request("GET", f"/p?{_query(items)}") == canonical_request("GET", f"/p?{_query(items, plus=True)}")


@given(pairs, words)
def test_the_token_does_not_matter(items: list[tuple[str, str]], token: str) -> None:
    """The token itself is no part of what it signs."""
    with_token = _query([*items, ("jwt", token)])
    assert canonical_request("GET", f"/p?{_query(items)}") == canonical_request("GET", f"/p?{with_token}")


@given(pairs, names, words, words)
def test_a_changed_value_changes_the_hash(items: list[tuple[str, str]], name: str, one: str, two: str) -> None:
    """No value can be exchanged for another."""
    if one == two:
        return
    first, second = ([*items, (name, value)] for value in (one, two))
    assert query_string_hash("GET", f"/p?{_query(first)}") != query_string_hash("GET", f"/p?{_query(second)}")


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(["", "/jira", "https://v.example/jira"]))
def test_never_raises(path: str, query: str, base: str) -> None:
    """Whatever comes over the wire has a canonical form in plain ASCII or the path's own characters."""
    canonical = canonical_request("get", f"/{path}?{query}", base)
    assert canonical.startswith("GET&/")
    assert canonical.count("&") >= 2


@given(pairs)
def test_base_path(items: list[tuple[str, str]]) -> None:
    """Below the base URL or without it, the same request has the same hash."""
    query = _query(items)
    assert query_string_hash("POST", f"/jira/installed?{query}", "/jira") == query_string_hash(
        "POST", f"/installed?{query}"
    )
