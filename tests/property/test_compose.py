"""Laws of the documents that we write: text in, the same text out, and nothing but text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft4Validator

from connectors.host.adf import read_adf
from connectors.host.adf_edit import with_section
from connectors.host.compose import compose, digest, plain, same
from tests.fakes.adf import kinds

SCHEMA = Path(__file__).parents[1] / "vectors" / "adf-written.schema.json"
WRITTEN = Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
WORDS = st.one_of(
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufffe\uffff"), max_size=40),
    st.text(alphabet="#- *_[](){}<>&|\\`~!@:/.", max_size=20),
    st.text(alphabet="x ", min_size=2_000, max_size=4_000),
    st.sampled_from(
        ["[a](https://b.example)", "![](c)", "@Ada", "{code}", "<b>&amp;</b>", "a # b - c", "日本語 の 文", "e\u0301🚀"]
    ),
).map(str.strip)
LINE = WORDS.filter(lambda text: bool(text) and not text.startswith(("# ", "- ")))
NAME = WORDS.filter(bool)
PART = st.one_of(
    st.lists(LINE, min_size=1, max_size=3).map("\n".join),
    NAME.map("# {}".format),
    st.lists(NAME.map("- {}".format), min_size=1, max_size=3).map("\n".join),
)
TEXT = st.lists(PART, min_size=1, max_size=6).map("\n\n".join)
NODES = {"doc", "heading", "bulletList", "listItem", "paragraph", "text", "hardBreak"}


@given(TEXT)
@example("# #\n\n- -\n- # x\n\n#\n-")
def test_round_trip(text: str) -> None:
    """A text comes back from its document as it was, to the character: markers inside lines, long lines, any script."""
    assert plain(compose(text)) == text


@given(st.one_of(st.text(max_size=300), TEXT.map(lambda text: text.replace("\n\n", "\n"))))
@example("a\x00b\x1fc\ud800d\ufffe \x85 - e\u2028# f\r\n- g")
def test_any_text(text: str) -> None:
    """However it is typed, every word comes back, what came back is written the same, and it is nothing but text."""
    try:
        document = compose(text, "footer")
    except ValueError:
        document = {}
    again = plain(compose(text)) if document else ""
    assert words(again) == words(text)
    assert not document or plain(compose(again)) == again
    assert not document or kinds(document) <= NODES | {"em"}


@given(TEXT, TEXT)
def test_known_again(text: str, other: str) -> None:
    """A document that a host gives back with ids of its own is known again; one of another text is not."""
    sent, came = compose(text, "footer"), edited(compose(text, "footer"))
    assert same(came, sent)
    assert digest(came) == digest(sent)
    if plain(compose(other)) != plain(compose(text)):
        assert not same(edited(compose(other, "footer")), sent)
        assert digest(compose(other, "footer")) != digest(sent)


def edited(node: Any) -> Any:
    """A document as an editor keeps it: ids on its blocks, words in line breaks, what is empty left out."""
    if isinstance(node, list):
        return [edited(each) for each in node]
    if not isinstance(node, dict):
        return node
    made = {key: edited(value) for key, value in node.items()}
    if made.get("type") in {"paragraph", "heading", "listItem"}:
        made["attrs"] = {"localId": "a1b2", **made.get("attrs", {})}
    if made.get("type") == "hardBreak":
        made["attrs"] = {"text": "\n"}
    return {**made, "marks": []} if made.get("type") == "text" and "marks" not in made else made


def words(text: str) -> list[str]:
    """The words of a text, without the characters that are none: half ones, and those that control a terminal."""
    kept = "".join(" " if ord(c) < 32 or ord(c) == 127 else c for c in text)
    return "".join(c for c in kept if c not in "\ufffe\uffff" and not "\ud800" <= c <= "\udfff").split()


@given(TEXT, NAME)
def test_what_we_write_passes_the_schema(text: str, title: str) -> None:
    """Every document that we make is one by the narrow schema of what we write, and JSON can carry it."""
    document = compose(text, "footer")
    WRITTEN.validate(document)
    WRITTEN.validate(with_section(None, title, document["content"]))
    assert json.loads(json.dumps(document).encode()) == document


@given(TEXT)
def test_our_own_reader_finds_every_word(text: str) -> None:
    """What we write, we read back with every word, in order."""
    blocks = read_adf(compose(text, "footer")).blocks
    said = "\n".join(block.text for block in blocks).split()
    assert [word for word in said if word != "-"] == [word for word in f"{marked(text)}\nfooter".split() if word != "-"]


def marked(text: str) -> str:
    """A text without the marks of its headings."""
    return "\n".join(line.removeprefix("# ") if len(line) > 2 else line for line in text.splitlines())
