"""What engines report for our estimates: learned slowly, within bounds, by tenant and engine."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from plugin.assist.long.ratios import LEAST, MOST, TokenRatios
from plugin.store.database import Database
from plugin.store.tables import tenants


@pytest.fixture
def ratios(database: Database) -> TokenRatios:
    """The ratios of two tenants."""
    with database.begin() as connection:
        rows = [{"id": name, "site": "s", "created_at": datetime.now(UTC)} for name in ("tenant", "other")]
        connection.execute(insert(tenants).values(rows))
    return TokenRatios(database)


def test_learned(ratios: TokenRatios) -> None:
    """It starts at one, follows what is reported, and is of this tenant and engine alone."""
    assert ratios.of("tenant", "azure") == 1.0
    for _ in range(5):
        ratios.learn("tenant", "azure", estimated=1000, reported=700)
    assert ratios.of("tenant", "azure") == pytest.approx(0.7)
    ratios.learn("tenant", "azure", estimated=1000, reported=1400)
    assert 0.7 < ratios.of("tenant", "azure") < 0.9
    assert ratios.of("tenant", "ours") == ratios.of("other", "azure") == 1.0


def test_bounds(ratios: TokenRatios) -> None:
    """An engine that counts wildly, or nothing, moves no budget beyond its bounds."""
    ratios.learn("tenant", "none", estimated=1000, reported=0)
    ratios.learn("tenant", "none", estimated=10, reported=50)
    assert ratios.of("tenant", "none") == 1.0
    for reported, bound in ((10**9, MOST), (1, LEAST)):
        for _ in range(40):
            ratios.learn("tenant", str(bound), estimated=1000, reported=reported)
        assert ratios.of("tenant", str(bound)) == pytest.approx(bound)
