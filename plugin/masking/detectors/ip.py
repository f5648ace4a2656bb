"""IP addresses, version 4 and 6. A version number with four parts is not one when something says so before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address

from plugin.masking.model import EntityKind, Finding

_V4 = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\w)")
_V6 = re.compile(r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?:\d*(?:\.\d{1,3}){3})?(?![\w:])")
_VERSION = re.compile(r"(?:\bv|version|release|build|ver\.?|update|patch|§)\s*[:=]?\s*$", re.IGNORECASE)


class IpDetector:
    """Finds addresses, private ones too: they draw a map of the network."""

    def detect(self, text: str) -> Iterator[Finding]:
        """Yield addresses; the canonical form is the value."""
        for pattern in (_V4, _V6):
            for match in pattern.finditer(text):
                if _VERSION.search(text[max(0, match.start() - 16) : match.start()]):
                    continue
                try:
                    address = ip_address(match.group())
                except ValueError:
                    continue
                if address.version == 6 and match.group().strip(":") == "":  # noqa: PLR2004 (IP version 6)
                    continue  # "::" is an address on paper and a separator everywhere else
                yield Finding(EntityKind.IP, match.start(), match.end(), str(address))
