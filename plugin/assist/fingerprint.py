"""Which state of an item a result rests on, to see later what is new.

A fingerprint is kept with its run. It holds ids and times of change as the host writes them, and of an issue's own
texts a digest under a salt of its own, so that nobody can try guesses against it and against others at once.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from connectors.host.model import Document, Product, SegmentKind
from plugin.policy.model import UseCase

PAGE = "@page"
"""Stands for a page's own text among the comments' ids; its value is the number of the page's version."""
TEXTS = ("summary", "description")
"""The segments that are an issue's own texts."""
_SALT = "@salt"


@dataclass(frozen=True, slots=True)
class Drift:
    """What happened since.

    Attributes:
        new_comments: how many were not there.
        changed: whether a comment that was read changed or went.
        page_moved: whether the page has another version.
        texts: which of an issue's own texts are others now: "summary", "description".
    """

    new_comments: int
    changed: bool
    page_moved: bool = False
    texts: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.new_comments) or self.changed or self.page_moved or bool(self.texts)


@dataclass(frozen=True, slots=True)
class State:
    """An item at one moment, as far as answers can rest on it.

    Attributes:
        comments: id -> last change, as the host writes it.
        version: the number of a page's version; empty for an issue.
        texts: of an issue, the digest of each of its own texts; never kept as they are.
    """

    comments: Mapping[str, str]
    version: str = ""
    texts: Mapping[str, str] | None = None


def state_of(document: Document) -> State:
    """Return the state of an item that was read."""
    texts = None
    if "since" in document.facts:  # only what is new was taken; what was there is known all the same
        found = {name: at for name, at in document.versions.items() if name.startswith("comment:")}
        comments = {name.partition(":")[2]: at for name, at in found.items()}
        return State(comments, document.facts.get("version", ""))
    if document.item.product is Product.JIRA:
        texts = {segment.id: segment.digest for segment in document.segments if segment.id in TEXTS}
    return State(
        comments={
            segment.id.partition(":")[2]: document.versions.get(segment.id, "")
            for segment in document.segments
            if segment.kind is SegmentKind.COMMENT
        },
        version=document.facts.get("version", ""),
        texts=texts,
    )


def fingerprint(use_case: UseCase, state: State) -> dict[str, str]:
    """Return what an answer of a use case rests on, to be kept with it."""
    salt = secrets.token_hex(16)
    return _said(use_case, state, salt)


def drift(use_case: UseCase, then: Mapping[str, str], state: State) -> Drift:
    """Compare a kept fingerprint with a state of now; what an older fingerprint does not speak of has not changed."""
    salt = then.get(_SALT, "")
    now = _said(use_case, state, salt)
    names = {name for name in then.keys() | now.keys() if not name.startswith("@")}
    new = sum(name not in then for name in names)
    changed = any(now.get(name) != then[name] for name in names if name in then)
    moved = PAGE in then and PAGE in now and then[PAGE] != now[PAGE]
    texts = tuple(name for name in TEXTS if salt and then.get(f"@{name}") != now.get(f"@{name}"))
    return Drift(new, changed, moved, texts if state.texts is not None else ())


def _said(use_case: UseCase, state: State, salt: str) -> dict[str, str]:
    said = {} if use_case is UseCase.CHANGES else dict(state.comments)
    if state.version and use_case is not UseCase.COMMENT_DIGEST:
        said[PAGE] = state.version
    if state.texts is not None and salt:
        said[_SALT] = salt
        said |= {f"@{name}": _salted(salt, digest) for name, digest in state.texts.items()}
    return said


def _salted(salt: str, digest: str) -> str:
    return hmac.new(salt.encode(), digest.encode(), "sha256").hexdigest()
