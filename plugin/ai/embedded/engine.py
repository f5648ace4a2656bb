"""The port's embedded engine: selects sentences in this process, the same ones every time."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from connectors.host.model import Document, Product, Segment
from plugin.ai.embedded.candidates import candidates
from plugin.ai.embedded.categorise import categorise
from plugin.ai.embedded.files import files_section
from plugin.ai.embedded.news import whats_new
from plugin.ai.embedded.pages.changes import changes_in
from plugin.ai.embedded.pages.digest import digest
from plugin.ai.embedded.pages.summary import summarise_page
from plugin.ai.embedded.ranking import describe, rank
from plugin.ai.embedded.scoring import shipped
from plugin.ai.embedded.sections import TOO_LITTLE, arrange, little, prose_words
from plugin.ai.port import Cancelled, Draft, Limits, Section, Task
from plugin.ai.readable import readable
from plugin.errors import EngineFault
from plugin.masking.model import Masked
from plugin.policy.model import Destination, UseCase


class EmbeddedEngine:
    """Implements `plugin.ai.port.Engine`; holds no state of a run, so threads may share it."""

    name = "embedded"
    destination = Destination.IN_PROCESS
    use_cases = frozenset(UseCase)

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._coefficients, digest = shipped()
        self.version = f"1.0+{digest}"

    def complete(self, masked: Masked, task: Task, limits: Limits) -> Draft:
        """Select the sentences of an answer, or the values of fields for which the text speaks.

        Each sentence is a verbatim piece of one block of the segment that it cites.

        Raises:
            Cancelled: the limits said so between two steps.
            EngineFault: `engine_timeout` when the deadline passed, `engine_failed` for another use case.
        """
        watch = _Watch(limits, self._clock)
        document = masked.document
        segments = readable(document, task.audience)
        if task.use_case == UseCase.CATEGORISE:
            return Draft(
                (), self.name, self.version, suggestions=categorise(document.title, segments, task.choices, watch.check)
            )
        if task.use_case == UseCase.SUMMARISE:
            of_page = document.item.product is Product.CONFLUENCE
            return (self._page if of_page else self._issue)(document, segments, task, watch)
        if task.use_case == UseCase.WHATS_NEW:
            return self._draft(whats_new(document, segments, task.length, self._coefficients, watch.check))
        if task.use_case == UseCase.CHANGES:
            return self._draft(changes_in(document, task.length, watch.check))
        if task.use_case == UseCase.COMMENT_DIGEST:
            sections = digest(segments, task.length, watch.check)
            return self._draft(sections, too_little=not sections)
        raise EngineFault(detail=f"the embedded engine does not {task.use_case}")

    def _issue(self, document: Document, segments: Sequence[Segment], task: Task, watch: _Watch) -> Draft:
        sentences = candidates(segments)
        watch.check()
        if prose_words(sentences) < TOO_LITTLE:
            files = self._files(document, segments, task)
            return self._draft((*little(segments, sentences), *files), too_little=not files)
        described = describe(sentences, document.title)
        watch.check()
        sections = arrange(segments, rank(described, self._coefficients), task.length)
        watch.check()
        return self._draft((*sections, *self._files(document, segments, task)))

    def _page(self, document: Document, segments: Sequence[Segment], task: Task, watch: _Watch) -> Draft:
        summary = summarise_page(document, segments, task.length, self._coefficients, watch.check)
        files = self._files(document, segments, task)
        return self._draft((*summary.sections, *files), too_little=summary.too_little and not files)

    def _files(self, document: Document, segments: Sequence[Segment], task: Task) -> tuple[Section, ...]:
        return files_section(segments, document.title, task.length, self._coefficients)

    def _draft(self, sections: tuple[Section, ...], *, too_little: bool = False) -> Draft:
        return Draft(sections, self.name, self.version, too_little=too_little)


class _Watch:
    """Asks between steps whether the work shall go on."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._end = clock() + limits.deadline_seconds

    def check(self) -> None:
        """Raise `Cancelled` or the timeout's `EngineFault` when the work shall end."""
        if self._limits.cancelled():
            raise Cancelled
        if self._clock() >= self._end:
            raise EngineFault("The summary took too long. Try again.", code="engine_timeout")
