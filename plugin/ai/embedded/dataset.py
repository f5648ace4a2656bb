"""Bug reports with marked summary sentences, for training and measuring; never needed to summarise.

A file holds one JSON object a line: `id`, `title`, `sentences` (each `id`, `turn`, `author`, `text`) and `gold`, the
ids of the sentences that people chose; optional `votes` (sentence id -> how many chose it) and `references` (summaries
that people wrote).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plugin.ai.embedded.candidates import Candidate, candidate


@dataclass(frozen=True, slots=True)
class BugReport:
    """One bug report; `gold` holds for each candidate whether people chose it, `votes` how many of them."""

    id: str
    title: str
    candidates: tuple[Candidate, ...]
    gold: tuple[bool, ...]
    votes: tuple[float, ...]
    references: tuple[str, ...] = ()


def files_in(folder: Path) -> list[Path]:
    """Return a folder's files of reports, in order: those whose first line has marks."""
    return [path for path in sorted(folder.glob("*.jsonl")) if _is_marked(path)]


def read_reports(path: Path) -> list[BugReport]:
    """Read a file of reports.

    Raises:
        OSError: the file cannot be read.
        ValueError: a line is no JSON object or lacks a field.
    """
    with path.open(encoding="utf-8") as lines:
        try:
            return [report(json.loads(line)) for line in lines if line.strip()]
        except (KeyError, TypeError) as fault:
            raise ValueError(f"{path.name} is no file of bug reports: {fault}") from fault


def report(record: dict[str, Any]) -> BugReport:
    """Return a report from its JSON object; KeyError where a field is missing."""
    found: list[Candidate] = []
    for sentence in record["sentences"]:
        turn, text = int(sentence["turn"]), str(sentence["text"])
        last = found[-1] if found and found[-1].turn == turn else None
        found.append(
            candidate(
                text,
                f"comment:{turn}" if turn else "description",
                str(sentence["author"]),
                turn,
                block=last.block + 1 if last else 0,
                position=last.position + 1 if last else 0,
                after_quote=last is not None and last.quote,
            )
        )
    ids = [str(sentence["id"]) for sentence in record["sentences"]]
    chosen = set(record["gold"])
    votes = record.get("votes") or dict.fromkeys(chosen, 1)
    return BugReport(
        id=str(record["id"]),
        title=str(record["title"]),
        candidates=tuple(found),
        gold=tuple(i in chosen for i in ids),
        votes=tuple(float(votes.get(i, 0)) for i in ids),
        references=tuple(_texts(record.get("references") or [])),
    )


def _is_marked(path: Path) -> bool:
    with path.open(encoding="utf-8") as lines:
        return "gold" in json.loads(next(lines, "{}"))


def _texts(references: list[Any]) -> list[str]:
    """References as texts; a list of sentences is joined."""
    return [" ".join(map(str, r)) if isinstance(r, list) else str(r) for r in references]
