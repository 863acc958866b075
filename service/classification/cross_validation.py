"""What a model says of cases it has not seen: each fold judged by a model fitted on the others."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from service.classification.calibration import Doubles, Labels, shares, sharpness
from service.classification.fitting import fit
from service.classification.grams import Grams

Progress = Callable[[str], None]
Folds = NDArray[np.intp]


def unseen_verdicts(
    petitions: Sequence[Grams], labels: Labels, codes: tuple[str, ...], parts: Folds, seed: int, progress: Progress
) -> Doubles:
    """The voters' mean log-probabilities for every case, from a model that was fitted without its fold."""
    verdicts = np.zeros((len(labels), len(codes)))
    for part in np.unique(parts):
        progress(f"fold {part + 1} of {parts.max() + 1}")
        learnt_from = np.flatnonzero(parts != part)
        model = fit([petitions[case] for case in learnt_from], labels[learnt_from], codes, seed)
        for case in np.flatnonzero(parts == part):
            verdicts[case] = model.panel.verdict(*model.vocabulary.vector(petitions[case]))
    return verdicts


def unseen_probabilities(verdicts: Doubles, labels: Labels, parts: Folds) -> Doubles:
    """Calibrated probabilities; the sharpness of each fold is that of the other folds."""
    probabilities = np.zeros_like(verdicts)
    for part in np.unique(parts):
        others = parts != part
        probabilities[~others] = shares(verdicts[~others], sharpness(verdicts[others], labels[others]))
    return probabilities
