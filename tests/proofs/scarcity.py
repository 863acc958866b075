"""Nothing left to work with: disk full, database restarted, every connection taken, every session ended.

python -m tests.proofs.scarcity [--couriers 4]

Each time portals go on posting. They may be told 201, 429, or 503 with Retry-After; nothing may be half written, and
when the want is over petitions are taken again without anybody's hand. Exit code 1 where one of that does not hold. For
the full disk the cluster lies in a small tmpfs, which takes root.
"""

import argparse
import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from tests.clusters import Cluster, room

from .couriers import Couriers
from .failover import checked
from .register_checks import Finding
from .served import Served
from .waiting import until

DISK = "400m"
WANT = 5.0  # seconds
HEARD_WITHIN = 120.0
Scarcity = Callable[[Cluster, Path], Awaitable[None]]


@asynccontextmanager
async def tmpfs(folder: Path) -> AsyncIterator[None]:
    """A small disk of its own in this folder."""
    await asyncio.to_thread(
        subprocess.run, ["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=755", "tmpfs", str(folder)], check=True
    )
    try:
        yield
    finally:
        await asyncio.to_thread(subprocess.run, ["umount", "-l", str(folder)], check=True)


async def full_disk(_: Cluster, disk: Path) -> None:
    """Not a byte is free, for some seconds."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(1 << 16))
        except OSError as full:
            print(f"  {full.strerror} at {ballast.stat().st_size >> 20} MiB of ballast")
    await asyncio.sleep(WANT)
    ballast.unlink()


async def restarted(cluster: Cluster, _: Path) -> None:
    """The database is stopped in order, and started again some seconds later."""
    await asyncio.to_thread(cluster.stop)
    await asyncio.sleep(WANT)


async def exhausted(cluster: Cluster, _: Path) -> None:
    """Somebody holds the table of petitions, so that every connection of the service waits, and takes what is left."""
    async with asyncio.timeout(60):
        hog = await asyncpg.connect(cluster.dsn)
        async with hog.transaction():
            await hog.execute("LOCK TABLE petition IN ACCESS EXCLUSIVE MODE")
            await asyncio.sleep(WANT + 3)
        await hog.close()


async def thrown_out(cluster: Cluster, _: Path) -> None:
    """All sessions are ended, again and again."""
    for _turn in range(10):
        await cluster.say("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        await asyncio.sleep(WANT / 10)


SCARCITIES: dict[str, Scarcity] = {
    "disk full": full_disk,
    "database restarted": restarted,
    "every connection taken": exhausted,
    "sessions ended": thrown_out,
}


async def endured(what: str, scarcity: Scarcity, couriers: int) -> bool:
    """One want, under load. Whether all is well afterwards."""
    print(what, flush=True)
    with room() as folder:
        disk = folder / "disk"
        disk.mkdir()
        async with tmpfs(disk):
            cluster = Cluster(disk, "cluster", max_wal_size="64MB", min_wal_size="32MB")
            served = Served(folder, DATABASE_URL=cluster.dsn, CLIENT_RATE="0", POOL_SIZE="4", DATABASE_WAIT="1")
            try:
                await asyncio.to_thread(cluster.make)
                await cluster.started()
                await asyncio.to_thread(served.start)
                found = await _under_load(served, cluster, disk, scarcity, couriers)
            finally:
                served.stop()
                cluster.stop()
    print(*(one for one in found if not one.kept), sep="\n")
    kept = all(one.kept for one in found)
    print(f"  {'all' if kept else 'NOT all'} of {len(found)} figures as they have to be\n", flush=True)
    return kept


async def _under_load(served: Served, cluster: Cluster, disk: Path, scarcity: Scarcity, couriers: int) -> list[Finding]:
    portals = Couriers(served.url, served.key("PORTAL"), "scarce", couriers)
    running = asyncio.create_task(portals.run())
    await asyncio.sleep(3)
    before = len(portals.told.numbers)
    await scarcity(cluster, disk)
    during = len(portals.told.numbers)
    await cluster.started()  # a server that went down for want of disk is started again by its supervisor

    async def heard() -> bool:
        return len(portals.told.numbers) > during + couriers

    async with asyncio.timeout(HEARD_WITHIN):
        await until(heard)
    portals.stop()
    await running
    told = portals.told
    print(
        f"  acknowledged: {before} before, {during - before} meanwhile, {len(told.numbers) - during} after; "
        f"{told.refused} answers 503 with Retry-After, {told.lost} without an answer; "
        f"nobody heard for {told.longest_gap():.1f} s"
    )
    return await checked(served, cluster.dsn, told)


def main() -> None:
    """Every want once."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--couriers", type=int, default=4)
    options.add_argument("--only", choices=SCARCITIES)
    chosen = options.parse_args()
    wants = {chosen.only: SCARCITIES[chosen.only]} if chosen.only else SCARCITIES
    kept = [asyncio.run(endured(what, one, chosen.couriers)) for what, one in wants.items()]
    print(f"{sum(kept)} of {len(kept)} wants endured")
    sys.exit(0 if all(kept) else 1)


if __name__ == "__main__":
    main()
