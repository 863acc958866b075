"""`xinfang audit`: whether the register still is what was signed for, row by row."""

import sys
import time
from typing import Annotated

import typer
from rich.console import Console

from service.audit import files, run
from service.audit.findings import Audit
from service.cli.place import with_files_and_seals
from service.desk.files import Files
from service.register.keyholder import Doors
from service.transparency.seals import Seals


def audit(
    with_files: Annotated[
        bool, typer.Option("--files", help="read every file in the store, too, and compare it with its hash on record")
    ] = False,
) -> None:
    """Recompute every leaf, the tree, every checkpoint and what no leaf can tell. Exit code 1 if a row was touched."""
    began = time.perf_counter()

    async def recompute(doors: Doors, seals: Seals, store: Files) -> Audit:
        done = 0
        with Console(stderr=True).status("reading") as status:

            def progress(more: int) -> None:
                nonlocal done
                done += more
                status.update(f"{done:,} leaves and files looked at")

            found = await run.audit(snapshot=doors.snapshot, seals=seals, progress=progress)
            if with_files:
                await files.files(read=doors.read, store=store, audit=found, progress=progress)
            return found

    result = with_files_and_seals(recompute)
    looked = ", ".join(f"{count:,} {what}" for what, count in result.looked.items())
    typer.echo(f"{looked} in {time.perf_counter() - began:.1f} s")
    for finding in result.findings:
        typer.echo(f"BAD  {finding}")
    if result.findings:
        sys.exit(1)
    typer.echo("everything is what was signed for; `GET /v1/statistics/reconciliation` compares the figures")
