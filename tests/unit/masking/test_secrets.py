"""Secrets: every one of the hand-written set is found whole, and no near miss is touched."""

from __future__ import annotations

import re

import pytest

from bench.masking.secret_lines import NEAR_MISSES, SECRETS
from plugin.masking.detectors.secret import SecretDetector
from plugin.masking.detectors.secret_words import Name, entropy, is_key, is_random, name_of
from plugin.masking.fold import fold
from plugin.masking.overlap import resolve


def found(text: str) -> list[str]:
    """What the detector finds, overlaps resolved."""
    return [text[f.start : f.end] for f in resolve(SecretDetector().detect(fold(text)), fold(text))]


@pytest.mark.parametrize("marked", SECRETS, ids=[f"{i} {s[:30]!r}" for i, s in enumerate(SECRETS)])
def test_found(marked: str) -> None:
    """What stands between the marks is found, to the character or with the word that belongs to it; nothing else is."""
    expected = re.findall("«(.*?)»", marked, re.DOTALL)
    assert expected
    got = found(re.sub("[«»]", "", marked))
    assert len(got) == len(expected)
    assert all(secret in wide for secret, wide in zip(expected, got, strict=True))
    assert all(len(wide) <= len(secret) + len("JSESSIONID=") for secret, wide in zip(expected, got, strict=True))


@pytest.mark.parametrize("text", NEAR_MISSES, ids=[f"{i} {s[:30]!r}" for i, s in enumerate(NEAR_MISSES)])
def test_near_misses(text: str) -> None:
    """A hash, an id, a template, a reference, a policy or a sentence about passwords is no secret."""
    assert found(text) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("DB_PASSWORD", Name.PASSWORD),
        ("clientSecret", Name.PASSWORD),
        ("userPin", Name.PASSWORD),
        ("spring.datasource.password", Name.PASSWORD),
        ("X-Api-Key", Name.KEY),
        ("authToken", Name.KEY),
        ("PHPSESSID", Name.KEY),
        ("tokenType", Name.HARMLESS),
        ("password_policy", Name.HARMLESS),
        ("secretRef", Name.HARMLESS),
        ("commitSha", Name.HARMLESS),
        ("shipping", Name.UNKNOWN),
        ("primary_key", Name.UNKNOWN),
    ],
)
def test_names(name: str, expected: Name) -> None:
    """A name is read part by part, in every way of writing it; its last part can take it back."""
    assert name_of(name) is expected


def test_randomness() -> None:
    """Random text is told from words, hashes and numbers."""
    assert is_random("q7Rk2VbX9mTzL4wYc8NdF1gH")
    assert not is_random("PaymentGatewayFactoryBean2")
    assert not is_random("7DB7B1a4c1d29e0f5b3a6c8d7e9f")
    assert not is_random("aB1" * 9)
    assert is_key("a1b2c3d4")
    assert not is_key("unlimited")
    assert entropy("aaaa") == 0
    assert entropy("abcd") == 2


def test_a_key_that_was_cut_off() -> None:
    """A private key without its end is found up to its last line, and the sentence after it stays."""
    body = "\n".join(["MIIEpAIBAAKCAQEA7Rk2VbX9mTzL4wYc8NdF1gHs6JpUe3KoAiB5xQvCtGyMnWlE"] * 3)
    begin = "-----BEGIN RSA PRIVATE" + " KEY-----\n"
    assert found(f"{begin}{body}\nThat is all I have, says Ada.") == [f"{begin}{body}"]
