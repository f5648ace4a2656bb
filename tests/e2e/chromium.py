"""Finds a Chromium for the browser tests, and installs one where there is none; run before the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--force-color-profile=srgb",
]


def find() -> str | None:
    """Return the path of a Chromium: `VOUCH_CHROMIUM`, one of the system's, or Playwright's own."""
    named = os.environ.get("VOUCH_CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    found = next((path for path in map(shutil.which, _NAMES) if path), None)
    return found or _of_playwright()


def _of_playwright() -> str | None:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 (only where no other is found)

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _install() -> bool:
    if hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        commands = (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium", "fonts-noto-cjk"])
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        if all(subprocess.run(c, check=False, env=environment, **quiet).returncode == 0 for c in commands):  # noqa: S603 (Debian's own tool)
            return True
    own = [sys.executable, "-m", "playwright", "install", "chromium"]
    return subprocess.run(own, check=False).returncode == 0  # noqa: S603 (our own interpreter)


def main() -> int:
    """Return 0 where a Chromium is there at the end."""
    if find() is None and not (_install() and find()):
        print(
            "No Chromium was found or could be installed: install one, or name it in VOUCH_CHROMIUM.", file=sys.stderr
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
