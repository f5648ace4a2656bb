"""Secrets: cloud keys, tokens of well-known makers, private keys, passwords in URLs and assignments.

A secret is never restored: whatever is found here becomes `[SECRET]` for good.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugin.masking.model import EntityKind, Finding

_WHOLE_FORMS = (
    (
        r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]{0,20000}?"
        r"(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|\Z)"
    ),
    r"\b(?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[A-Z2-7]{16}\b",  # AWS key ids
    r"\bgh[pousr]_[A-Za-z0-9]{30,255}\b",  # GitHub
    r"\bgithub_pat_[A-Za-z0-9_]{22,255}\b",
    r"\bgl(?:pat|ptt|rt|dt|cbt|ft|soat|agent|imt)-[A-Za-z0-9_-]{20,255}",  # GitLab
    r"\bxox[abeoprs]-[A-Za-z0-9-]{10,250}",  # Slack
    r"https://hooks\.slack\.com/services/[A-Za-z0-9/_+-]{20,200}",
    r"\b[rsp]k_(?:live|test)_[A-Za-z0-9]{10,250}\b",  # Stripe
    r"\bAIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])",  # Google
    r"\bya29\.[A-Za-z0-9_-]{20,500}",
    r"\bAT[AC]TT3[A-Za-z0-9_=-]{20,500}",  # Atlassian
    r"\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{20,250}",  # model providers
    r"\bnpm_[A-Za-z0-9]{36}\b",
    r"\bpypi-[A-Za-z0-9_-]{40,500}",
    r"\bdop_v1_[a-f0-9]{64}\b",
    r"\bSG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,128}",  # SendGrid
    r"\beyJ[A-Za-z0-9_-]{8,4000}\.eyJ[A-Za-z0-9_-]{4,8000}\.[A-Za-z0-9_-]{0,2000}",  # JSON Web Tokens
    r"\bAccountKey=[A-Za-z0-9+/=]{40,120}",  # Azure storage
)
_WHOLE = re.compile("|".join(_WHOLE_FORMS))
# The part after the sign is the secret; the name before it stays readable.
_ASSIGNED = re.compile(
    r"(?<![\w-])(?:[\w.-]{0,40}[_.-])?"
    r"(?:password|passwort|passwd|passphrase|pwd|secret(?:[_-]?(?:access)?[_-]?key)?|api[_-]?key|access[_-]?key"
    r"|auth[_-]?token|access[_-]?token|client[_-]?secret|private[_-]?token|token|kennwort|パスワード)"
    r"[\"']?\s{0,3}(?:[:=]|:=|=>|\uff1a|\bis\b|\blautet\b)\s{0,3}[\"'`]?(?P<value>[^\s\"'`,;<>]{6,400})",
    re.IGNORECASE,
)
_BEARER = re.compile(r"\b(?:Bearer|Basic)\s{1,3}(?P<value>[A-Za-z0-9._~+/=-]{12,4000})", re.IGNORECASE)
_URL_PASSWORD = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@]{0,100}:(?P<value>[^\s/@]{1,200})@", re.IGNORECASE)
_PLACEHOLDERS = re.compile(
    r"^(?:\*+|x{3,}|\.{3,}|<.*|\$\{.*|\{\{.*|%\w+%|\[.*|changeme|redacted|null|none|true|false|required|expired|invalid|missing|needed|wrong|correct|rotated|reset)\.?$",
    re.IGNORECASE,
)


class SecretDetector:
    """Finds secrets. A plain word after "password" is taken only when an equals sign or a colon assigns it."""

    def detect(self, text: str) -> Iterator[Finding]:
        """Yield secrets."""
        for match in _WHOLE.finditer(text):
            yield Finding(EntityKind.SECRET, match.start(), match.end(), match.group())
        for pattern in (_ASSIGNED, _BEARER, _URL_PASSWORD):
            for match in pattern.finditer(text):
                value = match.group("value").rstrip(".)")
                if value and not _PLACEHOLDERS.match(value) and _looks_secret(match.group(), value):
                    start = match.start("value")
                    yield Finding(EntityKind.SECRET, start, start + len(value), value)


def _looks_secret(whole: str, value: str) -> bool:
    """After a sign, anything is a secret; after "is", only what no word looks like."""
    before = whole[: -len(value)] if whole.endswith(value) else whole.split(value, maxsplit=1)[0]
    if before.rstrip("\"'` ").endswith(("is", "lautet", "IS", "Is")):
        return any(c.isdigit() for c in value) or not value.isalnum()
    return True
