"""A webhook's receiver on this machine: checks signatures by its own arithmetic, and fails when told to."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SECRET = "whsec_" + base64.b64encode(b"k" * 32).decode()


@dataclass
class Receiver:
    """What came, and what to answer next (status, headers); 204 where nothing is told."""

    url: str = ""
    taken: list[tuple[str, str]] = field(default_factory=list)  # id and body of what was signed right and answered well
    tried: list[str] = field(default_factory=list)  # ids of everything that came
    headers: list[dict[str, str]] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        """Every line that was taken, in order."""
        return [line for _, body in self.taken for line in body.splitlines()]


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            """Take a delivery."""
            body = self.rfile.read(int(self.headers["Content-Length"]))
            message_id, stamp = self.headers["webhook-id"], self.headers["webhook-timestamp"]
            said = message_id.encode() + b"." + stamp.encode() + b"." + body
            expected = base64.b64encode(hmac.digest(b"k" * 32, said, hashlib.sha256)).decode()
            receiver.tried.append(message_id)
            receiver.headers.append(dict(self.headers.items()))
            status, headers = receiver.answers.pop(0) if receiver.answers else (204, {})
            if self.headers["webhook-signature"] != f"v1,{expected}":
                status = 401
            if status < 300:
                receiver.taken.append((message_id, body.decode()))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (http.server's name)
            """Say nothing."""

    return Handler


@contextmanager
def receiving(folder: Path | None = None, *, name: str = "127.0.0.1") -> Iterator[Receiver]:
    """Yield a receiver; over TLS where a folder for its certificate is given (`ca.pem` in it)."""
    receiver = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(receiver))
    server.daemon_threads = True
    if folder is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(_certificate(folder, name))
        server.socket = context.wrap_socket(server.socket, server_side=True)
    receiver.url = f"{'https' if folder else 'http'}://127.0.0.1:{server.server_port}/hook?x=1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _certificate(folder: Path, name: str) -> Path:
    """A certificate that vouches for itself: key and certificate in one file, the certificate in `ca.pem`."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sink")])
    try:
        san: x509.GeneralName = x509.IPAddress(ip_address(name))
    except ValueError:
        san = x509.DNSName(name)
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([san]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "ca.pem").write_bytes(pem)
    both = folder / "both.pem"
    both.write_bytes(secret + pem)
    return both
