"""Two edits of one policy, put together."""

from __future__ import annotations

import pytest

from plugin.governance.merging import Clash, merged

BASE = {
    "contact": "desk",
    "places": {"jira:A": {"level": "public"}, "jira:B": {"level": "internal"}},
    "rules": [{"id": "R-1", "effect": "allow"}, {"id": "R-2", "effect": "mask"}],
}


def test_what_each_changed_holds() -> None:
    """Another place, another rule, a rule that went and a part that is new stand beside each other."""
    mine = {**BASE, "rules": [{"id": "R-1", "effect": "mask"}, {"id": "R-3", "effect": "deny"}], "queues": ["Legal"]}
    theirs = {**BASE, "places": {"jira:B": {"level": "restricted"}}, "contact": "team"}

    assert merged(BASE, mine, theirs) == {
        "contact": "team",
        "places": {"jira:B": {"level": "restricted"}},
        "rules": [{"id": "R-1", "effect": "mask"}, {"id": "R-3", "effect": "deny"}],
        "queues": ["Legal"],
    }


def test_the_same_change_twice_is_no_clash() -> None:
    """Both set the same level."""
    both = {**BASE, "places": {**BASE["places"], "jira:A": {"level": "restricted"}}}  # type: ignore[dict-item]

    assert merged(BASE, both, both) == both


@pytest.mark.parametrize(
    ("mine", "theirs", "path"),
    [
        ({"contact": "a"}, {"contact": "b"}, "/contact"),
        ({"places": {"jira:A": {"level": "internal"}}}, {"places": {"jira:A": {"level": "restricted"}}},
         "/places/jira:A/level"),
        ({"rules": [{"id": "R-1", "effect": "deny"}]}, {"rules": [{"id": "R-1", "effect": "mask"}]},
         "/rules/R-1/effect"),
        ({"rules": []}, {"rules": [{"id": "R-1", "effect": "mask"}, {"id": "R-2", "effect": "mask"}]}, "/rules/R-1"),
    ],
)  # fmt: skip
def test_a_clash_is_left_to_people(mine: dict[str, object], theirs: dict[str, object], path: str) -> None:
    """Two values of one thing, and a thing that one changed and the other took away."""
    with pytest.raises(Clash) as clash:
        merged(BASE, {**BASE, **mine}, {**BASE, **theirs})

    assert path in clash.value.paths
