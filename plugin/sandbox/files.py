"""The bytes of attached files: texts as they are, PDFs made of their lines, pictures that show nothing."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(24)


def content_of(name: str) -> bytes:
    """Return the bytes of a file; of one whose content nobody wrote, a picture's."""
    text = _texts().get(name)
    if text is None:
        return PICTURE
    return pdf_of(text.strip().split("\n")) if name.endswith(".pdf") else text.lstrip().encode()


def pdf_of(lines: list[str]) -> bytes:
    """Return a PDF of one page with these lines, in Helvetica; characters beyond Latin-1 become question marks."""
    shown = "\n".join(f"({_escaped(line)}) Tj T*" for line in lines)
    stream = f"BT /F1 11 Tf 50 780 Td 15 TL\n{shown}\nET".encode("latin-1", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Font << /F1 5 0 R >> >>",
    ]
    made, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(made)


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


@cache
def _texts() -> dict[str, str]:
    source = resources.files("plugin.sandbox.content") / "files.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))
