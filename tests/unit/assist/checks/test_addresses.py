"""Links, hosts and markup, however they are disguised."""

from __future__ import annotations

import pytest

from plugin.assist.checks.addresses import hosts, links, markup

LINKS = [
    "https://evil.example/x?d=1",
    "hxxps://evil.example",
    "HTTP://EVIL.EXAMPLE",
    "ftp://evil.example/a",
    "www.evil.example",
    "\uff48\uff54\uff54\uff50\uff1a\uff0f\uff0fevil.example",
    "mailto:a@evil.example",
    "javascript:alert(1)",
    "data:text/html;base64,AAAA",
    "mail eve@evil.example now",
    "eve (at) evil (dot) example",
    "eve[at]evil[dot]example",
    "file:///etc/passwd",
    "\\\\evil\\share",
    "tel:+491701234567",
    "custom-scheme://open",
]
HOSTS = [
    "go to evil.com now",
    "evil[.]com",
    "evil (dot) com",
    "sub.evil.co.uk/path",
    "EVIL.COM",
    "\uff45\uff56\uff49\uff4c\uff0ecom",
    "xn--80ak6aa92e.com",
    "\u043f\u0440\u0438\u043c\u0435\u0440.com",
    "evil.com.",
]
NOT_HOSTS = [
    "It failed. Then it worked.",
    "see app.py and config.yaml",
    "version 4.8.2",
    "e.g. this, i.e. that, z.B. jenes",
    "at 10.30 Uhr",
    "java.util.List",
    "self.assertEqual(x)",
    "ended.It was",
]
MARKUP = [
    "<img src=x>",
    "<b>bold</b>",
    "<script",
    "<!--",
    "![a](b)",
    "[text](https://x)",
    "[text|https://x]",
    "[~accountid:5b10]",
    "!image.png!",
    "{panel:title=x}",
    "{code}",
    "&lt;img&gt;",
    "&#60;",
]
NOT_MARKUP = [
    "a < b and c > d",
    "x <= 3",
    "[PERSON_9F3A61_1] said",
    "list[0] is 5",
    "R&D; Q&A",
    "costs !important",
    "{}",
]


@pytest.mark.parametrize("text", LINKS)
def test_links(text: str) -> None:
    """A link or mail address is one in every disguise."""
    assert links(text)


@pytest.mark.parametrize("text", HOSTS)
def test_hosts(text: str) -> None:
    """The name of a host is one in every disguise."""
    assert hosts(text)


@pytest.mark.parametrize("text", NOT_HOSTS)
def test_not_hosts(text: str) -> None:
    """Files, versions, abbreviations and ends of sentences are no hosts, and no links."""
    assert hosts(text) | links(text) == set()


@pytest.mark.parametrize("text", MARKUP)
def test_markup(text: str) -> None:
    """What a page could take for markup."""
    assert markup(text)


@pytest.mark.parametrize("text", NOT_MARKUP)
def test_not_markup(text: str) -> None:
    """Comparisons, placeholders and the like are text."""
    assert markup(text) == set()


def test_a_longer_link_is_another() -> None:
    """A link is the same only when all of it is."""
    source = links("See https://status.example.com/42.")
    assert links("(https://status.example.com/42)") == source
    assert links("https://status.example.com/42?d=secret") - source
    assert links("https://status.example.com/4") - source
