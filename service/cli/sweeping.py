"""`xinfang sweep`: what a worker does once a day, by hand."""

import asyncio
import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from service.bureau.load import load
from service.classification.jurist import Jurist
from service.cli.place import place
from service.deadlines.sweep import Counts
from service.deadlines.sweep import sweep as sweep_clocks
from service.desk.kit import local_date
from service.settings import Settings
from service.storage import migrations
from service.wiring import open_desk


def sweep(
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="the day; default today at the bureau")
    ] = None,
) -> None:
    """Sweep the clocks up to a day: what was missed, what is near its end, what an organ left to its successor.

    May be repeated, also while the service runs; nights that were missed are made up for.
    """
    settings, now = Settings(), datetime.now(UTC)
    day = on.date() if on else local_date(now)
    if day > local_date(now):
        sys.exit(f"xinfang: {day} has not begun")
    bureau = load(settings.bureau_dir)
    with place(settings) as here:
        migrations.upgrade(here.dsn)

        async def run() -> Counts:
            jurist = Jurist.in_force(bureau, settings.model_dir)
            async with open_desk(settings, here.dsn, here.secret, bureau, jurist) as desk:
                return await sweep_clocks(day, at=now, desk=desk)

        done = asyncio.run(run())
    typer.echo(
        f"{day}: {done.petitions} petitions changed; {done.missed} clocks, {done.alerts} entries, {done.passed} "
        f"matters passed on, {done.terminated} procedures ended, {done.adopted} duties of an earlier release"
    )
