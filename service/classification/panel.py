"""The voters: small networks over n-gram rows, and one linear judge, whose mean log-probabilities are the verdict."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

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
    sharpness: float  # what mean log-probabilities are multiplied by, so that a probability is a frequency

    @cached_property
    def _hidden(self) -> int:
        return int(self.output.shape[0] * self.output.shape[1])

    def probabilities(self, rows: Rows, weights: Floats) -> Floats:
        """Of each class, given the n-grams of one petition and their weights."""
        _, logs = self._votes(rows, weights)
        return np.exp(_log_share(logs.mean(axis=0) * np.float32(self.sharpness)))

    def verdict(self, rows: Rows, weights: Floats) -> Floats:
        """The voters' mean log-probabilities before sharpening: what the sharpness is fitted on."""
        _, logs = self._votes(rows, weights)
        mean: Floats = logs.mean(axis=0)
        return mean

    def pull(self, rows: Rows, weights: Floats, chosen: int) -> Floats:
        """How strongly each of these n-grams, at weight 1, pulls the verdict towards the chosen class."""
        hidden, logs = self._votes(rows, weights)
        towards = -np.exp(logs)
        towards[:, chosen] += 1
        networks = np.einsum("vhc,vc->vh", self.output, towards[:-1]) * (hidden > 0)
        columns = np.concatenate((networks.ravel(), towards[-1])) / np.float32(len(logs))
        pulled: Floats = self.rows[rows].astype(np.float32) @ (columns * self.steps)
        return pulled

    def _votes(self, rows: Rows, weights: Floats) -> tuple[Floats, Floats]:
        """The hidden units of each network, and each voter's log-probabilities, the linear judge's last."""
        sums = (weights @ self.rows[rows].astype(np.float32)) * self.steps + self.shift
        hidden = np.maximum(sums[: self._hidden], 0).reshape(self.bias.shape[0], -1)
        votes = (hidden[:, None, :] @ self.output)[:, 0, :] + self.bias
        return hidden, _log_share(np.vstack((votes, sums[self._hidden :])))


def _log_share(scores: Floats) -> Floats:
    """The logarithm of each score's share (softmax) along the last axis."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    shares: Floats = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return shares
