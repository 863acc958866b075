"""Kill the API, the worker and PostgreSQL at random under load, a hundred times: is everything there, once, and whole?

python -m tests.proofs.crash_storm [--kills 100] [--couriers 4] [--seed N]

Each of the three is a process of its own. A kill is a SIGKILL to one of them, sometimes to two at once, or to one of
the processes in which PostgreSQL serves a client (it then throws out everybody and recovers). Who was killed is started
again after up to half a second, as any supervisor would. Meanwhile portals post, and try again under their
Idempotency-Key. Exit code 1 where a figure is not what it has to be, or a portal was told something else than 201, 429
or 503.
"""

import argparse
import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress

import asyncpg
import psutil

from tests.clusters import Cluster, room

from .couriers import Couriers
from .failover import checked
from .served import Served

API, WORKER, POSTGRES, BACKEND = "the API", "the worker", "PostgreSQL", "a process of PostgreSQL"
VICTIMS = {API: 3, WORKER: 3, POSTGRES: 2, BACKEND: 2}
BETWEEN = 1.5  # seconds from being whole again to the next kill, at most


class Storm:
    """The three processes, and who of them is to die."""

    def __init__(self, cluster: Cluster, served: Served, chance: random.Random) -> None:
        self._cluster = cluster
        self._served = served
        self._chance = chance
        self._worker: subprocess.Popen[bytes] | None = None
        self.killed: Counter[str] = Counter()

    async def begin(self) -> None:
        """Start all three."""
        await self._cluster.started()
        await asyncio.to_thread(self._served.start)
        self._work()

    async def strike(self) -> None:
        """Kill one or two, and start again what is gone."""
        victims = set(self._chance.choices(list(VICTIMS), list(VICTIMS.values()), k=self._chance.choice((1, 1, 1, 2))))
        for victim in victims:
            self.killed[victim] += await self._kill(victim)
        await asyncio.sleep(self._chance.uniform(0, 0.5))
        await self._cluster.started()
        if API in victims or not self._served.lives:
            await asyncio.to_thread(self._served.start)
        if self._worker is None or self._worker.poll() is not None:
            self._work()
        await asyncio.sleep(self._chance.uniform(0, BETWEEN))

    def end(self) -> None:
        """Stop what runs."""
        if self._worker is not None:
            self._worker.kill()
            self._worker.wait()
        self._served.stop()
        self._cluster.stop()

    def _work(self) -> None:
        self._worker = self._served.launch("work")

    async def _kill(self, victim: str) -> bool:
        match victim:
            case "the API":
                self._served.kill(postmaster=False)
            case "the worker":
                assert self._worker is not None
                self._worker.kill()
                self._worker.wait()
            case "PostgreSQL":
                self._cluster.kill()
            case _:
                return self._kill_backend()
        return True

    def _kill_backend(self) -> bool:
        with suppress(psutil.Error, IndexError):
            serving = psutil.Process(self._cluster.pid).children()
            os.kill(self._chance.choice(serving).pid, signal.SIGKILL)
            return True
        return False


async def weather(kills: int, couriers: int, seed: int) -> bool:
    """The storm, and what it has left. Whether that is whole."""
    with room() as folder:
        cluster = Cluster(folder, "cluster")
        cluster.make()
        served = Served(folder, DATABASE_URL=cluster.dsn, CLIENT_RATE="0", WORKER="false", CHECKPOINT_SECONDS="1")
        storm = Storm(cluster, served, random.Random(seed))
        try:
            await storm.begin()
            portals = Couriers(served.url, served.key("PORTAL"), "storm", couriers)
            running = asyncio.create_task(portals.run())
            began = time.monotonic()
            while storm.killed.total() < kills:
                await storm.strike()
                if storm.killed.total() % 10 == 0:
                    print(f"  {storm.killed.total()} kills, {len(portals.told.numbers)} acknowledged", flush=True)
            portals.stop()
            await running
            print(
                f"  {storm.killed.total()} kills in {time.monotonic() - began:.0f} s: "
                + ", ".join(f"{who} {often}" for who, often in storm.killed.items())
                + f"\n  {len(portals.told.numbers)} acknowledged, {portals.told.refused} answers 503, "
                f"{portals.told.lost} requests without an answer"
            )
            await _revive(cluster.dsn)
            found = await checked(served, cluster.dsn, portals.told)
        finally:
            storm.end()
    print(*found, sep="\n")
    return all(one.kept for one in found)


async def _revive(dsn: str) -> None:
    # A job whose workers were killed eight times in a row is given up, as promised. Here that is the storm's doing, so
    # it is brought back as `xinfang jobs retry` does, and how often is told.
    connection = await asyncpg.connect(dsn)
    buried = await connection.fetchval(
        "WITH back AS (UPDATE job SET dead = false, attempts = 0, run_after = now() WHERE dead RETURNING 1) "
        "SELECT count(*) FROM back"
    )
    await connection.close()
    print(f"  jobs that were given up, since they saw eight workers die: {buried}")


def main() -> None:
    """One storm; its seed is printed, so that it can come again."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--kills", type=int, default=100)
    options.add_argument("--couriers", type=int, default=4)
    options.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    chosen = options.parse_args()
    print(f"seed {chosen.seed}", flush=True)
    whole = asyncio.run(weather(chosen.kills, chosen.couriers, chosen.seed))
    print("everything acknowledged is there, once, and whole" if whole else "BROKEN")
    sys.exit(0 if whole else 1)


if __name__ == "__main__":
    main()
