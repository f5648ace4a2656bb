"""A model that is stored and read again."""

from __future__ import annotations

import io
import json
from typing import Any

import numpy as np
import pytest

from connectors.host.choices import Value
from plugin.ai.embedded.categories.arrays import Arrays, to_npz
from plugin.ai.embedded.categories.examples import Example
from plugin.ai.embedded.categories.learning import learn
from plugin.ai.embedded.categories.model import Model

TEXTS = ["router packet please", "refund of the card", "salary", ""]


@pytest.fixture
def model(history: list[Example], values: list[Value]) -> Model:
    """A learned model."""
    found = learn(history, values)
    assert found is not None
    return found


@pytest.mark.parametrize("several", [False, True])
def test_the_round_trip_is_exact(labelled: list[Example], values: list[Value], *, several: bool) -> None:
    """Arrays and bytes give a model that says the same to the last bit."""
    examples = labelled if several else [e for e in labelled if len(e.values) < 2]
    model = learn(examples, values, several=several)
    assert model is not None
    for again in (Model.from_arrays(model.to_arrays()), Model.from_bytes(model.to_bytes())):
        assert np.array_equal(model.probabilities(TEXTS), again.probabilities(TEXTS))
        assert [model.suggest(t, TEXTS) for t in TEXTS] == [again.suggest(t, TEXTS) for t in TEXTS]
        assert model.to_bytes() == again.to_bytes()


def test_a_stored_model_holds_no_words(model: Model) -> None:
    """Only numbers and the ids of the values are stored: no word of an issue can be read in it."""
    arrays = model.to_arrays()

    assert {kind.kind for kind in (array.dtype for array in arrays.values())} <= set("uif")
    assert b"router" not in b"".join(array.tobytes() for array in arrays.values())


def _of_version(arrays: Arrays, version: Any) -> Arrays:
    facts = json.loads(arrays["facts"].tobytes()) | {"version": version}
    return arrays | {"facts": np.frombuffer(json.dumps(facts).encode(), dtype=np.uint8)}


def test_other_versions_and_sizes_are_refused(model: Model) -> None:
    """A model of another format, with a missing array, or with arrays that do not fit does not load."""
    arrays = model.to_arrays()

    with pytest.raises(ValueError, match="learn it again"):
        Model.from_arrays(_of_version(arrays, 0))
    with pytest.raises(ValueError, match="no model"):
        Model.from_arrays({name: array for name, array in arrays.items() if name != "weights"})
    with pytest.raises(ValueError, match="do not fit"):
        Model.from_arrays(arrays | {"weights": arrays["weights"][:-1]})


def test_bytes_that_are_no_model_are_refused(model: Model) -> None:
    """Neither text nor a pickle nor half a file is read."""
    pickled = io.BytesIO()
    np.savez(pickled, facts=np.array([{"version": 1}], dtype=object))

    for wrong in (b"", b"not a model", pickled.getvalue(), model.to_bytes()[:200], to_npz({"other": np.zeros(1)})):
        with pytest.raises(ValueError, match=r".+"):
            Model.from_bytes(wrong)
