"""`xinfang train`: from labelled cases to the files of a model, the same bytes for the same cases and seed."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from service.classification.calibration import Calibration
from service.classification.cases import SEED, Case, CasesUnusable, folds
from service.classification.choosing import KNOWN_GRAMS
from service.classification.content_model import CARD_FILE, WEIGHTS_FILE, stored
from service.classification.cross_validation import Progress, unseen_probabilities, unseen_verdicts
from service.classification.figures import measure
from service.classification.fitting import VOTERS, fit, read_grams
from service.classification.material import Material
from service.reading.packed import pack


@dataclass(frozen=True, slots=True)
class Card:
    """What the model is, what it was trained on and how good it is, for whoever has to answer for its use."""

    version: str
    trained_on: str  # in words
    trained_at: str  # the date it was given: a card reads no clock
    data_sha256: str  # of the file of cases; empty where there was none
    weights_sha256: str
    corrections: dict[str, Any] | None  # what was learnt from clerks' decisions
    cases: int
    disagreement: float  # of the pairs of near-identical cases, how many carry different labels
    classes: tuple[dict[str, Any], ...]  # code, name, cases, in the order of the model's columns
    folds: int
    seed: int
    method: str
    figures: dict[str, Any]  # of cross-validation: every case judged by a model that had not seen it
    limits: str


def train(
    material: Material,
    out: Path,
    *,
    codes: Mapping[str, str],
    trained_at: date,
    trained_on: str,
    seed: int = SEED,
    progress: Progress = lambda _: None,
) -> Card:
    """Train on the material and write weights and card into the folder `out`.

    `codes` gives each label its code, and two names of one class the same.
    """
    cases = material.cases
    names = _names(cases, codes)
    labels = np.array([names.index(case.label) for case in cases])
    parts = folds(cases, seed)
    petitions = read_grams(cases)
    verdicts = unseen_verdicts(petitions, labels, len(names), parts, seed, progress)
    progress("all cases")
    vocabulary, panel = fit(petitions, labels, len(names), seed)
    panel = replace(panel, calibration=Calibration.fit(verdicts, labels))
    weights = pack(stored(vocabulary, panel), out / WEIGHTS_FILE)
    counts = Counter(case.label for case in cases)
    card = Card(
        version=f"content-{trained_at:%Y%m%d}-{weights[:8]}",
        trained_on=trained_on,
        trained_at=trained_at.isoformat(),
        data_sha256=material.data_sha256,
        weights_sha256=weights,
        corrections=material.corrections,
        cases=len(cases),
        disagreement=round(_disagreement(cases), 4),
        classes=tuple({"code": codes[name], "name": name, "cases": counts[name]} for name in names),
        folds=int(parts.max()) + 1,
        seed=seed,
        method=_METHOD,
        figures=measure(unseen_probabilities(verdicts, labels, parts), labels, names).as_json(),
        limits=_LIMITS,
    )
    text = json.dumps(asdict(card), ensure_ascii=False, indent=2)
    out.joinpath(CARD_FILE).write_text(text + "\n", encoding="utf-8")
    return card


_METHOD = (
    f"The {KNOWN_GRAMS:,} character n-grams (one and two of title and body, one to three of the title) that depend most"
    f" on the class; the mean log-probability of {VOTERS} networks with one hidden layer and of a linear judge"
    " (a support vector machine a class), half and half;"
    " the classes balanced and the probability calibrated on cases not seen; weights in 8 bits."
)
_LIMITS = (
    "It knows only the classes listed and gives every text one of them: a matter of another class gets a wrong class,"
    " often with a low probability. What it learnt it learnt from labels of which some are wrong: see disagreement."
)


def _disagreement(cases: Sequence[Case]) -> float:
    """The share of the pairs within groups of near-duplicates whose labels differ; 0 where there are no pairs."""
    groups: dict[str, list[str]] = {}
    for case in cases:
        groups.setdefault(case.group, []).append(case.label)
    pairs = [one != other for labels in groups.values() for one, other in combinations(labels, 2)]
    return sum(pairs) / max(len(pairs), 1)


def _names(cases: Sequence[Case], codes: Mapping[str, str]) -> tuple[str, ...]:
    """The classes of the cases, in the order `evaluate` takes them: the draws depend on it, and so the figures."""
    found = {case.label for case in cases}
    unknown = sorted(found - set(codes))
    if unknown:
        raise CasesUnusable(f"These labels have no code: {', '.join(unknown)}")
    if len(found) < 2:
        raise CasesUnusable("The cases are all of one class")
    return tuple(sorted(found))
