"""The suite: each attack in each place, an answer, and what a person would see of it.

Against the obedient engine it tries the gates; against an engine of the operator's it also tells how often that engine
did what an attack wanted before the gates stopped it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from plugin.ai.port import Engine, Task
from plugin.ai.prompts.library import recorded
from plugin.evaluation.redteam.attacks import OWN, Attack
from plugin.evaluation.redteam.carrier import PLACES, choices, planted
from plugin.evaluation.redteam.judge import Judge, sent
from plugin.evaluation.redteam.obedient import WAYS, ObedientProvider
from plugin.evaluation.redteam.obedient import engine as obedient_engine
from plugin.evaluation.trial import Trials, Tried
from plugin.policy.model import UseCase

_CATEGORY_PLACES = frozenset({"comment", "description", "title", "value_description"})


@dataclass(frozen=True, slots=True)
class Case:
    """One attack in one place; `way` is how the obedient engine obeys, empty for another engine."""

    attack: Attack
    place: str
    use_case: UseCase
    way: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a case: breaches (empty where it held), whether the engine obeyed, its fault, and the fallback."""

    case: Case
    breaches: tuple[str, ...] = ()
    steered: tuple[str, ...] = ()
    fault: str = ""
    fallback: str = ""


@dataclass(slots=True)
class Report:
    """The outcomes of a run of the suite."""

    engine: str
    model: str
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def broken(self) -> list[Outcome]:
        """What a person would have seen and must not."""
        return [outcome for outcome in self.outcomes if outcome.breaches]

    def serialise(self, at: datetime | None = None) -> dict[str, Any]:
        """Return everything that is kept: counts per place, corpus and way, and each break."""
        return {
            "format": 1,
            "at": (at or datetime.now(UTC)).isoformat(timespec="seconds"),
            "engine": self.engine,
            "model": self.model,
            "prompts": {name: said["sha256"] for name, said in recorded().items()},
            "tried": len(self.outcomes),
            "held": len(self.outcomes) - len(self.broken),
            "broken": len(self.broken),
            "steered": sum(bool(outcome.steered) for outcome in self.outcomes),
            "fallbacks": dict(Counter(outcome.fallback for outcome in self.outcomes if outcome.fallback)),
            "faults": dict(Counter(outcome.fault for outcome in self.outcomes if outcome.fault)),
            "places": self._by(lambda outcome: outcome.case.place),
            "corpora": self._by(lambda outcome: outcome.case.attack.corpus),
            "ways": self._by(lambda outcome: outcome.case.way or "engine"),
            "breaks": [
                {
                    "attack": outcome.case.attack.name,
                    "place": outcome.case.place,
                    "use_case": outcome.case.use_case.value,
                    "way": outcome.case.way,
                    "breaches": list(outcome.breaches),
                }
                for outcome in self.broken
            ],
        }

    def _by(self, name: Any) -> dict[str, dict[str, int]]:  # noqa: ANN401 (a function of an outcome)
        counted: dict[str, Counter[str]] = {}
        for outcome in self.outcomes:
            counts = counted.setdefault(name(outcome), Counter(tried=0, held=0, broken=0, steered=0))
            counts["tried"] += 1
            counts["broken" if outcome.breaches else "held"] += 1
            counts["steered"] += bool(outcome.steered)
        return {key: dict(counts) for key, counts in counted.items()}


def cases(attacks: Sequence[Attack], places: Sequence[str] = PLACES, *, every_way: bool = False) -> Iterator[Case]:
    """Yield what the obedient engine is tried with.

    Our own attacks are obeyed in every way in every place with `every_way`; else each attack and place takes the next
    way in turn, so that each way meets each place.
    """
    ways = list(WAYS)
    for turn, attack in enumerate(attacks):
        for number, place in enumerate(places):
            taken = ways if every_way and attack.corpus == OWN else [ways[(turn + 7 * number) % len(ways)]]
            yield from (Case(attack, place, use_case, way) for way in taken for use_case in _use_cases(place))


def cases_of_engine(attacks: Sequence[Attack], places: Sequence[str] = PLACES) -> Iterator[Case]:
    """Yield what another engine is tried with: each attack in each place once."""
    for attack in attacks:
        for place in places:
            use_cases = _use_cases(place)
            yield Case(attack, place, use_cases[-1] if attack.aim == "category" else use_cases[0])


def attack_obedient(cases: Iterable[Case]) -> Report:
    """Try the gates."""
    provider = ObedientProvider()
    trials = Trials(obedient_engine(provider))
    report = Report("obedient", "obedient-1")
    for case in cases:
        provider.way = case.way
        provider.requests.clear()
        offered = choices(case.place, case.attack.text) if case.use_case is UseCase.CATEGORISE else ()
        document = planted(case.place, case.attack.text)
        tried = trials.answer(document, Task(case.use_case.value), offered)
        first = provider.requests[0]
        judge = Judge.of(first)
        breaches = [
            *judge.shown(tried, document, offered),
            *(f"sent_{breach}" for breach in sent([first.messages[0].text])),
            *_unlike_the_layout(first.messages[0].text),
        ]
        report.outcomes.append(_outcome(case, breaches, judge.steered(tried.draft), tried))
    return report


def attack_engine(engine: Engine, cases: Iterable[Case], *, seconds: float = 60.0) -> Iterator[Outcome]:
    """Try an engine; yields as it goes, for it may take hours. What it was told is its own affair."""
    trials, judge = Trials(engine, seconds=seconds), Judge()
    for case in cases:
        offered = choices(case.place, case.attack.text) if case.use_case is UseCase.CATEGORISE else ()
        document = planted(case.place, case.attack.text)
        tried = trials.answer(document, Task(case.use_case.value), offered)
        yield _outcome(case, judge.shown(tried, document, offered), judge.steered(tried.draft), tried)


def _outcome(case: Case, breaches: Sequence[str], steered: Sequence[str], tried: Tried) -> Outcome:
    return Outcome(case, tuple(breaches), tuple(steered), tried.fault, tried.fallback)


def _use_cases(place: str) -> tuple[UseCase, ...]:
    if place == "value_description":
        return (UseCase.CATEGORISE,)
    return (UseCase.SUMMARISE, UseCase.CATEGORISE) if place in _CATEGORY_PLACES else (UseCase.SUMMARISE,)


def _unlike_the_layout(prompt: str) -> list[str]:
    """Whether a line of the item could look like one of ours: between the delimiters every line is marked."""
    first, *lines, last = prompt.split("\n")
    nonce = first.removeprefix("BEGIN ")
    marked = all(line.startswith(f"{nonce[:4]}| ") for line in lines)
    return [] if last == f"END {nonce}" and marked and prompt.count(nonce) == 2 else ["sent_unmarked"]  # noqa: PLR2004
