"""A host's faults in the product's words."""

from __future__ import annotations

import pytest

from connectors.host.errors import WouldLose
from plugin.errors import Conflict
from plugin.gateway.faults import translated


@pytest.mark.parametrize(
    ("reason", "code"),
    [("ambiguous", "two_sections"), ("too_long", "item_full"), ("nesting", "would_lose"), ("elsewhere", "would_lose")],
)
def test_a_write_that_would_lose_something(reason: str, code: str) -> None:
    """The person learns that nothing was written, and what they can do where they can do something."""
    with pytest.raises(Conflict, match=code) as refused, translated():
        raise WouldLose(reason, "detail")
    assert refused.value.code == code
    assert refused.value.message.endswith("Nothing was written.")
