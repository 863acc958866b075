"""`xinfang webhooks`: who is told where, what was given up, and another try for it."""

import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from service.cli.place import on_database
from service.rulebook.errors import DeliveryNotDead, UnknownDelivery
from service.storage.engine import Database
from service.webhooks import receivers, sent

app = typer.Typer(no_args_is_help=True, help="Systems that are told, and how that went.")


@app.command("list")
def list_(limit: int = 1000) -> None:
    """Show where each client is told, and how much is owed to it."""

    async def show(database: Database) -> None:
        table = Table("client", "address", "kinds", "owed", "dead", "failures in a row", "gone since")
        async with database.read() as tx:
            for one in await receivers.all_of_them(tx, limit):
                kinds = "all" if one.kinds is None else " ".join(one.kinds)
                gone = f"{one.disabled_at:%Y-%m-%d %H:%M}" if one.disabled_at else ""
                table.add_row(one.name, one.url, kinds, str(one.owed), str(one.dead), str(one.failures), gone)
        Console().print(table)

    on_database(show)


@app.command()
def dead(limit: int = 100) -> None:
    """Show the deliveries that were given up, the oldest first."""

    async def show(database: Database) -> None:
        table = Table("id", "client", "kind", "number", "tries", "last", "status", "error")
        async with database.read() as tx:
            for one in await sent.dead(tx, limit):
                last = f"{one.last_at:%Y-%m-%d %H:%M}" if one.last_at else ""
                status, error = str(one.last_status or ""), one.last_error or ""
                table.add_row(str(one.id), one.name, one.kind, one.number, str(one.attempts), last, status, error)
        Console().print(table)

    on_database(show)


@app.command()
def replay(
    delivery_id: Annotated[int | None, typer.Argument(help="as `dead` shows it")] = None,
    client: Annotated[str | None, typer.Option(help="all that was given up of this client instead")] = None,
) -> None:
    """Give a dead delivery, or all of a client, all its tries again."""
    if (delivery_id is None) == (client is None):
        sys.exit("xinfang: name one delivery, or a client by --client")

    async def again(database: Database) -> None:
        if client is not None:
            typer.echo(f"{await sent.replay_all(client, begin=database.begin)} deliveries will be tried again")
        elif delivery_id is not None:
            await _replay_one(delivery_id, database)

    on_database(again)


async def _replay_one(delivery_id: int, database: Database) -> None:
    try:
        await sent.replay(delivery_id, client_id=None, begin=database.begin)
    except UnknownDelivery:
        sys.exit(f"xinfang: no delivery {delivery_id}")
    except DeliveryNotDead as other:
        sys.exit(f"xinfang: delivery {delivery_id} is {other.state}, not dead")
    typer.echo(f"delivery {delivery_id} will be tried again")
