"""Storage format that is none: whatever is sent, reading answers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from connectors.confluence.storage import read_storage


@given(st.text(max_size=200) | st.text(alphabet="<>/&;pac:[]!CDAT\"'= ", max_size=200))
def test_nothing_raises(storage: str) -> None:
    """Whatever is sent, there is a list of blocks."""
    assert isinstance(read_storage(storage).blocks, list)
