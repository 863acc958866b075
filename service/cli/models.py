"""`xinfang train` and `xinfang evaluate`: a bureau's own cases make its own model, and show how good it is."""

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from service.bureau.content_classes import ContentClasses
from service.bureau.load import load
from service.classification import evaluation
from service.classification.cases import CasesUnusable
from service.classification.corrected_cases import corrected_cases
from service.classification.material import Material
from service.cli.place import with_seals
from service.desk.kit import local_date
from service.settings import Settings

PACKAGED = Path(evaluation.__file__).parent / "model"


def train(
    data: Annotated[
        Path | None, typer.Argument(exists=True, help="CSV with title, detail, label; dup_group and fold5 if known")
    ] = None,
    from_corrections: Annotated[
        bool, typer.Option("--from-corrections", help="learn from the clerks' decisions in the register, too or alone")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            help="folder for the model and its card; default XINFANG_MODEL_DIR, for a CSV alone the package's"
        ),
    ] = None,
    trained_on: Annotated[str, typer.Option(help="what the cases are, in words, for the card")] = "labelled cases",
    trained_at: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="date for the card")] = None,
) -> None:
    """Train the content-class model. The same data, date and seed give the same bytes."""
    settings = Settings()
    out = out or settings.model_dir or (None if from_corrections else PACKAGED)
    if out is None:  # what is learnt from petitions never goes into the package
        sys.exit("xinfang: say where the model goes: --out FOLDER, or XINFANG_MODEL_DIR")
    day: date = trained_at.date() if trained_at else local_date(datetime.now(UTC))
    classes = load(settings.bureau_dir).content_classes
    with Console(stderr=True).status("reading") as status:
        try:
            # Here and not above: scikit-learn would cost every other command, `serve` included, a second and 80 MB.
            from service.classification import training

            card = training.train(
                _material(data, from_corrections, classes),
                out,
                codes=classes.codes(),
                trained_at=day,
                trained_on=trained_on,
                progress=lambda step: status.update(step),
            )
        except (CasesUnusable, ImportError) as refusal:
            sys.exit(f"xinfang: {refusal}")
    typer.echo(f"model {card.version} of {card.cases} cases in {out}")
    typer.echo(json.dumps(card.figures, ensure_ascii=False, indent=2))


def _material(data: Path | None, from_corrections: bool, classes: ContentClasses) -> Material:
    if data is None and not from_corrections:
        raise CasesUnusable("Give a CSV of cases, --from-corrections, or both")
    base = Material.of_file(data, classes.codes()) if data is not None else Material()
    if not from_corrections:
        return base
    return base.with_corrections(with_seals(lambda doors, _: corrected_cases(doors.snapshot, classes, base.cases)))
