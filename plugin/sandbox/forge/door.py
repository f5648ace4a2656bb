"""What the site knows of its Forge app while it runs: the installation, its keys, its frames and what was delivered."""

from __future__ import annotations

import secrets
import threading
import uuid
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from plugin.sandbox.errors import SandboxError
from plugin.sandbox.forge.app import ForgeApp

_MAX_FRAMES = 2000


class InvocationKey:
    """An RSA-2048 key of this run that signs invocation tokens."""

    def __init__(self) -> None:
        self._private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.kid = f"forge/invocation-token/{uuid.uuid4()}"

    @property
    def jwk(self) -> dict[str, Any]:
        """The public half as a key set lists it."""
        listed: dict[str, Any] = RSAAlgorithm.to_jwk(self._private.public_key(), as_dict=True)
        return {name: listed[name] for name in ("kty", "n", "e")} | {"kid": self.kid, "alg": "RS256", "use": "sig"}

    def sign(self, claims: dict[str, Any]) -> str:
        """Return the claims as a JWT."""
        return jwt.encode(claims, self._private, algorithm="RS256", headers={"kid": self.kid})


@dataclass(frozen=True, slots=True)
class ForgeInstallation:
    """The app on this site; every install has another id."""

    app: ForgeApp
    id: str = field(default_factory=lambda: f"ari:cloud:ecosystem::installation/{uuid.uuid4()}")
    environment: str = "PRODUCTION"
    settled_at: float = 0.0  # before it the app's own account has no permissions yet


@dataclass(frozen=True, slots=True)
class ForgeFrame:
    """A page of the app in a page of the site: for whom, and where."""

    id: str
    product: str
    module_kind: str
    module_key: str
    endpoint: str
    account_id: str
    issue_key: str = ""
    project_key: str = ""
    content_id: str = ""
    space_key: str = ""
    modal: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """One attempt to tell the app of an event; status 0 where there was no answer."""

    event: str
    attempt: int
    status: int


class ForgeDoor:
    """The app and what belongs to it; `offered` waits for an administrator; `frames_url` is where pages are served."""

    def __init__(self) -> None:
        self.installation: ForgeInstallation | None = None
        self.offered: Path | None = None
        self.frames_url = ""
        self.deliveries: list[Delivery] = []
        self._lock = threading.RLock()
        self._frames: dict[str, ForgeFrame] = {}

    @cached_property
    def key(self) -> InvocationKey:
        """What signs invocation tokens; made when the first one is due."""
        return InvocationKey()

    @property
    def app(self) -> ForgeApp:
        """The installed app.

        Raises:
            SandboxError: none is.
        """
        if self.installation is None:
            raise SandboxError("No Forge app is installed.")
        return self.installation.app

    def open_frame(self, **where: Any) -> ForgeFrame:  # noqa: ANN401 (the fields of a frame)
        """Remember a new frame; the oldest are forgotten beyond two thousand."""
        frame = ForgeFrame(id=secrets.token_hex(12), **where)
        with self._lock:
            self._frames[frame.id] = frame
            while len(self._frames) > _MAX_FRAMES:
                self._frames.pop(next(iter(self._frames)))
        return frame

    def frame(self, frame_id: str) -> ForgeFrame | None:
        """Return the frame, or None."""
        return self._frames.get(frame_id)

    def forget(self) -> None:
        """Forget the app with its frames."""
        with self._lock:
            self.installation = None
            self._frames.clear()
