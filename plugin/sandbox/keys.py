"""The key that signs lifecycle callbacks; its public half is served under its id, as Atlassian does."""

from __future__ import annotations

import uuid
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class InstallKey:
    """An RSA-2048 key of this run.

    Attributes:
        kid: its id, a UUID.
        pem: the public half.
    """

    def __init__(self) -> None:
        self._private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        public = self._private.public_key()
        self.kid = str(uuid.uuid4())
        self.pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def sign(self, claims: dict[str, Any]) -> str:
        """Return the claims as a JWT (RS256, `kid` in the header)."""
        return jwt.encode(claims, self._private, algorithm="RS256", headers={"kid": self.kid})
