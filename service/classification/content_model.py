"""What a petition is about: the level-1 content class, from its character n-grams, with the words that spoke for it.

A few small networks and one linear judge vote: each sums the learnt rows of the n-grams it finds. Scoring takes numpy
alone. The model knows the classes it was trained on and no others: probabilities are spread over these.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from math import inf
from pathlib import Path
from typing import Any, Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from service.classification.calibration import Calibration
from service.classification.panel import Panel
from service.classification.stretches import Stretch, stretches
from service.classification.vocabulary import Vocabulary
from service.reading.grams import Grams
from service.reading.packed import Names, unpacked
from service.rulebook.jurisdiction import Candidate

WEIGHTS_FILE = "content.npz"
CARD_FILE = "card.json"


class ModelDamaged(Exception):
    """There is no model in the folder, or the weights are not those that the card describes."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What the card says that scoring needs."""

    version: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    data_sha256: str

    @classmethod
    def of(cls, card: Mapping[str, Any]) -> Self:
        """From the card."""
        codes, names = (tuple(entry[key] for entry in card["classes"]) for key in ("code", "name"))
        return cls(card["version"], codes, names, card["data_sha256"])


class ContentModel:
    """A trained model, ready to score. It holds no petition and changes nothing: any number of callers may share it."""

    def __init__(self, vocabulary: Vocabulary, panel: Panel, identity: Identity) -> None:
        self.vocabulary = vocabulary
        self.panel = panel
        self.version = identity.version
        self.codes = identity.codes
        self.names = identity.names
        self.data_sha256 = identity.data_sha256

    @classmethod
    def load(cls, folder: Path | None = None) -> Self:
        """The model in the folder, or the one that the package ships. Raises `ModelDamaged`."""
        source: Traversable = folder or resources.files("service.classification").joinpath("model")
        try:
            card, arrays = unpacked(source, Names(CARD_FILE, WEIGHTS_FILE, "weights_sha256"), ModelDamaged)
            return cls.of(arrays, Identity.of(card))
        except (OSError, ValueError, KeyError, TypeError, BadZipFile) as broken:
            raise ModelDamaged(f"{source} holds no content-class model that can be read ({broken!r})") from broken

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]], identity: Identity) -> Self:
        """From the stored arrays."""
        vocabulary = Vocabulary(arrays["keys"], arrays["bounds"], arrays["weight"])
        panel = Panel(
            rows=arrays["rows"],
            steps=arrays["steps"],
            shift=arrays["shift"],
            output=arrays["output"],
            bias=arrays["bias"],
            calibration=Calibration(arrays["balance"], *arrays["calibration"].tolist()),
        )
        return cls(vocabulary, panel, identity)

    def weigh(self, petition: Grams) -> tuple[Candidate, ...]:
        """Every class the model knows with its probability, the likeliest first; none where no n-gram is known."""
        rows, weights = self.vocabulary.vector(petition)
        if not len(rows):
            return ()
        probabilities = self.panel.probabilities(rows, weights).tolist()
        ranked = sorted(zip(self.codes, probabilities, strict=True), key=lambda pair: -pair[1])
        return tuple(Candidate(code, probability) for code, probability in ranked)

    def claim(self, petition: Grams) -> float:
        """How strongly the model claims the petition for any of its classes; below 0 it speaks for none of them.

        A hint, not a test: of 57 written cases of its classes 81 % are above 0, of 63 of other classes 35 %.
        """
        rows, weights = self.vocabulary.vector(petition)
        return self.panel.claim(rows, weights) if len(rows) else -inf

    def evidence(self, petition: Grams, code: str, most: int = 3) -> tuple[Stretch, ...]:
        """The stretches of the text that spoke most for the class, the strongest first."""
        rows, weights = self.vocabulary.vector(petition)
        if code not in self.codes or not len(rows):
            return ()
        worth = np.zeros(len(self.vocabulary.keys), dtype=np.float32)
        worth[rows] = weights * self.panel.pull(rows, weights, self.codes.index(code))
        return stretches(petition, petition.head, self.vocabulary, worth, most)


def stored(vocabulary: Vocabulary, panel: Panel) -> dict[str, NDArray[Any]]:
    """What `ContentModel.of` takes: the whole model in plain numbers."""
    return {
        "keys": vocabulary.keys,
        "bounds": vocabulary.bounds,
        "weight": vocabulary.weight,
        "rows": panel.rows,
        "steps": panel.steps,
        "shift": panel.shift,
        "output": panel.output,
        "bias": panel.bias,
        "balance": panel.calibration.balance,
        "calibration": np.array(panel.calibration[1:]),
    }
