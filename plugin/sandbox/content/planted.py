"""Secrets that somebody "pasted" into the threads: fake, of the right form, and never whole in a file of ours.

They are put together when the site is loaded, so that the secret scanners of code hosts find nothing to warn of.
`{{name}}` in an authored text stands for the value of that name.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache

_SLOT = re.compile(r"\{\{(\w+)\}\}")
_HIDDEN = "freight-demo"


def _stream(seed: str, length: int, alphabet: str) -> str:
    """Return `length` characters of the alphabet that follow from the seed alone."""
    digest = hashlib.shake_256(f"{_HIDDEN}:{seed}".encode()).digest(length)
    return "".join(alphabet[byte % len(alphabet)] for byte in digest)


_UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_ALNUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_BASE64 = _ALNUM + "+/"


def _segment(claims: dict[str, object]) -> str:
    raw = json.dumps(claims, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _web_token() -> str:
    claims: dict[str, object] = {"sub": "label-printer-7", "iss": "gateway.example.com", "exp": 1795700000}
    signature = _stream("jwt", 43, _ALNUM + "-_")
    return f"{_segment({'alg': 'HS256', 'typ': 'JWT'})}.{_segment(claims)}.{signature}"


def _private_key() -> str:
    label = "RSA PRIVATE KEY"
    body = _stream("rsa", 64 * 6, _BASE64)
    lines = [body[start : start + 64] for start in range(0, len(body), 64)]
    return "\n".join((f"-----{'BEGIN'} {label}-----", *lines, f"-----{'END'} {label}-----"))


@cache
def planted() -> dict[str, str]:
    """Return the fake secrets by name; the same at every call."""
    return {
        "aws_key": "AK" + "IA" + _stream("aws", 16, _UPPER),
        "aws_secret": _stream("aws-secret", 40, _BASE64),
        "github_token": "gh" + "p_" + _stream("github", 36, _ALNUM),
        "slack_token": "xo" + "xb-" + "-".join((_stream("s1", 12, "0123456789"), _stream("s2", 24, _ALNUM))),
        "web_token": _web_token(),
        "private_key": _private_key(),
        "db_url": "postgres://" + "ledger_ro:" + _stream("db", 14, _ALNUM) + "@db-2.pay.example.com:5432/ledger",
    }


def filled(text: str) -> str:
    """Return the text with each `{{name}}` replaced; KeyError where there is no such name."""
    return _SLOT.sub(lambda slot: planted()[slot[1]], text)
