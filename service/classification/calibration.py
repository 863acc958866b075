"""Probabilities that are frequencies: of the answers given at 0.9, nine in ten are right."""

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Labels = NDArray[np.intp]
Hits = NDArray[np.bool_]

_SHARPNESSES = np.round(np.geomspace(0.2, 10, 200), 4)
_BINS = 15


def shares(verdicts: Doubles, sharpness: float) -> Doubles:
    """Probabilities from the voters' mean log-probabilities."""
    scores = verdicts * sharpness
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    divided: Doubles = scores / scores.sum(axis=1, keepdims=True)
    return divided


def sharpness(verdicts: Doubles, labels: Labels) -> float:
    """The factor under which cases that the voters had not seen are likeliest."""
    own = (np.arange(len(labels)), labels)
    losses = [-np.log(shares(verdicts, factor)[own] + 1e-12).mean() for factor in _SHARPNESSES]
    return float(_SHARPNESSES[int(np.argmin(losses))])


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
