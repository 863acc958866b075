"""From cases to a model: which n-grams to know, what the voters learn, and the rounding to small numbers."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.classification.cases import Case
from service.classification.content_model import ContentModel
from service.classification.grams import Grams, Keys, grams
from service.classification.network import Network, learn
from service.classification.panel import Panel
from service.classification.vocabulary import Vocabulary, slot

try:
    import scipy.sparse as sparse
    from sklearn.svm import LinearSVC
except ImportError as missing:
    raise ImportError("Training needs scikit-learn: pip install xinfang[train]") from missing

VOTERS = 3
KNOWN_GRAMS = 40_000
_FEWEST_TEXTS = 2  # an n-gram of one text alone says nothing about another
_LINEAR_SHARPNESS = 3.0
_LARGEST_STEP = 127

Labels = NDArray[np.intp]
Matrix = Any  # scipy's sparse matrix, which has no types


def read_grams(cases: Sequence[Case]) -> list[Grams]:
    """The n-grams of each case."""
    return [grams(case.title, case.detail) for case in cases]


def fit(petitions: Sequence[Grams], labels: Labels, codes: tuple[str, ...], seed: int) -> ContentModel:
    """A model whose probabilities are not calibrated yet."""
    vocabulary = _choose(petitions, labels, len(codes))
    texts = _matrix(vocabulary, petitions)
    networks = [learn(texts, labels, len(codes), seed * VOTERS + voter) for voter in range(VOTERS)]
    judge = LinearSVC(C=1.0, random_state=seed).fit(texts, labels)
    return ContentModel(vocabulary, _panel(networks, judge), codes, "unversioned")


def _choose(petitions: Sequence[Grams], labels: Labels, classes: int) -> Vocabulary:
    """The n-grams that depend most on the class (χ²), one for each slot of the look-up table."""
    parts = [_counted([np.concatenate(p.whole) for p in petitions]), _counted([np.concatenate(p.title) for p in petitions])]
    keys = np.concatenate([known for known, _ in parts])
    texts = sparse.hstack([matrix for _, matrix in parts]).tocsr()
    in_texts = np.bincount(texts.indices, minlength=len(keys))
    rarity = np.log((1 + len(labels)) / (1 + in_texts)) + 1
    whole = len(parts[0][0])
    worth = _dependence(_weighted(texts, rarity, whole), labels, classes)
    kept = _first_of_each_slot(keys, np.argsort(-worth, kind="stable"))[:KNOWN_GRAMS]
    kept.sort()
    return Vocabulary(keys[kept], int(np.searchsorted(kept, whole)), rarity[kept].astype(np.float32))


def _counted(petitions: Sequence[Keys]) -> tuple[Keys, Matrix]:
    """The n-grams of two texts or more, and how often each stands in each text."""
    known, places = np.unique(np.concatenate(petitions), return_inverse=True)
    ends = np.concatenate(([0], np.cumsum([len(keys) for keys in petitions])))
    shape = (len(petitions), len(known))
    texts = sparse.csr_matrix((np.ones(len(places), dtype=np.float32), places, ends), shape=shape)
    texts.sum_duplicates()
    often = np.bincount(texts.indices, minlength=len(known)) >= _FEWEST_TEXTS
    return known[often], texts[:, often]


def _weighted(texts: Matrix, rarity: NDArray[np.float64], whole: int) -> Matrix:
    """The counts as weights, as `Vocabulary.vector` makes them, for every n-gram at once."""
    texts = texts.copy()
    texts.data = ((1 + np.log(texts.data)) * rarity[texts.indices]).astype(np.float32)
    parts = []
    for part in (texts[:, :whole], texts[:, whole:]):
        length = np.sqrt(np.asarray(part.multiply(part).sum(axis=1)).ravel())
        parts.append(sparse.diags_array(1 / np.maximum(length, 1e-9)) @ part)
    return sparse.hstack(parts).tocsr()


def _dependence(texts: Matrix, labels: Labels, classes: int) -> NDArray[np.float64]:
    """χ² of each n-gram with the class."""
    members = sparse.csr_matrix((np.ones(len(labels)), (labels, np.arange(len(labels)))), shape=(classes, len(labels)))
    observed = (members @ texts).toarray().astype(np.float64)
    expected = np.outer(np.bincount(labels, minlength=classes) / len(labels), observed.sum(axis=0))
    worth: NDArray[np.float64] = ((observed - expected) ** 2 / np.maximum(expected, 1e-12)).sum(axis=0)
    return worth


def _first_of_each_slot(keys: Keys, order: NDArray[np.intp]) -> NDArray[np.intp]:
    """The order without those whose slot a better one has."""
    _, first = np.unique(slot(keys[order]), return_index=True)
    return order[np.sort(first)]


def _matrix(vocabulary: Vocabulary, petitions: Sequence[Grams]) -> Matrix:
    """One row a petition, over the n-grams of the vocabulary."""
    vectors = [vocabulary.vector(petition) for petition in petitions]
    ends = np.concatenate(([0], np.cumsum([len(rows) for rows, _ in vectors])))
    rows, weights = (np.concatenate(column) for column in zip(*vectors, strict=True))
    return sparse.csr_matrix((weights, rows, ends), shape=(len(petitions), len(vocabulary.keys)))


def _panel(networks: Sequence[Network], judge: Any) -> Panel:
    """The voters side by side, their rows rounded to 8 bits."""
    linear = _LINEAR_SHARPNESS * judge.coef_.T
    rows = np.hstack([*(network.rows for network in networks), linear.astype(np.float32)])
    steps = np.abs(rows).max(axis=0) / np.float32(_LARGEST_STEP)
    shift = np.concatenate([*(network.shift for network in networks), _LINEAR_SHARPNESS * judge.intercept_])
    return Panel(
        rows=np.rint(rows / steps).astype(np.int8),
        steps=steps,
        shift=shift.astype(np.float32),
        output=np.stack([network.output for network in networks]).astype(np.float32),
        bias=np.stack([network.bias for network in networks]).astype(np.float32),
        sharpness=1.0,
    )
