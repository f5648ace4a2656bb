"""Which detectors look for which kinds, in the order of preference where two findings are equally long."""

from __future__ import annotations

from collections.abc import Iterable

from connectors.host.model import Person
from plugin.masking.detectors.card import CardDetector
from plugin.masking.detectors.email import EmailDetector
from plugin.masking.detectors.iban import IbanDetector
from plugin.masking.detectors.ip import IpDetector
from plugin.masking.detectors.national_id import NationalIdDetector
from plugin.masking.detectors.person import PersonDetector
from plugin.masking.detectors.phone import PhoneDetector
from plugin.masking.detectors.secret import SecretDetector
from plugin.masking.model import Detector, EntityKind

FULL = frozenset(EntityKind)
SECRETS_ONLY = frozenset({EntityKind.SECRET})

_PATTERNS: tuple[tuple[EntityKind, Detector], ...] = (
    (EntityKind.SECRET, SecretDetector()),
    (EntityKind.IBAN, IbanDetector()),
    (EntityKind.CARD, CardDetector()),
    (EntityKind.EMAIL, EmailDetector()),
    (EntityKind.ID, NationalIdDetector()),
    (EntityKind.IP, IpDetector()),
    (EntityKind.PHONE, PhoneDetector()),
)


def detectors(kinds: frozenset[EntityKind], people: Iterable[Person]) -> tuple[Detector, ...]:
    """Return the detectors for those kinds; names come from the people of the document."""
    chosen = [detector for kind, detector in _PATTERNS if kind in kinds]
    if EntityKind.PERSON in kinds:
        chosen.append(PersonDetector(people))
    return tuple(chosen)
