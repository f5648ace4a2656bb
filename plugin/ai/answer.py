"""The JSON schemas of every model's answer, and from an answer's text to sections or suggestions of a draft.

The files `*.schema.json` beside this one are the source. A provider gets them without the bounds that not every
provider takes; what comes back is held to all of it. A category is chosen by its number in the list that was given, a
source by the number of its part: a model can name nothing that was not there.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NoReturn

from jsonschema import Draft202012Validator

from connectors.host.choices import Field
from plugin.ai.plain import one_line
from plugin.ai.port import Choice, Note, Section, SectionKind, Sentence, Suggestion

_BOUNDS = frozenset({"$schema", "title", "maxItems", "maxLength", "minItems", "minLength", "minimum", "maximum"})
_FENCE = re.compile(r"\A\s*```[A-Za-z]*\s*\n?(.*?)\s*```\s*\Z", re.DOTALL)
_OF_ACTIONS = ["owner", "due"]
# A model's own numbers mean nothing; its words are put in the middle of what a person reads by them.
_PROBABILITY = {"very_likely": 0.95, "likely": 0.8, "possible": 0.6}
UNKNOWN = "part:"
"""Begins the id of a part that a model named and that is not there; verification finds no such segment."""


class Malformed(ValueError):
    """The answer is not what the schema says; the text is safe to send back to the model."""


def schema(kinds: Sequence[SectionKind]) -> dict[str, Any]:
    """Return the whole schema for an answer with these sections; actions have an owner and a date."""
    whole = copy.deepcopy(_template("answer"))
    section = whole["properties"]["sections"]["items"]["properties"]
    section["kind"]["enum"] = [kind.value for kind in kinds]
    if SectionKind.ACTIONS in kinds:
        sentence = section["sentences"]["items"]
        sentence["properties"] |= {name: {"type": "string", "maxLength": 200} for name in _OF_ACTIONS}
        sentence["required"] += _OF_ACTIONS
    return whole


def categories_schema(choices: Sequence[Choice]) -> dict[str, Any]:
    """Return the whole schema for suggestions of values of these fields."""
    whole = copy.deepcopy(_template("categories"))
    suggestion = whole["properties"]["suggestions"]["items"]["properties"]
    suggestion["field"]["enum"] = [choice.field.value for choice in choices]
    return whole


def notes_schema() -> dict[str, Any]:
    """Return the whole schema for notes."""
    return copy.deepcopy(_template("notes"))


def verdicts_schema() -> dict[str, Any]:
    """Return the whole schema for a judge's verdicts."""
    return copy.deepcopy(_template("judge"))


def wire(whole: Mapping[str, Any]) -> dict[str, Any]:
    """Return a schema without the keywords that some providers refuse."""
    bare: dict[str, Any] = _without_bounds(whole)
    return bare


def parse(text: str, kinds: Sequence[SectionKind], parts: Sequence[str]) -> tuple[Section, ...]:
    """Return the sections of an answer, in their own order and none empty.

    Args:
        text: what the model wrote.
        kinds: the sections that were asked for.
        parts: segment ids in the order of the numbers that the model was given, from 1.

    Raises:
        Malformed: it is not JSON, or not as the schema says.
    """
    data = _valid(text, schema(kinds))
    found: dict[SectionKind, list[Sentence]] = {}
    for section in data["sections"]:
        sentences = [_sentence(said, parts) for said in section["sentences"]]
        found.setdefault(SectionKind(section["kind"]), []).extend(s for s in sentences if s.text)
    return tuple(Section(kind, tuple(found[kind])) for kind in kinds if found.get(kind))


def parse_categories(text: str, choices: Sequence[Choice], parts: Sequence[str]) -> tuple[Suggestion, ...]:
    """Return the suggestions of an answer; one whose number no value has is kept, to be counted when it is checked.

    Raises:
        Malformed: it is not JSON, or not as the schema says.
    """
    data = _valid(text, categories_schema(choices))
    return tuple(
        Suggestion(
            field=Field(said["field"]),
            value=said["value"] - 1,
            probability=_PROBABILITY[said["confidence"]],
            cites=tuple(dict.fromkeys(_segment(number, parts) for number in said["cites"])),
        )
        for said in data["suggestions"]
    )


def parse_notes(text: str, count: int) -> tuple[Note, ...]:
    """Return the notes of an answer over `count` parts; numbers that no part has are dropped, and notes without any.

    Raises:
        Malformed: it is not JSON, or not as the schema says.
    """
    notes = []
    for said in _valid(text, notes_schema())["notes"]:
        cites = tuple(dict.fromkeys(number - 1 for number in said["cites"] if 1 <= number <= count))
        words = one_line(said["text"])
        if words and cites:
            notes.append((words, cites))
    return tuple(notes)


def parse_verdicts(text: str, count: int) -> dict[int, str]:
    """Return the verdicts of an answer over `count` statements, by their place; numbers that none has are dropped.

    Of two verdicts on one statement the harder one holds.

    Raises:
        Malformed: it is not JSON, or not as the schema says.
    """
    verdicts: dict[int, str] = {}
    for said in _valid(text, verdicts_schema())["verdicts"]:
        place = said["claim"] - 1
        if 0 <= place < count and verdicts.get(place, "supported") == "supported":
            verdicts[place] = said["verdict"]
    return verdicts


def _valid(text: str, whole: Mapping[str, Any]) -> Any:  # noqa: ANN401 (JSON)
    """The answer's JSON, as the schema says."""
    data = _loads(text)
    error = next(iter(Draft202012Validator(whole).iter_errors(data)), None)
    if error is not None:
        where = "/".join(str(part) for part in error.absolute_path) or "(whole)"
        raise Malformed(f"at {where}: does not fit {error.validator}")
    return data


def _sentence(said: Mapping[str, Any], parts: Sequence[str]) -> Sentence:
    cites = tuple(dict.fromkeys(_segment(number, parts) for number in said["cites"]))
    owner, due = (one_line(said.get(name, "")) for name in _OF_ACTIONS)
    return Sentence(one_line(said["text"]), cites, uncertain=said["uncertain"], owner=owner, due=due)


def _segment(number: int, parts: Sequence[str]) -> str:
    return parts[number - 1] if 1 <= number <= len(parts) else f"{UNKNOWN}{number}"


def _loads(text: str) -> Any:  # noqa: ANN401 (JSON)
    """The first JSON value of a text, whatever stands around it: a fence, or words of politeness."""
    fenced = _FENCE.match(text)
    bare = fenced.group(1) if fenced else text
    start = bare.find("{")
    if start < 0:
        raise Malformed("no JSON object")
    try:
        data, _ = json.JSONDecoder(parse_constant=_constant).raw_decode(bare, start)
    except (ValueError, RecursionError) as fault:
        raise Malformed("not JSON, or not the end of it") from fault
    return data


def _constant(name: str) -> NoReturn:
    raise ValueError(name)


def _without_bounds(node: Any) -> Any:  # noqa: ANN401 (JSON)
    if isinstance(node, Mapping):
        return {key: _without_bounds(value) for key, value in node.items() if key not in _BOUNDS}
    return [_without_bounds(value) for value in node] if isinstance(node, list) else node


@cache
def _template(name: str) -> dict[str, Any]:
    source = files("plugin.ai").joinpath(f"{name}.schema.json").read_text(encoding="utf-8")
    template: dict[str, Any] = json.loads(source)
    return template
