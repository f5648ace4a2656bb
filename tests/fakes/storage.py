"""Bodies in storage format for property tests: elements, macros and odd ways of writing what means the same."""

from __future__ import annotations

from html import escape

from hypothesis import strategies as st

Texts = st.SearchStrategy[str]

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=15
)
TEXT = st.one_of(
    WORDS.map(escape),
    WORDS.filter(lambda words: "]]>" not in words).map(lambda words: f"<![CDATA[{words}]]>"),
    st.sampled_from(
        ["&nbsp;", "&eacute;t&#233;", "&hellip;", "&#x1F680;", "<!-- a note &amp; <p> -->", "\n  ", "<br/>", "<hr />"]
    ),
)
PLAIN = [
    "p",
    "h2",
    "ul",
    "li",
    "td",
    "blockquote",
    "strong",
    "ac:layout",
    "ac:layout-section",
    "ac:layout-cell",
    "span",
]
NAMES = ["expand", "info", "code", "jira", "toc"]


def element(name: str, inside: str, attributes: str = "") -> str:
    """An element; an empty one is written in one tag."""
    return f"<{name}{attributes}>{inside}</{name}>" if inside else f"<{name}{attributes}/>"


def _macro(name: str, title: str, inside: str) -> str:
    said = f'<ac:parameter ac:name="title">{escape(title)}</ac:parameter>' if title else ""
    return element(
        "ac:structured-macro", said + element("ac:rich-text-body", inside), f' ac:name="{name}" data-x=\'a > "b"\''
    )


def _around(inner: Texts) -> Texts:
    several = st.lists(inner, max_size=4).map("".join)
    return st.one_of(
        st.builds(element, st.sampled_from(PLAIN), several),
        st.builds(_macro, st.sampled_from(NAMES), WORDS, several),
    )


BODY: Texts = st.lists(st.recursive(TEXT, _around, max_leaves=12), max_size=4).map("".join)
