"""`xinfang train`: from labelled cases to the files of a model, the same bytes for the same cases and seed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from service.classification.calibration import sharpness
from service.classification.cases import Case, CasesUnusable, digest, folds, read_cases
from service.classification.content_model import CARD_FILE, WEIGHTS_FILE, ContentModel
from service.classification.cross_validation import Progress, unseen_probabilities, unseen_verdicts
from service.classification.figures import measure
from service.classification.fitting import KNOWN_GRAMS, VOTERS, fit, read_grams

SEED = 20260101


@dataclass(frozen=True, slots=True)
class Card:
    """What the model is, what it was trained on and how good it is, for whoever has to answer for its use."""

    version: str
    trained_on: str  # in words
    trained_at: str  # the date it was given: a card reads no clock
    data_sha256: str
    weights_sha256: str
    cases: int
    classes: tuple[dict[str, Any], ...]  # code, name, cases, in the order of the model's columns
    folds: int
    seed: int
    method: str
    figures: dict[str, Any]  # of cross-validation: every case judged by a model that had not seen it
    limits: str

    def as_json(self) -> dict[str, Any]:
        """As it is stored."""
        return asdict(self)


def train(
    data: Path,
    out: Path,
    *,
    codes: Mapping[str, str],
    trained_at: date,
    trained_on: str,
    seed: int = SEED,
    progress: Progress = lambda _: None,
) -> Card:
    """Train on a labelled CSV and write weights and card into the folder `out`. `codes` gives each label its code."""
    cases = read_cases(data)
    names = _names(cases, codes)
    labels = np.array([names.index(case.label) for case in cases])
    parts = folds(cases, seed)
    petitions = read_grams(cases)
    class_codes = tuple(codes[name] for name in names)
    verdicts = unseen_verdicts(petitions, labels, class_codes, parts, seed, progress)
    progress("all cases")
    model = fit(petitions, labels, class_codes, seed).sharpened(sharpness(verdicts, labels))
    weights = _write(model, out)
    version = f"content-{trained_at:%Y%m%d}-{weights[:8]}"
    card = Card(
        version=version,
        trained_on=trained_on,
        trained_at=trained_at.isoformat(),
        data_sha256=digest(data),
        weights_sha256=weights,
        cases=len(cases),
        classes=tuple(
            {"code": codes[name], "name": name, "cases": int((labels == number).sum())}
            for number, name in enumerate(names)
        ),
        folds=int(parts.max()) + 1,
        seed=seed,
        method=_METHOD,
        figures=measure(unseen_probabilities(verdicts, labels, parts), labels, names).as_json(),
        limits=_LIMITS,
    )
    text = json.dumps(card.as_json(), ensure_ascii=False, indent=2)
    out.joinpath(CARD_FILE).write_text(text + "\n", encoding="utf-8")
    return card


_METHOD = (
    f"The {KNOWN_GRAMS:,} character n-grams (one and two of title and body, one to three of the title) that depend most"
    f" on the class; {VOTERS} networks of one hidden layer and one linear support vector machine, mean log-probability,"
    " sharpened on cases not seen; n-gram weights in 8 bits."
)
_LIMITS = (
    "It knows only the classes listed and gives every text one of them: a matter of another class gets a wrong class,"
    " often with a low probability. About 2.5 % of near-identical training texts carry different labels."
)


def _names(cases: list[Case], codes: Mapping[str, str]) -> tuple[str, ...]:
    """The classes of the cases, in the order of their codes."""
    found = {case.label for case in cases}
    unknown = sorted(found - set(codes))
    if unknown:
        raise CasesUnusable(f"These labels have no code: {', '.join(unknown)}")
    if len(found) < 2:
        raise CasesUnusable("The cases are all of one class")
    return tuple(sorted(found, key=lambda name: codes[name]))


def _write(model: ContentModel, out: Path) -> str:
    """Write the weights; the answer is their SHA-256."""
    out.mkdir(parents=True, exist_ok=True)
    path = out / WEIGHTS_FILE
    np.savez_compressed(path, **model.arrays())
    return hashlib.sha256(path.read_bytes()).hexdigest()
