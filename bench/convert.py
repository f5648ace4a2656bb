"""How fast ADF and storage format become blocks, and what is kept, beside other libraries in the same run.

    python bench/convert.py [--megabytes 1.0] [--rounds 5]

The document is made here: every kind of node with a marker word of its own, repeated up to the size. A kind is kept if
its marker stands in what the library returns. Peers that are not installed are named with the way to install them.
"""

from __future__ import annotations

import argparse
import importlib
import json
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from connectors.confluence.storage import read_storage
from connectors.host.adf import read_adf

Convert = Callable[[str], str]
NAMES = {"acc-1": "Mark-mention"}  # storage format names nobody; the caller looks names up


def macro(name: str, inside: str = "", **parameters: str) -> str:
    """A structured macro."""
    said = "".join(f'<ac:parameter ac:name="{key}">{value}</ac:parameter>' for key, value in parameters.items())
    return f'<ac:structured-macro ac:name="{name}">{said}{inside}</ac:structured-macro>'


def rich(inside: str) -> str:
    """A rich text body."""
    return f"<ac:rich-text-body>{inside}</ac:rich-text-body>"


STORAGE: dict[str, str] = {
    "paragraph": "<p>Mark-paragraph with <strong>some</strong> words &amp; more&nbsp;of them</p>",
    "heading": "<h2>Mark-heading</h2>",
    "link": '<p><a href="https://a.example/Mark-link">here</a></p>',
    "page link": '<p><ac:link><ri:page ri:content-title="Mark-page-link"/></ac:link></p>',
    "link text in CDATA": (
        '<p><ac:link><ri:page ri:content-title="P"/><ac:plain-text-link-body><![CDATA[Mark-link-text-in-CDATA]]>'
        "</ac:plain-text-link-body></ac:link></p>"
    ),
    "mention": '<p><ac:link><ri:user ri:account-id="acc-1"/></ac:link></p>',
    "date": '<p><time datetime="2026-11-23"/></p>',
    "emoji": '<p><ac:emoticon ac:name="x" ac:emoji-shortname=":Mark-emoji:"/></p>',
    "status": f"<p>{macro('status', title='Mark-status', colour='Green')}</p>",
    "list": "<ul><li><p>a</p><ul><li><p>Mark-list</p></li></ul></li></ul>",
    "task": "<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>complete</ac:task-status>"
    "<ac:task-body>Mark-task</ac:task-body></ac:task></ac:task-list>",
    "table": "<table><tbody><tr><th>a</th></tr><tr><td><p>b</p><p>Mark-table</p></td></tr></tbody></table>",
    "panel": macro("info", rich("<p>Mark-panel</p>")),
    "expand title": macro("expand", rich("<p>inside</p>"), title="Mark-expand-title"),
    "code": macro("code", "<ac:plain-text-body><![CDATA[if a < b: Mark-code]]></ac:plain-text-body>", language="py"),
    "layout": "<ac:layout><ac:layout-section><ac:layout-cell><p>Mark-layout</p></ac:layout-cell></ac:layout-section>"
    "</ac:layout>",
    "image name": '<ac:image><ri:attachment ri:filename="Mark-image-name"/></ac:image>',
    "image caption": '<ac:image><ri:attachment ri:filename="a"/><ac:caption><p>Mark-image-caption</p></ac:caption>'
    "</ac:image>",
    "Jira issue": f"<p>{macro('jira', key='Mark-Jira-issue')}</p>",
    "footnote": f"<p>a{macro('footnote', rich('<p>Mark-footnote</p>'))}</p>",
    "unknown macro": macro("Mark-unknown-macro", rich("<p>body</p>")),
    "body of a macro": macro("x", rich("<p>Mark-body-of-a-macro</p>")),
    "decision": '<ac:adf-extension><ac:adf-node type="decision-list"><ac:adf-node type="decision-item">'
    "<ac:adf-content>Mark-decision</ac:adf-content></ac:adf-node></ac:adf-node></ac:adf-extension>",
}


def node(kind: str, *content: Any, **attrs: Any) -> dict[str, Any]:  # noqa: ANN401 (nodes and bare strings)
    """An ADF node; bare strings are texts."""
    inside = [{"type": "text", "text": c} if isinstance(c, str) else c for c in content]
    return {"type": kind, "attrs": attrs, "content": inside}


def para(*content: Any) -> dict[str, Any]:  # noqa: ANN401 (as above)
    """A paragraph."""
    return node("paragraph", *content)


_HREF = {"type": "link", "attrs": {"href": "https://a.example/Mark-link"}}
ADF: dict[str, dict[str, Any]] = {
    "paragraph": para("Mark-paragraph with some words & more of them"),
    "heading": node("heading", "Mark-heading", level=2),
    "link": para({"type": "text", "text": "here", "marks": [_HREF]}),
    "card": para(node("inlineCard", url="https://a.example/Mark-card")),
    "mention": para(node("mention", id="acc-1", text="@Mark-mention")),
    "date": para(node("date", timestamp="1795392000000")),
    "emoji": para(node("emoji", shortName=":Mark-emoji:")),
    "status": para(node("status", text="Mark-status", color="green")),
    "list": node("bulletList", node("listItem", para("a"), node("bulletList", node("listItem", para("Mark-list"))))),
    "task": node("taskList", node("taskItem", "Mark-task", state="DONE", localId="1"), localId="1"),
    "decision": node("decisionList", node("decisionItem", "Mark-decision", state="DECIDED", localId="1"), localId="1"),
    "table": node("table", node("tableRow", node("tableCell", para("b"), para("Mark-table")))),
    "panel": node("panel", para("Mark-panel"), panelType="info"),
    "expand title": node("expand", para("inside"), title="Mark-expand-title"),
    "code": node("codeBlock", "if a < b: Mark-code", language="py"),
    "layout": node("layoutSection", node("layoutColumn", para("Mark-layout"), width=50)),
    "image name": node("mediaSingle", node("media", id="1", type="file", alt="Mark-image-name")),
    "image caption": node("mediaSingle", node("media", id="1", type="file"), node("caption", "Mark-image-caption")),
    "macro": node("extension", extensionKey="Mark-macro", extensionType="x"),
    "body of a macro": node("bodiedExtension", para("Mark-body-of-a-macro"), extensionKey="x", extensionType="x"),
    "unknown node": node("futureNode", para("Mark-unknown-node")),
}


def ours_storage(storage: str) -> str:
    """Our reader of storage format."""
    return "\n".join(block.text for block in read_storage(storage, NAMES).blocks)


def ours_adf(document: str) -> str:
    """Our reader of ADF; parsing the JSON counts, as it does for storage."""
    return "\n".join(block.text for block in read_adf(json.loads(document)).blocks)


def peers(names: dict[str, tuple[str, Callable[[Any], Convert]]]) -> dict[str, Convert]:
    """Return the peers that can be imported; say of the others how to install them."""
    found: dict[str, Convert] = {}
    for label, (module, make) in names.items():
        try:
            found[label] = make(importlib.import_module(module))
        except ImportError:
            package = {"bs4": "beautifulsoup4"}.get(module, module)
            print(f"{label} is not installed: python -m pip install {package}")
    return found


def _soup(module: Any) -> Convert:  # noqa: ANN401 (a module)
    return lambda storage: str(module.BeautifulSoup(storage, "html.parser").get_text(" "))


def _markdownify(module: Any) -> Convert:  # noqa: ANN401 (a module)
    return lambda storage: str(module.markdownify(storage))


def _marklas(module: Any) -> Convert:  # noqa: ANN401 (a module)
    return lambda document: str(module.to_md(json.loads(document)))


def _pyadf(module: Any) -> Convert:  # noqa: ANN401 (a module)
    return lambda document: str(module.Document(json.loads(document)).to_markdown())


STORAGE_PEERS = {"beautifulsoup4 get_text": ("bs4", _soup), "markdownify": ("markdownify", _markdownify)}
ADF_PEERS = {"marklas": ("marklas", _marklas), "pyadf": ("pyadf", _pyadf)}


def kept(convert: Convert, kind: str, document: str) -> bool:
    """Whether the marker of a kind stands in what a library makes of a document of that kind alone."""
    marker = "2026-11-23" if kind == "date" else "Mark-" + kind.replace(" ", "-")
    try:
        # a library may escape marks of Markdown
        return marker in convert(document).replace("\\", "")
    except Exception:  # noqa: BLE001 (a peer that raises has lost the node; which error it is does not matter)
        return False


def speed(convert: Convert, document: str, rounds: int) -> float | None:
    """Return the median MB/s, or None where a library raises on the document."""
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        try:
            convert(document)
        except Exception:  # noqa: BLE001 (as above)
            return None
        seconds.append(time.perf_counter() - start)
    return len(document.encode()) / 1e6 / statistics.median(seconds)


def report(title: str, converters: dict[str, Convert], samples: dict[str, str], whole: str, rounds: int) -> None:
    """Print speed and the table of kinds."""
    print(f"\n{title}, {len(whole.encode()) / 1e6:.1f} MB, median of {rounds} rounds")
    for label, convert in converters.items():
        found = speed(convert, whole, rounds)
        print(f"  {label:26} {'raises' if found is None else f'{found:7.2f} MB/s'}")
    print(f"\n  {'kind':22}" + "".join(f"{label:>26}" for label in converters))
    totals = dict.fromkeys(converters, 0)
    for kind, document in samples.items():
        answers = {label: kept(convert, kind, document) for label, convert in converters.items()}
        totals = {label: totals[label] + answers[label] for label in converters}
        print(f"  {kind:22}" + "".join(f"{'kept' if answers[label] else 'lost':>26}" for label in converters))
    print(f"  {'of ' + str(len(samples)):22}" + "".join(f"{totals[label]:>26}" for label in converters))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=1.0)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    size = int(asked.megabytes * 1e6)
    adf_text = partial(json.dumps, ensure_ascii=False)
    one = "".join(STORAGE.values())
    nodes = list(ADF.values())
    times = size // len(adf_text(nodes)) + 1
    samples = {kind: adf_text({"type": "doc", "version": 1, "content": [found]}) for kind, found in ADF.items()}
    storage = {"Vouch": ours_storage} | peers(STORAGE_PEERS)
    report("Storage format", storage, STORAGE, one * (size // len(one) + 1), asked.rounds)
    whole = adf_text({"type": "doc", "version": 1, "content": nodes * times})
    report("Atlassian Document Format", {"Vouch": ours_adf} | peers(ADF_PEERS), samples, whole, asked.rounds)


if __name__ == "__main__":
    main()
