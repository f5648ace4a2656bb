"""The types of masking: `Masked` is the only thing that an engine accepts.

Pure: no I/O. `Masked` can be made in `plugin.masking.mask` alone. The `Vault` (placeholder -> original) lives in
memory for one run and never leaves the process: it has no repr, cannot be pickled and is never logged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NoReturn, Protocol

from connectors.host.model import Document
from plugin.policy.model import Destination


class EntityKind(StrEnum):
    """What a detector finds; the value is the label inside a placeholder."""

    EMAIL = "EMAIL"
    PHONE = "PHONE"
    IBAN = "IBAN"
    CARD = "CARD"
    IP = "IP"
    ID = "NATIONALID"
    ADDRESS = "ADDRESS"
    PLATE = "PLATE"
    PERSON = "PERSON"
    CUSTOM = "CUSTOM"  # an administrator's pattern; its findings carry a label of their own
    SECRET = "SECRET"  # noqa: S105 (a label, not a secret)


@dataclass(frozen=True, slots=True)
class Finding:
    """A detector's hit: `text[start:end]` is of that kind; `value` is its normal form (one value, one placeholder)."""

    kind: EntityKind
    start: int
    end: int
    value: str
    label: str = ""  # of an administrator's pattern

    @property
    def type(self) -> str:
        """What the placeholder says."""
        return self.label or self.kind.value


@dataclass(frozen=True, slots=True)
class MaskReceipt:
    """How many distinct values of each kind were masked; goes into the record and is shown to the person."""

    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All masked values."""
        return sum(self.counts.values())

    @classmethod
    def of(cls, types: list[str]) -> MaskReceipt:
        """Count types of placeholders."""
        return cls(dict(sorted(Counter(name.lower() for name in types).items())))


class _Seal:
    """Held by `plugin.masking.mask` alone."""


SEAL = _Seal()


@dataclass(frozen=True, slots=True)
class Masked:
    """A document whose text (title, blocks, names of authors) holds placeholders instead of what must stay here.

    Segment ids, kinds, names of fields, visibilities and times are those of the document that was read.
    `destinations` is where the policy lets this text go; the port refuses every other engine. Profile *none* also
    yields a Masked.
    """

    document: Document
    destinations: frozenset[Destination]
    engines: tuple[str, ...]
    receipt: MaskReceipt
    seal: object = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse every maker but the masker."""
        if self.seal is not SEAL:
            msg = "only plugin.masking constructs Masked"
            raise TypeError(msg)


class Detector(Protocol):
    """Finds values of one kind."""

    def detect(self, text: str) -> Iterable[Finding]:
        """Yield every finding in the text; overlaps with other detectors are resolved later."""
        ...


class Vault:
    """Placeholder -> original for one run.

    `labels` are the types that its profile added to ours, `detectors` what it looked for values with.
    """

    __slots__ = ("_originals", "detectors", "labels")

    def __init__(
        self, originals: Mapping[str, str], *, labels: Iterable[str] = (), detectors: Iterable[Detector] = ()
    ) -> None:
        self._originals = dict(originals)
        self.labels = frozenset(labels)
        self.detectors = tuple(detectors)

    def items(self) -> Iterable[tuple[str, str]]:
        """Return placeholders with their originals."""
        return self._originals.items()

    def original(self, placeholder: str) -> str | None:
        """Return what the placeholder stands for, or None if this run did not issue it."""
        return self._originals.get(placeholder)

    def __len__(self) -> int:
        return len(self._originals)

    def __repr__(self) -> str:
        return f"<Vault of {len(self)}>"

    def __reduce__(self) -> NoReturn:
        msg = "a Vault never leaves the process"
        raise TypeError(msg)
