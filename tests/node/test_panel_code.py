from __future__ import annotations

import subprocess

from tests.node.judge import HERE, node


def test_panel_code() -> None:
    """The panel's modules pass their own tests, which Node's test runner runs."""
    files = sorted(path.name for path in HERE.glob("*.test.mjs"))
    assert files
    done = subprocess.run(  # noqa: S603 (our own tests)
        [node(), "--test", *files], capture_output=True, check=False, cwd=HERE, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
