"""Any document that Atlassian's schema (version 1, `full.json`) allows, for property tests: every kind of node.

Restated from the schema, not from our own tables; Atlassian's own schema judges what comes of it in tests/node.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Node = dict[str, Any]
Nodes = st.SearchStrategy[Node]

WORD = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=12)
_CHARACTER = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
SAID = st.lists(st.text(_CHARACTER, min_size=1, max_size=12), min_size=1, max_size=4).map(" ".join).filter(str.strip)
ID = st.uuids(version=4).map(str)
URL = WORD.map(lambda word: f"https://a.example/{word}")
INLINE_MARKS = {
    "strong": {},
    "em": {},
    "strike": {},
    "underline": {},
    "subsup": {"type": "sub"},
    "textColor": {"color": "#ff0000"},
    "backgroundColor": {"color": "#ffff00"},
    "annotation": {"id": "a1", "annotationType": "inlineComment"},
}


def node(kind: str, attrs: Any = None, content: Any = None, **more: Any) -> Nodes:
    """A strategy for a node; `attrs` and `content` are strategies, left out where None."""
    parts = {"type": st.just(kind), **more}
    parts |= {"attrs": attrs} if attrs is not None else {}
    parts |= {"content": content} if content is not None else {}
    return st.fixed_dictionaries(parts)


def attrs(optional: dict[str, Any] | None = None, **required: Any) -> st.SearchStrategy[dict[str, Any]]:
    """A strategy for attributes; every node may have a local id."""
    return st.fixed_dictionaries(
        required, optional={"localId": ID, **(optional or {})} if "localId" not in required else optional
    )


def _mark(name: str) -> Node:
    return {"type": name, "attrs": INLINE_MARKS[name]} if INLINE_MARKS[name] else {"type": name}


def _link(href: str) -> Node:
    return {"type": "link", "attrs": {"href": href}}


STYLES = st.lists(st.sampled_from(sorted(INLINE_MARKS)), min_size=1, max_size=2, unique=True).map(
    lambda names: [*map(_mark, names)]
)
MARKS = st.one_of(STYLES, URL.map(lambda href: [_link(href)]), st.just([{"type": "code"}]))
TEXT = st.one_of(node("text", text=SAID), node("text", text=SAID, marks=MARKS))
MACRO = {"extensionKey": WORD, "extensionType": st.just("com.atlassian.confluence.macro.core")}
MACRO_MORE = {"parameters": st.just({"macroParams": {"title": {"value": "t"}}}), "text": SAID}
INLINE = st.one_of(
    TEXT,
    node("hardBreak"),
    node("mention", attrs({"text": WORD.map("@{}".format)}, id=WORD)),
    node("emoji", attrs({"text": st.just("🚀")}, shortName=WORD.map(":{}:".format))),
    node("date", attrs(timestamp=st.integers(0, 4 * 10**12).map(str))),
    node("status", attrs(text=SAID, color=st.sampled_from(["neutral", "green", "#12abEF"]))),
    node("inlineCard", attrs(url=URL)),
    node("inlineCard", attrs(data=st.just({"@id": "https://a.example/data", "name": "n"}))),
    node("inlineExtension", st.fixed_dictionaries(MACRO, optional=MACRO_MORE)),
    node("mediaInline", attrs({"alt": SAID}, id=ID, collection=WORD)),
    node("placeholder", attrs(text=SAID)),
)
INLINES = st.lists(INLINE, max_size=4)
NO_MEDIA = st.lists(st.one_of(TEXT, node("hardBreak"), node("mention", attrs(id=WORD))), max_size=3)

FILE = node("media", attrs({"alt": SAID}, type=st.just("file"), id=ID, collection=WORD))
PICTURE = node("media", attrs({"alt": SAID}, type=st.just("external"), url=URL))
MEDIA = st.one_of(FILE, PICTURE)
CAPTION = node("caption", content=NO_MEDIA)
SINGLE = node(
    "mediaSingle",
    st.just({"layout": "center"}),
    st.one_of(MEDIA.map(lambda media: [media]), st.tuples(MEDIA, CAPTION).map(list)),
)
GROUP = node("mediaGroup", content=st.lists(FILE, min_size=1, max_size=2))
PARAGRAPH = node("paragraph", content=INLINES)
HEADING = node("heading", attrs(level=st.integers(1, 6)), INLINES)
CODE = node("codeBlock", attrs({"language": st.just("python")}), st.lists(node("text", text=SAID), max_size=2))
RULE = node("rule")
CARD = node("blockCard", attrs(url=URL))
EMBED = node("embedCard", attrs(url=URL, layout=st.just("center")))
EXTENSION = node("extension", st.fixed_dictionaries(MACRO, optional={**MACRO_MORE, "layout": st.just("default")}))
DECISIONS = node(
    "decisionList",
    attrs(localId=ID),
    st.lists(node("decisionItem", attrs(localId=ID, state=st.just("DECIDED")), INLINES), min_size=1, max_size=2),
)
STATE = st.sampled_from(["TODO", "DONE"])
TASK = node("taskItem", attrs(localId=ID, state=STATE), INLINES)
BLOCK_TASK = node("blockTaskItem", attrs(localId=ID, state=STATE), PARAGRAPH.map(lambda inside: [inside]))


def some(of: Nodes, most: int = 3) -> st.SearchStrategy[list[Node]]:
    """One or a few of these."""
    return st.lists(of, min_size=1, max_size=most)


def tasks(depth: int) -> Nodes:
    """A task list, in others as deep as said."""
    item = st.one_of(TASK, BLOCK_TASK)
    # a list begins with an item, as the editor has it
    inside = st.tuples(item, st.one_of(item, tasks(depth - 1))).map(list) if depth else some(item)
    return node("taskList", attrs(localId=ID), inside)


def lists(depth: int) -> Nodes:
    """A bullet or numbered list, in others as deep as said."""
    first = st.one_of(PARAGRAPH, CODE, SINGLE)
    inside = some(st.one_of(first, EXTENSION, lists(depth - 1), tasks(0)) if depth else first, 2)
    items = some(node("listItem", attrs(), inside))
    ordered = node("orderedList", attrs({"order": st.integers(0, 9)}), items)
    return st.one_of(node("bulletList", attrs(), items), ordered)


LISTS = lists(1)
TASKS = tasks(1)
QUOTE = node("blockquote", content=some(st.one_of(PARAGRAPH, LISTS, CODE, SINGLE, GROUP, EXTENSION)))
PANEL_KIND = st.sampled_from(["info", "note", "tip", "warning", "error", "success", "custom"])
PANEL = node(
    "panel",
    attrs(panelType=PANEL_KIND),
    some(st.one_of(PARAGRAPH, HEADING, LISTS, CARD, GROUP, SINGLE, CODE, TASKS, RULE, DECISIONS, EXTENSION)),
)
NATIVE = st.one_of(PARAGRAPH, HEADING, SINGLE, GROUP, CODE, LISTS, TASKS, DECISIONS, RULE, PANEL, QUOTE)
SIMPLE = st.one_of(NATIVE, EXTENSION)  # what stands in nearly everything
NESTED_EXPAND = node("nestedExpand", attrs(title=SAID), some(SIMPLE, 2))
CELL_ATTRS = attrs({"colspan": st.just(2), "rowspan": st.just(2), "background": st.just("#fff")})
CELL_INSIDE = some(st.one_of(SIMPLE, CARD, EMBED, NESTED_EXPAND), 2)
CELL = st.one_of(node("tableCell", CELL_ATTRS, CELL_INSIDE), node("tableHeader", CELL_ATTRS, CELL_INSIDE))
ROW = node("tableRow", content=st.lists(CELL, max_size=3))
TABLE = node("table", st.just({"layout": "default", "isNumberColumnEnabled": True}), some(ROW))
BODIED = node("bodiedExtension", st.fixed_dictionaries(MACRO), some(st.one_of(SIMPLE, TABLE, CARD)))
EXPAND = node("expand", attrs({"title": SAID}), some(st.one_of(SIMPLE, TABLE, CARD, EMBED, NESTED_EXPAND)))
BLOCK = st.one_of(SIMPLE, CARD, EMBED, TABLE, BODIED, EXPAND)
COLUMN = node("layoutColumn", attrs(width=st.sampled_from([33.33, 50, 66])), some(BLOCK, 2))
LAYOUT = node("layoutSection", content=st.lists(COLUMN, min_size=2, max_size=3))
SYNC = node("syncBlock", st.fixed_dictionaries({"resourceId": ID, "localId": ID}))
BODIED_SYNC = node(
    "bodiedSyncBlock", st.fixed_dictionaries({"resourceId": ID, "localId": ID}), some(st.one_of(NATIVE, EXPAND, TABLE))
)
TOP = st.one_of(BLOCK, LAYOUT, SYNC, BODIED_SYNC)
DOCUMENT: Nodes = st.lists(TOP, max_size=4).map(lambda content: {"version": 1, "type": "doc", "content": content})


def kinds(document: Any) -> set[str]:
    """Every kind of node and of mark in a document."""
    found, todo = set(), [document]
    while todo:
        at = todo.pop()
        found |= {at["type"], *(mark["type"] for mark in at.get("marks", ()))}
        todo.extend(at.get("content", ()))
    return found
