"""`@forge/bridge` as one module, made by one call of esbuild. Needs Node; nothing else of Vouch does."""

from __future__ import annotations

import re
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Final

from plugin.cli.console import CommandFailed

OLDEST_NODE: Final = 20
_FILES: Final = ("package.json", "package-lock.json", "entry.js", "bundle.mjs")
_MINUTES = 10


def bundled(tools: Path, modules: Path | None = None) -> str:
    """Return the text of `forge-bridge.js`.

    Args:
        tools: a folder for what npm fetches; what is there already is used again.
        modules: a `node_modules` that has `@forge/bridge` and `esbuild`; then nothing is fetched.

    Raises:
        CommandFailed: Node is missing or too old, or npm or esbuild failed; the message says what to do.
    """
    node = found_node()
    tools.mkdir(parents=True, exist_ok=True)
    for name in _FILES:
        source = files("descriptors.forge").joinpath("bridge", name).read_bytes()
        (tools / name).write_bytes(source)
    if modules is None:
        modules = _fetched(tools)
    modules = modules.resolve()
    for wanted in (modules / "esbuild", modules / "@forge" / "bridge"):
        if not wanted.is_dir():
            raise CommandFailed(f"{wanted} does not exist: name a node_modules that has @forge/bridge and esbuild")
    done = _run([node, "bundle.mjs", str(modules)], tools)
    if done.returncode != 0:
        raise CommandFailed(f"esbuild could not bundle @forge/bridge: {_last_line(done.stderr)}")
    return done.stdout


def found_node() -> str:
    """Return the path of a Node that is new enough.

    Raises:
        CommandFailed: there is none.
    """
    node = shutil.which("node")
    wanted = f"Node {OLDEST_NODE} or later is needed to pack the Forge app, and for nothing else. Install it"
    if node is None:
        raise CommandFailed(f"no Node on this machine. {wanted}, or pack on a machine that has it.")
    said = _run([node, "--version"], Path.cwd()).stdout.strip()
    version = re.match(r"v(\d+)\.", said)
    if version is None or int(version[1]) < OLDEST_NODE:
        raise CommandFailed(f"{node} is {said or 'no Node'}. {wanted}.")
    return node


def _fetched(tools: Path) -> Path:
    """The packages of the lock file, fetched once; their install scripts do not run."""
    modules = tools / "node_modules"
    kept, wanted = modules / ".vouch-lock", (tools / "package-lock.json").read_bytes()
    if kept.is_file() and kept.read_bytes() == wanted:
        return modules
    npm = shutil.which("npm")
    if npm is None:
        raise CommandFailed("no npm beside Node. Install it, or name a node_modules with --node-modules.")
    done = _run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], tools)
    if done.returncode != 0:
        raise CommandFailed(
            "npm could not fetch @forge/bridge and esbuild. Let this machine reach the npm registry, or name a "
            f"node_modules that has them with --node-modules. npm said: {_last_line(done.stderr)}"
        )
    kept.write_bytes(wanted)
    return modules


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603 (a tool found on the path, with arguments of ours)
            command,
            cwd=folder,
            capture_output=True,
            check=False,
            encoding="utf-8",
            timeout=_MINUTES * 60,
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise CommandFailed(f"{command[0]} could not be run to its end ({type(fault).__name__})") from fault


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "nothing"
