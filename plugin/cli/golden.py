"""`vouch golden run`: let an engine summarise the golden set, and stop a change that makes it worse."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from connectors.host.model import Audience, Document, Product
from plugin.cli.console import CommandFailed, Environ, quiet_logs, say
from plugin.cli.demo import Demo, started
from plugin.cli.engine import configured, settings_of
from plugin.evaluation.golden.facts import golden
from plugin.evaluation.golden.run import GoldenRun, run, worse
from plugin.gateway.confluence_host import ConfluenceHost
from plugin.gateway.jira_host import JiraHost
from plugin.wiring.hosts import make_clients

_READER = "Ines Okafor"


def add_to(commands: Any) -> None:  # noqa: ANN401 (argparse does not name this type)
    """Add the command."""
    kinds = commands.add_parser("golden", help="items with checked facts").add_subparsers(required=True)
    parser = kinds.add_parser("run", help="summarise them with an engine; exit code 1 where it became worse")
    parser.add_argument("--engine", default="embedded", help="embedded, or one of VOUCH_ENGINES")
    parser.add_argument("--baseline", type=Path, help="the run to compare with (default: the last one of this engine)")
    parser.add_argument("--accept", action="store_true", help="keep this run as the last one though it is worse")
    parser.add_argument("--json", action="store_true", help="print what is kept of the run")
    parser.set_defaults(run=run_golden)


def run_golden(options: argparse.Namespace, environ: Environ) -> int:
    """Run the set; keeps the run as the last one where it is not worse."""
    quiet_logs("ERROR")
    engine = configured(environ, options.engine)
    kept = _made(engine).serialise()
    path = options.baseline or settings_of(environ).data_dir / "golden" / f"{engine.name}.json"
    before = _read(path)
    faults = worse(kept, before) if before else []
    if options.json:
        say(json.dumps(kept, indent=2, ensure_ascii=False))
    else:
        _print(kept, before)
    for fault in faults:
        say(f"WORSE  {fault}")
    if faults and not options.accept:
        say(f"The last run stays: {path}. --accept keeps this one instead.")
        return 1
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def documents_of(demo: Demo) -> dict[str, Document]:
    """Return the items of the set as the readers of both products read them from a stand-in site."""
    jira, confluence = make_clients(demo.services.settings)
    account = next(user.account_id for user in demo.site.state.site.users if user.display_name == _READER)
    installed = {each.product: each.id for each in demo.services.installations.all_installed()}
    access = {product: demo.services.identity.access(installed[product], account) for product in Product}
    hosts: dict[Product, JiraHost | ConfluenceHost] = {
        Product.JIRA: JiraHost(jira(access[Product.JIRA])),
        Product.CONFLUENCE: ConfluenceHost(confluence(access[Product.CONFLUENCE])),
    }
    return {each.name: hosts[each.item.product].read(each.item, Audience.AGENT) for each in golden()}


def _made(engine: Any) -> GoldenRun:  # noqa: ANN401 (an Engine)
    with tempfile.TemporaryDirectory() as folder, started({}, port=0, data_dir=Path(folder) / "data") as demo:
        documents = documents_of(demo)
    return run(engine, documents)


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as fault:
        msg = f"{path} is no run of the golden set"
        raise CommandFailed(msg) from fault
    return kept


def _print(kept: dict[str, Any], before: dict[str, Any]) -> None:
    say(f"{kept['engine']} {kept['model']}: {kept['said']} of {kept['facts']} facts of {kept['items']} items")
    say(f"  {kept['sentences']} sentences shown, {kept['removed']} did not hold, {kept['forbidden']} forbidden")
    say(f"  faults: {kept['faults'] or 'none'}; fallbacks: {kept['fallbacks'] or 'none'}")
    for name, facts in kept["missed"].items():
        say(f"  {name} does not say: {'; '.join(facts)}")
    if before:
        say(f"Last run {before['at']}, {before['model']}: {before['said']} of {before['facts']} facts")
        changed = [name for name, sha in kept["prompts"].items() if before["prompts"].get(name) != sha]
        if changed:
            say(f"Prompts changed since: {', '.join(sorted(changed))}")
