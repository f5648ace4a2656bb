"""`vouch forge manifest` and `vouch forge package`: the Forge app whose remote this server is (docs/install.md)."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from descriptors import forge
from descriptors.forge import APP_NAME, REGIONS, Form
from descriptors.forge.checks import problems
from plugin.cli import forge_adopt
from plugin.cli.console import CommandFailed, Environ, say
from plugin.cli.forge_bridge import bundled
from plugin.cli.forge_package import pack

_UNREGISTERED = "ari:cloud:ecosystem::app/00000000-0000-0000-0000-000000000000"


def add_to(commands: Any) -> None:  # noqa: ANN401 (argparse does not name this type)
    """Add the commands."""
    group = commands.add_parser("forge", help="the Forge app of this server").add_subparsers(required=True)
    manifest = group.add_parser("manifest", help="print the app's manifest")
    package = group.add_parser("package", help="write the app into a folder, ready for `forge deploy` (needs Node)")
    for parser in (manifest, package):
        parser.add_argument("--app-id", help="id that `forge register` printed; else VOUCH_FORGE_APP_ID")
        parser.add_argument("--address", help="where Atlassian reaches the server; else VOUCH_PUBLIC_URL")
        parser.add_argument(
            "--region", action="append", default=[], metavar="CODE=URL", help="address for sites pinned to a region"
        )
        parser.add_argument(
            "--form", type=Form, choices=list(Form), default=Form.OWN, help="whose the remote's address is"
        )
        parser.add_argument("--name", default=APP_NAME, help="what people read above the panels")
    manifest.set_defaults(run=show_manifest)
    package.add_argument("--new", action="store_true", help="for an app that `forge register` is still to register")
    package.add_argument("--out", type=Path, default=Path("build/forge"), help="folder (default: build/forge)")
    package.add_argument("--node-modules", type=Path, help="folder that has @forge/bridge and esbuild already")
    package.set_defaults(run=package_app)
    forge_adopt.add_to(group)


def show_manifest(options: argparse.Namespace, environ: Environ) -> int:
    """Print the manifest."""
    print(_manifest(options, _app_id(options, environ), environ), end="")
    return 0


def package_app(options: argparse.Namespace, environ: Environ) -> int:
    """Write the app's folder."""
    out: Path = options.out
    app_id = _UNREGISTERED if options.new else _app_id(options, environ, out / "manifest.yml")
    manifest = _manifest(options, app_id, environ)
    if out.exists() and not out.is_dir():
        raise CommandFailed(f"{out} is not a folder")
    if out.is_dir() and any(out.iterdir()) and not (out / "manifest.yml").is_file():
        raise CommandFailed(f"{out} holds something else. Name an empty folder, or one that an app was packed into.")
    bridge = bundled(out.parent / "forge-tools", options.node_modules)
    try:
        written = pack(out, manifest, bridge)
    except OSError as fault:
        raise CommandFailed(f"{out} cannot be written: {fault.strerror}") from fault
    say(f"OK  {len(written)} files in {out}")
    then = "forge register, which puts the app's id into manifest.yml" if options.new else "forge deploy, forge install"
    say(f"    next: cd {out} && {then} (docs/install.md)")
    return 0


def _app_id(options: argparse.Namespace, environ: Environ, registered: Path | None = None) -> str:
    """The id that is given, else that of the server, else the one that `forge register` wrote."""
    # Not by `Settings`: the app may be packed on a machine that has nothing else of the server's.
    app_id: str = options.app_id or environ.get("VOUCH_FORGE_APP_ID", "").strip()
    if not app_id and registered is not None and registered.is_file():
        try:
            app_id = str(forge.read(registered.read_text(encoding="utf-8")).get("app", {}).get("id", ""))
        except (OSError, ValueError) as fault:
            raise CommandFailed(f"{registered} cannot be read. Give the app's id to --app-id.") from fault
    if not app_id or app_id == _UNREGISTERED:
        raise CommandFailed("no app id. Run `forge register` once (docs/install.md), and give its id to --app-id.")
    return app_id


def _manifest(options: argparse.Namespace, app_id: str, environ: Environ) -> str:
    """The manifest, without fault.

    Raises:
        CommandFailed: what is missing or wrong, a line each.
    """
    try:
        text = forge.render(
            options.form,
            app_id=app_id,
            public_url=options.address or environ.get("VOUCH_PUBLIC_URL", ""),
            name=options.name,
            regions=_regions(options.region),
        )
    except ValueError as fault:
        raise CommandFailed(str(fault)) from fault
    found = problems(forge.read(text))
    if found:
        raise CommandFailed("the manifest would not do:\n  " + "\n  ".join(found))
    return text


def _regions(given: list[str]) -> dict[str, str]:
    regions: dict[str, str] = {}
    for one in given:
        code, _, url = one.partition("=")
        if code not in REGIONS or not url:
            raise CommandFailed(f"--region {one}: write one of {', '.join(REGIONS)}, =, and an address")
        regions[code] = url
    return regions
