"""How fast ADF and storage format become text, and what is lost on the way, beside other libraries in the same run.

    python bench/convert.py [--megabytes N] [--rounds N] [--json]

Speed is megabytes a second of processor time, the libraries in turn, the median of the rounds: on a long page made here
of kinds that all of them know and, where VOUCH_ADF_DATA names a folder, on its documents (`*.json` ADF; `*.xml`,
`*.xhtml`, `*.html`, `*.csf` storage format). Parsing counts. A kind is kept where its words stand in the text that a
library returns for a document of that kind alone, not only in a tag or comment of it, and in the folder where no node
of that kind loses a word in any document.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import os
import re
import statistics
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from html import unescape
from importlib import metadata
from pathlib import Path
from typing import Any

from convert_samples import ADF, STORAGE, document, pages

from connectors.confluence.storage import read_storage
from connectors.host.adf import read_adf

Convert = Callable[[str], str]
OURS = "vouch"
_TAG = re.compile(r"""<!--.*?-->|</?[A-Za-z][A-Za-z0-9-]*(?:\s(?:"[^"]*"|'[^']*'|[^<>"'])*)?>""", re.DOTALL)
NAMES = {"acc-1": "Mark-mention"}  # storage format names nobody; the caller looks names up
STORAGE_FILES = frozenset({".xml", ".xhtml", ".html", ".csf"})
SAYS = {
    "mention": "text",
    "status": "text",
    "expand": "title",
    "nestedExpand": "title",
    "inlineCard": "url",
    "media": "alt",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One library on one set of documents; a speed of None says that it raised on them."""

    format: str
    data: str
    library: str
    version: str
    megabytes_per_second: float | None
    raised: int
    kinds: int
    lost: list[str] = field(default_factory=list)


def ours_storage(storage: str) -> str:
    """Our reader of storage format."""
    return "\n".join(block.text for block in read_storage(storage, NAMES).blocks)


def ours_adf(text: str) -> str:
    """Our reader of ADF."""
    return "\n".join(block.text for block in read_adf(json.loads(text)).blocks)


def _soup(module: Any) -> Convert:  # noqa: ANN401 (a module)
    return lambda storage: str(module.BeautifulSoup(storage, "lxml").get_text(" "))


def _markdownify(module: Any) -> Convert:  # noqa: ANN401 (a module)
    return lambda storage: str(module.markdownify(storage))


def _cfxmark(module: Any) -> Convert:  # noqa: ANN401 (a module)
    return lambda storage: str(module.to_md(storage).markdown)


def _marklas(module: Any) -> Convert:  # noqa: ANN401 (a module)
    return lambda text: str(module.to_md(json.loads(text)))


def _md_adf(module: Any) -> Convert:  # noqa: ANN401 (a module)
    return lambda text: str(module.adf_to_markdown(json.loads(text)).value)


STORAGE_PEERS = {
    "beautifulsoup4": ("bs4", _soup),
    "markdownify": ("markdownify", _markdownify),
    "cfxmark": ("cfxmark", _cfxmark),
}
ADF_PEERS = {"marklas": ("marklas", _marklas), "md-adf": ("md_adf", _md_adf)}


def libraries(ours: Convert, peers: dict[str, tuple[str, Callable[[Any], Convert]]]) -> dict[str, Convert]:
    """Ours and its peers; all of them come with the `bench` extra."""
    return {OURS: ours} | {label: make(importlib.import_module(module)) for label, (module, make) in peers.items()}


def safely(convert: Convert, text: str) -> str | None:
    """What a library returns, without tags, comments and the marks that escape Markdown; None where it raises."""
    try:
        return unescape(_TAG.sub(" ", convert(text))).replace("\\", "")
    except Exception:  # noqa: BLE001 (which error of a peer it is does not matter)
        return None


def speeds(converters: dict[str, Convert], texts: list[str], rounds: int) -> dict[str, float | None]:
    """Megabytes a second of each library, over the documents on which it does not raise."""
    fit = {name: [text for text in texts if safely(convert, text) is not None] for name, convert in converters.items()}
    seconds: dict[str, list[float]] = {name: [] for name in converters}
    for _ in range(rounds):
        for name, convert in converters.items():
            gc.collect()
            start = time.process_time()
            for text in fit[name]:
                convert(text)
            seconds[name].append(time.process_time() - start)
    size = {name: sum(len(text.encode()) for text in kept) / 1e6 for name, kept in fit.items()}
    return {name: size[name] / statistics.median(spent) if size[name] else None for name, spent in seconds.items()}


def lost_kinds(convert: Convert, samples: dict[str, str]) -> list[str]:
    """The kinds whose marker word is not in what a library returns for a document of that kind alone."""
    lost = []
    for kind, text in samples.items():
        marker = "2026-11-23" if kind == "date" else "Mark-" + kind.replace(" ", "-")
        if marker not in (safely(convert, text) or ""):
            lost.append(kind)
    return lost


def words(found: Any, kind: str = "doc") -> Iterator[tuple[str, str]]:  # noqa: ANN401 (JSON)
    """Kinds of nodes and their words; a text's kind is that of the node around it."""
    own = found.get("type", "")
    attrs = found.get("attrs") or {}
    said = found.get("text") if own == "text" else attrs.get(SAYS.get(own, ""))
    yield from ((kind if own == "text" else own, word) for word in str(said or "").split())
    for child in found.get("content") or []:
        yield from words(child, own)


def lost_in(convert: Convert, texts: list[str]) -> Counter[str]:
    """How many words of each kind of node a library loses in documents of ADF."""
    lost: Counter[str] = Counter()
    for text in texts:
        made = safely(convert, text) or ""
        lost.update(kind for kind, word in words(json.loads(text)) if word.replace("\\", "") not in made)
    return lost


def folder() -> tuple[list[str], list[str]]:
    """The documents of VOUCH_ADF_DATA: ADF, storage format."""
    named = os.environ.get("VOUCH_ADF_DATA")
    files = sorted(Path(named).rglob("*")) if named else []
    texts = [(path.suffix, path.read_text(encoding="utf-8")) for path in files if path.is_file()]
    adf = [text for suffix, text in texts if suffix == ".json" and _is_document(json.loads(text))]
    return adf, [text for suffix, text in texts if suffix in STORAGE_FILES]


def _is_document(found: Any) -> bool:  # noqa: ANN401 (JSON)
    return isinstance(found, dict) and found.get("type") == "doc"


def measure(size: int, rounds: int) -> Iterator[Row]:
    """Every row."""
    adf, storage = libraries(ours_adf, ADF_PEERS), libraries(ours_storage, STORAGE_PEERS)
    long_adf, long_storage = pages(size)
    own_adf, own_storage = folder()
    samples = {kind: json.dumps(document(found)) for kind, found in ADF.items()}
    for name, converters, kinds, long in (("adf", adf, samples, long_adf), ("storage", storage, STORAGE, long_storage)):
        fast = speeds(converters, [long], rounds)
        for library, convert in converters.items():
            lost = lost_kinds(convert, kinds)
            raised = sum(safely(convert, text) is None for text in kinds.values())
            yield Row(name, "generated", library, version(library), fast[library], raised, len(kinds), lost)
    for name, converters, texts in (("adf", adf, own_adf), ("storage", storage, own_storage)):
        fast = speeds(converters, texts, rounds) if texts else {}
        count = len({kind for text in texts for kind, _ in words(json.loads(text))}) if name == "adf" else 0
        for library, convert in converters.items() if texts else ():
            lost_words = lost_in(convert, texts) if name == "adf" else Counter[str]()
            raised = sum(safely(convert, text) is None for text in texts)
            lost = [f"{kind} ({times})" for kind, times in lost_words.most_common()]
            yield Row(name, "folder", library, version(library), fast[library], raised, count, lost)


def version(library: str) -> str:
    """The version that is measured."""
    return metadata.version(library)


def show(rows: list[Row]) -> None:
    """Print speeds, what is lost, and the table of kinds."""
    for key in dict.fromkeys((row.format, row.data) for row in rows):
        group = [row for row in rows if (row.format, row.data) == key]
        print(f"\n{'Atlassian Document Format' if key[0] == 'adf' else 'Storage format'}, {key[1]}\n")
        print(f"  {'library':24}{'MB/s':>8}{'raises on':>11}{'kinds kept':>13}")
        for row in group:
            fast = "raises" if row.megabytes_per_second is None else f"{row.megabytes_per_second:.1f}"
            kept = f"{row.kinds - len(row.lost)} of {row.kinds}" if row.kinds else ""
            print(f"  {row.library + ' ' + row.version:24}{fast:>8}{row.raised:>11}{kept:>13}")
        if key[1] == "generated":
            print(f"\n  {'kind':26}" + "".join(f"{row.library:>16}" for row in group))
            for kind in ADF if key[0] == "adf" else STORAGE:
                print(f"  {kind:26}" + "".join(f"{'lost' if kind in row.lost else 'kept':>16}" for row in group))
        elif key[0] == "adf":
            print(
                "\n" + "\n".join(f"  {row.library} loses words of: {', '.join(row.lost) or 'nothing'}" for row in group)
            )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=float, default=1.0, help="size of the long page")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="print the rows as JSON; ours are named vouch")
    asked = parser.parse_args()
    warnings.simplefilter("ignore")  # peers warn of what they lose; it is counted here
    rows = list(measure(int(asked.megabytes * 1e6), asked.rounds))
    if asked.json:
        print(json.dumps([asdict(row) for row in rows], indent=1))
    else:
        show(rows)


if __name__ == "__main__":
    main()
