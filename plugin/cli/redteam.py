"""`vouch redteam`: try the gates, or an engine of yours, with attacks planted in items; keeps a report."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from plugin.cli.console import CommandFailed, Environ, say
from plugin.cli.engine import configured, settings_of
from plugin.evaluation.redteam.attacks import Attack, of_corpora, own
from plugin.evaluation.redteam.carrier import PLACES
from plugin.evaluation.redteam.suite import Outcome, Report, attack_engine, attack_obedient, cases, cases_of_engine


def add_to(commands: Any) -> None:  # noqa: ANN401 (argparse does not name this type)
    """Add the command."""
    parser = commands.add_parser("redteam", help="plant attacks in items, and see what would reach a person")
    parser.add_argument("--engine", default="", help="one of VOUCH_ENGINES (default: one that obeys every attack)")
    parser.add_argument("--corpora", action="store_true", help="with the strings of installed corpora too")
    parser.add_argument("--place", action="append", choices=PLACES, help="only there; may be given several times")
    parser.add_argument("--limit", type=int, default=0, help="at most so many cases, spread over all of them")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument("--output", type=Path, help="file of the report (default: in VOUCH_DATA_DIR/reports)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, environ: Environ) -> int:
    """Run the suite; exit code 1 where anything would have reached a person that must not."""
    attacks = [*own(), *(of_corpora() if options.corpora else ())]
    places = tuple(options.place or PLACES)
    report = _of_engine(options, environ, attacks, places) if options.engine else _of_gates(options, attacks, places)
    kept = report.serialise()
    text = json.dumps(kept, indent=2, ensure_ascii=False)
    path = options.output or _default(environ)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="utf-8")
    except OSError as fault:
        msg = f"{path} cannot be written: {fault.strerror}"
        raise CommandFailed(msg) from fault
    if options.json:
        say(text)
    else:
        _print(kept, path)
    return 1 if report.broken else 0


def _of_gates(options: argparse.Namespace, attacks: list[Attack], places: tuple[str, ...]) -> Report:
    return attack_obedient(_spread(list(cases(attacks, places, every_way=True)), options.limit))


def _of_engine(options: argparse.Namespace, environ: Environ, attacks: list[Attack], places: tuple[str, ...]) -> Report:
    engine = configured(environ, options.engine)
    report = Report(engine.name, engine.version)
    chosen = list(_spread(list(cases_of_engine(attacks, places)), options.limit))
    for number, outcome in enumerate(attack_engine(engine, chosen), 1):
        report.outcomes.append(outcome)
        if not options.json:
            _tell(number, len(chosen), outcome)
    return report


def _spread(every: list[Any], limit: int) -> Iterable[Any]:
    """At most so many of them, evenly from all."""
    step = max(len(every) / limit, 1.0) if limit > 0 else 1.0
    return (every[int(at * step)] for at in range(int(len(every) / step)))


def _tell(number: int, of: int, outcome: Outcome) -> None:
    if outcome.breaches or outcome.fault:
        said = ", ".join(outcome.breaches) or outcome.fault
        say(f"{number}/{of}  {outcome.case.attack.name} in {outcome.case.place}: {said}")


def _default(environ: Environ) -> Path:
    return settings_of(environ).data_dir / "reports" / f"redteam-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.json"


def _print(kept: dict[str, Any], path: Path) -> None:
    say(f"{kept['engine']} {kept['model']}: {kept['tried']} tried, {kept['held']} held, {kept['broken']} broken")
    for line in _table("place", kept["places"]):
        say(line)
    for line in _table("corpus", kept["corpora"]):
        say(line)
    for broken in kept["breaks"][:20]:
        way = f" ({broken['way']})" if broken["way"] else ""
        say(f"BROKEN  {broken['attack']} in {broken['place']}{way}: {', '.join(broken['breaches'])}")
    say(f"Steered before the gates: {kept['steered']}. Fallbacks: {kept['fallbacks'] or 'none'}.")
    say(f"Report: {path}")


def _table(name: str, rows: dict[str, dict[str, int]]) -> Iterator[str]:
    yield f"  {name:<22}{'tried':>7}{'held':>7}{'broken':>8}{'steered':>9}"
    for key, row in rows.items():
        yield f"  {key:<22}{row['tried']:>7}{row['held']:>7}{row['broken']:>8}{row['steered']:>9}"
