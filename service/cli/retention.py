"""`xinfang retention`: what has been kept as long as it must be."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from service.cli.place import on_desk
from service.desk.kit import Desk, local_date
from service.rights.due import due as over

app = typer.Typer(no_args_is_help=True, help="How long petitions are kept.")


@app.callback()
def _retention() -> None:
    """How long petitions are kept."""


@app.command()
def due(
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="the day; default today at the bureau")
    ] = None,
    held: Annotated[bool, typer.Option(help="also those that are held, marked so")] = False,
) -> None:
    """List petitions that have ended, whose retention is over and that are not held. Nothing is changed."""
    day = on.date() if on else local_date(datetime.now(UTC))

    async def show(desk: Desk) -> int:
        count = 0
        async for one in over(day, desk=desk):
            if one.held and not held:
                continue
            count += 1
            mark = "  held" if one.held else ""
            typer.echo(f"{one.number}  {one.kind}  ended {one.ended_on}  over since {one.over_on}{mark}")
        return count

    typer.echo(f"{on_desk(show)} petitions whose retention is over on {day}")
