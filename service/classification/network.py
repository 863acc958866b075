"""One voter's training: n-gram rows summed, what is positive kept, weighed by class.

Half of the n-grams and a third of the units are left out at random while it learns, and a tenth of each label is
spread over the other classes: the labels are known to be wrong in a few per cent of the cases.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

UNITS = 32
_ROUNDS = 4
_BATCH = 64
_RATE = 0.003
_KEEP_GRAMS = 0.5
_KEEP_UNITS = 0.7
_SPREAD = 0.1

Doubles = NDArray[np.float64]
Matrix = Any  # scipy's sparse matrix, which has no types


class Network(NamedTuple):
    """What was learnt."""

    rows: NDArray[np.float32]
    shift: Doubles
    output: Doubles
    bias: Doubles


def learn(texts: Matrix, labels: NDArray[np.intp], classes: int, seed: int) -> Network:
    """Train one network on the texts (one row of `texts` each)."""
    random = np.random.default_rng(seed)
    spread = np.sqrt(6 / (texts.shape[1] + UNITS)), np.sqrt(6 / (UNITS + classes))
    network = Network(
        random.uniform(-spread[0], spread[0], (texts.shape[1], UNITS)).astype(np.float32),
        np.zeros(UNITS),
        random.uniform(-spread[1], spread[1], (UNITS, classes)),
        np.zeros(classes),
    )
    wanted = np.eye(classes)[labels] * (1 - _SPREAD) + _SPREAD / classes
    steps = [_Step(parameter) for parameter in network]
    for _ in range(_ROUNDS):
        order = random.permutation(len(labels))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            for step, slope in zip(steps, _slopes(network, texts[batch], wanted[batch], random), strict=True):
                step.down(slope)
    return network


def _slopes(network: Network, texts: Matrix, wanted: Doubles, random: np.random.Generator) -> tuple[NDArray[Any], ...]:
    """The gradient of the batch's mean cross-entropy. The small matrices are double precision: rounded to single
    before they meet the rows, they come out the same on any processor."""
    kept = random.random(len(texts.data), dtype=np.float32) < _KEEP_GRAMS
    texts.data = texts.data * kept / np.float32(_KEEP_GRAMS)
    sums = (texts @ network.rows).astype(np.float64) + network.shift
    gate = (sums > 0) * (random.random(sums.shape) < _KEEP_UNITS) / _KEEP_UNITS
    hidden = sums * gate
    scores = np.exp(_centred(np.einsum("bh,hc->bc", hidden, network.output) + network.bias))
    error = (scores / scores.sum(axis=1, keepdims=True) - wanted) / len(wanted)
    back = np.einsum("bc,hc->bh", error, network.output) * gate
    return (
        texts.T.tocsr() @ back.astype(np.float32),
        back.sum(axis=0),
        np.einsum("bh,bc->hc", hidden, error),
        error.sum(axis=0),
    )


def _centred(scores: Doubles) -> Doubles:
    centred: Doubles = scores - scores.max(axis=1, keepdims=True)
    return centred


class _Step:
    """Adam for one parameter, in place: the parameter is large, and copying it would be most of the time."""

    def __init__(self, parameter: NDArray[Any]) -> None:
        self._parameter = parameter
        self._mean = np.zeros_like(parameter)
        self._square = np.zeros_like(parameter)
        self._times = 0

    def down(self, slope: NDArray[Any]) -> None:
        self._times += 1
        rate = _RATE * np.sqrt(1 - 0.999**self._times) / (1 - 0.9**self._times)
        self._mean *= 0.9
        self._mean += slope * 0.1
        self._square *= 0.999
        self._square += slope * slope * 0.001
        change = np.sqrt(self._square)
        change += 1e-8
        np.divide(self._mean, change, out=change)
        change *= rate
        self._parameter -= change
