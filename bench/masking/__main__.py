"""How well and how fast values are found, by type, ours beside its peers in the same run.

    python -m bench.masking [--seed N] [--rounds N] [--peers NAME,NAME] [--data FILE]... [--json]

Three sets: sentences with values by Faker in twelve locales (`generated.py`), secrets and near misses written by hand
(`secret_lines.py`), and any JSONL of {"text", "entities": [{"start", "end", "type"}]} that --data or VOUCH_MASKING_DATA
names (several are separated by colons). `vouch` is the default profile with the names of the people as the site's
directory, in other sets with the recogniser instead; `vouch (recogniser)` has the extra `ner` instead of the directory,
`vouch (patterns)` has neither.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bench.masking.generated import examples
from bench.masking.score import Entity, Example, Score, score
from bench.masking.secret_lines import NEAR_MISSES, SECRETS
from bench.masking.systems import PEERS, Find, available, has_recogniser, installed, vouch

SEED = 20261127
ROUNDS = 25
OURS = ("generated", "secrets")  # sets of ours
TYPES = {
    "email_address": "email", "phone_number": "phone", "phonenumber": "phone", "iban_code": "iban",
    "credit_card": "card",
    "credit_card_number": "card", "creditcardnumber": "card", "ip_address": "ip", "name": "person", "per": "person",
    "full_name": "person",
    "firstname": "person", "lastname": "person", "givenname": "person", "surname": "person",
    "first_name": "person", "last_name": "person", "street": "address", "location": "address", "id": "national_id",
    "nationalid": "national_id", "id_number": "national_id", "social_security_number": "national_id",
    "telephone": "phone", "telephonenum": "phone", "mobile": "phone", "mail": "email", "bank_account": "iban",
    "cc": "card", "credential": "secret", "private_key": "secret", "ipv4": "ip", "ipv6": "ip",
    "street_address": "address", "us_ssn": "national_id", "ssn": "national_id",
    "password": "secret", "api_key": "secret", "token": "secret", "key": "secret",
}  # fmt: skip
MEASURES = ("recall", "precision")


def main() -> None:
    """Measure, and print a table or JSON."""
    options = _options()
    made, names = examples(options.seed, options.rounds)
    sets = dict(zip(OURS, (made, _secrets()), strict=True))
    for file in options.data:
        sets[Path(file).stem] = _jsonl(Path(file))
    systems = _systems(names, options.peers)
    report: dict[str, Any] = {
        "seed": options.seed,
        "rounds": options.rounds,
        "versions": {name: installed(PEERS[name][0]) for name in systems if name in PEERS},
        "sets": {},
    }
    for title, rows in sets.items():
        asked = dict(systems)
        if title not in OURS:  # nobody's directory is known there: the product would ask its recogniser
            asked["vouch"] = systems.get("vouch (recogniser)", systems["vouch (patterns)"])
        report["sets"][title] = {name: _measure(find, rows) for name, find in asked.items() if _fits(title, name)}
    print(json.dumps(report, indent=2, ensure_ascii=False) if options.json else _table(report))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="fillings of each sentence")
    parser.add_argument("--peers", default=",".join(PEERS), type=lambda names: [n for n in names.split(",") if n])
    named = [name for name in os.environ.get("VOUCH_MASKING_DATA", "").split(":") if name]
    parser.add_argument("--data", action="append", default=named, help="JSONL of text and entities")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _systems(names: list[str], peers: Iterable[str]) -> dict[str, Find]:
    systems: dict[str, Find] = {"vouch": vouch(names, ner=False), "vouch (patterns)": vouch((), ner=False)}
    if has_recogniser():
        systems["vouch (recogniser)"] = vouch((), ner=True)
    return systems | available(peers)


def _fits(title: str, name: str) -> bool:
    """Peers for secrets look at secrets alone: on prose they have nothing to say."""
    return not name.startswith("detect-secrets") or title == "secrets"


def _secrets() -> list[Example]:
    return [_marked(line) for line in SECRETS] + [Example(line, ()) for line in NEAR_MISSES]


def _marked(line: str) -> Example:
    text, entities, start = "", [], 0
    for piece in re.split("([«»])", line):
        if piece == "«":
            start = len(text)
        elif piece == "»":
            entities.append(Entity(start, len(text), "secret"))
        else:
            text += piece
    return Example(text, tuple(entities))


def _jsonl(file: Path) -> list[Example]:
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        Example(row["text"], tuple(Entity(e["start"], e["end"], _type(e["type"])) for e in row["entities"]))
        for row in rows
    ]


def _type(name: str) -> str:
    lower = name.lower().replace(" ", "_").replace("-", "_")
    return TYPES.get(lower, lower)


def _measure(find: Find, rows: list[Example]) -> dict[str, Any]:
    characters = sum(len(row.text) for row in rows)
    find(rows[0].text)  # models load at the first question
    start = time.process_time()  # of the processor: other work on the machine does not count
    found = [find(row.text) for row in rows]
    seconds = time.process_time() - start
    scores = score(rows, found)
    return {
        "ms_per_10_kb": round(seconds * 1000 / (characters / 10_000), 1),
        "types": {name: _numbers(each) for name, each in scores.items()},
    }


def _numbers(each: Score) -> dict[str, Any]:
    shares = {name: None if (share := getattr(each, name)) is None else round(share, 3) for name in MEASURES}
    return shares | {"marked": each.marked, "findings": each.findings}


def _table(report: dict[str, Any]) -> str:
    lines = [f"seed {report['seed']}, {report['rounds']} rounds; recall / precision"]
    for title, systems in report["sets"].items():
        types = sorted({kind for each in systems.values() for kind, n in each["types"].items() if n["marked"]})
        lines += [
            "",
            f"## {title}",
            "",
            f"| | {' | '.join(types)} | ms per 10 kB |",
            "|---|" + "---|" * (len(types) + 1),
        ]
        for name, each in systems.items():
            cells = [_cell(each["types"].get(kind)) for kind in types]
            lines.append(f"| {name} | {' | '.join(cells)} | {each['ms_per_10_kb']} |")
        marked = [str(next(iter(systems.values()))["types"][kind]["marked"]) for kind in types]
        lines.append(f"| *marked* | {' | '.join(marked)} | |")
    return "\n".join(lines)


def _cell(numbers: dict[str, Any] | None) -> str:
    if numbers is None:
        return "\u2013"
    return " / ".join("\u2013" if numbers[name] is None else f"{numbers[name]:.3f}" for name in MEASURES)


if __name__ == "__main__":
    main()
