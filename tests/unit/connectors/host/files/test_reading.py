"""Attached files: told apart by their content, read up to a limit, named where they are not read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connectors.host.errors import HostNotFound
from connectors.host.files.reading import MOST_BYTES, MOST_CHARACTERS, MOST_FILES, AttachedFile, read_files
from connectors.host.files.sniff import FileKind, kind_of, may_be_read, text_of
from connectors.host.model import PUBLIC, BlockKind, Omission
from plugin.sandbox.files import PICTURE, pdf_of


def file(name: str, data: bytes | None, number: int = 1, **more: object) -> AttachedFile:
    """A file of these bytes; None is one that the host does not give."""

    def fetch() -> bytes | None:
        if data is None:
            raise HostNotFound("gone")
        return data

    fields = {"size": len(data or b"x"), "at": datetime(2026, 11, number, tzinfo=UTC), **more}
    return AttachedFile(id=str(number), name=name, fetch=fetch, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.pdf", b"%PDF-1.7\n", FileKind.PDF),
        ("a.txt", b"\xef\xbb\xbf%PDF-1.4", FileKind.PDF),
        ("notes.txt", b"Some words.", FileKind.PROSE),
        ("notes.txt", "Grüße".encode("cp1252"), FileKind.PROSE),
        ("a.log", "\ufeffwide".encode("utf-16"), FileKind.LINES),
        ("evil.txt", PICTURE, None),
        ("evil.txt", b"MZ\x00\x00", None),
        ("evil.csv", b"  <!DOCTYPE html><script>", None),
        ("a.log", bytes(range(1, 32)) * 20, None),
    ],
)
def test_told_by_content(name: str, data: bytes, kind: FileKind | None) -> None:
    """What a file calls itself is not believed."""
    assert kind_of(name, data) is kind


def test_worth_fetching() -> None:
    """Pictures, archives and programs are not even fetched; what may be text is, whatever its media type."""
    assert all(may_be_read(name, "application/octet-stream") for name in ("a.LOG", "b.pdf", "c.csv", "d.json"))
    assert may_be_read("report", "application/pdf")
    assert not any(
        may_be_read(n, m) for n, m in (("a.png", "image/png"), ("b.zip", ""), ("c.docx", ""), ("d", "text/html"))
    )


def test_texts_and_pdfs() -> None:
    """Prose in paragraphs without the breaks of its lines, a log as one block, a PDF by its pages."""
    files = [
        file("notes.txt", b"First line\nof one paragraph.\n\nSecond.", 1),
        file("pool.log", b"12:01 WARN full\n12:02 ERROR gone\n", 2),
        file("report.pdf", pdf_of(["The pallet was torn (left side).", "Four cartons were crushed."]), 3),
    ]
    read = read_files(files, PUBLIC)
    assert read.omissions == ()
    assert [segment.id for segment in read.segments] == ["attachment:1", "attachment:2", "attachment:3"]
    notes, log, report = read.segments
    assert [block.text for block in notes.blocks] == ["First line of one paragraph.", "Second."]
    assert [(block.kind, block.text) for block in log.blocks] == [(BlockKind.CODE, "12:01 WARN full\n12:02 ERROR gone")]
    assert "Four cartons were crushed." in report.text
    assert {segment.role for segment in read.segments} == {"notes.txt", "pool.log", "report.pdf"}


def test_named_where_not_read() -> None:
    """Pictures, what is too large, gone, empty or not what it says, and the oldest of too many are named."""
    many = [file(f"{n}.txt", b"words", n) for n in range(10, 10 + MOST_FILES + 1)]
    read = read_files(
        [
            file("shot.png", PICTURE, 1),
            file("huge.log", b"x", 2, size=MOST_BYTES + 1),
            *many,
            file("gone.txt", None, 28),
            file("empty.txt", b" \n", 27),
            file("liar.txt", PICTURE, 26),
        ],
        PUBLIC,
    )
    assert [segment.role for segment in read.segments] == ["14.txt"]
    (omission,) = read.omissions
    assert omission.what == "attachments"
    assert set(omission.names) >= {"shot.png", "huge.log", "gone.txt", "empty.txt", "liar.txt", "10.txt"}


def test_shortened() -> None:
    """Of a long log the beginning and, more of it, the end are kept; of a long text the beginning; both are named."""
    log = "\n".join(f"{n} line" for n in range(20_000)).encode()
    read = read_files([file("long.log", log, 1), file("long.txt", b"word " * 20_000, 2)], PUBLIC)
    assert read.omissions == (Omission("attachments_shortened", 2, ("long.txt", "long.log")),)
    text = read.segments[0].text
    assert text.startswith("0 line")
    assert text.endswith("19999 line")
    assert all(len(segment.text) <= MOST_CHARACTERS + 10 for segment in read.segments)


def test_patience() -> None:
    """Files of a host that takes long are left alone after a while, and named."""
    ticks = iter([0.0, 1.0, 7.0, 8.0])
    read = read_files([file("a.txt", b"A.", 1), file("b.txt", b"B.", 2)], PUBLIC, clock=lambda: next(ticks))
    assert [segment.role for segment in read.segments] == ["b.txt"]
    assert read.omissions[0].names == ("a.txt",)


def test_odd_encodings() -> None:
    """A text is read in the encoding that its bytes show."""
    assert text_of("Größe\r\nzwei".encode()) == "Größe\nzwei"
    assert text_of(b"") == ""
    assert text_of(b"a\0b") is None
