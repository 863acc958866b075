"""`xinfang relate`: compare the petitions of an earlier release, or all anew after a model has changed."""

import typer
from rich.console import Console

from service.cli.place import on_database
from service.delivery import outbox
from service.storage.engine import Database


def relate() -> None:
    """Owe a comparison for every petition; the worker of the service makes them, after whatever is owed to citizens.

    May be repeated: what is owed already is not owed twice, and a comparison made again changes nothing.
    """

    async def owe(database: Database) -> None:
        owed, last = 0, -1
        with Console(stderr=True).status("looking through the register") as status:
            while True:
                async with database.begin() as tx:
                    looked = await outbox.post_comparisons(tx, after=last)
                if looked is None:
                    break
                last, owed = looked.last, owed + looked.owed
                status.update(f"{owed} comparisons owed")
        typer.echo(f"{owed} comparisons owed")

    on_database(owe)
