"""`Approved`: a named person's decision that exactly this goes to exactly that place. Writing needs one."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from connectors.host.model import PUBLIC, Visibility, VisibilityKind
from plugin.policy.model import Allowed


class Target(StrEnum):
    """Where an output can go."""

    COMMENT = "comment"  # of the issue, or below the page
    DESCRIPTION = "description"  # our own section of an issue's description
    FIELDS = "fields"  # labels, components, priority, type; a page's labels
    MACRO = "macro"  # what the summary macro of a page shows
    DRAFT = "draft"  # a page that only its author sees until they publish it


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a field, as the host names it; for labels both are the label."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class FieldWish:
    """A value that a person took for a field.

    Attributes:
        field: "labels", "components", "priority", "issuetype" or "request_type".
        value: what it shall hold, or hold as well.
        several: whether the field holds a list; then the value is added, and nothing is replaced.
        replaces: what a field of one value held when the suggestion was made; None where it held nothing.
    """

    field: str
    value: Value
    several: bool
    replaces: Value | None = None


class _Seal:
    """Held by `plugin.review.approving` alone."""


SEAL = _Seal()


@dataclass(frozen=True, slots=True)
class Approved:
    """What was approved.

    Attributes:
        allowed: the policy's yes, asked again for this write.
        target: where it goes.
        run_id: the run whose output this is.
        text: what the person saw and confirmed; empty for fields.
        footer: the visible line that says where the text comes from.
        narrowest: the narrowest visibility of the sources that the text rests on.
        internal: whether it becomes an internal note of a service project.
        service_project: whether customers can read the item.
        fields: the values that the person took.
        language: of the words that we add to the text.
        version: of the item, as it was read for this approval; empty where the host counts none.
        own_body: whether the text rests on the item's own text alone: no comment, no field, nothing included.
        confirmed: whether the person confirmed a second time.
    """

    allowed: Allowed
    target: Target
    run_id: str
    text: str = ""
    footer: str = ""
    narrowest: Visibility = PUBLIC
    internal: bool = False
    service_project: bool = False
    fields: tuple[FieldWish, ...] = ()
    language: str = "en"
    version: str = ""
    own_body: bool = False
    confirmed: bool = False
    seal: object = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse every maker but the review."""
        if self.seal is not SEAL:
            msg = "only plugin.review constructs Approved"
            raise TypeError(msg)

    @property
    def refusal(self) -> str:
        """Code of what forbids writing it there, or empty."""
        if self.target is Target.MACRO and not self.own_body:
            return "not_own_body"
        return "too_wide" if self.too_wide else ""

    @property
    def too_wide(self) -> bool:
        """Whether more people could read the text there than its narrowest source.

        A value that the project has already tells nobody anything, so fields are never too wide.
        """
        if self.target is Target.FIELDS:
            return False
        if self.narrowest.kind is VisibilityKind.RESTRICTED:
            return True  # no target can be limited to a role or group by Vouch yet
        return self.narrowest.kind is VisibilityKind.INTERNAL and self.service_project and not self.internal
