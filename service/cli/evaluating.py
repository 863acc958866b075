"""`xinfang evaluate`: how good classification and comparison are, on any file of the kinds that it knows."""

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer
from rich.console import Console

from service.bureau import departments
from service.bureau.load import Bureau, load
from service.classification import evaluation
from service.classification.case_evaluation import evaluate_cases
from service.classification.cases import CasesUnusable
from service.classification.content_model import ContentModel
from service.classification.department_evaluation import evaluate_departments, has_departments
from service.classification.jurist import Jurist
from service.cli.matters import WholeEvaluation, evaluate_repeats, names_matters
from service.desk.kit import local_date
from service.matters.evaluation import evaluate as evaluate_issues
from service.matters.messages import MessagesUnusable, gold_beside
from service.matters.reader import Reader
from service.settings import Settings


class Evaluated(Protocol):
    """Figures that can be read and parsed."""

    def render(self) -> str: ...
    def as_json(self) -> dict[str, Any]: ...


def evaluate(
    data: Annotated[
        Path,
        typer.Argument(
            exists=True,
            help="CSV (title, detail and label or dept_weak), messages with a gold file, or JSON lines of whole cases",
        ),
    ],
    gold: Annotated[
        Path | None, typer.Option(exists=True, help="which messages are of one issue; else gold.csv beside them")
    ] = None,
    as_shipped: Annotated[
        bool, typer.Option("--as-shipped", help="judge the model as it is, for cases it was not trained on")
    ] = False,
    held_out_places: Annotated[
        bool, typer.Option("--held-out-places", help="of a CSV whose places are letters (A市): hold out whole cities")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="figures as JSON")] = False,
) -> None:
    """Print how good classification is. A labelled CSV is cross-validated: near-duplicates never straddle folds."""
    try:
        found = _evaluated(data, gold or gold_beside(data), as_shipped, held_out_places)
    except (CasesUnusable, MessagesUnusable, ImportError) as refusal:
        sys.exit(f"xinfang: {refusal}")
    typer.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2) if as_json else found.render())


def _evaluated(data: Path, gold: Path | None, as_shipped: bool, held_out_places: bool) -> Evaluated:
    settings = Settings()
    bureau = load(settings.bureau_dir)
    if data.suffix == ".jsonl" or has_departments(data):
        jurist, today = Jurist.in_force(bureau, settings.model_dir), local_date(datetime.now(UTC))
        return (
            _cases(data, jurist, bureau, today)
            if data.suffix == ".jsonl"
            else _departments(data, jurist, bureau, today)
        )
    codes = bureau.content_classes.codes()
    with Console(stderr=True).status("reading") as status:
        if gold is not None:
            likeness = Reader.load(bureau).likeness
            return evaluate_issues(data, gold, likeness, progress=lambda step: status.update(step))
        if as_shipped:
            return evaluation.score(data, ContentModel.load(settings.model_dir), codes)
        return evaluation.evaluate(
            data, codes, held_out_places=held_out_places, progress=lambda step: status.update(step)
        )


def _cases(data: Path, jurist: Jurist, bureau: Bureau, today: date) -> Evaluated:
    classified = evaluate_cases(data, jurist, bureau, today)
    if not names_matters(data):
        return classified
    return WholeEvaluation(classified, evaluate_repeats(data, jurist, bureau, Reader.load(bureau).likeness, today))


def _departments(data: Path, jurist: Jurist, bureau: Bureau, today: date) -> Evaluated:
    types = departments.load(Settings().bureau_dir / departments.FILE, bureau.organs)
    return evaluate_departments(data, jurist, bureau, types, today)
