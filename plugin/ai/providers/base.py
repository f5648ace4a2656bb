"""What a provider is: it takes a request and yields the parts of one answer. It knows nothing of documents or tasks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from plugin.ai.port import Usage


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a talk with a model; `role` is `user` or `assistant`."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a model.

    Attributes:
        system: instructions; the first part is the same for every run, so that a provider can keep it.
        messages: the talk so far; the last turn is the user's.
        schema: what the answer must be, in the part of JSON Schema that every provider takes.
        timeout: seconds without a byte, after which the provider gives up.
    """

    system: tuple[str, ...]
    messages: tuple[Message, ...]
    schema: Mapping[str, Any]
    schema_name: str
    max_output_tokens: int
    timeout: float = 30.0


class Finish(StrEnum):
    """Why an answer ended."""

    COMPLETE = "complete"
    CUT_OFF = "cut_off"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of the answer's text."""

    text: str


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens as the provider counts them; the last report holds."""

    usage: Usage


@dataclass(frozen=True, slots=True)
class End:
    """The provider's own word that the answer is over; without it an answer was cut off. `model` is who answered."""

    finish: Finish
    model: str = ""


Part = Text | Spent | End


@dataclass(frozen=True, slots=True)
class Reply:
    """The parts of one answer, joined."""

    text: str
    finish: Finish
    model: str = ""
    usage: Usage = field(default_factory=Usage)


class Provider(Protocol):
    """One model of one vendor at one address."""

    def stream(self, request: Request) -> Iterator[Part]:
        """Ask, and yield the parts as they come.

        Raises:
            Passing: nothing was answered, and asking again is safe.
            EngineFault: anything else; never an error of the vendor's SDK.
        """
        ...

    def close(self) -> None:
        """Close what it keeps open."""
        ...
