"""The voters: small networks over n-gram rows on one side, a linear judge on the other, each side with half a voice."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from service.classification.calibration import Calibration, Doubles
from service.classification.vocabulary import Floats, Rows


@dataclass(frozen=True)
class Panel:
    """What the voters learnt. The columns of `rows` are the networks' hidden units, one network after the other, and
    then one column a class for the linear judge."""

    rows: NDArray[np.int8]  # n-gram by column, in steps
    steps: Floats  # the size of one step, by column
    shift: Floats  # of each column
    output: Floats  # network by hidden unit by class
    bias: Floats  # network by class
    calibration: Calibration

    @cached_property
    def _hidden(self) -> int:
        return int(self.output.shape[0] * self.output.shape[1])

    @cached_property
    def _voices(self) -> Floats:
        networks = len(self.bias)
        return np.array([0.5 / networks] * networks + [0.5], dtype=np.float32)

    def probabilities(self, rows: Rows, weights: Floats) -> Doubles:
        """Of each class, given the n-grams of one petition and their weights."""
        return self.calibration.probabilities(self.verdict(rows, weights))

    def verdict(self, rows: Rows, weights: Floats) -> Doubles:
        """The mean log-probabilities of the two sides: what the calibration is fitted on."""
        _, logs = self._votes(rows, weights)
        return (self._voices @ logs).astype(np.float64)

    def claim(self, rows: Rows, weights: Floats) -> float:
        """How strongly the linear judge claims the petition for its best class; below 0 it would give it to none."""
        linear = self.rows[rows, self._hidden :].astype(np.float32) * self.steps[self._hidden :]
        return float((weights @ linear + self.shift[self._hidden :]).max())

    def pull(self, rows: Rows, weights: Floats, chosen: int) -> Floats:
        """How strongly each of these n-grams, at weight 1, pulls the verdict towards the chosen class."""
        hidden, logs = self._votes(rows, weights)
        towards: Floats = -np.exp(logs)
        towards[:, chosen] += 1
        towards *= self._voices[:, None]
        networks: Floats = (np.einsum("vhc,vc->vh", self.output, towards[:-1]) * (hidden > 0)).astype(np.float32)
        columns: Floats = np.concatenate((networks.ravel(), towards[-1])) * self.steps
        pulled: Floats = self.rows[rows].astype(np.float32) @ columns
        return pulled

    def _votes(self, rows: Rows, weights: Floats) -> tuple[Floats, Floats]:
        """The hidden units of each network, and each voter's log-probabilities, the linear judge's last."""
        sums = (weights @ self.rows.take(rows, axis=0).astype(np.float32)) * self.steps + self.shift
        hidden = np.maximum(sums[: self._hidden], 0).reshape(self.bias.shape[0], -1)
        votes = (hidden[:, None, :] @ self.output)[:, 0, :] + self.bias
        return hidden, _log_share(np.vstack((votes, sums[self._hidden :])))


def _log_share(scores: Floats) -> Floats:
    """The logarithm of each score's share (softmax) along the last axis."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    shares: Floats = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return shares
