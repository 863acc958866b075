"""`xinfang train-purpose`: a bureau's own messages teach the second voice how people here ask, propose and complain."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from service.classification import voice
from service.classification.cases import CasesUnusable
from service.desk.kit import local_date

PACKAGED = Path(voice.__file__).parent / "model"


def train_purpose(
    data: Annotated[list[Path], typer.Argument(exists=True, help="CSVs with title and detail; no label is needed")],
    out: Annotated[Path, typer.Option(help="folder for the weights and their card")] = PACKAGED,
    trained_on: Annotated[str, typer.Option(help="what the messages are, in words, for the card")] = "messages",
    trained_at: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="date for the card")] = None,
) -> None:
    """Train the voice on purposes from titles that name one. The same files and date give the same bytes."""
    try:
        from service.classification import voice_training

        day = trained_at.date() if trained_at else local_date(datetime.now(UTC))
        card = voice_training.train(data, out, trained_at=day, trained_on=trained_on)
    except (CasesUnusable, ImportError) as refusal:
        sys.exit(f"xinfang: {refusal}")
    typer.echo(f"voice {card.version} of {sum(card.messages.values())} messages in {out}")
