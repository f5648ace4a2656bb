"""The text of a PDF, read by a bounded process (`pdf_child.py`)."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

_CHILD = Path(__file__).with_name("pdf_child.py")
_SECONDS = 10.0  # of the clock
_MOST_OUTPUT = 1_000_000  # bytes; the process writes far less


def pages_of(data: bytes, *, seconds: float = _SECONDS) -> tuple[list[str], bool] | None:
    """Return the text of the pages, and whether there were more; None where the PDF cannot be read within the bounds.

    Args:
        data: the whole file.
        seconds: after which the process is ended.
    """
    child = subprocess.Popen(  # noqa: S603 (our own file, no shell)
        [sys.executable, "-I", str(_CHILD)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        cwd="/",
        close_fds=True,
    )
    timer = threading.Timer(seconds, child.kill)
    timer.start()
    feeder = threading.Thread(target=_feed, args=(child, data), daemon=True)
    feeder.start()
    try:
        said = child.stdout.read(_MOST_OUTPUT + 1) if child.stdout else b""
        if len(said) > _MOST_OUTPUT:
            child.kill()
        failed = child.wait() != 0
    finally:
        timer.cancel()
        child.kill()
        feeder.join()
        if child.stdout:
            child.stdout.close()
    if failed or len(said) > _MOST_OUTPUT:
        return None
    text = said.decode("utf-8", "replace")
    return [page.rstrip("\x1a") for page in text.split("\f")[:-1]], text.endswith("\x1a")


def _feed(child: subprocess.Popen[bytes], data: bytes) -> None:
    """Write the file, and close; a process that ended early does not want it."""
    if child.stdin is None:
        return
    try:
        child.stdin.write(data)
        child.stdin.close()
    except OSError:
        return
