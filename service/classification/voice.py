"""A second voice on what a petitioner wants: how a text asks, learnt from titles that say it themselves.

Thousands of messages on public boards begin 咨询…, 建议…, 投诉…; the rest of such a message shows how people ask,
propose and complain without the word. A linear judge over hashed character n-grams, so scoring is one lookup and one
sum. It was never shown a case labelled by hand, and it never decides alone: its word is one weighted line among rules.
"""

import hashlib
import io
import json
from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from math import log
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from service.classification.content_model import ModelDamaged
from service.reading.grams import Keys, grams

WEIGHTS_FILE = "purpose.npz"
CARD_FILE = "purpose_card.json"
BUCKETS = 1 << 15  # of the hash; 2^18 did no better on unseen cases
_MIX = np.uint32(0x85EBCA6B)
_HALF, _SHIFT = np.uint32(15), np.uint32(32 - 15)
_LEAST = 1e-4  # a probability below this is as good as none


class PurposeVoice(Protocol):
    """What lends the rules its ear."""

    @property
    def version(self) -> str: ...
    def lean(self, title: str, body: str) -> Mapping[str, float]: ...


class Voice:
    """A trained voice, ready to listen. It keeps nothing of what it hears: any number of callers may share it."""

    def __init__(self, version: str, purposes: tuple[str, ...], weights: NDArray[Any], bias: NDArray[Any]) -> None:
        self.version, self.purposes = version, purposes
        self._weights, self._bias = weights.astype(np.float32), bias.astype(np.float32)

    @classmethod
    def load(cls, folder: Path | None = None) -> Self:
        """The voice in the folder, or the one that the package ships."""
        source: Traversable = folder or resources.files("service.classification").joinpath("model")
        card = json.loads(source.joinpath(CARD_FILE).read_bytes())
        stored = source.joinpath(WEIGHTS_FILE).read_bytes()
        if hashlib.sha256(stored).hexdigest() != card["weights_sha256"]:
            raise ModelDamaged(f"{WEIGHTS_FILE} is not the file that {CARD_FILE} describes")
        with np.load(io.BytesIO(stored), allow_pickle=False) as arrays:
            return cls(card["version"], tuple(card["purposes"]), arrays["weights"], arrays["bias"])

    def lean(self, title: str, body: str) -> Mapping[str, float]:
        """For each purpose it knows how much likelier than the first it sounds, as a logarithm; the first is 0."""
        scores = self._bias
        buckets = features(title, body)
        if len(buckets):
            scores = scores + self._weights[buckets].sum(axis=0) / np.sqrt(len(buckets))
        raised = np.exp(scores - scores.max())
        chances = np.maximum(raised / raised.sum(), _LEAST).tolist()
        return {name: log(chance / chances[0]) for name, chance in zip(self.purposes, chances, strict=True)}


def features(title: str, body: str) -> NDArray[np.intp]:
    """The buckets of the n-grams of a text, each once: one and two characters, and the title's once more."""
    found = grams(title, body)
    keys: Keys = np.concatenate((*found.whole, *found.title[:2]))
    keys = (keys ^ (keys >> _HALF)) * _MIX
    found_in = np.zeros(BUCKETS, dtype=bool)  # a third of the time that np.unique takes
    found_in[keys >> _SHIFT] = True
    return np.flatnonzero(found_in)
