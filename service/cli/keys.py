"""`xinfang keys`: with which keys the bureau signs, the next one, the end of one that is not to be trusted."""

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from service.cli.operator import by_operator
from service.cli.place import on_database, with_seals
from service.register.keyholder import Doors
from service.rulebook.vocabulary import AccessKind
from service.settings import Settings
from service.signing import keys, rotate
from service.signing.algorithms import Algorithm
from service.signing.keys import Purpose
from service.storage.engine import Database
from service.transparency.seals import Seals

app = typer.Typer(no_args_is_help=True, help="Keys that sign receipts, notices and checkpoints.")


@app.command("list")
def list_() -> None:
    """Show every key there ever was."""

    async def show(database: Database) -> None:
        async with database.read() as tx:
            for one in await keys.everyone(tx):
                state = "can sign" if one.salt else "checks only"
                if one.revoked_at:
                    state = f"revoked {one.revoked_at:%Y-%m-%d %H:%M}"
                typer.echo(
                    f"{one.kid}  {one.purpose:<10}  {one.algorithm:<7}  "
                    f"{one.valid_from:%Y-%m-%d} to {one.valid_until:%Y-%m-%d %H:%M} UTC  {state}"
                )

    on_database(show)


@app.command("rotate")
def rotate_(
    purpose: Annotated[Purpose, typer.Option(help="which key")] = Purpose.DOCUMENT,
) -> None:
    """Sign with a new key from now on. The one before stays published, and nobody can sign with it any more."""
    algorithm = Algorithm(Settings().signature) if purpose is Purpose.DOCUMENT else Algorithm.ED25519

    async def next_key(doors: Doors, seals: Seals) -> None:
        at = datetime.now(UTC)
        noting = [by_operator(AccessKind.SIGNING_KEY_ROTATED, {"purpose": purpose}, seals)]
        made = await rotate.rotate(purpose, algorithm, at=at, begin=doors.begin, secrets=seals.secrets, noting=noting)
        typer.echo(f"{made.kid} signs from now on; running processes take it up within seconds")

    with_seals(next_key)


@app.command()
def revoke(kid: str) -> None:
    """Say that a key is not to be trusted: what it signed counts from then on only with a proof of the log."""

    async def end(doors: Doors, seals: Seals) -> None:
        noting = [by_operator(AccessKind.SIGNING_KEY_REVOKED, {"key": kid}, seals)]
        at = datetime.now(UTC)
        if await rotate.revoke(kid, at=at, begin=doors.begin, secrets=seals.secrets, noting=noting) is None:
            sys.exit(f"xinfang: no key {kid!r} that is not revoked; see `xinfang keys list`")
        typer.echo(f"{kid} is revoked; the next signature makes a new key")

    with_seals(end)
