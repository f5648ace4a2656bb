"""`Approved`: a named person's decision that exactly this text goes to exactly this place. Writing needs one."""

from __future__ import annotations

from dataclasses import dataclass, field

from connectors.host.model import Visibility, VisibilityKind
from plugin.policy.model import Allowed


class _Seal:
    """Held by `plugin.review.service` alone."""


SEAL = _Seal()


@dataclass(frozen=True, slots=True)
class Approved:
    """What was approved.

    Attributes:
        allowed: the policy's yes, asked again for this write.
        text: what the person saw and confirmed.
        footer: the visible line that says where the text comes from.
        narrowest: the narrowest visibility of the sources that the text rests on.
        internal: whether it becomes an internal note of a service project.
        service_project: whether customers can read comments there.
    """

    allowed: Allowed
    text: str
    footer: str
    narrowest: Visibility
    internal: bool
    service_project: bool
    seal: object = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse every maker but the review."""
        if self.seal is not SEAL:
            msg = "only plugin.review constructs Approved"
            raise TypeError(msg)

    @property
    def too_wide(self) -> bool:
        """Whether more people could read the text there than its narrowest source."""
        if self.narrowest.kind is VisibilityKind.RESTRICTED:
            return True  # a comment cannot be limited to a role by Vouch yet
        return self.narrowest.kind is VisibilityKind.INTERNAL and self.service_project and not self.internal
