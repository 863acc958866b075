"""`xinfang sweep`: what a worker does once a day, by hand."""

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from service.cli.place import on_desk
from service.deadlines.sweep import sweep as sweep_clocks
from service.desk.kit import local_date


def sweep(
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="the day; default today at the bureau")
    ] = None,
) -> None:
    """Sweep the clocks up to a day: what was missed, what is near its end, what an organ left to its successor.

    May be repeated, also while the service runs; nights that were missed are made up for.
    """
    now = datetime.now(UTC)
    day = on.date() if on else local_date(now)
    if day > local_date(now):
        sys.exit(f"xinfang: {day} has not begun")
    done = on_desk(lambda desk: sweep_clocks(day, at=now, desk=desk))
    typer.echo(
        f"{day}: {done.petitions} petitions changed; {done.missed} clocks, {done.alerts} entries, {done.passed} "
        f"matters passed on, {done.terminated} procedures ended, {done.adopted} duties of an earlier release"
    )
