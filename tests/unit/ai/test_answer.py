"""An answer's text: by the schema or refused; what a model names exists, or is named as unknown."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.host.choices import Field, Value
from plugin.ai.answer import UNKNOWN, Malformed, categories_schema, parse, parse_categories, schema, wire
from plugin.ai.port import Choice, SectionKind

KINDS = (SectionKind.PROBLEM, SectionKind.HAPPENED)
PARTS = ("description", "comment:1")


def said(*sentences: tuple[str, list[int]], kind: str = "happened") -> str:
    """An answer of one section."""
    return json.dumps(
        {"sections": [{"kind": kind, "sentences": [{"text": t, "cites": c, "uncertain": True} for t, c in sentences]}]}
    )


def test_sections() -> None:
    """Sections come in their own order, joined by kind, without empty ones; numbers become ids, each once."""
    first, second = json.loads(said(("B", [2, 2, 1]))), json.loads(said(("A", [1]), ("  ", [1]), kind="problem"))
    empty = {"kind": "problem", "sentences": []}
    text = json.dumps({"sections": [*first["sections"], empty, *second["sections"], *first["sections"]]})
    sections = parse(text, KINDS, PARTS)
    assert [(s.kind.value, [(x.text, x.cites) for x in s.sentences]) for s in sections] == [
        ("problem", [("A", ("description",))]),
        ("happened", [("B", ("comment:1", "description"))] * 2),
    ]
    assert sections[0].sentences[0].uncertain


@pytest.mark.parametrize("number", [0, -1, 3, 10**30])
def test_unknown_part(number: int) -> None:
    """A number without a part is an id without a segment."""
    assert parse(said(("A", [number])), KINDS, PARTS)[0].sentences[0].cites == (f"{UNKNOWN}{number}",)


def test_one_line() -> None:
    """A sentence is one line without characters that cannot be seen."""
    text = "A\n\n# B\u2028C\u202e\u200b \U000e0041D\ud800"
    assert parse(said((text, [1])), KINDS, PARTS)[0].sentences[0].text == "A # B C D"


@pytest.mark.parametrize(
    "text",
    [
        '{"sections": [], "tools": []}',
        '{"sections": {}}',
        '{"sections": [{"kind": "latest", "sentences": []}]}',
        '{"sections": [{"kind": "happened", "sentences": ["text"]}]}',
        '{"sections": [{"kind": "happened", "sentences": [{"text": "x", "cites": [1.5], "uncertain": false}]}]}',
        '{"sections": [{"kind": "happened", "sentences": [{"text": "x", "cites": [1]}]}]}',
        said(("x" * 2001, [1])),
        said(*[("x", [1])] * 41),
        "[]",
        "null",
    ],
)
def test_another_schema(text: str) -> None:
    """Anything that is not asked for is malformed as a whole."""
    with pytest.raises(Malformed):
        parse(text, KINDS, PARTS)


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_anything(text: str) -> None:
    """Whatever a model writes, it is sections or malformed, and nothing else is raised."""
    try:
        parse(text, KINDS, PARTS)
    except Malformed as fault:
        assert len(str(fault)) < 200  # noqa: PT017 (it is sent back to the model)


LABELS = Choice(Field.LABELS, (Value("1", "printing"), Value("2", "zoll")))


def test_suggestions() -> None:
    """A value is named by its number in the list; a number that no value has stays, to be counted as unknown."""
    said = [{"field": "labels", "value": value, "confidence": "likely", "cites": [2, 9]} for value in (1, 2, 3, 0, -5)]
    found = parse_categories(json.dumps({"suggestions": said}), [LABELS], PARTS)
    assert [(s.field, s.value, s.probability, s.cites) for s in found][:2] == [
        (Field.LABELS, 0, 0.8, ("comment:1", f"{UNKNOWN}9")),
        (Field.LABELS, 1, 0.8, ("comment:1", f"{UNKNOWN}9")),
    ]
    assert [s.value for s in found] == [0, 1, 2, -1, -6]


@pytest.mark.parametrize(
    "said",
    [
        {"field": "priority", "value": 1, "confidence": "likely", "cites": []},
        {"field": "labels", "value": "printing", "confidence": "likely", "cites": []},
        {"field": "labels", "value": 1, "confidence": 0.9, "cites": []},
        {"field": "labels", "value": 1, "confidence": "likely", "cites": [], "name": "x"},
    ],
)
def test_other_suggestions(said: dict[str, object]) -> None:
    """A field that was not asked for, a name for a number and a number for a word are malformed."""
    with pytest.raises(Malformed):
        parse_categories(json.dumps({"suggestions": [said]}), [LABELS], PARTS)


def test_actions() -> None:
    """Where actions are asked for, a sentence has an owner and a date; elsewhere it may not."""
    kinds = (SectionKind.ACTIONS, SectionKind.OPEN)
    sentence = {"text": "A", "cites": [1], "uncertain": False, "owner": " Ada\u200b ", "due": "2026-11-24"}
    text = json.dumps({"sections": [{"kind": "actions", "sentences": [sentence]}]})
    (section,) = parse(text, kinds, PARTS)
    assert (section.sentences[0].owner, section.sentences[0].due) == ("Ada", "2026-11-24")
    with pytest.raises(Malformed):
        parse(text.replace("actions", "happened"), KINDS, PARTS)
    assert schema(KINDS)["properties"]["sections"]["items"]["properties"]["sentences"]["items"]["required"] == [
        "text",
        "cites",
        "uncertain",
    ]


def test_wire_schema() -> None:
    """Providers get the schema without bounds, everything required and nothing additional, as strict modes want it."""

    def walk(node: object) -> None:
        if isinstance(node, dict):
            assert not {"maxItems", "maxLength", "$schema", "title"} & set(node)
            if node.get("type") == "object":
                assert node["additionalProperties"] is False
                assert sorted(node["required"]) == sorted(node["properties"])
            for value in node.values():
                walk(value)

    for whole in (schema(KINDS), schema((SectionKind.ACTIONS,)), categories_schema([LABELS])):
        walk(wire(whole))
    assert schema(KINDS)["properties"]["sections"]["maxItems"] == 12
