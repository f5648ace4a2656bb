"""The one choke point: a document goes in, a `Masked` and its `Vault` come out.

Placeholders look like `[EMAIL_9F3A61_1]`: kind, a nonce of this run, a number. The nonce is chosen after reading the
text and does not occur in it, so nobody can write a placeholder into an issue and have somebody's address restored
into the output. Secrets become `[SECRET]` and are not in the vault.
"""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from connectors.host.model import Block, Document, Omission, Person, Segment
from plugin.masking.detectors.base import Detector
from plugin.masking.model import SEAL, EntityKind, Finding, Masked, MaskReceipt, Vault
from plugin.masking.registry import FULL, SECRETS_ONLY, detectors
from plugin.policy.model import Allowed, Effect

SECRET_PLACEHOLDER = "[SECRET]"  # noqa: S105 (what stands in a secret's place)
PLACEHOLDER = re.compile(r"\[(?:EMAIL|PHONE|IBAN|CARD|IP|PERSON)_[0-9A-F]{6,}_\d+\]")
_LOOKALIKE = re.compile(
    r"\[((?:EMAIL|PHONE|IBAN|CARD|IP|PERSON)[\s_\\-]*[0-9A-F]{3,}[\s_\\-]*\d+|SECRET)\]", re.IGNORECASE
)

_PRIORITY = {kind: rank for rank, kind in enumerate(
    (EntityKind.SECRET, EntityKind.IBAN, EntityKind.CARD, EntityKind.EMAIL, EntityKind.IP, EntityKind.PHONE,
     EntityKind.PERSON)
)}  # fmt: skip

NewNonce = Callable[[], str]


def mask(document: Document, allowed: Allowed, *, new_nonce: NewNonce | None = None) -> tuple[Masked, Vault]:
    """Mask a document as far as the decision asks: `mask` masks everything, `allow` masks secrets.

    Args:
        document: as it was read.
        allowed: the decision; its destinations and engines travel with the result.
        new_nonce: for tests.
    """
    kinds = FULL if allowed.effect is Effect.MASK else SECRETS_ONLY
    run = _Masking(kinds, document, new_nonce or (lambda: secrets.token_hex(3).upper()))
    masked = replace(
        document,
        title=run.text(document.title),
        segments=tuple(run.segment(segment) for segment in document.segments),
        people=tuple(run.person(person) for person in document.people),
        omissions=tuple(Omission(o.what, o.count) for o in document.omissions),
        labels=tuple(run.text(label) for label in document.labels),
        facts={name: run.text(value) for name, value in document.facts.items()},
    )
    receipt = MaskReceipt.of(run.masked_kinds)
    return Masked(masked, allowed.destinations, allowed.engines, receipt, seal=SEAL), Vault(run.originals)


class _Masking:
    """The placeholders of one run."""

    def __init__(self, kinds: frozenset[EntityKind], document: Document, new_nonce: NewNonce) -> None:
        self._people = _people(document)
        self._detectors: tuple[Detector, ...] = detectors(kinds, self._people)
        self._names = EntityKind.PERSON in kinds
        self._nonce = _fresh_nonce(document, new_nonce)
        self._placeholders: dict[tuple[EntityKind, str], str] = {}
        self._counters: Counter[EntityKind] = Counter()
        self._values: dict[tuple[EntityKind, str], None] = {}
        self._aliases: dict[str, str] = {}
        self.originals: dict[str, str] = {}

    @property
    def masked_kinds(self) -> list[EntityKind]:
        """One entry a distinct value."""
        return [kind for kind, _ in self._values]

    def text(self, text: str) -> str:
        """Mask one text; what merely looks like a placeholder loses its brackets first."""
        text = _LOOKALIKE.sub(r"(\1)", text)
        findings = _resolve(finding for detector in self._detectors for finding in detector.detect(text))
        parts, at = [], 0
        for finding in findings:
            parts += [text[at : finding.start], self._placeholder(finding, text[finding.start : finding.end])]
            at = finding.end
        return "".join([*parts, text[at:]])

    def segment(self, segment: Segment) -> Segment:
        """Mask a segment's blocks and its author's name; id, kind, role, time and visibility stay."""
        return replace(
            segment,
            blocks=tuple(Block(block.kind, self.text(block.text)) for block in segment.blocks),
            author=self.person(segment.author) if segment.author else None,
            href="",
        )

    def person(self, person: Person) -> Person:
        """Replace the account id by a name of this run, and the name by its placeholder where names are masked."""
        alias = self._aliases.setdefault(person.account_id or person.display_name, f"p{len(self._aliases) + 1}")
        if not self._names:
            return Person(alias, person.display_name)
        name = person.display_name
        value = person.account_id or " ".join(name.split())
        return Person(alias, self._placeholder(Finding(EntityKind.PERSON, 0, len(name), value), name) if name else "")

    def _placeholder(self, finding: Finding, original: str) -> str:
        self._values[finding.kind, finding.value] = None
        if finding.kind is EntityKind.SECRET:
            return SECRET_PLACEHOLDER
        # A person's forms ("Ada", "Ada Byron") are one person with several spellings: each comes back as written.
        key = (finding.kind, f"{finding.value}\x1f{original}" if finding.kind is EntityKind.PERSON else finding.value)
        if key not in self._placeholders:
            self._counters[finding.kind] += 1
            placeholder = f"[{finding.kind.value}_{self._nonce}_{self._counters[finding.kind]}]"
            self._placeholders[key] = placeholder
            self.originals[placeholder] = original
        return self._placeholders[key]


def _people(document: Document) -> list[Person]:
    authors = [segment.author for segment in document.segments if segment.author]
    return list(dict.fromkeys([*document.people, *authors]))


def _fresh_nonce(document: Document, new_nonce: NewNonce) -> str:
    """A nonce that occurs nowhere in the text, so that no text can contain a placeholder of this run."""
    everything = "\n".join(
        [document.title, *document.labels, *document.facts.values(), *(segment.text for segment in document.segments)]
    ).upper()
    nonce = new_nonce()
    while nonce in everything:
        nonce = new_nonce()
    return nonce


def _resolve(findings: Iterable[Finding]) -> list[Finding]:
    """Without overlaps: a secret wins over anything, then the longer finding, then the more certain kind."""
    ranked = sorted(
        findings,
        key=lambda f: (f.kind is not EntityKind.SECRET, f.start - f.end, _PRIORITY[f.kind], f.start),
    )
    kept: list[Finding] = []
    for finding in ranked:
        if all(finding.end <= other.start or other.end <= finding.start for other in kept):
            kept.append(finding)
    return sorted(kept, key=lambda f: f.start)
