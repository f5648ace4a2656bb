"""What a field of an item may hold, as one person may set it; what categorising chooses from.

Pure data, like `connectors.host.model`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from connectors.host.model import Document


class Field(StrEnum):
    """The fields that categorising knows."""

    LABELS = "labels"
    COMPONENTS = "components"
    PRIORITY = "priority"
    ISSUETYPE = "issuetype"
    REQUEST_TYPE = "request_type"

    @property
    def several(self) -> bool:
        """Whether the field holds a list; then a value is added, and nothing is replaced."""
        return self in {Field.LABELS, Field.COMPONENTS}


@dataclass(frozen=True, slots=True)
class Value:
    """A value that a field may take; of a label, id and name are the label itself."""

    id: str
    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """A field that this person may edit: the values it may take now, and those that it has."""

    field: Field
    values: tuple[Value, ...]
    current: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Sorted:
    """An item's texts that everybody in its place may read, and the ids of the values that people gave it by field.

    `done` says that people have finished with it: then a list that is empty is meant to be.
    """

    document: Document
    values: dict[Field, tuple[str, ...]] = field(default_factory=dict)
    done: bool = True
