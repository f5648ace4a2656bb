"""Read the text of one PDF: a process of its own, run by path, that can do nothing else.

A PDF comes from strangers, and a parser of PDFs is large. Before it looks at the first byte this process bounds its own
memory and processor time, forbids itself new files, connections and processes, and holds no secret: it is started
without an environment. PDF on standard input; pages on standard output, each ended by a form feed.
"""

from __future__ import annotations

import io
import resource
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pypdf

PAGES, CHARACTERS = 60, 60_000
_MEMORY, _SECONDS = 400_000_000, 6
_DECODED = 20_000_000  # bytes of one stream
_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "ctypes.",
    "shutil.",
    "os.remove",
    "os.rename",
    "os.mkdir",
)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    writes = event == "open" and isinstance(arguments[1], str) and any(letter in arguments[1] for letter in "wax+")
    if writes or event.startswith(_FORBIDDEN):
        raise PermissionError(event)


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """Read, and write the text."""
    _bounded()
    import logging  # noqa: PLC0415 (as below)

    import pypdf  # noqa: PLC0415 (within the bounds)

    logging.disable(logging.CRITICAL)
    data = sys.stdin.buffer.read()
    sys.addaudithook(_refuse)
    decoded: dict[str, Any] = {
        f"{name}_maximum_output_length": _DECODED for name in ("zlib", "lzw", "run_length", "brotli")
    }
    pypdf.overwrite_configuration(**decoded, jbig2dec_binary=None)
    return _write(pypdf.PdfReader(io.BytesIO(data), strict=False))


def _write(reader: pypdf.PdfReader) -> int:
    left = CHARACTERS
    if reader.is_encrypted and not reader.decrypt(""):
        return 3
    for number, page in enumerate(reader.pages):
        if number >= PAGES or left < 0:
            left = -1
            break
        text = page.extract_text().replace("\f", "\n").replace("\x1a", " ")
        sys.stdout.buffer.write(text[:left].encode("utf-8", "replace") + b"\f")
        left -= len(text)
    sys.stdout.buffer.write(b"\x1a" if left < 0 else b"")  # there is more
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
