"""Atlassian's schema and validator judge what we write, and the documents that our property tests are made of."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from connectors.confluence.write import body_of
from connectors.host.adf_edit import with_section, without_section
from connectors.host.compose import compose
from connectors.host.errors import WouldLose
from plugin.sandbox.content.load import load_site
from tests.fakes.adf import DOCUMENT, Node, kinds
from tests.fakes.corpus import adf_corpus
from tests.node.judge import ask

TITLE = "AI summary"
TEXTS = [
    "One line",
    "# What happened\n- The pool was empty.\n- <b>&amp;</b> [a](javascript:alert(1)) ![](b) @Ada {code}\n\nTwo\nlines",
    "日本語\n\n" + "long " * 4_000,
    "a\x00b\x1f\ud800\ufffe",
]
CONTENT = compose(TEXTS[1], "AI-assisted, approved by Ada")["content"]


def generated(count: int, *, always_the_same: bool = False) -> list[Node]:
    """So many documents of our property tests: collected, for one Node process judges all of them."""
    found: list[Node] = []
    checks = list(HealthCheck)

    @settings(max_examples=count, phases=[Phase.generate], suppress_health_check=checks, derandomize=always_the_same)
    @given(DOCUMENT)
    def collect(document: Node) -> None:
        found.append(document)

    collect()
    return found


def faults(documents: list[Node]) -> list[tuple[Node, list[str]]]:
    """The documents that Atlassian's schema or its validator refuses, with what they say."""
    verdicts = ask("adf.mjs", documents)
    return [(document, said) for document, said in zip(documents, verdicts, strict=True) if said]


def authored() -> list[Node]:
    """Every document that the stand-in site has: descriptions and comments of issues, pages and their comments."""
    site = load_site()
    bodies: list[Any] = []
    for issue in site.issues.values():
        bodies += [issue.description, *(comment.body for comment in issue.comments)]
    for page in site.wiki.pages.values():
        bodies += [version.body.adf for version in page.versions] + [comment.body.adf for comment in page.comments]
    return [body for body in bodies if body]


def edited(documents: list[Node]) -> list[Node]:
    """Each with a section of ours, and each of these with the section taken out again."""
    made = [with_section(document, TITLE, CONTENT) for document in documents]
    return [*made, *(without_section(document, TITLE) for document in made)]


def test_the_documents_of_our_property_tests() -> None:
    """What the property tests call a document is one, by the schema and by the validator."""
    assert faults(generated(200)) == []


def test_the_documents_of_our_property_tests_have_every_kind() -> None:
    """No kind of node that the schema allows is left out of them, and no mark of a text."""
    found = {kind for document in generated(600, always_the_same=True) for kind in kinds(document)}
    (schema,) = ask("kinds.mjs", [None])
    of_blocks = {"breakout", "dataConsumer", "fragment", "alignment", "indentation", "border", "fontSize"}
    assert {*schema["nodes"], *schema["marks"]} - found <= of_blocks


def test_a_section_in_any_document() -> None:
    """Whatever stands there, the document with our section passes, and so does what is left without it."""
    assert faults(edited(generated(200))) == []


def test_a_section_in_the_site_s_documents() -> None:
    """The same for every description, comment and page of the stand-in site."""
    documents = authored()
    assert len(documents) > 300
    assert faults(edited(documents)) == []


@pytest.mark.parametrize("text", TEXTS)
def test_comments(text: str) -> None:
    """A comment of ours passes, in Jira and in Confluence, with and without its footer."""
    assert (
        faults([compose(text), compose(text, "AI-assisted"), with_section(None, TITLE, compose(text)["content"])]) == []
    )


@pytest.mark.parametrize("text", TEXTS)
def test_what_goes_to_confluence(text: str) -> None:
    """A comment or draft passes as Confluence gets it: a document written as a string."""
    assert faults([json.loads(body_of(compose(text, "AI-assisted"))["value"])]) == []


def test_a_section_where_a_person_moved_it() -> None:
    """Replaced in a column or a cell, the document passes; taken out of it, it passes too."""
    section = {"attrs": {"title": TITLE}, "content": CONTENT}
    cell = {"type": "tableCell", "content": [{"type": "nestedExpand", **section}]}
    column = {"type": "layoutColumn", "attrs": {"width": 50}, "content": [{"type": "expand", **section}]}
    moved = [
        {"type": "table", "content": [{"type": "tableRow", "content": [cell]}]},
        {"type": "layoutSection", "content": [column, {**column, "content": [{"type": "paragraph"}]}]},
        {"type": "expand", "content": [{"type": "nestedExpand", **section}]},
    ]
    documents = [{"version": 1, "type": "doc", "content": [around]} for around in moved]
    assert faults([*documents, *edited(documents)]) == []


def test_documents_from_outside() -> None:
    """Where a folder of documents is named: those that pass still pass with our section, or are refused."""
    corpus = list(adf_corpus().values())
    passing = [document for document, verdict in zip(corpus, ask("adf.mjs", corpus), strict=True) if not verdict]
    made = []
    for document in passing:
        try:
            made.append(with_section(document, TITLE, CONTENT))
        except WouldLose as refused:
            assert refused.reason == "elsewhere"  # noqa: PT017 (one of many documents)
    assert faults(made) == []
