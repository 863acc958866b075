"""`python -m tests.proofs.flood`: one caller that asks without end, and ones that never finish asking, starve nobody.

A portal registers petitions at a steady rate, alone first and then beside each attack: a key that is over its rate, no
key at all, and slow clients (heads, bodies and reads that never end) by slowhttptest. What counts is the portal's p99
beside the attack as a multiple of its p99 alone, and the memory of the server. Needs Debian's `wrk` and `slowhttptest`.
"""

import asyncio
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.conftest import PETITION
from tests.proofs.served import Served

SECONDS = 20
RATE = 20  # petitions a second of the portal that is looked at
BESIDE = 3.0  # the most that its p99 may grow
GROWTH = 256 << 20  # bytes that the server may have grown by
ATTACK = """
wrk.headers["Authorization"] = "{key}"
"""
SLOW = {
    "heads that do not end": ("-H", "-i", "5"),
    "bodies that do not end": ("-B", "-i", "5", "-s", "65536"),
    "answers that are not read": ("-X", "-w", "16", "-y", "64", "-z", "8", "-n", "5", "-k", "3"),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """What the portal saw: milliseconds of each petition, and how many were not taken in."""

    times: list[float]
    failed: int

    @property
    def p99(self) -> float:
        """Milliseconds."""
        return statistics.quantiles(self.times, n=100)[98]

    def line(self, what: str) -> str:
        """For the table."""
        return f"{what:<38} {statistics.median(self.times):8.1f} {self.p99:8.1f} {len(self.times):7} {self.failed:6}"


def main() -> int:
    """Print the table; how many demands were not met."""
    for tool in ("wrk", "slowhttptest"):
        if shutil.which(tool) is None:
            sys.exit(f"this proof needs {tool}: `apt install {tool}`")
    folder = Path(tempfile.mkdtemp(prefix="xinfang-flood-"))
    folder.chmod(0o711)
    served = Served(folder)
    try:
        served.start()
        return _attacked(served, folder)
    finally:
        served.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _attacked(served: Served, folder: Path) -> int:
    (folder / "attack.lua").write_text(ATTACK.format(key=f"Bearer {served.key('STATISTICS')}"), encoding="utf-8")
    wrk = ("wrk", "-t1", "-c64", f"-d{SECONDS}s", "--timeout", "5s")
    figure = f"{served.url}/v1/statistics"
    attacks = {
        "a key over its rate": (*wrk, "-s", str(folder / "attack.lua"), figure),
        "no key": (*wrk, figure),
        "no key, the verification page": (
            *wrk,
            f"{served.url}/v1/notices/HB-receipt-2026-000001-AAAAAAAA/verification",
        ),
    }
    slow = ("slowhttptest", "-c", "500", "-r", "200", "-l", str(SECONDS), "-p", "3")
    attacks |= {
        what: (*slow, *how, "-u", figure if "-X" in how else f"{served.url}/v1/petitions") for what, how in SLOW.items()
    }
    asyncio.run(_portal(served, 3))  # what is only slow the first time
    quiet = asyncio.run(_portal(served, SECONDS))
    before, failed = served.resident, 0
    print(f"{'beside':<38} {'p50 ms':>8} {'p99 ms':>8} {'taken':>7} {'failed':>6}")
    print(quiet.line("nothing"))
    for what, command in attacks.items():
        attack = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=folder)
        time.sleep(1)
        found = asyncio.run(_portal(served, SECONDS - 3))
        said = attack.communicate(timeout=SECONDS + 60)[0]
        grown = served.resident - before
        print(found.line(what), f"{found.p99 / quiet.p99:5.2f}x", _rate(said), f"{grown / 2**20:+.0f} MiB")
        failed += (found.p99 > BESIDE * quiet.p99) + (found.failed > 0) + (grown > GROWTH) + (not served.lives)
    print("proven" if not failed else f"{failed} demands not met")
    return failed


def _rate(said: str) -> str:
    line = next((line for line in said.splitlines() if line.startswith("Requests/sec")), "")
    return f"{float(line.split()[1]):,.0f}/s" if line else "500 connections"


async def _portal(served: Served, seconds: int) -> Measured:
    """Register at the steady rate, whether or not the answer before has come."""
    headers = {"Authorization": f"Bearer {served.key('PORTAL')}"}
    times: list[float] = []
    failed = 0

    async def one(client: httpx.AsyncClient, n: int) -> None:
        nonlocal failed
        began = time.perf_counter()
        try:
            answer = await client.post(
                "/v1/petitions", json=PETITION, headers={**headers, "Idempotency-Key": f"flood-{time.time_ns()}-{n}"}
            )
        except httpx.HTTPError:
            failed += 1
            return
        if answer.status_code == 201:
            times.append((time.perf_counter() - began) * 1000)
        else:
            failed += 1

    async with httpx.AsyncClient(base_url=served.url, timeout=30) as client, asyncio.TaskGroup() as together:
        for n in range(seconds * RATE):
            together.create_task(one(client, n))
            await asyncio.sleep(1 / RATE)
    return Measured(times, failed)


if __name__ == "__main__":
    sys.exit(main())
