"""`xinfang audit`: whether the register still is what was signed for, row by row."""

import sys
import time

import typer
from rich.console import Console

from service.audit import run
from service.audit.findings import Audit
from service.cli.place import with_seals
from service.register.keyholder import Doors
from service.transparency.seals import Seals


def audit() -> None:
    """Recompute every leaf, the tree, every checkpoint and what no leaf can tell. Exit code 1 if a row was touched."""
    began = time.perf_counter()

    async def recompute(doors: Doors, seals: Seals) -> Audit:
        done = 0
        with Console(stderr=True).status("reading") as status:

            def progress(more: int) -> None:
                nonlocal done
                done += more
                status.update(f"{done:,} leaves recomputed")

            return await run.audit(snapshot=doors.snapshot, seals=seals, progress=progress)

    result = with_seals(recompute)
    looked = ", ".join(f"{count:,} {what}" for what, count in result.looked.items())
    typer.echo(f"{looked} in {time.perf_counter() - began:.1f} s")
    for finding in result.findings:
        typer.echo(f"BAD  {finding}")
    if result.findings:
        sys.exit(1)
    typer.echo("everything is what was signed for; `GET /v1/statistics/reconciliation` compares the figures")
