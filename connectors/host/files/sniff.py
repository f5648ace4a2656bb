"""What a file is: by its name before it is fetched, by its content afterwards. What it claims to be is not believed."""

from __future__ import annotations

from enum import StrEnum

_PDF, _LOOKED_AT = b"%PDF-", 1024
_PROSE = frozenset({"txt", "md", "text", "rst", "adoc"})
_LINES = frozenset(
    {
        "log",
        "csv",
        "tsv",
        "json",
        "yaml",
        "yml",
        "xml",
        "ini",
        "conf",
        "cfg",
        "toml",
        "properties",
        "sql",
        "out",
        "err",
        "trace",
    }
)
_MARKUP = (b"<!doctype html", b"<html", b"<svg")
_WIDE = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_MOST_STRANGE = 0.02  # share of control characters in a text


class FileKind(StrEnum):
    """What can be read."""

    PDF = "pdf"
    PROSE = "prose"  # paragraphs
    LINES = "lines"  # logs, tables, settings


def may_be_read(name: str, media_type: str) -> bool:
    """Whether a file is worth fetching, by what it is said to be."""
    ending = _ending(name)
    if ending == "pdf" or ending in _PROSE | _LINES:
        return True
    return media_type in {"application/pdf", "application/json"} or media_type in {
        "text/plain",
        "text/csv",
        "text/markdown",
    }


def kind_of(name: str, data: bytes) -> FileKind | None:
    """Return what a file is by its content; None for anything that is neither text nor a PDF."""
    if _PDF in data[:_LOOKED_AT]:
        return FileKind.PDF
    if data[:_LOOKED_AT].lstrip().lower().startswith(_MARKUP) or text_of(data) is None:
        return None
    return FileKind.PROSE if _ending(name) in _PROSE else FileKind.LINES


def text_of(data: bytes) -> str | None:
    """Return the text of a file, or None where it is none."""
    wide = next((encoding for mark, encoding in _WIDE if data.startswith(mark)), "")
    if b"\0" in data and not wide:
        return None
    for encoding in [wide] if wide else ["utf-8-sig", "cp1252"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        strange = sum(character < " " and character not in "\t\r\n\f\x1b" for character in text)
        return text.replace("\r\n", "\n").replace("\r", "\n") if strange <= _MOST_STRANGE * len(text) else None
    return None


def _ending(name: str) -> str:
    return name.rpartition(".")[2].casefold() if "." in name else ""
