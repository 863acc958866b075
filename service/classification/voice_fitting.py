"""From heard texts to a voice: one multinomial judge, penalised (L2), over n-grams and facts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.classification.voice import BUCKETS, LEAST, Buckets

try:
    import scipy.sparse as sparse
    from sklearn.linear_model import LogisticRegression
except ImportError as missing:
    raise ImportError("Training needs scikit-learn: pip install xinfang[train]") from missing

STRENGTH = 10.0  # inverse of the penalty; 3 to 30 were alike on unseen cases
FACT_WORTH = 0.3  # of a fact against an n-gram; twice as much fits the training cases better and unseen ones worse
FEWEST = 3  # cases that have a fact, else it tells nothing of others
ONLY_TEACHES = -1  # in place of a part, for texts of which nothing is asked

Doubles = NDArray[np.float64]
Folds = NDArray[np.intp]
Matrix = Any  # scipy's sparse matrix, which has no types


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one head learns from: n-grams, facts and the answer of each text, and how much the text counts."""

    texts: Sequence[Buckets]
    facts: Sequence[Mapping[str, float]]
    answers: Sequence[str]
    worth: Doubles


@dataclass(frozen=True, slots=True)
class Learnt:
    """A head: its answers, and for each of them the weights of n-grams and facts and what it starts from."""

    answers: tuple[str, ...]
    names: Sequence[str]  # of the facts, in the order of their weights
    weights: Doubles
    told: Doubles
    bias: Doubles

    def say(self, text: Buckets, facts: Mapping[str, float]) -> dict[str, float]:
        """The logarithm of the chance of each answer."""
        scores = self.bias + self.weights[text].sum(axis=0) / np.sqrt(max(1, len(text)))
        scores = scores + np.array([facts.get(name, 0.0) for name in self.names]) @ self.told
        scores -= scores.max()
        chances = np.maximum(scores - np.log(np.exp(scores).sum()), LEAST)
        return dict(zip(self.answers, chances.tolist(), strict=True))


def common(facts: Sequence[Mapping[str, float]]) -> tuple[str, ...]:
    """The facts that enough texts have, in the order of their names."""
    counts = Counter(name for told in facts for name, worth in told.items() if worth)
    return tuple(sorted(name for name, count in counts.items() if count >= FEWEST))


def learn(lesson: Lesson, names: Sequence[str]) -> Learnt:
    """The judge of all texts of a lesson. The same lesson gives the same judge."""
    texts = sparse.hstack([_texts(lesson.texts), _facts(lesson.facts, names)]).tocsr()
    fitted = LogisticRegression(C=STRENGTH, max_iter=500).fit(texts, lesson.answers, sample_weight=lesson.worth)
    weights = fitted.coef_.T
    return Learnt(tuple(fitted.classes_), names, weights[:BUCKETS], weights[BUCKETS:] * FACT_WORTH, fitted.intercept_)


def unseen(lesson: Lesson, names: Sequence[str], parts: Folds) -> list[dict[str, float]]:
    """What a judge says of each text that learnt from the other parts; nothing of texts of `ONLY_TEACHES`."""
    said: list[dict[str, float]] = [{} for _ in lesson.answers]
    for part in range(int(parts.max()) + 1):
        others = np.flatnonzero(parts != part).tolist()
        learnt = learn(_of(lesson, others), names)
        for each in np.flatnonzero(parts == part).tolist():
            said[each] = learnt.say(lesson.texts[each], lesson.facts[each])
    return said


def _of(lesson: Lesson, kept: Sequence[int]) -> Lesson:
    return Lesson(
        [lesson.texts[each] for each in kept],
        [lesson.facts[each] for each in kept],
        [lesson.answers[each] for each in kept],
        lesson.worth[list(kept)],
    )


def _texts(texts: Sequence[Buckets]) -> Matrix:
    ends = np.cumsum([0, *map(len, texts)])
    worth = np.concatenate([np.full(len(keys), 1 / np.sqrt(max(1, len(keys)))) for keys in texts])
    return sparse.csr_matrix((worth, np.concatenate(texts), ends), shape=(len(texts), BUCKETS))


def _facts(facts: Sequence[Mapping[str, float]], names: Sequence[str]) -> Matrix:
    places = {name: place for place, name in enumerate(names)}
    cells = [
        (row, places[name], worth) for row, told in enumerate(facts) for name, worth in told.items() if name in places
    ]
    rows, columns, worths = zip(*cells, strict=True) if cells else ((), (), ())
    return sparse.csr_matrix((np.array(worths) * FACT_WORTH, (rows, columns)), shape=(len(facts), len(names)))
