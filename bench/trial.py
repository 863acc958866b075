"""One server under test on its ground: load is driven at it, and what the processes used meanwhile is read."""

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg
import uvloop

from bench.figures import Figures, per_request
from bench.ground import Ground
from bench.meter import Meter
from bench.plan import Outcome, Plan, Request, drive
from bench.server import LOG, Server

DRAINED_WITHIN = 120.0  # seconds


@dataclass(frozen=True, slots=True)
class Trial:
    """A server that answers and the database behind it."""

    ground: Ground
    server: Server
    connections: int
    seconds: float

    def prepare(self, requests: Sequence[Request], expected: int, *, most: int, keep: int = 0) -> tuple[str, ...]:
        """Send so many requests unmeasured; the bodies of the first `keep` answers. Raises where one fails."""
        plan = Plan(self.server.port, self.connections, 120.0, tuple(requests), expected, most, keep)
        outcome = drive(plan, self.ground.folder)
        if outcome.failures:
            raise RuntimeError(f"the preparation failed: {outcome.failures} {outcome.quoted}")
        return outcome.kept

    def measure(self, code: str, what: str, requests: Sequence[Request], expected: int) -> Figures:
        """Send requests for the time of a part."""
        meter = self._meter()
        before = meter.usage()
        plan = Plan(self.server.port, self.connections, self.seconds, tuple(requests), expected)
        outcome = drive(plan, self.ground.folder)
        server, database = per_request(before, meter.usage(), outcome.answered)
        self._report(code, outcome)
        return Figures(
            code,
            what,
            outcome.answered,
            outcome.answered / outcome.seconds,
            outcome.p50,
            outcome.p99,
            server,
            database,
            meter.resident(),
            outcome.failures,
        )

    def drain(self) -> Figures | None:
        """Wait until the worker has done what the intakes have left it; None where it left nothing."""
        meter, owed, began = self._meter(), self._owed(), time.perf_counter()
        before = meter.usage()
        while self._owed():
            if time.perf_counter() > began + DRAINED_WITHIN:
                raise RuntimeError(f"jobs are still owed after {DRAINED_WITHIN:g} s")
            time.sleep(0.1)
        took = time.perf_counter() - began
        server, database = per_request(before, meter.usage(), owed)
        if not owed:
            return None
        return Figures(
            "n",
            "receipts and comparisons owed after (c), by the worker",
            owed,
            owed / took,
            None,
            None,
            server,
            database,
        )

    def _report(self, code: str, outcome: Outcome) -> None:
        if outcome.failures:
            log = (self.ground.folder / LOG).read_text(encoding="utf-8", errors="replace").splitlines()
            faults = [line for line in log if '"ERROR"' in line][-1:]
            print(f"({code}) errors: {outcome.failures}", *outcome.quoted, *faults, sep="\n  ", file=sys.stderr)

    def _meter(self) -> Meter:
        return Meter(self.server.pid, self.ground.postmaster)

    def _owed(self) -> int:
        return uvloop.run(_count_jobs(self.ground.dsn))


async def _count_jobs(dsn: str) -> int:
    connection = await asyncpg.connect(dsn)
    try:
        count: int = await connection.fetchval("SELECT count(*) FROM job WHERE NOT dead")
        return count
    finally:
        await connection.close()
