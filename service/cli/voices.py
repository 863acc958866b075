"""`xinfang train-voices`: a bureau's own labelled cases teach the second voices on purpose, route and organ."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from service.bureau.load import load
from service.classification import voice
from service.classification.cases import CasesUnusable
from service.classification.content_model import ContentModel
from service.cli.calibrating import calibration_lines
from service.desk.kit import local_date
from service.settings import Settings

PACKAGED = Path(voice.__file__).parent / "model"


def train_voices(
    cases: Annotated[list[Path], typer.Argument(exists=True, help="JSON lines of labelled cases no rule was tuned to")],
    read: Annotated[
        list[Path] | None,
        typer.Option(exists=True, help="JSON lines of labelled cases that rules were written from: they teach only"),
    ] = None,
    told: Annotated[
        list[Path] | None,
        typer.Option(exists=True, help="CSV with title and detail, of which the titles that name a purpose teach too"),
    ] = None,
    out: Annotated[Path, typer.Option(help="folder for the weights and their card")] = PACKAGED,
    trained_on: Annotated[str, typer.Option(help="what the cases are, in words, for the card")] = "labelled cases",
    trained_at: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="date for the card")] = None,
) -> None:
    """Train the second voices on purpose, route and organ. The same files, tables and date give the same bytes.

    Also says, for calibration.csv, what confidences are worth beside the new voices: `xinfang calibrate` on the cases
    that taught them would find every confidence earned.
    """
    day = trained_at.date() if trained_at else local_date(datetime.now(UTC))
    settings = Settings()
    try:
        from service.classification import voice_training

        with Console(stderr=True).status("reading") as status:
            trained = voice_training.train(
                voice_training.Material(cases, read or (), told or ()),
                out,
                bureau=load(settings.bureau_dir),
                model=ContentModel.load(settings.model_dir),
                trained_at=day,
                trained_on=trained_on,
                progress=lambda step: status.update(step),
            )
    except (CasesUnusable, ImportError) as refusal:
        sys.exit(f"xinfang: {refusal}")
    card = trained.card
    typer.echo(f"voices {card.version} of {card.cases} cases and {card.told} telling titles in {out}")
    typer.echo(json.dumps(card.figures, ensure_ascii=False, indent=1))
    typer.echo("\n".join(calibration_lines(trained.answers, day)))
