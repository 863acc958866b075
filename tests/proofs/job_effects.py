"""Is the effect of a job brought about exactly once? Our delivery and pgqueuer under the same kills, in one harness.

python -m tests.proofs.job_effects [--jobs 300] [--kills 300]

A real PostgreSQL with fsync on; the workers are processes that are killed with SIGKILL at random moments and started
again, or end at the one moment that matters, or sleep past their lease. Exit code 1 where ours does not show 0 and 0.
"""

import argparse
import asyncio
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from service.storage import embedded

from .job_contestants import CONTESTANTS, LEASE, Contestant, Ours
from .job_scenarios import (
    BUSY,
    WORKERS,
    Toll,
    asleep_past_the_lease,
    ground,
    jobs_a_second,
    killed_after_the_effect,
    killed_at_random,
)

AT_THE_WORST_MOMENT = 20
SLEEPERS = 5
FOR_SPEED = 3000


async def tolls(server: str, contestant: Contestant, jobs: int, kills: int) -> list[Toll]:
    """Every scenario, each on a database of its own; printed as they end."""
    found = []
    async with ground(server, contestant) as on:
        found.append(await killed_at_random(on, jobs, kills))
        print(found[-1], flush=True)
    async with ground(server, contestant) as on:
        found.append(await killed_after_the_effect(on, AT_THE_WORST_MOMENT))
        print(found[-1], flush=True)
    async with ground(server, contestant) as on:
        found.append(await asleep_past_the_lease(on, SLEEPERS))
        print(found[-1], flush=True)
    return found


async def speeds(server: str, contestant: Contestant) -> tuple[float, float]:
    """Jobs a second that do nothing, and jobs a second that record one row."""
    async with ground(server, contestant) as on:
        nothing = await jobs_a_second(on, FOR_SPEED, effect=False)
    async with ground(server, contestant) as on:
        one_row = await jobs_a_second(on, FOR_SPEED, effect=True)
    return nothing, one_row


async def compare(server: str, jobs: int, kills: int) -> bool:
    """Print what each contestant shows; whether ours brought about everything once."""
    print(f"pgqueuer {version('pgqueuer')}, {WORKERS} workers, jobs of up to {BUSY:g} s, lease {LEASE}, fsync on\n")
    print(
        f"{'scenario':<24} {'contestant':<32} {'jobs':>5} {'kills':>6} {'effects':>8} {'twice or more':>14} "
        f"{'missing':>8} {'seconds':>8}"
    )
    found = [toll for one in CONTESTANTS.values() for toll in await tolls(server, one, jobs, kills)]
    print(f"\n{sum(toll.kills for toll in found)} kills in all\n")
    print(f"{'jobs a second, one worker':<57} {'no-op':>8} {'one row':>8}")
    for one in CONTESTANTS.values():
        nothing, one_row = await speeds(server, one)
        print(f"{'':<24} {one.name:<32} {nothing:>8.0f} {one_row:>8.0f}", flush=True)
    return not any(toll.twice or toll.missing for toll in found if toll.contestant == Ours.name)


def main() -> None:
    """Run everything against a server of its own."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--jobs", type=int, default=300)
    options.add_argument("--kills", type=int, default=300, help="random kills for each contestant, at most")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="xinfang-proof-") as folder:
        Path(folder).chmod(0o755)  # the account that PostgreSQL runs under must reach its data
        with embedded.running(Path(folder) / "data") as server:
            kept = asyncio.run(compare(server.dsn, chosen.jobs, chosen.kills))
    print(f"\nxinfang: each effect exactly once: {'yes' if kept else 'NO'}")
    sys.exit(0 if kept else 1)


if __name__ == "__main__":
    main()
