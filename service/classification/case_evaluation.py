"""How well the jurist does on hand-labelled cases (JSON lines as in shared/data/hubin/LABELS.md)."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from service.bureau.content_classes import level1_of
from service.bureau.load import Bureau
from service.classification.claim_evaluation import ClaimScores, score_claims
from service.classification.jurist import Jurist
from service.classification.trust_figures import HEAD, Answered, TrustFigures
from service.reading.message_files import lines
from service.rulebook.jurisdiction import Jurisdiction, Submission
from service.rulebook.vocabulary import Question

TOWNSHIP_DIGITS = 9
TOWNSHIP_LEVELS = ("township", "village_community")  # LABELS.md: score `township` on these two
SURE = 2  # certainty from which most careful clerks agree
WEIGHED = {  # the questions that are answered with a confidence, by the judge of their answer
    Question.PURPOSE: "purpose",
    Question.CONTENT_CLASS: "class",
    Question.ROUTE: "route",
    Question.ORGAN: "organ top-1",
}
Case = Mapping[str, Any]
Judge = Callable[[Case, Jurisdiction], bool | None]  # None: the case does not ask this question


@dataclass(frozen=True, slots=True)
class Score:
    """How many were right of how many that were asked."""

    right: int
    asked: int

    @property
    def rate(self) -> float | None:
        """The share; None where nothing was asked."""
        return round(self.right / self.asked, 4) if self.asked else None


@dataclass(frozen=True, slots=True)
class CaseEvaluation:
    """The scores of all cases and of those that most careful clerks agree on; the ids that went wrong."""

    cases: int
    all: Mapping[str, Score]
    sure: Mapping[str, Score]
    wrong: Mapping[str, tuple[str, ...]]
    guard_violations: tuple[str, ...]
    claims: ClaimScores
    answers: Mapping[Question, tuple[Answered, ...]]
    left_to_clerk: int  # cases of which at least one question is open

    @property
    def trust(self) -> dict[str, TrustFigures]:
        """What the confidence is worth, for each question that some case asks."""
        return {question.value: TrustFigures.of(given) for question, given in self.answers.items() if given}

    def as_json(self) -> dict[str, Any]:
        """The figures as plain values."""
        return {
            "cases": self.cases,
            "all": {name: {"right": one.right, "asked": one.asked, "rate": one.rate} for name, one in self.all.items()},
            "certainty_2_or_more": {
                name: {"right": one.right, "asked": one.asked, "rate": one.rate} for name, one in self.sure.items()
            },
            "left_to_clerk": self.left_to_clerk,
            "confidence": {name: one.as_json() for name, one in self.trust.items()},
            "guard_violations": list(self.guard_violations),
            "claims": self.claims.as_json(),
            "wrong": {name: list(ids) for name, ids in self.wrong.items()},
        }

    def render(self) -> str:
        """The figures as a table for a terminal."""
        lines = [f"{self.cases} cases", f"{'question':<22}{'all':>18}{'certainty >= 2':>18}"]
        lines += [f"{name:<22}{_shown(one):>18}{_shown(self.sure[name]):>18}" for name, one in self.all.items()]
        lines += [
            "",
            f"{'confidence':<22}{HEAD}",
            *(f"{name:<22}{one.render()}" for name, one in self.trust.items()),
            "",
        ]
        lines.append(f"left to a clerk for one question or more: {self.left_to_clerk}")
        accused = f"accused organ among the candidates: {len(self.guard_violations)}"
        return "\n".join((*lines, accused, self.claims.render()))


def evaluate_cases(path: Path, jurist: Jurist, bureau: Bureau, on: date) -> CaseEvaluation:
    """Judge every case of a file. Only title and detail are read, never a label or the annotator's place hint.

    Cases whose places were replaced by letters carry no `place_hint`; they are read `as_if_here` (LABELS.md), and any
    township's organ is right where the label names one. Organs are those of the day on which the case says it was
    received, else of the day `on`.
    """
    judges = _judges(bureau)
    judged = [(case, jurist.classify(submission_of(case, bureau), day_of(case, on))) for case in cases_of(path)]
    verdicts = {name: [(case, judge(case, answer)) for case, answer in judged] for name, judge in judges.items()}
    return CaseEvaluation(
        cases=len(judged),
        all={name: _score(found) for name, found in verdicts.items()},
        sure={
            name: _score([one for one in found if one[0].get("certainty", SURE) >= SURE])
            for name, found in verdicts.items()
        },
        wrong={name: tuple(case["id"] for case, right in found if right is False) for name, found in verdicts.items()},
        guard_violations=tuple(
            case["id"] for case, answer in judged if not _accused(case, bureau).isdisjoint(_receivers(answer))
        ),
        claims=score_claims(judged),
        answers={question: _answers(judged, question, judges[name]) for question, name in WEIGHED.items()},
        left_to_clerk=sum(bool(answer.unsure_of) for _, answer in judged),
    )


def as_if_here(bureau: Bureau) -> str:
    """The division stated for texts whose places are letters: a township of the bureau's own, a rural one if possible.

    A township, because in such texts only which one it is was taken out, not that there is one (LABELS.md: HB-X01 is
    then 'some township government').
    """
    townships = sorted(one.division for one in bureau.organs if one.level == "township" and one.division is not None)
    rural = [code for code in townships if bureau.divisions.name(code).endswith(("乡", "镇"))]
    return next(iter((*rural, *townships, bureau.division)))


def cases_of(path: Path) -> Iterator[Case]:
    """The cases of a file."""
    return (json.loads(line) for _, line in lines(path))


def _lettered(case: Case) -> bool:
    return "place_hint" not in case


def submission_of(case: Case, bureau: Bureau) -> Submission:
    """What the jurist may read of a case, and the division that is stated for it."""
    stated = as_if_here(bureau) if _lettered(case) else None
    return Submission(subject=case["title"], request="", facts=case["detail"], division_code=stated)


def day_of(case: Case, otherwise: date) -> date:
    """The day whose organs decide the case."""
    received = case.get("received_on")
    return date.fromisoformat(received) if received else otherwise


def _judges(bureau: Bureau) -> dict[str, Judge]:
    def field(case: Case, answer: Jurisdiction) -> bool:
        accepted = map(bureau.content_classes.by_name, (case["field"], *case.get("field_alt", ())))
        return level1_of(answer.content_class.answer or "") in {one.code for one in accepted if one is not None}

    def in_district(case: Case, answer: Jurisdiction) -> bool | None:
        inside = bureau.divisions.within(answer.place.answer or "", bureau.division)
        return None if case.get("in_district") is None else inside is case["in_district"]

    def township(case: Case, answer: Jurisdiction) -> bool | None:
        if case.get("place_level") not in TOWNSHIP_LEVELS or not case.get("township"):
            return None
        return (answer.place.answer or "")[:TOWNSHIP_DIGITS] == str(case["township"])

    def organ(case: Case, codes: tuple[str, ...]) -> bool:
        accepted = frozenset((case["organ"], *(case.get("organ_alt") or ())))
        return not _whichever_township(case, accepted, bureau).isdisjoint(codes)

    return {
        "purpose": lambda case, answer: answer.purpose.answer == case["purpose"],
        "class": field,
        "route": lambda case, answer: answer.route.answer == case["route"],
        "organ top-1": lambda case, answer: organ(case, _codes(answer)[:1]),
        "organ top-3": lambda case, answer: organ(case, _codes(answer)[:3]),
        "in district": in_district,
        "township": township,
    }


def _answers(judged: list[tuple[Case, Jurisdiction]], question: Question, judge: Judge) -> tuple[Answered, ...]:
    verdicts = ((answer, judge(case, answer)) for case, answer in judged)
    return tuple(
        Answered(_confidence(answer, question), question in answer.unsure_of, right)
        for answer, right in verdicts
        if right is not None
    )


def _confidence(answer: Jurisdiction, question: Question) -> float:
    """How sure the answer is that is judged: of a class the first two digits alone."""
    if question is not Question.CONTENT_CLASS:
        return dict(answer.findings())[question].confidence
    own = level1_of(answer.content_class.answer or "")
    return sum(each.probability for each in answer.content_class.candidates if level1_of(each.code) == own)


def _accused(case: Case, bureau: Bureau) -> frozenset[str]:
    named = case.get("accused_organ") or ()
    return _whichever_township(case, frozenset((named,) if isinstance(named, str) else named), bureau)


def _whichever_township(case: Case, organs: frozenset[str], bureau: Bureau) -> frozenset[str]:
    """With every township's organ where a lettered case names one: which of them it is was taken out."""
    townships = frozenset(one.code for one in bureau.organs if one.level == "township")
    return organs | townships if _lettered(case) and organs & townships else organs


def _codes(answer: Jurisdiction) -> tuple[str, ...]:
    return tuple(each.code for each in answer.organ.candidates)


def _receivers(answer: Jurisdiction) -> set[str]:
    """Every organ that the petition or one of its claims may reach."""
    organs = (answer.organ, *(claim.organ for claim in answer.claims))
    return {each.code for organ in organs for each in organ.candidates}


def _score(found: list[tuple[Case, bool | None]]) -> Score:
    asked = [right for _, right in found if right is not None]
    return Score(sum(asked), len(asked))


def _shown(score: Score) -> str:
    return "-" if score.rate is None else f"{score.rate:.3f} ({score.right}/{score.asked})"
