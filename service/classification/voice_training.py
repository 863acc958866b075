"""Training the second voices: cases labelled by hand teach them, and messages whose titles tell their purpose.

The real jurist reads every case while a notebook stands in the voices' place: it notes what they would be told and says
what a voice says that never saw the case. So every voice learns beside the others' words on unseen cases, and the
figures on the card are those of the whole procedure, cross-validated.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from service.bureau.load import Bureau
from service.classification.case_evaluation import CaseEvaluation, evaluate_cases
from service.classification.cases import SEED, CasesUnusable, folds
from service.classification.jurist import Jurist
from service.classification.notebook import Notebook
from service.classification.pointing import TextModel
from service.classification.told_titles import Told, told_messages
from service.classification.trust_figures import Answered
from service.classification.voice import CLOSED, HEADS, features
from service.classification.voice_cases import Labelled, decided_elsewhere, labelled_cases
from service.classification.voice_fitting import FEWEST, ONLY_TEACHES, Learnt, Lesson, common, learn, unseen
from service.classification.voice_storing import VoicesCard, figures_of, write
from service.reading.grams import grams
from service.reading.message_files import digest
from service.rulebook.vocabulary import Question

TOLD_WORTH = 0.1  # of a message whose title tells, against a labelled case; 0.03 and 0.3 were alike on unseen cases
FEWEST_ANSWERS = 3

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Material:
    """The files that teach: labelled cases that no rule was written from, such that rules were, CSVs whose titles tell.

    What the rules do on cases they were written from is no figure; such cases teach, and nothing is measured on them.
    """

    unread: Sequence[Path]
    read: Sequence[Path] = ()
    told: Sequence[Path] = ()

    @property
    def cases(self) -> Sequence[Path]:
        """All labelled ones."""
        return (*self.unread, *self.read)


@dataclass(frozen=True, slots=True)
class Trained:
    """The card, and the answers on unread cases, given beside voices that had not seen them and not calibrated yet."""

    card: VoicesCard
    answers: dict[Question, list[Answered]]


def train(
    material: Material,
    out: Path,
    *,
    bureau: Bureau,
    model: TextModel,
    trained_at: date,
    trained_on: str,
    progress: Progress = lambda _: None,
) -> Trained:
    """Learn, write weights and card. The same files, tables, model and date give the same bytes."""
    cases = labelled_cases(material.cases, bureau)
    told = told_messages(material.told, {case.group for case in cases})
    notebook, elsewhere = Notebook(), decided_elsewhere(bureau)
    jurist = Jurist(replace(bureau, calibrations={}), model, notebook)

    def read_all(step: str) -> list[CaseEvaluation]:
        progress(step)
        return [evaluate_cases(path, jurist, bureau, trained_at) for path in material.cases]

    alone = joined = read_all("the rules alone")
    heads: dict[Question, Learnt] = {}
    for head in HEADS:
        heads[head] = _teach(_lesson(head, cases, told, notebook, elsewhere), cases, notebook)
        joined = read_all(f"beside a voice on {head}")
    measured = len(material.unread)
    card = write(
        heads,
        out,
        trained_at=trained_at,
        trained_on=trained_on,
        cases_sha256=tuple(digest(path) for path in material.cases),
        told_sha256=tuple(digest(path) for path in material.told),
        cases=len(cases),
        told=len(told),
        figures=tuple(figures_of(*pair) for pair in zip(alone[:measured], joined[:measured], strict=True)),
    )
    return Trained(card, _answers(joined[:measured]))


def _answers(measured: Sequence[CaseEvaluation]) -> dict[Question, list[Answered]]:
    answers: dict[Question, list[Answered]] = {}
    for one in measured:
        for question, given in one.answers.items():
            answers.setdefault(question, []).extend(given)
    return answers


@dataclass(frozen=True, slots=True)
class _Taught:
    """A head's lesson, and the labelled cases in it, which come first."""

    head: Question
    lesson: Lesson
    cases: Sequence[Labelled]


def _teach(taught: _Taught, cases: Sequence[Labelled], notebook: Notebook) -> Learnt:
    """The head; the notebook says from now on what it says of cases that it has not seen."""
    head, lesson, kept = taught.head, taught.lesson, taught.cases
    names = common(lesson.facts)
    learnt = learn(lesson, names)
    dealt = folds([case.dealt() for case in kept], SEED)
    parts = np.append(dealt, np.full(len(lesson.answers) - len(kept), ONLY_TEACHES))
    said = {case.text: one for case, one in zip(kept, unseen(lesson, names, parts), strict=False)}
    for text in {case.text for case in cases} - said.keys():  # these taught the head nothing
        said[text] = learnt.say(features(grams(*text)), notebook.facts(head, text))
    notebook.answer(head, said)
    return learnt


def _lesson(
    head: Question, cases: Sequence[Labelled], told: Sequence[Told], notebook: Notebook, elsewhere: frozenset[str]
) -> _Taught:
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
    lesson = Lesson(
        [features(grams(*case.text)) for case in kept]
        + [features(grams(message.title, message.body)) for message in more],
        [notebook.facts(head, case.text) for case in kept] + [{} for _ in more],
        [case.answers[head] for case in kept] + [str(message.purpose) for message in more],
        np.array([1.0] * len(kept) + worth),
    )
    return _Taught(head, lesson, kept)
