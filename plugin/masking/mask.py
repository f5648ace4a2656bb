"""The one choke point: a document goes in, a `Masked` and its `Vault` come out.

Placeholders look like `[EMAIL_9F3A61_1]`: kind, a nonce of this run, a number. The nonce is chosen after reading the
text and does not occur in it, so nobody can write a placeholder into an issue and have somebody's address restored
into the output. Secrets become `[SECRET]` and are not in the vault.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from connectors.host.model import Block, Document, Omission, Person, Segment, SegmentKind
from plugin.masking.detectors.known import KnownDetector
from plugin.masking.fold import fold
from plugin.masking.model import SEAL, EntityKind, Finding, Masked, MaskReceipt, Vault
from plugin.masking.overlap import resolve
from plugin.masking.placeholders import SECRET_PLACEHOLDER, shapes
from plugin.masking.registry import PERSON, detectors, labels, profile_of
from plugin.policy.model import Allowed, MaskingProfile

_WRITTEN = frozenset({SegmentKind.SECTION, SegmentKind.LINK, SegmentKind.ATTACHMENT})
"""Segments whose role people wrote: headings, titles, names of files, and not the name of a field."""

NewNonce = Callable[[], str]


def mask(
    document: Document, allowed: Allowed, *, directory: Iterable[str] = (), new_nonce: NewNonce | None = None
) -> tuple[Masked, Vault]:
    """Mask a document as far as the decision asks: `mask` masks what its profile names, `allow` masks secrets.

    Args:
        document: as it was read.
        allowed: the decision; its destinations and engines travel with the result.
        directory: display names of people of the site that have no part in the document.
        new_nonce: for tests.
    """
    profile = profile_of(allowed)
    nonce = _fresh_nonce(document, new_nonce or (lambda: secrets.token_hex(3).upper()))
    run = Masking(profile, nonce, people=_people(document), directory=directory)
    run.learn(_texts(document))
    masked = replace(
        document,
        title=run.text(document.title),
        place=replace(document.place, name=run.text(document.place.name)),
        segments=tuple(run.segment(segment) for segment in document.segments),
        people=tuple(run.person(person) for person in document.people),
        omissions=tuple(Omission(o.what, o.count) for o in document.omissions),
        labels=tuple(run.text(label) for label in document.labels),
        facts={name: run.text(value) for name, value in document.facts.items()},
    )
    return Masked(masked, allowed.destinations, allowed.engines, run.receipt, seal=SEAL), run.vault


class Masking:
    """The placeholders of one run: the same value has the same one, wherever it stands."""

    def __init__(
        self, profile: MaskingProfile, nonce: str, *, people: Iterable[Person] = (), directory: Iterable[str] = ()
    ) -> None:
        self._detectors = detectors(profile, people, directory)
        self._nonce = nonce
        self._names = PERSON in profile.detectors
        self._labels = labels(profile)
        self._shapes = shapes(self._labels)
        self._found: dict[str, list[Finding]] = {}
        self._seen: list[tuple[str, Finding]] = []
        self._known = KnownDetector(())
        self._placeholders: dict[tuple[str, str], str] = {}
        self._counters: Counter[str] = Counter()
        self._values: dict[tuple[str, str], None] = {}
        self._aliases: dict[str, str] = {}
        self._originals: dict[str, str] = {}

    @property
    def receipt(self) -> MaskReceipt:
        """Counts each distinct value once."""
        return MaskReceipt.of([name for name, _ in self._values])

    @property
    def vault(self) -> Vault:
        """What the placeholders so far stand for."""
        return Vault(self._originals, labels=self._labels, detectors=self._detectors)

    def learn(self, texts: Iterable[str]) -> None:
        """Look through all texts first, so that what one of them gives away is masked in every one."""
        for text in texts:
            folded = fold(self._plain(text))
            if folded not in self._found:
                self._found[folded] = [found for detector in self._detectors for found in detector.detect(folded)]
                self._seen += [(folded[found.start : found.end], found) for found in self._found[folded]]
        self._known = KnownDetector(self._seen)

    def text(self, text: str) -> str:
        """Mask one text; what merely looks like a placeholder loses its brackets first."""
        text = self._plain(text)
        folded = fold(text)
        if folded not in self._found:
            self.learn([text])
        parts, at = [], 0
        for finding in resolve([*self._found[folded], *self._known.detect(folded)], folded):
            parts += [text[at : finding.start], self._placeholder(finding, text[finding.start : finding.end])]
            at = finding.end
        return "".join([*parts, text[at:]])

    def _plain(self, text: str) -> str:
        return self._shapes.lookalike.sub(r"(\1)", text)

    def segment(self, segment: Segment) -> Segment:
        """Mask a segment's blocks, its author's name and a role that people wrote; the rest stays."""
        written = segment.kind in _WRITTEN
        return replace(
            segment,
            role=self.text(segment.role) if written else segment.role,
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
        self._values[finding.type, finding.value] = None
        if finding.kind is EntityKind.SECRET:
            return SECRET_PLACEHOLDER
        # One value may be written in several ways ("Ada", "Ada Byron"): each comes back as it was written.
        key = (finding.type, f"{finding.value}\x1f{original}")
        if key not in self._placeholders:
            self._counters[finding.type] += 1
            placeholder = f"[{finding.type}_{self._nonce}_{self._counters[finding.type]}]"
            self._placeholders[key] = placeholder
            self._originals[placeholder] = original
        return self._placeholders[key]


def _people(document: Document) -> list[Person]:
    authors = [segment.author for segment in document.segments if segment.author]
    return list(dict.fromkeys([*document.people, *authors]))


def _texts(document: Document) -> list[str]:
    """Every text of the document that an engine sees."""
    blocks = [block.text for segment in document.segments for block in segment.blocks]
    return [document.title, document.place.name, *document.labels, *document.facts.values(), *blocks]


def _fresh_nonce(document: Document, new_nonce: NewNonce) -> str:
    """A nonce that occurs nowhere in the text, so that no text can contain a placeholder of this run."""
    everything = "\n".join(_texts(document)).upper()
    nonce = new_nonce()
    while nonce in everything:
        nonce = new_nonce()
    return nonce
