"""`xinfang calibrate`: what the machine's confidence is worth, learnt from a bureau's own unread cases."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from service.bureau.calibrations import COLUMNS
from service.bureau.load import load
from service.classification.case_evaluation import evaluate_cases
from service.classification.content_model import ContentModel
from service.classification.jurist import Jurist
from service.classification.trust_figures import Answered
from service.classification.trust_fitting import fitted, suggestion
from service.desk.kit import local_date
from service.rulebook.vocabulary import Question
from service.settings import Settings


def calibrate(
    data: Annotated[list[Path], typer.Argument(exists=True, help="JSON lines of cases that no rule was tuned to")],
    out: Annotated[Path | None, typer.Option(help="write calibration.csv here; without it nothing is written")] = None,
    accuracy: Annotated[float, typer.Option(min=0.5, max=0.999, help="how often what stands has to be right")] = 0.93,
) -> None:
    """Fit the calibration of each question and say which threshold would reach an accuracy, and what it leaves open.

    The cases must be unread: on cases that the rules were written from, every confidence looks earned.
    """
    bureau = load(Settings().bureau_dir)
    plain = replace(bureau, calibrations={})
    today = local_date(datetime.now(UTC))
    jurist = Jurist(plain, ContentModel.load())
    answers: dict[Question, list[Answered]] = {}
    for path in data:
        for question, given in evaluate_cases(path, jurist, plain, today).answers.items():
            answers.setdefault(question, []).extend(given)
    lines = [",".join(COLUMNS)]
    for question, all_given in answers.items():
        line = fitted(all_given)
        lines.append(f"{question.value},{line.slope},{line.offset},{len(all_given)},{today.isoformat()}")
        typer.echo(f"{question.value:<16}{suggestion(all_given, accuracy)}")
    typer.echo("\n".join(lines))
    if out is not None:
        out.write_text("\n".join(lines) + "\n", encoding="utf-8")
