"""A policy in a YAML or JSON file, and in which line of it something stands.

Both are read by YAML's safe loader (JSON is a part of YAML). What YAML would let pass is refused: a key that stands
twice, an anchor or an alias, and a document after the first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from plugin.cli.console import CommandFailed, lines_of

_MOST_BYTES = 4_000_000


class _Loader(yaml.SafeLoader):
    """Dates stay the text that they are."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """What a file says, and its nodes."""

    name: str
    document: Any
    root: yaml.Node | None

    def line(self, path: str) -> int:
        """Return the line (from 1) nearest to a path such as `rules/R-2/effect`; entries of lists by number or id."""
        node, line = self.root, 1
        for part in path.strip("/").split("/"):
            found = _child(node, part)
            if found is None:
                return line
            node, line = found
        return line

    def told(self, path: str, words: str) -> str:
        """Return a problem as compilers say it."""
        return f"{self.name}:{self.line(path)}: {path or '(top)'}: {words}"


def read(name: str) -> PolicyFile:
    """Read a file, `-` for standard input.

    Raises:
        CommandFailed: it is neither YAML nor JSON; says in which line.
    """
    text = "".join(lines_of(name))
    if len(text) > _MOST_BYTES:
        raise CommandFailed(f"{name} is too large for a policy")
    text = text.replace("\t", "  ") if text.lstrip().startswith("{") else text  # JSON may be indented so
    try:
        _refuse_aliases(name, text)
        root = yaml.compose(text, Loader=_Loader)
        _refuse_doubles(name, root)
        document = yaml.load(text, Loader=_Loader)  # noqa: S506 (a safe loader that leaves dates alone)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        line = f":{_line(mark)}" if mark else ""
        raise CommandFailed(f"{name}{line}: neither YAML nor JSON: {fault.problem or 'it cannot be read'}") from fault
    except (yaml.YAMLError, RecursionError) as fault:
        raise CommandFailed(f"{name}: neither YAML nor JSON") from fault
    return PolicyFile(name, document, root)


def _refuse_aliases(name: str, text: str) -> None:
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise CommandFailed(f"{name}:{_line(event.start_mark)}: anchors and aliases are not taken")


def _refuse_doubles(name: str, node: yaml.Node | None) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.tag != "tag:yaml.org,2002:str":
                raise CommandFailed(f"{name}:{_line(key.start_mark)}: a name is a text: put it in quotes")
            if key.value in seen:
                raise CommandFailed(f"{name}:{_line(key.start_mark)}: {key.value} stands twice")
            seen.add(key.value)
            _refuse_doubles(name, value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            _refuse_doubles(name, value)


def _line(mark: Any) -> int:  # noqa: ANN401 (a mark of either of the library's loaders)
    return int(mark.line) + 1 if mark else 1


def _child(node: yaml.Node | None, part: str) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == part:
                return value, _line(key.start_mark)
    if isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            if str(number) == part or _id_of(value) == part:
                return value, _line(value.start_mark)
    return None


def _id_of(node: yaml.Node) -> str:
    if isinstance(node, yaml.MappingNode):
        return next((value.value for key, value in node.value if key.value == "id"), "")
    return ""
