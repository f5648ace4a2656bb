"""When an item is worth a use case."""

from __future__ import annotations

import pytest

from connectors.host.model import Product
from plugin.assist.opportunity import rules_met
from plugin.gateway.gateway import Glance
from plugin.policy.model import UseCase

FIVE = {str(number): "" for number in range(5)}


@pytest.mark.parametrize(
    ("glance", "seen", "expected"),
    [
        (Glance({}, 10, "3"), "", {}),
        (Glance({}, 300, "3"), "3", {UseCase.SUMMARISE: "words>=300"}),
        (Glance(FIVE, 10, "3"), "", {UseCase.COMMENT_DIGEST: "comments>=5"}),
        (Glance({}, 10, "4"), "3", {UseCase.CHANGES: "version>seen"}),
    ],
)
def test_pages(glance: Glance, seen: str, expected: dict[UseCase, str]) -> None:
    """A long page, a discussed one, and one that moved on since this person's last answer, each for its use case."""
    assert expected == rules_met(Product.CONFLUENCE, glance, version_seen=seen)


def test_issues() -> None:
    """An issue is worth a summary by its comments, else by its length."""
    assert rules_met(Product.JIRA, Glance(FIVE, 400), version_seen="") == {UseCase.SUMMARISE: "comments>=5"}
    assert rules_met(Product.JIRA, Glance({}, 400), version_seen="") == {UseCase.SUMMARISE: "words>=300"}
    assert rules_met(Product.JIRA, Glance({}, 10), version_seen="") == {}
