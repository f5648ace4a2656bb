"""What a call cost is told whatever became of it: repaired, broken off, stopped; what never reached a model is free."""

from __future__ import annotations

import pytest

from plugin.ai.metering import Meter
from plugin.ai.port import Cancelled, Limits, Task, Usage
from plugin.ai.prompted import PromptedEngine
from plugin.errors import EngineFault
from plugin.policy.model import Destination
from tests.fakes.documents import description, masked
from tests.fakes.providers.inprocess import FakeProvider
from tests.fakes.providers.script import USAGE, Play, Script, answer

ITEM = masked(description("The label printer at gate 4 prints every label twice since Monday."))[0]
GOOD = answer(("The printer prints every label twice.", [1]))


def metered(*scripts: Play, seconds: float = 5.0, cancelled: bool = False) -> tuple[Meter, str]:
    """What the meter says, and the code of the fault."""
    provider = FakeProvider(list(scripts))
    engine = PromptedEngine(
        name="embedded",
        model="m",
        destination=Destination.IN_PROCESS,
        provider=provider,
        max_input_tokens=8000,
        max_output_tokens=1000,
        sleep=lambda _: None,
    )
    meter = Meter()
    limits = Limits(seconds, spent=meter.add, cancelled=lambda: cancelled and bool(provider.asked))
    try:
        engine.complete(ITEM, Task("summarise"), limits)
    except EngineFault as fault:
        return meter, fault.code
    except Cancelled:
        return meter, "cancelled"
    return meter, ""


def test_reported() -> None:
    """What the provider reports is what counts."""
    meter, fault = metered(GOOD)
    assert (meter.usage, meter.calls, meter.estimated, fault) == (Usage(*USAGE), 1, 0, "")


def test_repaired() -> None:
    """The answer that could not be read costs, too."""
    meter, _ = metered(Script(text="no"), GOOD)
    assert (meter.usage.tokens_in, meter.calls) == (2 * USAGE[0], 2)
    meter, fault = metered(Script(text="no"))
    assert (meter.usage.tokens_in, meter.calls, fault) == (2 * USAGE[0], 2, "engine_answer_invalid")


@pytest.mark.parametrize("script", [Script(act="drop", text='{"sections": ['), Script(act="error_event", text="")])
def test_broken_off(script: Script) -> None:
    """What broke off reported nothing: what went out and came back is estimated."""
    meter, fault = metered(script)
    assert (meter.calls, meter.estimated, fault) == (1, 1, "engine_cut_off")
    assert meter.usage.tokens_in > 300
    assert meter.usage.tokens_out > 0


def test_stopped() -> None:
    """Stop does not unsend what was sent."""
    meter, fault = metered(Script(act="endless"), cancelled=True)
    assert (meter.calls, meter.estimated, fault) == (1, 1, "cancelled")


@pytest.mark.parametrize("status", [429, 503, 401])
def test_refused_at_the_door(status: int) -> None:
    """A request that no model saw costs nothing, however often it is made."""
    meter, fault = metered(Script(act="status", status=status))
    assert (meter.calls, meter.usage) == (0, Usage())
    assert fault
