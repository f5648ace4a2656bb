"""Files of strangers: a malformed, endless or hungry PDF harms nobody, and no credential follows a file elsewhere."""

from __future__ import annotations

import os
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import responses
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.host.access import BearerAccess
from connectors.host.errors import HostRedirected, HostRefused
from connectors.host.files import pdf
from connectors.host.files.pdf import pages_of
from connectors.host.session import HostSession
from plugin.sandbox.files import pdf_of

BASE = "https://site.atlassian.net"
FILE = f"{BASE}/rest/api/3/attachment/content/1"
MEDIA = "https://api.media.atlassian.com/file/1/binary?token=signed"


def with_stream(data: bytes, filters: str = "/FlateDecode") -> bytes:
    """A PDF whose page has these bytes for its content."""
    plain = pdf_of(["x"])
    start, end = plain.index(b"4 0 obj"), plain.index(b"5 0 obj")
    body = b"4 0 obj\n<< /Length %d /Filter %s >>\nstream\n%s\nendstream\nendobj\n" % (
        len(data),
        filters.encode(),
        data,
    )
    return plain[:start] + body + plain[end:]


BAD = {
    "not one": b"%PDF-1.7 nothing else",
    "cut off": pdf_of(["Some words."] * 40)[:400],
    "zeros": b"%PDF-1.4\n" + bytes(100_000),
    "a bomb": with_stream(zlib.compress(bytes(300_000_000), 9)),
    "a bomb in a bomb": with_stream(
        zlib.compress(zlib.compress(bytes(200_000_000), 9), 9), "[/FlateDecode /FlateDecode]"
    ),
    "a page that is its own parent": pdf_of(["x"]).replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]"),
    "endless text": with_stream(zlib.compress(b"BT /F1 9 Tf " + b"(word word word) Tj T* " * 800_000, 9)),
    "strange": with_stream(zlib.compress(b"BT " + b"[" * 60_000 + b" TJ ET")),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_pdfs(name: str) -> None:
    """Whatever is in it: within seconds there is no text or little, and this process is as it was."""
    began = time.monotonic()
    found = pages_of(BAD[name], seconds=2.5)
    assert time.monotonic() - began < 6
    assert found is None or sum(map(len, found[0])) <= 60_000


def test_good_pdf() -> None:
    """The same process reads a good one."""
    assert pages_of(pdf_of(["Four cartons were crushed.", "Done."])) == (["Four cartons were crushed.\nDone.\n"], False)


def test_the_process_can_do_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has no environment, and may neither write, connect nor start anything; its memory is bounded."""
    real = Path(pdf.__file__).with_name("pdf_child.py").read_text(encoding="utf-8")
    tried = """
import os, socket
for attempt in (
    lambda: open(FOLDER + "/written", "w"),
    lambda: socket.socket().connect(("127.0.0.1", 9)),
    lambda: __import__("subprocess").Popen(["/bin/true"]),
    lambda: os.system("true"),
    lambda: bytearray(900_000_000),
):
    try:
        attempt()
        said = "did"
    except (PermissionError, MemoryError) as fault:
        said = type(fault).__name__
    sys.stdout.buffer.write(said.encode() + b"\\f")
sys.stdout.buffer.write(",".join(sorted(os.environ)).encode() + b"\\f")
sys.stdout.buffer.flush()
sys.exit(0)
""".replace("FOLDER", repr(str(tmp_path)))
    marker = "    left = CHARACTERS\n"
    assert marker in real
    child = tmp_path / "child.py"
    body = "".join(f"    {line}\n" for line in tried.strip().split("\n"))
    child.write_text(real.replace(marker, f"{body}{marker}", 1), encoding="utf-8")
    monkeypatch.setattr(pdf, "_CHILD", child)
    monkeypatch.setenv("VOUCH_SECRET_KEYS", "not for children")
    found = pages_of(pdf_of(["x"]))
    assert found is not None
    *attempts, environment = found[0]
    assert attempts == ["PermissionError"] * 4 + ["MemoryError"]
    assert "VOUCH_SECRET_KEYS" not in environment
    assert not (tmp_path / "written").exists()
    assert "VOUCH_SECRET_KEYS" in os.environ


@settings(max_examples=6)
@given(st.binary(max_size=400), st.integers(0, 500))
def test_scrambled(noise: bytes, at: int) -> None:
    """A PDF with noise in it is read, or it is not; nothing is raised."""
    good = pdf_of(["Some words."])
    pages_of(good[:at] + noise + good[at + len(noise) :], seconds=6)


@pytest.fixture
def mock() -> Iterator[responses.RequestsMock]:
    """No network."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


def fetch(most: int = 1000) -> bytes | None:
    """Fetch the file with a person's token."""
    return HostSession(BearerAccess(BASE, lambda: "a-token"), budget_seconds=3).fetch(FILE, most=most)


def test_no_credential_follows(mock: responses.RequestsMock) -> None:
    """The signed address gets neither the token nor a cookie of the host; the host gets the token."""
    mock.get(FILE, status=303, headers={"Location": MEDIA, "Set-Cookie": "session=of-the-host; Domain=.atlassian.com"})
    mock.get(MEDIA, body=b"bytes")
    assert fetch() == b"bytes"
    own, other = (call.request for call in mock.calls)
    assert own.headers["Authorization"] == "Bearer a-token"
    assert "Authorization" not in other.headers
    assert "Cookie" not in other.headers


@pytest.mark.parametrize(
    "place",
    [
        "https://evil.example.com/x",
        "http://api.media.atlassian.com/x",
        "https://api.media.atlassian.com.evil.example/x",
        "https://user@api.media.atlassian.com/x",
        "https://api.media.atlassian.com:8443/x",
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:9200/",
        "https://localhost/x",
        "file:///etc/passwd",
        "//evil.example.com/x",
    ],
)
def test_nowhere_else(mock: responses.RequestsMock, place: str) -> None:
    """A redirect to any other place is refused, and nothing is sent there."""
    mock.get(FILE, status=302, headers={"Location": place})
    with pytest.raises(HostRedirected):
        fetch()
    assert len(mock.calls) == 1


def test_round_and_round(mock: responses.RequestsMock) -> None:
    """Redirects end."""
    mock.get(FILE, status=302, headers={"Location": FILE})
    with pytest.raises(HostRedirected):
        fetch()


def test_too_much_or_refused(mock: responses.RequestsMock) -> None:
    """A file longer than it may be is not kept; one that the person may not have is refused."""
    mock.get(FILE, body=b"x" * 2000)
    assert fetch() is None
    mock.replace(responses.GET, FILE, status=403)
    with pytest.raises(HostRefused):
        fetch()
