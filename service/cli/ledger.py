"""`xinfang ledger`: the book behind every figure, proven from the record."""

import asyncio
import sys
from typing import Annotated

import typer

from service.bureau.load import load
from service.classification.jurist import Jurist
from service.cli.place import place
from service.settings import Settings
from service.statistics.rebuild import Rebuilt, rebuild
from service.storage import migrations
from service.wiring import open_desk

app = typer.Typer(no_args_is_help=True, help=__doc__)
SHOWN = 20


@app.command("rebuild")
def rebuild_(
    check: Annotated[bool, typer.Option("--check", help="write nothing; exit with 1 where anything differs")] = False,
) -> None:
    """Make every line anew from the record and compare it with the ledger; without --check, post what differs.

    May be run while the service runs, and again. The two digests are equal where the ledger is the record's, byte for
    byte.
    """
    settings = Settings()
    bureau = load(settings.bureau_dir)
    with place(settings) as here:
        migrations.upgrade(here.dsn)

        async def run() -> Rebuilt:
            jurist = Jurist.in_force(bureau, settings.model_dir)
            async with open_desk(settings, here.dsn, here.secret, bureau, jurist) as desk:
                return await rebuild(desk, check=check)

        done = asyncio.run(run())
    typer.echo(f"{done.sources} records, {done.lines} lines; {len(done.differing)} records differ")
    typer.echo(f"ledger   {done.stands}")
    typer.echo(f"record   {done.should}")
    for source, source_id in done.differing[:SHOWN]:
        typer.echo(f"  {source.removesuffix('_id')} {source_id}")
    if check and done.differing:
        sys.exit(1)
    if done.differing:
        typer.echo("what differed was taken back and posted as the record has it")
