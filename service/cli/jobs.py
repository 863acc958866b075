"""`xinfang jobs`: what was given up, and another try for it."""

import sys

import typer
from rich.console import Console
from rich.table import Table

from service.cli.place import on_database
from service.delivery import claims
from service.storage.engine import Database

app = typer.Typer(no_args_is_help=True, help="Work owed to the worker.")


@app.command()
def dead(limit: int = 100) -> None:
    """Show the jobs that failed too often, the oldest first."""

    async def show(database: Database) -> None:
        table = Table("id", "kind", "petition", "tries", "since", "last error")
        async with database.read() as tx:
            for job in await claims.dead(tx, limit):
                since = f"{job.created_at:%Y-%m-%d %H:%M}"
                table.add_row(
                    str(job.id), job.kind, str(job.petition_id), str(job.attempts), since, job.last_error or ""
                )
        Console().print(table)

    on_database(show)


@app.command()
def retry(job_id: int) -> None:
    """Give a dead job all its tries again."""

    async def revive(database: Database) -> None:
        if not await claims.revive(job_id, database.begin):
            sys.exit(f"xinfang: no dead job {job_id}")
        typer.echo(f"job {job_id} will be tried again")

    on_database(revive)
