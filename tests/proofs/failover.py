"""Kill the primary under load and promote its standby: is an acknowledged petition lost, and how long is nobody heard?

python -m tests.proofs.failover [--rounds 3] [--couriers 6] [--promote-after 2]

Two PostgreSQL on the loopback, the standby synchronous; one service with both in its URL, never restarted. The primary
is killed with SIGKILL; after so many seconds (what a cluster manager needs to be sure) the standby is promoted. Exit
code 1 where a petition is missing or twice, or a portal was told something else than 201, 429 or 503.
"""

import argparse
import asyncio
import sys
import time
from pathlib import Path

import asyncpg

from tests.clusters import Cluster, room

from .couriers import Couriers, Told
from .register_checks import Finding, in_the_database, over_the_api
from .served import LEASE, Served
from .waiting import until

BEFORE, AFTER = 5.0, 5.0  # seconds of load around it
HEARD_WITHIN = 60.0
DURABLE = {"synchronous_standby_names": "standby", "synchronous_commit": "on"}


async def one_round(folder: Path, couriers: int, promote_after: float) -> bool:
    """One failover; whether nothing was lost."""
    primary, standby = Cluster(folder, "primary"), Cluster(folder, "standby")
    primary.make()
    await primary.started()  # alone: there is nobody yet to be synchronous with
    await asyncio.to_thread(standby.copy_of, primary)
    await standby.started()
    await asyncio.to_thread(primary.stop)
    primary.options = DURABLE
    await primary.started()
    hosts = f"127.0.0.1:{primary.port},127.0.0.1:{standby.port}"
    served = Served(
        folder, DATABASE_URL=f"postgresql://xinfang@{hosts}/xinfang?target_session_attrs=read-write", CLIENT_RATE="0"
    )
    try:
        await asyncio.to_thread(served.start)
        return await _fail_over(served, primary, standby, couriers, promote_after)
    finally:
        served.stop()
        standby.stop()
        primary.stop()


async def _fail_over(served: Served, primary: Cluster, standby: Cluster, couriers: int, promote_after: float) -> bool:
    portals = Couriers(served.url, served.key("PORTAL"), "failover", couriers)
    running = asyncio.create_task(portals.run())
    await asyncio.sleep(BEFORE)
    synchronous = await primary.say("SELECT sync_state FROM pg_stat_replication")
    primary.kill()
    killed, known = time.monotonic(), len(portals.told.numbers)
    await asyncio.sleep(promote_after)
    await standby.say("SELECT pg_promote()")
    promoted = time.monotonic()

    async def heard() -> bool:
        return bool(portals.told.at) and portals.told.at[-1] > promoted

    async with asyncio.timeout(HEARD_WITHIN):
        await until(heard)
    back = next(at for at in portals.told.at if at > promoted)
    await asyncio.sleep(AFTER)
    portals.stop()
    await running
    print(
        f"  {known} acknowledged before, {len(portals.told.numbers)} in all; {portals.told.refused} answers 503, "
        f"{portals.told.lost} without an answer\n"
        f"  nobody was heard for {portals.told.longest_gap():.2f} s; first acknowledgement {back - killed:.2f} s after "
        f"the kill, {back - promoted:.2f} s after the promotion"
    )
    found = [Finding("standby synchronous when the primary died", int(synchronous == "sync"), 1)]
    found += await checked(served, standby.dsn, portals.told)
    print(*found, sep="\n")
    return all(one.kept for one in found)


async def checked(served: Served, dsn: str, told: Told) -> list[Finding]:
    """What was acknowledged against what is there, once the worker has caught up."""
    connection = await asyncpg.connect(dsn)

    async def caught_up() -> bool:
        owed: int = await connection.fetchval("SELECT count(*) FROM job WHERE NOT dead")
        return owed == 0

    async with asyncio.timeout(120 + 10 * LEASE):
        await until(caught_up)
    there = {row["number"] for row in await connection.fetch("SELECT number FROM petition")}
    found = [
        Finding("acknowledged and not there", len(set(told.numbers.values()) - there), 0),
        Finding("there and never acknowledged", len(there - set(told.numbers.values())), 0),
        Finding("numbers told for two petitions", len(told.numbers) - len(set(told.numbers.values())), 0),
        Finding("keys told another number later", len(told.otherwise), 0),
        Finding("answers that no portal should hear", sum(told.surprises.values()), 0),
    ]
    for what, often in (told.surprises + served.faults()).items():
        print(f"  {often} times: {what}")
    found += [one async for one in in_the_database(connection, len(told.numbers))]
    found += [one async for one in over_the_api(served, len(told.numbers))]
    found.append(Finding("rows that an audit names", await asyncio.to_thread(served.audit), 0))
    rebuilt = await asyncio.to_thread(served.says, "ledger", "rebuild", "--check")
    found.append(Finding("ledger rebuilt from the history differs", rebuilt.returncode, 0))
    await connection.close()
    return found


def main() -> None:
    """So many rounds; every one has to keep everything."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--couriers", type=int, default=6)
    options.add_argument("--promote-after", type=float, default=2.0)
    chosen = options.parse_args()
    kept = 0
    for number in range(chosen.rounds):
        print(f"round {number + 1}", flush=True)
        with room() as folder:
            whole = asyncio.run(one_round(folder, chosen.couriers, chosen.promote_after))
        kept += whole
        print(f"  {'nothing lost' if whole else 'BROKEN'}\n", flush=True)
    print(f"{kept} of {chosen.rounds} failovers lost nothing that was acknowledged")
    sys.exit(0 if kept == chosen.rounds else 1)


if __name__ == "__main__":
    main()
