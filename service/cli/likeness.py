"""`xinfang train-likeness`: a bureau's own messages make its own marks and its own sense of what is one matter."""

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from service.bureau.load import load
from service.desk.kit import local_date
from service.matters import likeness
from service.matters.messages import GOLD_FILE, MessagesUnusable
from service.reading import background
from service.settings import Settings

PACKAGED_COUNTS = Path(background.__file__).parent / "data"
PACKAGED_MODEL = Path(likeness.__file__).parent / "model"


def train_likeness(
    messages: Annotated[Path, typer.Argument(exists=True, help="CSV with msg_id, time, title, detail")],
    background: Annotated[list[Path], typer.Option(exists=True, help="CSV with title, detail: other messages")],
    gold: Annotated[Path | None, typer.Option(exists=True, help="CSV with msg_id, issue_id; else beside it")] = None,
    cases: Annotated[
        Path | None, typer.Option(exists=True, help="JSON lines of written cases with clusters, to learn from too")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="folder for all four files; else into the package")] = None,
    trained_on: Annotated[str, typer.Option(help="what the messages are, in words, for the card")] = "messages",
    trained_at: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="date for the card")] = None,
) -> None:
    """Count how rare stretches are, learn topics and what makes two messages one issue. Same files, same bytes."""
    day: date = trained_at.date() if trained_at else local_date(datetime.now(UTC))
    bureau = load(Settings().bureau_dir)
    with Console(stderr=True).status("reading") as status:
        try:
            # Here and not above: scikit-learn would cost every other command a second and 80 MB.
            from service.matters import training

            sources = training.Sources(
                messages=messages,
                gold=gold or messages.parent / GOLD_FILE,
                background=background,
                cases=cases,
                common=bureau.divisions.around(bureau.division),
                described=trained_on,
                trained_at=day,
            )
            card = training.train(
                sources, out or PACKAGED_COUNTS, out or PACKAGED_MODEL, progress=lambda step: status.update(step)
            )
        except (MessagesUnusable, FileNotFoundError, ImportError) as refusal:
            sys.exit(f"xinfang: {refusal}")
    typer.echo(f"model {card['version']} of {card['messages']} messages")
    typer.echo(json.dumps(card["figures_of_issues_left_out"], ensure_ascii=False, indent=2))
