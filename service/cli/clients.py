"""`xinfang clients`: admit a system, list them, take a key away."""

import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from service.auth import clients
from service.auth.scopes import Scope
from service.bureau.load import load
from service.cli.place import on_database
from service.settings import Settings
from service.storage.engine import Database
from service.storage.transaction import AlreadyThere

app = typer.Typer(no_args_is_help=True, help="Systems that may call, and their keys.")


@app.command()
def add(
    name: str,
    scope: Annotated[list[Scope], typer.Option(help="what it may do; repeat for several")],
    organ: Annotated[str | None, typer.Option(help="code of the organ whose system it is")] = None,
) -> None:
    """Admit a system and print its key, which is shown this once."""
    if (organ is not None) != (Scope.REFERRALS_HANDLE in scope):
        sys.exit(f"xinfang: {Scope.REFERRALS_HANDLE} and --organ go together: an organ sees its own items only")
    if organ is not None and organ not in load(Settings().bureau_dir).organs:
        sys.exit(f"xinfang: no organ {organ!r} in organs.csv")

    async def admit(database: Database) -> None:
        try:
            typer.echo(await clients.add(name, scope, begin=database.begin, organ=organ))
        except AlreadyThere:
            sys.exit(f"xinfang: there is a client {name!r} already; choose another name or revoke it first")

    on_database(admit)


@app.command("list")
def list_() -> None:
    """Show who may call."""

    async def show(database: Database) -> None:
        table = Table("id", "name", "organ", "scopes", "since", "revoked")
        async with database.read() as tx:
            for one in await clients.everybody(tx):
                since, revoked = (f"{at:%Y-%m-%d}" if at else "" for at in (one.created_at, one.revoked_at))
                table.add_row(str(one.id), one.name, one.organ or "", " ".join(one.scopes), since, revoked)
        Console().print(table)

    on_database(show)


@app.command()
def revoke(name: str) -> None:
    """Take a system's key away; it takes effect within XINFANG_CALLER_CACHE_SECONDS."""

    async def take(database: Database) -> None:
        if not await clients.revoke(name, begin=database.begin):
            sys.exit(f"xinfang: no client {name!r} with a key in force")
        typer.echo(f"{name} may no longer call")

    on_database(take)
