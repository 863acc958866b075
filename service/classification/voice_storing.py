"""How trained voices are stored: the heads side by side in one file without pickle, and a card that describes it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypedDict, Unpack

import numpy as np
from numpy.typing import NDArray

from service.classification.case_evaluation import CaseEvaluation
from service.classification.voice import CARD_FILE, HEADS, WEIGHTS_FILE
from service.classification.voice_fitting import Learnt
from service.reading.packed import Arrays, pack
from service.rulebook.vocabulary import Question

LIMITS = (
    "Learnt from cases in which rare kinds are over-represented. No organ that place or purpose alone decides, "
    "and no petition's place. Labels are one reader's: about one in ten is debatable."
)
_FIGURES = ("purpose", "class", "route", "organ top-1", "organ top-3")
_LARGEST_STEP = 127


class Origin(TypedDict):
    """What only the training knows of the voices."""

    trained_on: str
    cases_sha256: tuple[str, ...]
    told_sha256: tuple[str, ...]
    cases: int
    told: int
    figures: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class VoicesCard:
    """What the voices were made of, and how the procedure does without and with them on cases they never saw."""

    version: str
    trained_at: str
    trained_on: str
    limits: str
    cases_sha256: tuple[str, ...]
    told_sha256: tuple[str, ...]
    cases: int
    told: int
    heads: dict[str, tuple[str, ...]]
    figures: tuple[dict[str, Any], ...]  # by file of unread cases, the first of cases_sha256
    facts: tuple[str, ...]
    weights_sha256: str


def write(heads: Mapping[Question, Learnt], out: Path, *, trained_at: date, **origin: Unpack[Origin]) -> VoicesCard:
    """Store the heads and their card in a folder, which is made where it is not there."""
    facts = tuple(sorted({name for learnt in heads.values() for name in learnt.names}))
    sha256 = pack(stored(heads, facts), out / WEIGHTS_FILE)
    card = VoicesCard(
        version=f"{trained_at:%Y.%m.%d}-{sha256[:8]}",
        trained_at=trained_at.isoformat(),
        limits=LIMITS,
        heads={str(head): heads[head].answers for head in HEADS},
        facts=facts,
        weights_sha256=sha256,
        **origin,
    )
    (out / CARD_FILE).write_text(json.dumps(asdict(card), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return card


def figures_of(alone: CaseEvaluation, joined: CaseEvaluation) -> dict[str, Any]:
    """How the procedure does on a file of cases: the rules alone, and beside voices that had not seen them."""
    return {
        "cases": alone.cases,
        "rules_alone": {name: alone.all[name].rate for name in _FIGURES},
        "with_unseen_voices": {name: joined.all[name].rate for name in _FIGURES},
        "accused_organ_among_candidates": [len(alone.guard_violations), len(joined.guard_violations)],
    }


def stored(learnt: Mapping[Question, Learnt], facts: Sequence[str]) -> Arrays:
    """The arrays of all heads, the n-grams' weights as whole steps of -127 to 127."""
    weights = np.hstack([learnt[head].weights for head in HEADS])
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-9) / _LARGEST_STEP
    told = [_spread(learnt[head], facts) for head in HEADS]
    return {
        "weights": np.round(weights / scale).astype(np.int8),
        "scale": scale.astype(np.float32),
        "told": np.hstack(told).astype(np.float16),
        "bias": np.concatenate([learnt[head].bias for head in HEADS]).astype(np.float32),
    }


def _spread(learnt: Learnt, facts: Sequence[str]) -> NDArray[np.float64]:
    """A head's weights of facts as rows of the facts that all heads have together."""
    rows = np.zeros((len(facts), len(learnt.answers)))
    rows[[facts.index(name) for name in learnt.names]] = learnt.told
    return rows
