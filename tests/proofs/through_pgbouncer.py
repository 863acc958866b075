"""The service behind PgBouncer in transaction mode, with far fewer sessions than connections: is all as without it?

python -m tests.proofs.through_pgbouncer [--couriers 6] [--seconds 15]

Needs the program `pgbouncer` (Debian: `apt-get install pgbouncer`). Portals post through a service whose URL is
PgBouncer's, with three sessions of PostgreSQL behind it; then everything is counted as after a crash. PostgreSQL is
restarted once in between. Exit code 1 where a figure is not what it has to be.
"""

import argparse
import asyncio
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from tests.clusters import DATABASE, ROLE, Cluster, room
from tests.serving import free_port

from .couriers import Couriers
from .failover import checked
from .served import Served

SESSIONS = 3


def configured(folder: Path, cluster: Cluster, port: int) -> Path:
    """PgBouncer's settings, as `docs/operations.md` gives them."""
    users = folder / "users.txt"
    users.write_text(f'"{ROLE}" ""\n')
    file = folder / "pgbouncer.ini"
    file.write_text(
        f"""[databases]
{DATABASE} = host=127.0.0.1 port={cluster.port} dbname={DATABASE}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {users}
pool_mode = transaction
default_pool_size = {SESSIONS}
max_client_conn = 200
"""
    )
    return file


@contextmanager
def pgbouncer(folder: Path, cluster: Cluster) -> Iterator[str]:
    """A running PgBouncer; its DSN."""
    program = shutil.which("pgbouncer") or sys.exit("there is no program `pgbouncer` here")
    port = free_port()
    file = configured(folder, cluster, port)
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    with (folder / "pgbouncer.log").open("w") as log:
        process = subprocess.Popen([program, *user, str(file)], stdout=log, stderr=log)
    try:
        yield f"postgresql://{ROLE}@127.0.0.1:{port}/{DATABASE}"
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


async def through(couriers: int, seconds: float) -> bool:
    """Load through the pooler. Whether everything is whole afterwards."""
    with room() as folder:
        cluster = Cluster(folder, "cluster")
        cluster.make()
        await cluster.started()
        with pgbouncer(folder, cluster) as dsn:
            served = Served(folder, DATABASE_URL=dsn, DATABASE_DIRECT_URL=cluster.dsn, CLIENT_RATE="0")
            try:
                await asyncio.to_thread(served.start)
                portals = Couriers(served.url, served.key("PORTAL"), "pooled", couriers)
                running = asyncio.create_task(portals.run())
                await asyncio.sleep(seconds / 2)
                sessions = await _sessions(cluster)
                await asyncio.to_thread(cluster.stop)
                await cluster.started()
                await asyncio.sleep(seconds / 2)
                portals.stop()
                await running
                print(
                    f"  {len(portals.told.numbers)} acknowledged over {sessions} sessions of PostgreSQL; "
                    f"{portals.told.refused} answers 503 around its restart"
                )
                found = await checked(served, cluster.dsn, portals.told)
            finally:
                served.stop()
                cluster.stop()
    print(*found, sep="\n")
    return all(one.kept for one in found) and sessions <= SESSIONS


async def _sessions(cluster: Cluster) -> int:
    connection = await asyncpg.connect(cluster.dsn)
    count: int = await connection.fetchval(
        "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'xinfang%' OR application_name = 'app'"
    )
    await connection.close()
    return count


def main() -> None:
    """Once."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--couriers", type=int, default=6)
    options.add_argument("--seconds", type=float, default=15.0)
    chosen = options.parse_args()
    whole = asyncio.run(through(chosen.couriers, chosen.seconds))
    print("everything as without a pooler" if whole else "BROKEN")
    sys.exit(0 if whole else 1)


if __name__ == "__main__":
    main()
