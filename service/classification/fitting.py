"""From cases to a model: the voters' training, and the rounding to small numbers."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.classification.calibration import Calibration
from service.classification.cases import Case
from service.classification.choosing import choose
from service.classification.network import Network, learn
from service.classification.panel import Panel
from service.classification.vocabulary import Vocabulary
from service.reading.grams import Grams, grams

try:
    import scipy.sparse as sparse
    from sklearn.svm import LinearSVC
except ImportError as missing:
    raise ImportError("Training needs scikit-learn: pip install xinfang[train]") from missing

VOTERS = 3
_UNSEEN_WEIGHT = 0.05  # that every n-gram is taken to have on both sides, so that no ratio is infinite
_JUDGE_SHARPNESS = 3.0
_COST = 0.5  # of an error: twice as much, beside an unscaled machine, cost 0.002 of cross-entropy (cross-validated)
_LARGEST_STEP = 127

Labels = NDArray[np.intp]
Matrix = Any  # scipy's sparse matrix, which has no types


def read_grams(cases: Sequence[Case]) -> list[Grams]:
    """The n-grams of each case."""
    return [grams(case.title, case.detail) for case in cases]


def fit(petitions: Sequence[Grams], labels: Labels, classes: int, seed: int) -> tuple[Vocabulary, Panel]:
    """The parts of a model whose probabilities are not calibrated yet. Labels are the numbers of the classes."""
    vocabulary = choose(petitions, labels, classes)
    texts = _matrix(vocabulary, petitions)
    networks = [learn(texts, labels, classes, seed * VOTERS + voter) for voter in range(VOTERS)]
    judges = [_judge(texts, labels == number, seed) for number in range(classes)]
    return vocabulary, _panel(networks, judges)


def _judge(texts: Matrix, own: NDArray[np.bool_], seed: int) -> tuple[NDArray[np.float64], float]:
    """Weights and shift for one class against the rest: a support vector machine.

    N-grams that are far more frequent on one side are made large for it (after Wang and Manning's NB-SVM).
    A class of which these cases have none claims nothing.
    """
    if not own.any():
        return np.zeros(texts.shape[1]), -1.0
    inside, outside = (np.asarray(texts[side].sum(axis=0)).ravel() + _UNSEEN_WEIGHT for side in (own, ~own))
    scale = np.sqrt(np.abs(np.log(inside / inside.sum() * outside.sum() / outside)))
    scale /= np.sqrt((scale**2).mean())
    machine = LinearSVC(C=_COST, random_state=seed).fit(texts @ sparse.diags_array(scale), own)
    return machine.coef_[0] * scale, float(machine.intercept_[0])


def _matrix(vocabulary: Vocabulary, petitions: Sequence[Grams]) -> Matrix:
    """One row a petition, over the n-grams of the vocabulary."""
    vectors = [vocabulary.vector(petition) for petition in petitions]
    ends = np.concatenate(([0], np.cumsum([len(rows) for rows, _ in vectors])))
    rows, weights = (np.concatenate(column) for column in zip(*vectors, strict=True))
    return sparse.csr_matrix((weights, rows, ends), shape=(len(petitions), len(vocabulary.keys)))


def _panel(networks: Sequence[Network], judges: Sequence[tuple[NDArray[np.float64], float]]) -> Panel:
    """The voters side by side, their rows rounded to 8 bits."""
    linear = _JUDGE_SHARPNESS * np.stack([weights for weights, _ in judges], axis=1)
    rows = np.hstack([*(network.rows for network in networks), linear.astype(np.float32)])
    steps = np.maximum(np.abs(rows).max(axis=0), np.float32(1e-9)) / np.float32(_LARGEST_STEP)
    shift = np.concatenate(
        [*(network.shift for network in networks), _JUDGE_SHARPNESS * np.array([shift for _, shift in judges])]
    )
    return Panel(
        rows=np.rint(rows / steps).astype(np.int8),
        steps=steps,
        shift=shift.astype(np.float32),
        output=np.stack([network.output for network in networks]).astype(np.float32),
        bias=np.stack([network.bias for network in networks]).astype(np.float32),
        calibration=Calibration.none(len(judges)),
    )
