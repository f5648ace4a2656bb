"""Asks a script of this folder: JSON lines in, JSON lines out, one Node process for all of them."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def node() -> str:
    """Return the path of Node; a run without it fails, it never skips."""
    found = shutil.which("node")
    assert found, "No Node: install version 20 or later; nothing but `make test-node` needs it."
    return found


def ask(script: str, questions: Iterable[Any]) -> list[Any]:
    """Return a script's answers, one for each question and in their order.

    Args:
        script: name of a file of this folder.
        questions: anything that JSON can say; ASCII with escapes, so that no locale plays a part.
    """
    lines = [json.dumps(question) for question in questions]
    done = subprocess.run(  # noqa: S603 (our own script)
        [node(), str(HERE / script)], input="\n".join(lines), capture_output=True, check=False, cwd=HERE, text=True
    )
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines() if line.startswith(("{", "["))]
    assert len(lines) == len(answers)
    return answers
