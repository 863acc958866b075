"""What a model says of cases it has not seen: each fold judged by a model fitted on the others."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from service.classification.calibration import Calibration, Doubles, Labels
from service.classification.fitting import fit
from service.reading.grams import Grams

Progress = Callable[[str], None]
Folds = NDArray[np.intp]


def unseen_verdicts(
    petitions: Sequence[Grams], labels: Labels, classes: int, parts: Folds, seed: int, progress: Progress
) -> Doubles:
    """The voters' mean log-probabilities for every case, from a model that was fitted without its fold."""
    verdicts = np.zeros((len(labels), classes))
    for part in range(int(parts.max()) + 1):
        progress(f"fold {part + 1} of {int(parts.max()) + 1}")
        learnt_from = np.flatnonzero(parts != part).tolist()
        vocabulary, panel = fit([petitions[case] for case in learnt_from], labels[learnt_from], classes, seed)
        for case in np.flatnonzero(parts == part).tolist():
            verdicts[case] = panel.verdict(*vocabulary.vector(petitions[case]))
    return verdicts


def unseen_probabilities(verdicts: Doubles, labels: Labels, parts: Folds) -> Doubles:
    """Calibrated probabilities; each fold's calibration is fitted on the others."""
    probabilities = np.zeros_like(verdicts)
    for part in np.unique(parts):
        others = parts != part
        probabilities[~others] = Calibration.fit(verdicts[others], labels[others]).probabilities(verdicts[~others])
    return probabilities
