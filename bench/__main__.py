"""`python -m bench`: measure this machine and the service on it, and print the table."""

import json
import os
import platform
import signal
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import psutil
import typer

from bench import ROOT, petitions
from bench.report import Conditions, as_json, markdown
from bench.suite import Suite

QUICK = 3.0  # seconds a part

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    quick: Annotated[bool, typer.Option("--quick", help=f"{QUICK:g} s a part: a smoke test, not a figure")] = False,
    seconds: Annotated[float, typer.Option(min=1, max=600, help="duration of a part")] = 10.0,
    connections: Annotated[int, typer.Option(min=1, max=256, help="requests under way at once")] = 32,
    texts: Annotated[Path | None, typer.Option(exists=True, help="CSV with the columns title and detail")] = None,
    grow: Annotated[int, typer.Option(min=0, help="measure again with so many more petitions on the register")] = 0,
    parts: Annotated[str, typer.Option(help="which parts; w is c without the worker")] = "abcdewf",
    json_file: Annotated[Path | None, typer.Option("--json", help="write the figures to this file too")] = None,
) -> None:
    """Print requests/s, times and processor time of the storage, the framework and the service, from one run."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped
    load = os.getloadavg()[0]
    file = petitions.source(texts)
    suite = Suite(petitions.bodies(file), QUICK if quick else seconds, connections, grow)
    suite.run(parts)
    under = Conditions(
        cores=psutil.cpu_count() or 1,
        load_average=load,
        postgresql=suite.postgresql,
        python=platform.python_version(),
        commit=_commit(),
        seconds=suite.seconds,
        connections=connections,
        texts=f"{len(suite.bodies):,} {'real' if file else 'invented'} petitions",
    )
    print(markdown(under, suite.figures, suite.notes))
    if json_file is not None:
        json_file.write_text(
            json.dumps(as_json(under, suite.figures, suite.notes), ensure_ascii=False, indent=1) + "\n"
        )
    if any(one.failures for one in suite.figures):
        sys.exit(1)


def _commit() -> str:
    # Without optional locks: the bench may look at a working tree that others work in.
    command = ["git", "--no-optional-locks", "describe", "--always", "--dirty"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return said.stdout.strip() or "unknown"


if __name__ == "__main__":
    app()
