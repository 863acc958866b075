"""`xinfang train --from-corrections`: what clerks decided becomes cases to learn from. No text is written anywhere."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from service.bureau.content_classes import ContentClasses, level1_of
from service.classification.cases import Case, CasesUnusable, together
from service.desk.kit import local_date
from service.register import corrections
from service.register.corrections import Correction
from service.storage.transaction import Read

# Trained on 50 labelled messages of seven classes a model was right on 0.55 of others, on 100 0.67, on 200 0.78, on 400
# 0.85 (four draws each): below 100 it would be a guess.
FEWEST = 100
FEWEST_OF_CLASS = 10  # different texts: two for each of five folds


@dataclass(frozen=True, slots=True)
class Corrected:
    """Cases from clerks' decisions, and what the card has to say of them."""

    cases: tuple[Case, ...]
    first: date  # the days of the earliest and the latest decision
    last: date
    sha256: str
    too_few: Mapping[str, int]  # classes with fewer texts than can be learnt from, left out

    def as_json(self) -> dict[str, Any]:
        """For the card."""
        return {
            "cases": len(self.cases),
            "decided_from": str(self.first),
            "decided_until": str(self.last),
            "sha256": self.sha256,
            "classes_with_too_few": dict(self.too_few),
            "left_out": "petitions that are an accusation by the decision in force (信访工作条例 30(3))",
            "texts": "none is kept: the vocabulary is numbers made of one to three characters of two cases or more",
        }


async def corrected_cases(snapshot: Read, classes: ContentClasses, base: Sequence[Case] = ()) -> Corrected:
    """The clerks' decisions by level-1 class, to be learnt from alone or together with the cases of `base`.

    Near-duplicates share a group, those of `base` included. A class that `base` has not is learnt from
    `FEWEST_OF_CLASS` different texts on. Raises `CasesUnusable` where too little is left.
    """
    async with snapshot() as tx:
        newest_first = [(_case(each, classes), each.made_at) async for each in corrections.in_force(tx)]
    days = [local_date(made_at) for _, made_at in reversed(newest_first)]
    found = together([case for case, _ in reversed(newest_first)], base)
    texts = Counter(label for label, _ in {(case.label, case.group) for case in found})
    known = {case.label for case in base}
    few = {label: texts[label] for label in sorted(texts) if texts[label] < FEWEST_OF_CLASS and label not in known}
    cases = tuple(case for case in found if case.label not in few)
    _refuse_too_few(cases, base, texts)
    decided = sorted(day for day, case in zip(days, found, strict=True) if case.label not in few)
    return Corrected(cases, decided[0], decided[-1], _digest(cases), few)


def _case(correction: Correction, classes: ContentClasses) -> Case:
    body = correction.request + correction.facts  # as the jurist shows it to the model
    label = classes.name(level1_of(correction.content_class))
    return Case(correction.subject, body, label, f"petition {correction.petition_id}", part="")


def _refuse_too_few(kept: Sequence[Case], base: Sequence[Case], texts: Counter[str]) -> None:
    learnt = {case.label for case in (*kept, *base)}
    if kept and len(learnt) > 1 and len(kept) + len(base) >= FEWEST:
        return
    there = ", ".join(f"{label} {count}" for label, count in texts.most_common()) or "none"
    raise CasesUnusable(
        f"Too few decisions of clerks to learn from: {len(kept)} cases (different texts by class: {there};"
        f" accusations do not count). Needed are {FEWEST} cases, those of the CSV included, of 2 classes or more,"
        f" and {FEWEST_OF_CLASS} different texts of each class that the CSV has not"
    )


def _digest(cases: Sequence[Case]) -> str:
    """The SHA-256 over all cases: tells two trainings apart and gives no text away."""
    sha256 = hashlib.sha256()
    for case in cases:
        sha256.update(orjson.dumps((case.title, case.detail, case.label)) + b"\n")
    return sha256.hexdigest()
