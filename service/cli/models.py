"""`xinfang train` and `xinfang evaluate`: a bureau's own cases make its own model, and show how good it is."""

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from service.bureau.load import Bureau, load
from service.classification import evaluation
from service.classification.case_evaluation import CaseEvaluation, evaluate_cases
from service.classification.cases import CasesUnusable
from service.classification.content_model import ContentModel
from service.classification.evaluation import Evaluation
from service.classification.jurist import Jurist
from service.cli.matters import WholeEvaluation, evaluate_repeats, names_matters
from service.desk.kit import local_date
from service.matters.evaluation import evaluate as same_issue
from service.matters.likeness import Likeness
from service.matters.messages import MessagesUnusable, gold_beside
from service.matters.same_issue import SameIssueEvaluation
from service.reading.marks import Marks
from service.settings import Settings

PACKAGED = Path(evaluation.__file__).parent / "model"


def train(
    data: Annotated[
        Path, typer.Argument(exists=True, help="CSV with title, detail, label; dup_group and fold5 if known")
    ],
    out: Annotated[Path, typer.Option(help="folder for the model and its card")] = PACKAGED,
    trained_on: Annotated[str, typer.Option(help="what the cases are, in words, for the card")] = "labelled cases",
    trained_at: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="date for the card")] = None,
) -> None:
    """Train the content-class model. The same data, date and seed give the same bytes."""
    bureau = load(Settings().bureau_dir)
    codes = {one.name: one.code for one in bureau.content_classes.level1()}
    day: date = trained_at.date() if trained_at else local_date(datetime.now(UTC))
    with Console(stderr=True).status("reading") as status:
        try:
            # Here and not above: scikit-learn would cost every other command, `serve` included, a second and 80 MB.
            from service.classification import training

            card = training.train(
                data, out, codes=codes, trained_at=day, trained_on=trained_on, progress=lambda step: status.update(step)
            )
        except (CasesUnusable, ImportError) as refusal:
            sys.exit(f"xinfang: {refusal}")
    typer.echo(f"model {card.version} of {card.cases} cases in {out}")
    typer.echo(json.dumps(card.figures, ensure_ascii=False, indent=2))


def evaluate(
    data: Annotated[
        Path,
        typer.Argument(
            exists=True, help="CSV (title, detail, label), messages with a gold file, or JSON lines of cases"
        ),
    ],
    gold: Annotated[
        Path | None, typer.Option(exists=True, help="which messages are of one issue; else gold.csv beside them")
    ] = None,
    as_shipped: Annotated[
        bool, typer.Option("--as-shipped", help="judge the model as it is, for cases it was not trained on")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="figures as JSON")] = False,
) -> None:
    """Print how good classification is. A labelled CSV is cross-validated: near-duplicates never straddle folds."""
    try:
        found = _evaluated(data, gold or gold_beside(data), as_shipped)
    except (CasesUnusable, MessagesUnusable, ImportError) as refusal:
        sys.exit(f"xinfang: {refusal}")
    typer.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=2) if as_json else found.render())


def _evaluated(
    data: Path, gold: Path | None, as_shipped: bool
) -> Evaluation | CaseEvaluation | WholeEvaluation | SameIssueEvaluation:
    if data.suffix == ".jsonl":
        return _evaluated_cases(data)
    with Console(stderr=True).status("reading") as status:
        if gold is not None:
            return same_issue(data, gold, Likeness.load(), progress=lambda step: status.update(step))
        if as_shipped:
            return evaluation.score(data)
        return evaluation.evaluate(data, progress=lambda step: status.update(step))


def _evaluated_cases(data: Path) -> CaseEvaluation | WholeEvaluation:
    bureau: Bureau = load(Settings().bureau_dir)
    jurist = Jurist(bureau, ContentModel.load())
    classified = evaluate_cases(data, jurist, bureau)
    if not names_matters(data):
        return classified
    likeness = Likeness.load(Marks.load(common=bureau.divisions.around(bureau.division)))
    return WholeEvaluation(classified, evaluate_repeats(data, jurist, bureau, likeness))
