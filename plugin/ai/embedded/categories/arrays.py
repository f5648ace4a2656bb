"""A model as named arrays of numbers, with a version; never a pickle, so reading one can run nothing."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from plugin.ai.embedded.categories.calibration import Calibration
from plugin.ai.embedded.categories.space import KINDS, Block, Space

Arrays = dict[str, NDArray[Any]]

VERSION = 2  # of the format, the terms and their hashes: change it with any of them
_NUMBERS = ("weights", "intercepts", "support")


def calibration_facts(calibration: Calibration) -> dict[str, Any]:
    """Return what of a calibration is stored."""
    return {"scale": calibration.scale, "shift": calibration.shift, "several": calibration.several}


def pack(facts: Mapping[str, Any], space: Space, descriptions: csr_matrix, numbers: Arrays) -> Arrays:
    """Return everything under names; `facts` become the bytes of a JSON object."""
    text = json.dumps({"version": VERSION, **facts}, sort_keys=True).encode()
    packed: Arrays = {"facts": np.frombuffer(text, dtype=np.uint8), **numbers}
    packed["weights"] = numbers["weights"].astype(np.float16)  # half the size; the model holds no finer ones
    for block in space.blocks:
        packed[f"{block.kind}.columns"], packed[f"{block.kind}.idf"] = block.columns, block.idf
    for part in ("data", "indices", "indptr"):
        packed[f"descriptions.{part}"] = getattr(descriptions, part)
    return packed


def unpack(packed: Arrays) -> tuple[dict[str, Any], Space, csr_matrix, Arrays]:
    """Return what was packed.

    Raises:
        ValueError: something is missing, of another version, or of another size than the rest.
    """
    try:
        facts = json.loads(packed["facts"].tobytes())
        if facts["version"] != VERSION:
            raise ValueError(f"the model is of version {facts['version']}: learn it again")
        space = Space(tuple(Block(kind, packed[f"{kind}.columns"], packed[f"{kind}.idf"]) for kind in KINDS))
        parts = tuple(packed[f"descriptions.{part}"] for part in ("data", "indices", "indptr"))
        numbers = {name: packed[name] for name in _NUMBERS}
        values = len(facts["values"])
    except (KeyError, TypeError) as fault:
        raise ValueError("these arrays are no model") from fault
    numbers["weights"] = numbers["weights"].astype(np.float32)
    shapes = ((space.size, values), (values,), (values,))
    if tuple(numbers[name].shape for name in _NUMBERS) != shapes:
        raise ValueError("the arrays of the model do not fit each other")
    return facts, space, csr_matrix(parts, shape=(values, space.size)), numbers


def to_npz(packed: Arrays) -> bytes:
    """Return the bytes of a compressed `.npz` file."""
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **packed)
    return file.getvalue()


def from_npz(stored: bytes) -> Arrays:
    """Return the arrays of a `.npz` file; ValueError when it is none or would need pickles."""
    try:
        with np.load(io.BytesIO(stored), allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (OSError, EOFError, AttributeError, zipfile.BadZipFile) as fault:
        raise ValueError("these bytes are no model") from fault
