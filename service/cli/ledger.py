"""`xinfang ledger`: the pages of the ledger, which only make figures quick."""

import typer

from service.cli.place import on_database
from service.ledger import binding
from service.storage.engine import Database

app = typer.Typer(no_args_is_help=True, help="The ledger behind every figure.")


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
