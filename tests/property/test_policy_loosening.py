"""Laws of what counts as loosening: nothing gets through unseen, and what only tightens needs nobody else."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.host.model import Item, Place, Product
from plugin.policy.decide import decide
from plugin.policy.document import parse
from plugin.policy.keeping import Keeping
from plugin.policy.levels import Found, Source
from plugin.policy.loosening import loosens
from plugin.policy.model import Ask, Level, Subject, UseCase
from tests.property.test_policy_restrictions import (
    LEVELS,
    NOW,
    PLACES,
    documents,
    exceptions,
    no_wider,
    overlays,
    ready,
    requirements,
    rules,
)

masking = st.fixed_dictionaries(
    {
        "profiles": st.fixed_dictionaries(
            {
                "some": st.fixed_dictionaries(
                    {
                        "detectors": st.dictionaries(st.sampled_from(["email", "plate", "card"]), st.booleans()),
                        "patterns": st.lists(
                            st.sampled_from([{"name": "n", "pattern": "N[0-9]{6}", "placeholder": "CUSTOMER"}]),
                            max_size=1,
                        ),
                    }
                )
            }
        ),
        "levels": st.dictionaries(st.sampled_from(LEVELS), st.just("some"), max_size=2),
    }
)
PEOPLE = [Subject("t", "p", teams) for teams in (None, frozenset(), frozenset({"red"}), frozenset({"red", "blue"}))]
QUESTIONS = [
    Ask(use_case, Item(Product.JIRA, id="9"), Place(Product.JIRA, key=key, id=place_id))
    for use_case in (UseCase.SUMMARISE, UseCase.CHANGES)
    for key, place_id in (("A", ""), ("A", "1"), ("B", "1"))
]
retention = st.dictionaries(
    st.sampled_from(LEVELS), st.fixed_dictionaries({}, optional={"result_days": st.integers(0, 9)}), max_size=2
)


@st.composite
def changed(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A policy and what an administrator might make of it by one or two edits."""
    before = draw(documents())
    before |= {"masking": draw(masking), "retention": draw(retention)}
    after = deepcopy(before)
    for what in draw(st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=2)):
        EDITS[what](draw, after)
    known = {each["id"] for part in ("rules", "overlays") for each in after[part]}
    after["exceptions"] = [each for each in after["exceptions"] if each["rule"] in known]
    return before, after


def _edit_list(part: str, made: st.SearchStrategy[dict[str, Any]]) -> Any:
    def edit(draw: st.DrawFn, document: dict[str, Any]) -> None:
        listed = document[part]
        at = draw(st.integers(0, max(len(listed) - 1, 0)))
        how = draw(st.sampled_from(["drop", "add", "replace"]))
        if how == "add" or not listed:
            listed.append({**draw(made), "id": f"new-{len(listed)}"})
        elif how == "drop":
            del listed[at]
        else:
            listed[at] = {**draw(made), "id": listed[at]["id"]}

    return edit


def _edit_map(part: str, keys: list[str], made: st.SearchStrategy[dict[str, Any]]) -> Any:
    def edit(draw: st.DrawFn, document: dict[str, Any]) -> None:
        key = draw(st.sampled_from(keys))
        if draw(st.booleans()):
            document[part].pop(key, None)
        else:
            document[part][key] = draw(made)

    return edit


EDITS = {
    "rules": _edit_list("rules", rules),
    "overlays": _edit_list("overlays", overlays),
    "exceptions": _edit_list("exceptions", exceptions),
    "places": _edit_map("places", PLACES, st.fixed_dictionaries({"level": st.sampled_from(LEVELS)})),
    "requirements": _edit_map("requirements", LEVELS, requirements),
    "retention": _edit_map("retention", LEVELS, st.fixed_dictionaries({"result_days": st.integers(0, 9)})),
    "masking": lambda draw, document: document.update({"masking": draw(masking)}),
}


@given(case=changed())
@settings(max_examples=60)
def test_what_loosens_nothing_allows_nothing_more(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    """Where there is no reason, no question, no level, no person and no later hour gets more than before."""
    before, after = case
    if loosens(parse(before), parse(after), NOW):
        return
    for hours in (0, 2):
        old, new = (ready(document, NOW + timedelta(hours=hours)) for document in (before, after))
        for subject, ask, known in product(PEOPLE, QUESTIONS, Level):
            was, is_now = (decide(document, subject, ask, found=[Found(known, Source.ITEM)]) for document in (old, new))
            assert no_wider(is_now, was)
    old, new = parse(before), parse(after)
    for level in Level:
        masked, masks = old.masking.profile(level), new.masking.profile(level)
        assert masked.detectors <= masks.detectors
        assert set(masked.patterns) <= set(masks.patterns)
        kept, keeps = (document.keeping.at(level, Keeping(10, 10)).result_days for document in (old, new))
        assert (keeps or 0) <= (kept or 0)


@given(document=documents(), extra=overlays, level=st.sampled_from(LEVELS), asked=requirements)
@settings(max_examples=30)
def test_what_only_tightens_needs_nobody_else(
    document: dict[str, Any], extra: dict[str, Any], level: str, asked: dict[str, Any]
) -> None:
    """No change, one more overlay, one more requirement, and an exception less are no loosening."""
    before = parse(document)
    more = {**document, "overlays": [*document["overlays"], {**extra, "id": "extra"}]}
    required = {**asked, **document["requirements"].get(level, {})}

    assert loosens(before, before, NOW) == []
    assert loosens(before, parse(more), NOW) == []
    assert loosens(before, parse({**document, "exceptions": document["exceptions"][1:]}), NOW) == []
    stricter = {**document, "requirements": {**document["requirements"], level: required}}
    assert loosens(before, parse(stricter), NOW) == []
