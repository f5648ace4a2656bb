from __future__ import annotations

import random
from urllib.parse import quote

from connectors.host.qsh import canonical_request, query_string_hash
from tests.node.judge import ask

REQUESTS = 2000
BASE = "https://vouch.example/connect"
METHODS = ("GET", "POST", "PUT", "DELETE", "get")

# Characters that escapes, sorting and splitting treat in their own ways, and some of every width.
CHARACTERS = "abzAZ019-._~!'()*;:@,/?|^`{}<>\"$% +&=#\tÄßñ日本語\u00e9\u0301\ufffd\uffee"
NAMES = ("issue", "user", "Issue", "user.name", "user-name", "user_name", "a b", "&", "=", "+", "ä", "日", "")

# What is left out, and why (connectors/host/qsh.py follows Atlassian's Java where publications differ):
# - names beyond the Basic Multilingual Plane: JavaScript sorts by UTF-16 units, Python by code points. The same holds
#   for the values of a repeated name.
# - names that sort one way before they are encoded and another way after: npm sorts names as they are, Java sorts
#   them encoded. Each request draws its names from a set in which both orders are one (`_same_order`).
# - broken escapes and invalid UTF-8: Java refuses them, the others each do something else.
# - `__proto__` as a name: npm drops it. More than 1,000 parameters: Node drops the rest.
# - a path with two trailing slashes or two leading ones: npm keeps one, Java none or both. A path with characters
#   that Node's `url.parse` escapes itself (blank, quotes, braces): it would hash another path than came.
SEED = 20261123


def _text(chance: random.Random, most: int) -> str:
    return "".join(chance.choices(CHARACTERS, k=chance.randint(0, most)))


def _same_order(names: list[str]) -> bool:
    return sorted(names) == sorted(names, key=lambda name: quote(name, safe="-._~"))


def _encoded(chance: random.Random, text: str) -> str:
    """A text as a client may write it: strictly, with a plus for a blank, with needless escapes or lower-case ones."""
    strict = quote(text, safe="-._~")
    return chance.choice(
        [
            strict,
            strict.replace("%20", "+"),
            quote(text, safe="-._~!*():@/?,;"),
            "".join(f"%{byte:02X}" for byte in text.encode()),
            "".join(f"%{byte:02x}" for byte in text.encode()),
        ]
    )


def _query(chance: random.Random) -> str:
    names = [chance.choice(NAMES) if chance.random() < 0.5 else _text(chance, 6) for _ in range(chance.randint(0, 6))]
    if not _same_order(names):
        names = names[:1]
    pairs = [f"{_encoded(chance, name)}={_encoded(chance, _text(chance, 12))}" for name in names]
    pairs += [chance.choice(pairs).partition("=")[0] + "=" + _encoded(chance, _text(chance, 4))] if pairs else []
    if chance.random() < 0.3:
        pairs.append(chance.choice(["jwt=eyJ.e30.x", "jwt=", "JWT=kept", "valueless"]))
        if not _same_order([*names, "JWT"]) or not _same_order([*names, "valueless"]):
            pairs.pop()
    chance.shuffle(pairs)
    return "&".join(pairs)


def _path(chance: random.Random) -> str:
    safe = "abzAZ09-._~!*():@,;=+$&"
    segments = ["".join(chance.choices(safe, k=chance.randint(1, 8))) for _ in range(chance.randint(0, 4))]
    segments = [quote(_text(chance, 3), safe="-._~") + segment for segment in segments]
    return "".join(f"/{segment}" for segment in segments) + chance.choice(["", "", "/"])


def requests() -> list[dict[str, str]]:
    """Return the same 2,000 requests at every call: method, URL and base URL."""
    chance = random.Random(SEED)  # noqa: S311 (a reproducible choice, no secret)
    made = []
    for _ in range(REQUESTS):
        query = _query(chance)
        url = f"{chance.choice([BASE, '/connect'])}{_path(chance)}{f'?{query}' if query else ''}"
        made.append({"method": chance.choice(METHODS), "url": url, "base": BASE})
    return made


def test_canonical_requests_and_hashes() -> None:
    """Two thousand random requests get the canonical form and the hash that Atlassian's npm library gives them."""
    wanted = requests()
    answers = ask("qsh.mjs", wanted)
    differing = [
        (request["url"], answer["canonical"], canonical)
        for request, answer in zip(wanted, answers, strict=True)
        if (canonical := canonical_request(request["method"], request["url"], request["base"])) != answer["canonical"]
        or query_string_hash(request["method"], request["url"], request["base"]) != answer["hash"]
    ]
    assert differing == []
