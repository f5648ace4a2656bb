"""The inline elements of storage format: links, mentions, dates, statuses, emoji, images, Jira issues, footnotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from connectors.confluence.storage_tree import BLOCKS, Element
from connectors.host.model import Person

_MAX_NAME = 40
_SPACES = re.compile(r"[ \t\r\n\f\v\u00a0]+")
_AROUND_BREAK = re.compile(r" ?\n ?")
_BREAK = "\u2028"  # stands for a line break until the spaces are put right

TRANSPARENT = frozenset(
    {
        *(
            "strong",
            "b",
            "em",
            "i",
            "u",
            "s",
            "del",
            "ins",
            "sub",
            "sup",
            "span",
            "small",
            "big",
            "code",
            "kbd",
            "samp",
        ),
        *("var", "tt", "cite", "q", "font", "mark", "abbr", "strike", "label", "root", "ac:inline-comment-marker"),
        *("ac:link-body", "ac:plain-text-link-body", "ac:rich-text-body", "ac:plain-text-body", "ac:caption"),
        *("ac:adf-content", "ac:adf-fallback", "ac:task-body"),
    }
)
SILENT = frozenset(
    {
        *(
            "ac:parameter",
            "ac:placeholder",
            "ac:task-id",
            "ac:task-uuid",
            "ac:task-status",
            "ac:adf-attribute",
            "ac:adf-mark",
        ),
        *("colgroup", "col", "hr"),
    }
)


class Inline:
    """Reads inline elements; notes who is mentioned and which kinds were not known."""

    def __init__(self, names: Mapping[str, str], mentions: list[Person], unknown: Counter[str]) -> None:
        self._names = names
        self._mentions = mentions
        self._unknown = unknown
        self._readers: dict[str, Callable[[Element], str]] = {
            "br": lambda _: _BREAK,
            "a": self._anchor,
            "time": lambda element: element.attributes.get("datetime", "") or self._inside(element),
            "ac:link": self._link,
            "ac:image": self._image,
            "img": lambda element: _file(element.attributes.get("alt") or element.attributes.get("src", "")),
            "ac:emoticon": _emoticon,
            "ac:structured-macro": self._macro,
            "ac:macro": self._macro,
            "ri:user": self._user,
            "too_deep": self._too_deep,
        }

    def text(self, nodes: Iterable[Element | str]) -> str:
        """Return the text of nodes in a row; spaces are joined, a line break stays one."""
        joined = _SPACES.sub(" ", self._raw(nodes)).replace(_BREAK, "\n")
        return _AROUND_BREAK.sub("\n", joined)

    def named_unknown(self, raw: str) -> str:
        """Count a kind that is not known, and return its name, safe to print."""
        name = "".join(c for c in raw if c.isalnum() or c in "-_:")[:_MAX_NAME] or "untyped"
        self._unknown[name] += 1
        return name

    def macro_name(self, macro: Element) -> str:
        """Return `[macro: name]`, with the title, page or file that the macro is about where it says so."""
        name = " ".join(macro.attributes.get("ac:name", "").split())[:_MAX_NAME] or "macro"
        about = macro.parameter("title") or self._about(macro)
        return f"[macro: {name}: {about}]" if about else f"[macro: {name}]"

    def _about(self, macro: Element) -> str:
        for parameter in macro.elements():
            if parameter.name == "ac:parameter":
                for element in parameter.descendants():
                    if element.name.startswith("ri:"):
                        return self._user(element) if element.name == "ri:user" else _resource(element)
        return ""

    def _raw(self, nodes: Iterable[Element | str]) -> str:
        return "".join(node if isinstance(node, str) else self._element(node) for node in nodes)

    def _element(self, element: Element) -> str:
        name = element.name
        reader = self._readers.get(name)
        if reader:
            return reader(element)
        if name in TRANSPARENT:
            return self._inside(element)
        if name in SILENT:
            return ""
        if name.startswith("ri:"):
            return _resource(element)
        if name in BLOCKS:  # inside an inline macro, such as a footnote
            return f" {self._inside(element)} "
        return f"[unknown: {self.named_unknown(name)}]{self._inside(element)}"

    def _inside(self, element: Element) -> str:
        return self._raw(element.children)

    def _anchor(self, element: Element) -> str:
        text, href = self._inside(element), element.attributes.get("href", "").strip()
        return _with_target(text, href)

    def _link(self, element: Element) -> str:
        text = self._raw(child for child in element.children if isinstance(child, str) or child.name[:3] != "ri:")
        target = next((child for child in element.elements() if child.name.startswith("ri:")), None)
        if target is not None and target.name == "ri:user":
            return f"{text} ({self._user(target)})" if text.strip() else self._user(target)
        where = _resource(target) if target is not None else element.attributes.get("ac:anchor", "")
        return _with_target(text, where) or "[link]"

    def _user(self, element: Element) -> str:
        account_id = element.attributes.get("ri:account-id", "")
        name = self._names.get(account_id, "")
        if not name:
            return "@somebody"
        self._mentions.append(Person(account_id, name))
        return f"@{name}"

    def _image(self, element: Element) -> str:
        target = next((child for child in element.elements() if child.name.startswith("ri:")), None)
        name = element.attributes.get("ac:alt") or (_resource(target) if target is not None else "")
        caption = element.child("ac:caption")
        return " ".join(filter(None, (_file(name), self._inside(caption) if caption else "")))

    def _macro(self, macro: Element) -> str:
        name = macro.attributes.get("ac:name", "")
        inside = self._raw(child for child in macro.elements() if child.name != "ac:parameter")
        if name == "status":
            return f"[{macro.parameter('title') or macro.parameter('colour')}]{inside}"
        if name == "anchor":
            return inside
        if name in {"jira", "jiraissues"}:
            issue = macro.parameter("key")
            query = macro.parameter("jqlQuery")
            return (issue or (f"[macro: jira: {query}]" if query else "[macro: jira]")) + inside
        if name == "footnote":
            return f" (footnote: {' '.join(inside.split())})" if inside.strip() else ""
        return self.macro_name(macro) + inside

    def _too_deep(self, element: Element) -> str:
        del element
        self._unknown["too_deep"] += 1
        return ""


def extension_name(node: Element) -> str:
    """Return `[macro: name]` of an extension node of ADF, with its title where it has one."""
    said = {child.attributes.get("key", ""): child for child in node.elements() if child.name == "ac:adf-attribute"}
    words = [" ".join(said[key].text().split()) for key in ("text", "extension-key") if key in said]
    name = next(filter(None, words), "macro")
    title = next(
        (
            " ".join(inner.text().split())
            for inner in (said["parameters"].elements() if "parameters" in said else ())
            if inner.attributes.get("key") == "title"
        ),
        "",
    )
    return f"[macro: {name}: {title}]" if title else f"[macro: {name}]"


def _with_target(text: str, target: str) -> str:
    """The words of a link, with where it leads unless that is what they say."""
    same = " ".join(text.split()).rstrip("/") == " ".join(target.split()).rstrip("/")
    if not text.strip():
        return target
    return text if same or not target else f"{text} ({target})"


def _resource(element: Element) -> str:
    """What a resource identifier (`ri:page`, `ri:attachment`, `ri:url`, ...) names."""
    names = ("ri:content-title", "ri:filename", "ri:value", "ri:space-key", "ri:content-id", "ri:key")
    return next((element.attributes[name] for name in names if element.attributes.get(name)), "")


def _file(name: str) -> str:
    return f"[file: {name}]" if name else "[file]"


def _emoticon(element: Element) -> str:
    said = element.attributes
    name = said.get("ac:name", "")
    return said.get("ac:emoji-fallback") or said.get("ac:emoji-shortname") or (f":{name}:" if name else "")
