"""Probabilities that are frequencies: of the answers given at 0.9, nine in ten are right."""

from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Labels = NDArray[np.intp]
Hits = NDArray[np.bool_]

_BINS = 15
_STEPS = 50
_RIDGE = 0.01  # keeps the line finite where every answer is right
_BALANCE_RIDGE = 10.0  # how many cases it takes to move the balance; a tenth and ten times as much do no better


class Calibration(NamedTuple):
    """First the classes balanced against each other, then a line from the lead of the best class over the second to the
    log-odds that the best one is right.

    The balance stretches and shifts the verdict on each class: it wins 0.001 to 0.002 of macro-F1 back from the large
    classes, which the voters favour. The lead alone: against one sharpness for all classes that halves the calibration
    error; the third class, the text's length and the voters' discord add nothing to it (all cross-validated).
    """

    balance: Doubles  # stretch and shift, by class
    scale: float
    offset: float

    @classmethod
    def none(cls, classes: int) -> Self:
        """What leaves the verdicts as they are."""
        return cls(np.stack([np.ones(classes), np.zeros(classes)]), 1.0, 0.0)

    @classmethod
    def fit(cls, verdicts: Doubles, labels: Labels) -> Self:
        """Under which the outcome of cases that the voters had not seen is likeliest."""
        balance = _balance(verdicts, labels)
        balanced = verdicts * balance[0] + balance[1]
        return cls(balance, *_line(_lead(balanced), balanced.argmax(axis=-1) == labels))

    def probabilities(self, verdicts: Doubles) -> Doubles:
        """Of each class, along the last axis: the best by the line, the others share what it leaves.

        No other is let above the best: where that would happen, the sum stays below 1.
        """
        verdicts = verdicts * self.balance[0] + self.balance[1]
        best = np.arange(verdicts.shape[-1]) == verdicts.argmax(axis=-1)[..., None]
        top = logistic(self.scale * _lead(verdicts) + self.offset)[..., None]
        shares = np.where(best, 0.0, np.exp(verdicts - verdicts.max(axis=-1, keepdims=True)))
        shares = np.minimum(shares / shares.sum(axis=-1, keepdims=True) * (1 - top), top)
        return np.where(best, top, shares)


def _balance(verdicts: Doubles, labels: Labels) -> Doubles:
    """The stretches and shifts under which the labels are likeliest, the ridge drawing to 1 and 0 (Newton's method)."""
    classes = verdicts.shape[1]
    none = np.repeat([1.0, 0.0], classes)
    told = np.hstack([verdicts, np.ones_like(verdicts)])
    balance = none.copy()
    for _ in range(_STEPS):
        shares = _shares(verdicts * balance[:classes] + balance[classes:])
        missed = shares - np.eye(classes)[labels]
        slope = (np.tile(missed, 2) * told).sum(axis=0) + _BALANCE_RIDGE * (balance - none)
        weighed = np.tile(shares, 2) * told
        same = np.tile(np.eye(classes), (2, 2)) * (weighed.T @ told)  # an own share bends by s - s², two by -s·t
        balance -= np.linalg.solve(same - weighed.T @ weighed + _BALANCE_RIDGE * np.eye(2 * classes), slope)
    return np.round(balance, 4).reshape(2, classes)


def _line(leads: Doubles, right: Hits) -> tuple[float, float]:
    """Scale and offset from leads to the log-odds of being right (Newton's method)."""
    told = np.stack([leads, np.ones_like(leads)], axis=1)
    line = np.array([1.0, 0.0])
    for _ in range(_STEPS):
        chance = logistic(told @ line)
        slope = told.T @ (chance - right) + _RIDGE * line
        bend = (told * (chance * (1 - chance))[:, None]).T @ told + _RIDGE * np.eye(2)
        line -= np.linalg.solve(bend, slope)
    scale, offset = np.round(line, 4).tolist()
    return scale, offset


def _shares(scores: Doubles) -> Doubles:
    parts = np.exp(scores - scores.max(axis=-1, keepdims=True))
    shares: Doubles = parts / parts.sum(axis=-1, keepdims=True)
    return shares


def _lead(verdicts: Doubles) -> Doubles:
    ordered = np.sort(verdicts, axis=-1)
    lead: Doubles = ordered[..., -1] - ordered[..., -2]
    return lead


def logistic(odds: Doubles) -> Doubles:
    """The chances that log-odds stand for."""
    chances: Doubles = 1 / (1 + np.exp(-odds))
    return chances


def calibration_error(confidence: Doubles, right: Hits) -> float:
    """The expected calibration error: how far confidence is from accuracy, over 15 equal bins of confidence."""
    bins = np.minimum((confidence * _BINS).astype(np.intp), _BINS - 1)
    gaps = np.bincount(bins, weights=confidence - right, minlength=_BINS)
    return float(np.abs(gaps).sum() / max(len(right), 1))


def coverage(confidence: Doubles, right: Hits, accuracy: float) -> float:
    """The largest share of cases, the surest first, that is answered with at least this accuracy."""
    order = np.argsort(-confidence, kind="stable")
    so_far = np.cumsum(right[order]) / np.arange(1, len(right) + 1)
    reached = np.flatnonzero(so_far >= accuracy)
    return float((reached[-1] + 1) / len(right)) if len(reached) else 0.0
