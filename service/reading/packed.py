"""Trained numbers as a package ships them: arrays without pickle, and a card in JSON that vouches for them."""

import hashlib
import io
import json
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]


class Names(NamedTuple):
    """The two files, and under which key the card has the SHA-256 of the arrays."""

    card: str
    arrays: str
    sha256: str


def unpacked(source: Traversable, names: Names, damaged: type[Exception]) -> tuple[dict[str, Any], Arrays]:
    """The card and the arrays. Raises `damaged` where they are not those of the card; files not there raise as ever."""
    card = json.loads(source.joinpath(names.card).read_bytes())
    stored = source.joinpath(names.arrays).read_bytes()
    if hashlib.sha256(stored).hexdigest() != card[names.sha256]:
        raise damaged(f"{source}: {names.arrays} is not the file that {names.card} describes")
    with np.load(io.BytesIO(stored), allow_pickle=False) as arrays:
        return card, dict(arrays)


def pack(arrays: Arrays, path: Path) -> str:
    """Write the arrays, in a folder that is made where it is missing; the answer is their SHA-256."""
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(path, allow_pickle=False, **arrays)
    return hashlib.sha256(path.read_bytes()).hexdigest()
