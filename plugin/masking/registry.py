"""Which detectors look for what: by the profile of a level, or secrets alone."""

from __future__ import annotations

from collections.abc import Iterable

from connectors.host.model import Person
from plugin.masking.detectors import recogniser
from plugin.masking.detectors.address import AddressDetector
from plugin.masking.detectors.card import CardDetector
from plugin.masking.detectors.directory import DirectoryDetector
from plugin.masking.detectors.email import EmailDetector
from plugin.masking.detectors.iban import IbanDetector
from plugin.masking.detectors.ip import IpDetector
from plugin.masking.detectors.national_id import NationalIdDetector
from plugin.masking.detectors.person import PersonDetector
from plugin.masking.detectors.phone import PhoneDetector
from plugin.masking.detectors.plate import PlateDetector
from plugin.masking.detectors.salutation import SalutationDetector
from plugin.masking.detectors.secret import SecretDetector
from plugin.masking.model import Detector
from plugin.masking.patterns import PatternDetector, labels_of
from plugin.policy.model import Allowed, Effect, MaskingProfile

_SECRETS = SecretDetector()
_BY_NAME: dict[str, Detector] = {
    "iban": IbanDetector(),
    "card": CardDetector(),
    "email": EmailDetector(),
    "national_id": NationalIdDetector(),
    "ip": IpDetector(),
    "phone": PhoneDetector(),
    "address": AddressDetector(),
    "plate": PlateDetector(),
}
PERSON, RECOGNISER = "person", "recogniser"
SECRET = "SECRET"  # noqa: S105 (a type of placeholder)


def detector_of(name: str) -> Detector | None:
    """Return a detector that needs nobody's names; None where there is none of that name."""
    return _SECRETS if name == SECRET.lower() else _BY_NAME.get(name)


def detectors(
    profile: MaskingProfile, people: Iterable[Person] = (), directory: Iterable[str] = ()
) -> tuple[Detector, ...]:
    """Return the detectors of a profile; secrets are always looked for.

    Args:
        profile: what is masked.
        people: of the document, whose names are found in full and in part.
        directory: display names of other people of the site, found in full.
    """
    chosen: list[Detector] = [_SECRETS, *(PatternDetector(pattern) for pattern in profile.patterns)]
    chosen += [detector for name, detector in _BY_NAME.items() if name in profile.detectors]
    if PERSON in profile.detectors:
        chosen += [PersonDetector(people), DirectoryDetector(directory), SalutationDetector()]
    if RECOGNISER in profile.detectors and recogniser.installed():
        chosen.append(recogniser.NameRecogniser())
    return tuple(chosen)


def profile_of(allowed: Allowed) -> MaskingProfile:
    """Return what a decision asks for: its level's profile where it says `mask`, secrets alone at `allow`."""
    return allowed.masking if allowed.effect is Effect.MASK else secrets_only(allowed.masking)


def secrets_only(profile: MaskingProfile) -> MaskingProfile:
    """Return what of a profile counts where a rule says `allow`: secrets, and the patterns that are called so."""
    return MaskingProfile(frozenset(), tuple(each for each in profile.patterns if each.placeholder == SECRET))


def labels(profile: MaskingProfile) -> frozenset[str]:
    """Return the types of placeholders that a profile adds to ours."""
    return labels_of(profile.patterns)
