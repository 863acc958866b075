"""`xinfang calibrate`: what the machine's confidence is worth, learnt from a bureau's own unread cases."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from service.bureau.calibrations import COLUMNS
from service.bureau.load import load
from service.classification.case_evaluation import evaluate_cases
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
    settings = Settings()
    bureau = load(settings.bureau_dir)
    plain = replace(bureau, calibrations={})
    today = local_date(datetime.now(UTC))
    jurist = Jurist.in_force(plain, settings.model_dir)
    answers: dict[Question, list[Answered]] = {}
    for path in data:
        for question, given in evaluate_cases(path, jurist, plain, today).answers.items():
            answers.setdefault(question, []).extend(given)
    lines = calibration_lines(answers, today)
    for question, all_given in answers.items():
        typer.echo(f"{question.value:<16}{suggestion(all_given, accuracy)}")
    typer.echo("\n".join(lines))
    if out is not None:
        out.write_text("\n".join(lines) + "\n", encoding="utf-8")


def calibration_lines(answers: Mapping[Question, Sequence[Answered]], day: date) -> list[str]:
    """The lines of calibration.csv that the answers earn."""
    lines = [",".join(COLUMNS)]
    for question, given in answers.items():
        line = fitted(given)
        lines.append(f"{question.value},{line.slope},{line.offset},{len(given)},{day.isoformat()}")
    return lines
