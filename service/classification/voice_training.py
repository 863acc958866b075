"""Training the second voices: cases labelled by hand teach them, and messages whose titles tell their purpose.

The real jurist reads every case while a notebook stands in the voices' place: it notes what they would be told and says
what a voice says that never saw the case. So every voice learns beside the others' words on unseen cases, and the
figures on the card are those of the whole procedure, cross-validated.
"""

import hashlib
import io
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.bureau.load import Bureau
from service.classification.case_evaluation import CaseEvaluation, evaluate_cases
from service.classification.cases import SEED, CasesUnusable, digest, folds
from service.classification.jurist import Jurist
from service.classification.notebook import Notebook
from service.classification.pointing import TextModel
from service.classification.told_titles import Told, told_messages
from service.classification.voice import CARD_FILE, CLOSED, HEADS, WEIGHTS_FILE, features
from service.classification.voice_cases import Labelled, decided_elsewhere, labelled_cases
from service.classification.voice_fitting import FEWEST, Learnt, Lesson, common, learn, unseen
from service.rulebook.vocabulary import Question

TOLD_WORTH = 0.1  # of a message whose title tells, against a labelled case; 0.03 and 0.3 were alike on unseen cases
FEWEST_ANSWERS = 3
LIMITS = (
    "Learnt from cases in which rare kinds are over-represented. No organ that place or purpose alone decides, "
    "and no petition's place. Labels are one reader's: about one in ten is debatable."
)
_FIGURES = ("purpose", "class", "route", "organ top-1", "organ top-3")
_LARGEST_STEP = 127

Progress = Callable[[str], None]


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
    figures: tuple[dict[str, Any], ...]  # by file, in the order of cases_sha256
    facts: tuple[str, ...]
    weights_sha256: str


@dataclass(frozen=True, slots=True)
class Material:
    """The files that teach: cases with their labels, and CSVs whose titles tell."""

    cases: Sequence[Path]
    told: Sequence[Path] = ()


def train(
    material: Material,
    out: Path,
    *,
    bureau: Bureau,
    model: TextModel,
    trained_at: date,
    trained_on: str,
    progress: Progress = lambda _: None,
) -> VoicesCard:
    """Learn, write weights and card. The same files, tables, model and date give the same bytes."""
    cases = labelled_cases(material.cases, bureau)
    told = told_messages(material.told, {case.group for case in cases})
    notebook = Notebook()
    jurist = Jurist(bureau, model, notebook)

    def read_all(step: str) -> list[CaseEvaluation]:
        progress(step)
        return [evaluate_cases(path, jurist, bureau, trained_at) for path in material.cases]

    alone = joined = read_all("the rules alone")
    learnt, names = {}, {}
    for head in HEADS:
        lesson, kept = _lesson(head, cases, told, notebook, decided_elsewhere(bureau))
        names[head] = common(lesson.facts)
        learnt[head] = learn(lesson, names[head])
        parts = np.append(folds([case.dealt() for case in kept], SEED), [-1] * (len(lesson.answers) - len(kept)))
        said = unseen(lesson, names[head], parts.astype(np.intp))
        notebook.answer(head, {case.text: one for case, one in zip(kept, said, strict=False)})
        _others(head, cases, kept, learnt[head], names[head], notebook)
        joined = read_all(f"beside a voice on {head}")
    facts = tuple(sorted({name for known in names.values() for name in known}))
    stored = _stored(learnt, names, facts)
    sha256 = hashlib.sha256(stored).hexdigest()
    card = VoicesCard(
        version=f"{trained_at:%Y.%m.%d}-{sha256[:8]}",
        trained_at=trained_at.isoformat(),
        trained_on=trained_on,
        limits=LIMITS,
        cases_sha256=tuple(digest(path) for path in material.cases),
        told_sha256=tuple(digest(path) for path in material.told),
        cases=len(cases),
        told=len(told),
        heads={str(head): learnt[head].answers for head in HEADS},
        figures=tuple(_figures(*pair) for pair in zip(alone, joined, strict=True)),
        facts=facts,
        weights_sha256=sha256,
    )
    out.mkdir(parents=True, exist_ok=True)
    (out / WEIGHTS_FILE).write_bytes(stored)
    (out / CARD_FILE).write_text(json.dumps(asdict(card), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return card


def _lesson(
    head: Question, cases: Sequence[Labelled], told: Sequence[Told], notebook: Notebook, elsewhere: frozenset[str]
) -> tuple[Lesson, list[Labelled]]:
    """What a head learns from, and the labelled cases among it, which come first."""
    counts = Counter(case.answers[head] for case in cases)
    if head in CLOSED:
        if foreign := counts.keys() - CLOSED[head]:
            raise CasesUnusable(f"{', '.join(sorted(foreign))} is no {head}")
        kept = list(cases)
    else:
        kept = [case for case in cases if counts[case.answers[head]] >= FEWEST and case.answers[head] not in elsewhere]
    if len({case.answers[head] for case in kept}) < FEWEST_ANSWERS:
        raise CasesUnusable(f"The cases know fewer than {FEWEST_ANSWERS} answers to {head}")
    more = told if head is Question.PURPOSE else ()
    spoken = Counter(message.purpose for message in more)
    worth = [TOLD_WORTH * len(more) / (len(spoken) * spoken[message.purpose]) for message in more]
    return Lesson(
        [features(*case.text) for case in kept] + [features(message.title, message.body) for message in more],
        [notebook.facts(head, case.text) for case in kept] + [{} for _ in more],
        [case.answers[head] for case in kept] + [str(message.purpose) for message in more],
        np.array([1.0] * len(kept) + worth),
    ), kept


def _others(
    head: Question,
    cases: Sequence[Labelled],
    kept: Sequence[Labelled],
    learnt: Learnt,
    names: Sequence[str],
    notebook: Notebook,
) -> None:
    """The head's word on the cases that taught it nothing."""
    taught = {case.text for case in kept}
    others = [case.text for case in cases if case.text not in taught]
    said = {text: learnt.say(features(*text), notebook.facts(head, text), names) for text in others}
    notebook.answer(head, said)


def _figures(alone: CaseEvaluation, joined: CaseEvaluation) -> dict[str, Any]:
    return {
        "cases": alone.cases,
        "rules_alone": {name: alone.all[name].rate for name in _FIGURES},
        "with_unseen_voices": {name: joined.all[name].rate for name in _FIGURES},
        "accused_organ_among_candidates": [len(alone.guard_violations), len(joined.guard_violations)],
    }


def _stored(learnt: Mapping[Question, Learnt], names: Mapping[Question, Sequence[str]], facts: Sequence[str]) -> bytes:
    """The heads side by side, the n-grams' weights as whole steps of -127 to 127."""
    weights = np.hstack([learnt[head].weights for head in HEADS])
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-9) / _LARGEST_STEP
    told = [_spread(learnt[head].told, names[head], facts) for head in HEADS]
    stream = io.BytesIO()
    np.savez_compressed(
        stream,
        allow_pickle=False,
        weights=np.round(weights / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        told=np.hstack(told).astype(np.float16),
        bias=np.concatenate([learnt[head].bias for head in HEADS]).astype(np.float32),
    )
    return stream.getvalue()


def _spread(told: NDArray[np.float64], names: Sequence[str], facts: Sequence[str]) -> NDArray[np.float64]:
    """A head's weights of facts as rows of the facts that all heads have together."""
    rows = np.zeros((len(facts), told.shape[1]))
    rows[[facts.index(name) for name in names]] = told
    return rows
