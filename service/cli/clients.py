"""`xinfang clients`: admit a system, list them, give and take keys, say what they may do and from where."""

import sys
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from ipaddress import ip_network
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from service.auth import clients, wrong_codes
from service.auth.clients import Terms
from service.auth.scopes import Scope
from service.auth.sources import Network
from service.auth.tokens import name_of
from service.bureau.load import load
from service.cli.operator import by_operator
from service.cli.place import on_database, with_seals
from service.desk.kit import ZONE
from service.register.keyholder import Doors
from service.rulebook.vocabulary import AccessKind
from service.settings import Settings
from service.storage.engine import Database
from service.storage.transaction import AlreadyThere
from service.transparency.seals import Seals

app = typer.Typer(no_args_is_help=True, help="Systems that may call, and their keys.")

SHOWN = 50  # lock-outs
OVERLAP_DAYS = 7  # that a system is given to change over to its next key
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="last day of the new key; absent: no end")]
Networks = Annotated[
    list[str] | None, typer.Option(help="it may call from there only: `10.1.0.0/16`; repeat for several")
]


@app.command()
def add(
    name: str,
    scope: Annotated[list[Scope], typer.Option(help="what it may do; repeat for several")],
    organ: Annotated[str | None, typer.Option(help="code of the organ whose system it is")] = None,
    expires: Day = None,
    network: Networks = None,
    challenge: Annotated[
        bool, typer.Option("--challenge", help="anybody writes through it: each petition needs a proof of work")
    ] = False,
) -> None:
    """Admit a system and print its key, which is shown this once."""
    if (organ is not None) != (Scope.REFERRALS_HANDLE in scope):
        sys.exit(f"xinfang: {Scope.REFERRALS_HANDLE} and --organ go together: an organ sees its own items only")
    if organ is not None and organ not in load(Settings().bureau_dir).organs:
        sys.exit(f"xinfang: no organ {organ!r} in organs.csv")
    terms = Terms(_end_of(expires), _networks(network or ()), challenge)

    async def admit(doors: Doors, seals: Seals) -> None:
        try:
            said = {"client": name, "scopes": list(scope), "organ": organ}
            noting = [by_operator(AccessKind.CLIENT_ADMITTED, said, seals)]
            typer.echo(await clients.add(name, scope, begin=doors.begin, organ=organ, terms=terms, noting=noting))
        except AlreadyThere:
            sys.exit(f"xinfang: there is a client {name!r} already; choose another name or revoke it first")

    with_seals(admit)


@app.command("list")
def list_() -> None:
    """Show who may call. A key is shown by the part that finds it, which is no secret."""

    async def show(database: Database) -> None:
        table = Table("client", "name", "organ", "scopes", "keys", "networks", "since", "revoked")
        async with database.read() as tx:
            for one in await clients.everybody(tx):
                since, revoked = (f"{at:%Y-%m-%d}" if at else "" for at in (one.created_at, one.revoked_at))
                scopes = " ".join([*one.scopes, *(["(challenged)"] if one.challenged else [])])
                places = " ".join(map(str, one.networks or ()))
                table.add_row(
                    name_of(one.id), one.name, one.organ or "", scopes, "\n".join(one.keys), places, since, revoked
                )
        Console().print(table)

    on_database(show)


@app.command()
def rotate(
    name: str,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help=f"last day of the keys it has; absent: {OVERLAP_DAYS} days from now"),
    ] = None,
    expires: Day = None,
) -> None:
    """Print a system's next key, shown this once. Those it has go on until a day and then end by themselves."""
    old_until = _end_of(until) or datetime.now(ZONE) + timedelta(days=OVERLAP_DAYS)

    async def turn(doors: Doors, seals: Seals) -> None:
        noting = [by_operator(AccessKind.CLIENT_KEY_ROTATED, {"client": name}, seals)]
        key = await clients.rotate(
            name, old_until=old_until, new_until=_end_of(expires), begin=doors.begin, noting=noting
        )
        if key is None:
            sys.exit(f"xinfang: no client {name!r} with a key in force")
        typer.echo(key)
        typer.echo(f"its other keys end at {old_until.astimezone(ZONE):%Y-%m-%d %H:%M}", err=True)

    with_seals(turn)


@app.command()
def scopes(
    name: str, scope: Annotated[list[Scope], typer.Option(help="all that it may do from now on; repeat for several")]
) -> None:
    """Say anew what a system may do; its keys stay. In force within XINFANG_CALLER_CACHE_SECONDS."""

    async def change(doors: Doors, seals: Seals) -> None:
        said = {"client": name, "scopes": list(scope)}
        noting = [by_operator(AccessKind.CLIENT_SCOPES_CHANGED, said, seals)]
        if not await clients.set_scopes(name, scope, begin=doors.begin, noting=noting):
            sys.exit(f"xinfang: no client {name!r} with a key in force, or {Scope.REFERRALS_HANDLE} without its organ")
        typer.echo(f"{name} may {' '.join(scope)}")

    with_seals(change)


@app.command()
def networks(name: str, network: Networks = None) -> None:
    """Say anew from where a system may call; without --network from anywhere."""
    places = _networks(network or ())

    async def change(doors: Doors, seals: Seals) -> None:
        said = {"client": name, "networks": list(map(str, places))}
        noting = [by_operator(AccessKind.CLIENT_NETWORKS_CHANGED, said, seals)]
        if not await clients.set_networks(name, places, begin=doors.begin, noting=noting):
            sys.exit(f"xinfang: no client {name!r} with a key in force")
        typer.echo(f"{name} may call from {' '.join(map(str, places)) or 'anywhere'}")

    with_seals(change)


@app.command()
def revoke(name: str) -> None:
    """Take all keys and tokens of a system away; it takes effect within XINFANG_CALLER_CACHE_SECONDS."""

    async def take(doors: Doors, seals: Seals) -> None:
        noting = [by_operator(AccessKind.CLIENT_REVOKED, {"client": name}, seals)]
        if not await clients.revoke(name, begin=doors.begin, noting=noting):
            sys.exit(f"xinfang: no client {name!r} with a key in force")
        typer.echo(f"{name} may no longer call")

    with_seals(take)


@app.command()
def locked() -> None:
    """Show the newest lock-outs for wrong query codes. A number stands here whether or not there is such a petition."""

    async def show(database: Database) -> None:
        table = Table("at", "until", "what", "number as written", "client", "from", "tries")
        async with database.read() as tx:
            for one in await wrong_codes.newest(tx, SHOWN):
                began, ends = (f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}" for at in (one.locked_at, one.locked_until))
                who = (name_of(one.client_id), one.source, str(one.tries))
                table.add_row(began, ends, one.what, one.written or "", *who)
        Console().print(table)

    on_database(show)


def _end_of(day: date | None) -> datetime | None:
    """The moment after a day at the bureau."""
    return None if day is None else datetime.combine(day, time(), ZONE) + timedelta(days=1)


def _networks(written: Sequence[str]) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(one) for one in written)
    except ValueError as wrong:
        sys.exit(f"xinfang: {wrong}; write a network like 10.1.0.0/16 or 2001:db8::/32")
