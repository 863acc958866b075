"""`xinfang calibrate`: from a bureau's unread cases to the lines of calibration.csv and thresholds to choose from."""

from collections.abc import Sequence

import numpy as np

from service.classification.calibration import Doubles, Hits, calibration_error, logistic
from service.classification.trust_figures import Answered
from service.rulebook.confidence import Calibration, odds

_STEPS = 50
_DRAW = np.array([4.0, 0.05])  # towards slope 1, offset 0: some hundred cases say little about the slope
_LEAST_SLOPE = 0.05
_PARTS = 5
_FEWEST = 0.1


def fitted(answers: Sequence[Answered]) -> Calibration:
    """The line under which the outcome is likeliest, from confidences that are not calibrated yet (Newton's method)."""
    right = np.array([one.right for one in answers], dtype=np.float64)
    shares = np.stack([[odds(one.confidence) for one in answers], np.ones(len(answers))], axis=1)
    line = np.array([1.0, 0.0])
    for _ in range(_STEPS):
        chance = logistic(shares @ line)
        slope = shares.T @ (chance - right) + _DRAW * (line - np.array([1.0, 0.0]))
        bend = (shares * (chance * (1 - chance))[:, None]).T @ shares + np.diag(_DRAW)
        step = np.linalg.solve(bend, slope)
        line = line - step / max(1.0, float(np.abs(step).max()))  # a full step can leap past the best line and away
    return Calibration(round(max(_LEAST_SLOPE, float(line[0])), 3), round(float(line[1]), 3))


def suggestion(answers: Sequence[Answered], accuracy: float) -> str:
    """In words: the threshold that reaches an accuracy, and what stands and is right from it on, cross-validated."""
    chances, right = unseen_chances(answers), np.array([one.right for one in answers])
    error = f"calibration error {calibration_error(chances, right):.3f}"
    threshold = threshold_for(accuracy, chances, right)
    if threshold is None:
        return f"no threshold reaches {accuracy:.2f}; right {right.mean():.3f}, {error}"
    stands = chances >= threshold
    return f"threshold {threshold:.2f}: {stands.mean():.3f} stand, {right[stands].mean():.3f} of them right; {error}"


def unseen_chances(answers: Sequence[Answered]) -> Doubles:
    """The chance of each answer under a line that was fitted without it and every fifth answer beside it."""
    chances = np.zeros(len(answers))
    for part in range(_PARTS):
        line = fitted([one for nth, one in enumerate(answers) if nth % _PARTS != part])
        chances[part::_PARTS] = [line.chance(one.confidence) for one in answers[part::_PARTS]]
    return chances


def threshold_for(accuracy: float, chances: Doubles, right: Hits) -> float | None:
    """The lowest chance, in hundredths, from which on so many answers are right.

    None where no threshold that leaves a tenth of the answers standing reaches it.
    """
    for hundredth in range(100):
        stands = chances >= hundredth / 100
        if stands.mean() < _FEWEST:
            return None
        if right[stands].mean() >= accuracy:
            return hundredth / 100
    return None
