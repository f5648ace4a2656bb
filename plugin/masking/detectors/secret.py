"""Secrets: keys and tokens by their look, and values that something around them calls a secret.

A secret is never restored: whatever is found here becomes `[SECRET]` for good. Where in doubt, a value that a name
announces as a password is one; a value without a name is one only if it has a maker's form.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from plugin.masking.detectors.secret_forms import BLOCKS, CUT_OFF, WHOLE
from plugin.masking.detectors.secret_words import Name, is_key, is_random, is_stand_in, name_of
from plugin.masking.model import EntityKind, Finding

_LONG_WORD = re.compile(r"[^\s\"'`<>,;]{15,}+")
_VALUE = r"(?P<value>\"[^\"\n]{1,400}+\"|'[^'\n]{1,400}+'|`[^`\n]{1,400}+`|[^\s\"'`,;<>]{1,400}+)"
# name = value, "name": "value", name := value, name => value; possessive, so that nothing is read twice.
_ASSIGNED = re.compile(
    rf"(?<![\w.-])(?:(?:Set-)?Cookie:\s)?(?P<name>\w[\w.-]{{1,60}}+)[\"'\]]{{0,2}}[ \t]{{0,3}}"
    rf"(?P<sign>=>|:=|==?|:)\s{{0,3}}{_VALUE}"
)
# The password for staging is value; mot de passe : value; API key: value; パスワードは value
_SAID = re.compile(
    r"\b(?P<name>passwor[dt]|passphrase|passcode|kennwort|mot de passe|contraseña|senha|wachtwoord|lösenord|salasana"
    r"|hasło|пароль|pin|(?:api|access|secret|private|licen[cs]e|auth)[ -](?:key|token)|client secret|token|secret)\b"
    r"(?P<between>[^\n.:=]{0,40}?)[ \t]?"
    rf"(?P<sign>[:=]|\b(?:is|ist|lautet|war|was|to|est|es|è|é|on|är|jest|to)\b)[ \t]{{0,3}}{_VALUE}",
    re.IGNORECASE,
)
_JAPANESE = re.compile(
    r"(?:パスワード|暗証番号|密码|密碼|トークン|APIキー)(?:は|が|为|是|[:=])\s{0,3}[「『\"]?(?P<value>[!-~]{4,200}+)",
    re.IGNORECASE,
)
_PLAIN = (
    re.compile(
        r"\b(?:Bearer|Basic)[ \t]{1,3}(?![a-z]{1,40}(?![\w.+/=-]))(?P<value>[A-Za-z0-9._~+/=-]{12,4000}+)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b[a-z][a-z0-9+.-]{1,20}+://[^\s/:@\"'<>]{0,100}+:(?P<value>[^\s/@\"'<>]{1,200}+)(?P<exact>@)", re.IGNORECASE
    ),
    re.compile(r"(?<!\S)--?(?:password|passwd|pass|pw|token|secret|api-?key|auth-?token)[= ]" + _VALUE, re.IGNORECASE),
    re.compile(r"\bmysql(?:dump|admin)?\b[^\n]{0,120}?\s-p(?P<value>[^\s'\"]{4,100}+)"),
    re.compile(r"\bsshpass\s{1,3}-p\s{0,2}" + _VALUE),
    re.compile(
        r"\b(?:curl|wget|http)\b[^\n]{0,200}?\s(?:-u|--user)\s?[\"']?[^\s:\"']{1,60}:(?P<value>[^\s\"']{3,200}+)"
    ),
    re.compile(r"\blogin\s{1,3}\S{1,80}\s{1,3}password\s{1,3}(?P<value>\S{3,200}+)"),
    re.compile(
        r"<(?P<tag>[\w:.-]{0,40}(?:password|passwd|secret|token|apikey|api-key))>\s{0,3}(?P<value>[^<>\s]{3,400}+)\s{0,3}</",
        re.IGNORECASE,
    ),
)
_AWS_NEAR = re.compile(r"(?<![A-Za-z0-9/+=])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])")
_SHORTEST_PASSWORD = 4


class SecretDetector:
    """Finds secrets; names of variables and everything else around them stay readable."""

    def detect(self, text: str) -> Iterator[Finding]:
        """Yield secrets."""
        yield from _blocks(text)
        for found in (_by_look(text), _assigned(text), _said(text), _by_place(text)):
            for start, end in found:
                yield _finding(text, start, end)


def _by_look(text: str) -> Iterator[tuple[int, int]]:
    """What makers put in front of their keys; only long words can be one."""
    for word in _LONG_WORD.finditer(text):
        yield from (match.span() for match in WHOLE.finditer(text, *word.span()))
        yield from (m.span() for m in _AWS_NEAR.finditer(text, *word.span()) if is_random(m.group()))


def _assigned(text: str) -> Iterator[tuple[int, int]]:
    for match in _ASSIGNED.finditer(text):
        before = text[max(0, match.start() - 2) : match.start()]
        if before == "//" or (before[-1:] == ":" and match["sign"] == ":"):
            continue  # the user of an address, or a part of a longer name
        start, end = _value(text, match)
        if _is_secret(name_of(match["name"]), text[start:end]):
            yield start, end


def _said(text: str) -> Iterator[tuple[int, int]]:
    for pattern in (_SAID, _JAPANESE):
        for match in pattern.finditer(text):
            start, end = _value(text, match)
            if _is_said(match, text[start:end]):
                yield start, end


def _by_place(text: str) -> Iterator[tuple[int, int]]:
    """Where only a secret can stand: an address, a header, the command line, an element."""
    for pattern in _PLAIN:
        for match in pattern.finditer(text):
            start, end = _value(text, match)
            if start < end and not is_stand_in(text[start:end]):
                yield start, end


def _finding(text: str, start: int, end: int) -> Finding:
    return Finding(EntityKind.SECRET, start, end, text[start:end])


def _blocks(text: str) -> Iterator[Finding]:
    for begins, ends in BLOCKS:
        if not begins.search(text):
            continue
        last = [match.end() for match in ends.finditer(text)]
        done = 0
        for match in begins.finditer(text):
            if match.start() < done:
                continue
            at = bisect_left(last, match.end())
            cut = CUT_OFF.match(text, match.end())
            done = last[at] if at < len(last) else cut.end() if cut else match.end()
            yield _finding(text, match.start(), done)


def _value(text: str, match: re.Match[str]) -> tuple[int, int]:
    """Where the value itself stands: without quotes, and without what ends the sentence or the query parameter."""
    start, end = match.span("value")
    if text[start] in "\"'`" and end - start > 1:
        return start + 1, end - 1
    if match.start() and text[match.start() - 1] in "?&":
        end = min(end, start + len(text[start:end].partition("&")[0]))
    while end > start and text[end - 1] in ".,;:)]}\u3002\u3001" and "exact" not in match.re.groupindex:
        end -= 1
    return start, end


def _is_secret(name: Name, value: str) -> bool:
    if name is Name.HARMLESS or not value or is_stand_in(value):
        return False
    if name is Name.PASSWORD:
        return len(value) >= _SHORTEST_PASSWORD
    return is_key(value) if name is Name.KEY else is_random(value)


def _is_said(match: re.Match[str], value: str) -> bool:
    """In a sentence, after a sign directly behind the name anything is a secret; else only what no word looks like."""
    if match.start() and match.string[match.start() - 1] in "-_./:":
        return False  # a part of a longer name, which was looked at as a whole
    groups = match.groupdict()
    if len(value) < _SHORTEST_PASSWORD or is_stand_in(value):
        return False
    between = groups.get("between", "").strip()
    name = name_of(groups.get("name", "password"))
    if name is Name.HARMLESS or (between and name_of(between) is Name.HARMLESS):
        return False
    if not between and name is Name.PASSWORD and groups.get("sign", ":") in {":", "="}:
        return True
    strange = any(map(str.isdigit, value)) or not value.replace("-", "").replace("'", "").isalpha()
    return strange and any(map(str.isalpha, value)) and not value.startswith(("http://", "https://"))
