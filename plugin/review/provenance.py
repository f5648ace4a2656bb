"""Where an approved text came from: a run's id and an HMAC, as a property of the item.

Others who may edit the item can rewrite the property, so it is a claim. It is believed only where the HMAC is ours
*and* the record says that this run was written to this item.
"""

from __future__ import annotations

import hashlib
import hmac

from plugin.assist.model import Run


class Provenance:
    """Makes and checks the HMACs, under keys that rotate with the secret keys."""

    def __init__(self, keys: tuple[bytes, ...]) -> None:
        self._keys = keys  # newest first

    def mac(self, text: str) -> str:
        """Return the hex HMAC-SHA256 of a text under the newest key."""
        return _mac(self._keys[0], text)

    def same(self, text: str, mac: str) -> bool:
        """Whether a MAC is of this text, under whichever of our keys it was made."""
        return any(hmac.compare_digest(_mac(key, text).encode(), mac.encode()) for key in self._keys)

    def of(self, run: Run) -> dict[str, str]:
        """Return the property's value for a run's output."""
        return {"run": run.id, "mac": self.mac(_claim(run.tenant_id, run.item.id, run.id))}

    def claimed(self, tenant_id: str, item_id: str, value: object) -> str:
        """Return the id of the run that a property names, if we made it for this item; else an empty string."""
        if not isinstance(value, dict):
            return ""
        run_id, mac = value.get("run"), value.get("mac")
        if not (isinstance(run_id, str) and isinstance(mac, str)):
            return ""
        return run_id if self.same(_claim(tenant_id, item_id, run_id), mac) else ""


def _claim(tenant_id: str, item_id: str, run_id: str) -> str:
    return f"{tenant_id}\x1f{item_id}\x1f{run_id}"


def _mac(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
