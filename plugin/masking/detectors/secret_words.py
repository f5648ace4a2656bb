"""What a name says about the value beside it, and what a value says about itself.

`DB_PASSWORD`, `clientSecret` and `Kennwort` announce a secret; `tokenType`, `password_policy` and `secretRef` do not.
"""

from __future__ import annotations

import re
from enum import IntEnum
from math import log2


class Name(IntEnum):
    """How strongly a name announces a secret."""

    HARMLESS = 0  # says that the value is something else: an id, a path, a hash, a limit
    UNKNOWN = 1
    KEY = 2  # the value is one if it looks random
    PASSWORD = 3  # the value is one, whatever it looks like


_STRONG_TEXT = """
pass pw pwd passwd password passphrase passcode passwort passwoerter kennwort kennung secret pin senha clave
contraseña contrasena motdepasse mdp hasło haslo wachtwoord lösenord losenord salasana heslo parola
adgangskode passord jelszó jelszo şifre sifre пароль
"""
_PASSWORD_PARTS = frozenset(_STRONG_TEXT.split())
_PASSWORD_WITHIN = re.compile(
    r"passw(?:or|oe)|passwd|passphrase|secret|kennwort|wachtwoord|l[öo]senord|пароль|パスワード|暗証番号|密码|密碼|비밀번호"
)
_KEY_TEXT = """
token apikey jwt cookie cred credential credentials sid auth authorization bearer dsn otp
"""
_KEY_PARTS = frozenset(_KEY_TEXT.split())
_KEY_WITHIN = re.compile(
    r"api_?key|access_?key|account_?key|auth_?key|private_?key|signing_?key|encryption_?key|master_?key|shared_?key"
    r"|storage_?key|service_?key|licen[cs]e_?key|session_?(?:key|id)|sessid|token$|トークン|apiキー"
)
_HARMLESS_TEXT = """
id ids name names url uri path file files dir folder type types count limit length len size min max policy
expiry expires expired expiration ttl age hint field fields label labels ref refs reference arn index version
rotation reset strength algorithm provider manager store endpoint header prefix suffix format column table
required enabled disabled status error errors message scope scopes issuer tokens page user username
"""
_HARMLESS_LAST = frozenset(_HARMLESS_TEXT.split())
_HARMLESS_WITHIN = re.compile(
    r"sha\d*|md5|hash|digest|checksum|etag|integrity|commit|revision|uuid|guid|trace|span|request_?id|correlation"
    r"|nonce|cursor|fingerprint|thumbprint|public_?key|build|image|version|modulus|serial|content_?id"
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def name_of(written: str) -> Name:
    """Say what a name announces; it may be `camelCase`, `SNAKE_CASE`, `kebab-case` or a word of a sentence."""
    snake = re.sub(r"[\s.-]+", "_", _CAMEL.sub("_", written).casefold()).strip("_")
    parts = snake.split("_")
    if parts[-1] in _HARMLESS_LAST:
        return Name.HARMLESS
    if not _PASSWORD_PARTS.isdisjoint(parts) or _PASSWORD_WITHIN.search(snake):
        return Name.PASSWORD
    if not _KEY_PARTS.isdisjoint(parts) or _KEY_WITHIN.search(snake):
        return Name.KEY
    return Name.HARMLESS if _HARMLESS_WITHIN.search(snake) else Name.UNKNOWN


_NO_VALUE_TEXT = """
please bitte siehe voir vedi unknown unchanged empty reset changed expired invalid missing needed wrong
correct rotated required optional forgotten vergessen abgelaufen updated same provided sent above below from
with will must should cannot none null true false undefined string text bytes bool boolean integer number
object password passwort secret token redacted hidden masked removed changeme default todo none. yes. leer
falsch richtig geändert gesetzt erforderlich obligatoire requis incorrecto requerido cambiada needs does
doesn't isn't won't stored managed generated rejected accepted disabled enabled incorrect mismatch login
reset. bearer basic required. expired. set. blank there here this that your what when where which about
"""
_NO_VALUE = frozenset(_NO_VALUE_TEXT.split())
_TEMPLATE = re.compile(
    r"^(?:\*+|[xX]{3,}|[.\u2026]{2,}.*|<.*|\$\{.*|\$[A-Za-z_(].*|\{\{.*|\{[A-Za-z_]+\}|%[\w(].*|\[.*|#\{.*|@\w+@|_+|-+|•+|!(?:vault|secret|env|ref|sub)\b.*)$"
)
_REFERENCE = re.compile(
    r"^(?:[A-Za-z_][\w.]{0,80}\(.*|(?:os|process|env|self|this|request|req|config|settings|secrets|vars?|data|module"
    r"|local|ctx|options|props|args|params|user|session|credentials)[.\[].*|(?:vault|arn|ref\+\w+|op|file|ssm):.*"
    r"|(?:/|\./|~/|[A-Z]:\\)[\w.\\/-]{3,}|https?://.*)$"
)


def is_stand_in(value: str) -> bool:
    """Whether the value only stands where one would be: a mask, a template, a reference, a word of the sentence."""
    return value.casefold() in _NO_VALUE or bool(_TEMPLATE.match(value) or _REFERENCE.match(value))


_UUID = re.compile(r"^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.IGNORECASE)
_HEX = re.compile(r"^(?:0x|sha\d{1,3}[:-]|md5:)?[0-9a-f]+$", re.IGNORECASE)
_HASH = re.compile(r"^sha(?:1|224|256|384|512)[:-]")
_ALPHABET = re.compile(r"^[A-Za-z0-9+/_=.~-]+$")
_RANDOM_BITS = 3.6  # bits a character, of a text of 24 random letters and digits and more
_RANDOM_LENGTH = 20
_KEY_LENGTH = 8
_LONG = 16


def is_random(value: str) -> bool:
    """Whether nobody would write this by hand: long, of mixed case with digits, and without an order."""
    mixed = any(map(str.isdigit, value)) and any(map(str.isupper, value)) and any(map(str.islower, value))
    if len(value) < _RANDOM_LENGTH or not mixed or not _ALPHABET.match(value):
        return False
    if _UUID.match(value) or _HEX.match(value) or _HASH.match(value) or _is_words(value):
        return False
    return entropy(value) >= _RANDOM_BITS


def is_key(value: str) -> bool:
    """Whether a value beside a key's name is one: letters with digits, or long without being a word."""
    if len(value) < _KEY_LENGTH or _UUID.match(value):
        return bool(_UUID.match(value))
    letters, digits = any(map(str.isalpha, value)), any(map(str.isdigit, value))
    return (letters and digits) or (len(value) >= _LONG and not _is_words(value) and bool(_ALPHABET.match(value)))


def entropy(text: str) -> float:
    """Return Shannon's entropy in bits a character."""
    counts = [text.count(character) / len(text) for character in set(text)]
    return -sum(share * log2(share) for share in counts)


_WORDS = re.compile(r"[A-Z]?[a-z]{3,}|[A-Z]{3,}(?![a-z])|\d{1,4}(?!\d)")


def _is_words(value: str) -> bool:
    """Whether most of it is words as people write them: `com.example.PaymentService2`, `my-release-name-2026`."""
    covered = sum(len(word) for word in _WORDS.findall(value))
    joints = sum(value.count(sign) for sign in "._-/+~=")
    return covered + joints >= len(value) * 0.9
