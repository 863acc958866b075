"""`xinfang vault`: under which keys secrets are sealed, the next one, and the words of earlier releases under seal."""

import typer

from service.cli.place import on_database, with_vault
from service.register import clear_words, data_keys
from service.register.data_keys import VaultSecrets
from service.register.keyholder import Doors
from service.storage.engine import Database

app = typer.Typer(no_args_is_help=True, help="Keys under which people and their words are sealed.")


@app.command("keys")
def keys_() -> None:
    """Show every data key, and which wrapping key holds it."""

    async def show(database: Database) -> None:
        async with database.read() as tx:
            for one in await data_keys.everyone(tx):
                typer.echo(f"{one.number}  wrapped by {one.wrapping}  since {one.made_at:%Y-%m-%d %H:%M} UTC")

    on_database(show)


@app.command()
def rotate() -> None:
    """Make a new wrapping key, wrap every data key by it, forget the salt of the one before, and add a data key.

    Nothing that was sealed is written anew. Running processes take the new data key up within a minute.
    """

    async def next_key(doors: Doors, secrets: VaultSecrets) -> None:
        async with doors.begin() as tx:
            await data_keys.turn(tx)
            number = await data_keys.renew(tx, secrets)
        typer.echo(f"data key {number} seals from the next minute on; all keys are wrapped anew")

    with_vault(next_key)


@app.command()
def seal() -> None:
    """Seal what earlier releases wrote in clear, where rows may change. A worker does the same by itself."""

    async def everything(doors: Doors, _: VaultSecrets) -> int:
        sealed = 0
        while some := await clear_words.seal_some(doors.begin):
            sealed += some
        return sealed

    typer.echo(f"{with_vault(everything)} rows sealed; VACUUM (FULL) lets go of what they said before")
