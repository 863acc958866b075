"""`xinfang ledger`: the book behind every figure, proven from the record, and its pages, which only make it quick."""

import sys
from typing import Annotated

import typer

from service.cli.place import on_database, on_desk
from service.ledger import binding
from service.statistics.rebuild import rebuild
from service.storage.engine import Database

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
    done = on_desk(lambda desk: rebuild(desk, check=check))
    typer.echo(f"{done.sources} records, {done.lines} lines; {len(done.differing)} records differ")
    typer.echo(f"ledger   {done.stands}")
    typer.echo(f"record   {done.should}")
    for source, source_id in done.differing[:SHOWN]:
        typer.echo(f"  {source.removesuffix('_id')} {source_id}")
    if check and done.differing:
        sys.exit(1)
    if done.differing:
        typer.echo("what differed was taken back and posted as the record has it")


@app.command()
def bind() -> None:
    """Close the pages that are full: what a worker does every half minute, by hand. No figure changes by it."""

    async def close(database: Database) -> int:
        return await binding.bind(begin=database.begin, read=database.read)

    typer.echo(f"{on_database(close)} pages closed")


@app.command()
def unbind() -> None:
    """Forget all pages. Figures stay the same and take longer, until a worker or `bind` closes the pages again."""

    async def forget(database: Database) -> int:
        return await binding.unbind(begin=database.begin, read=database.read)

    typer.echo(f"{on_database(forget)} pages forgotten")
