"""`python -m bench.admission`: what the limits cost an intake, measured in pairs within one process.

Two applications over one desk, one with limits that nobody reaches and one with none, take petitions in turn, block by
block in changing order; what counts is processor time of the process, which foreign load moves little. The statements
of a bucket are in it, PostgreSQL's own part in them is not.
"""

import asyncio
import random
import statistics
import sys
import time
from contextlib import ExitStack

import httpx

from service.auth.scopes import PORTAL
from tests import server
from tests.conftest import PETITION, admit, calling, serving
from tests.proofs.own_desk import own_desk

BLOCK = 20  # petitions, one after the other
LIMITS = {"client_rate": 400.0, "source_rate": 20.0}


async def main(pairs: int) -> None:
    """Print the difference of each pair's processor time, as a share."""
    async with own_desk("admission") as desk:
        headers = await admit(desk, "portal", PORTAL)
        settings = {"caller_cache_seconds": 3_600}
        async with (
            serving(desk, **settings, **LIMITS) as limited,
            serving(desk, **settings) as unlimited,
            calling(limited) as one,
            calling(unlimited) as other,
        ):
            for api in (one, other):
                await block(api, headers)
            shares, plain = [], []
            for _ in range(pairs):
                took = {}
                for name, api in random.sample([("limited", one), ("unlimited", other)], 2):
                    took[name] = await block(api, headers)
                shares.append(took["limited"] / took["unlimited"] - 1)
                plain.append(took["unlimited"])
    each = statistics.median(plain) * 1e6 / BLOCK
    half = 1.96 * statistics.stdev(shares) / len(shares) ** 0.5
    mean, median = statistics.mean(shares), statistics.median(shares)
    print(f"{pairs} pairs of {BLOCK} intakes: {each:.0f} µs each without limits, the client's part included;")
    print(f"with them {mean * each:+.0f} µs, {mean:+.2%} ± {half:.2%} (median {median:+.2%})")


async def block(api: httpx.AsyncClient, headers: dict[str, str]) -> float:
    """Processor seconds of some intakes."""
    began = time.process_time()
    for _ in range(BLOCK):
        own = {**headers, "Idempotency-Key": f"bench-{random.getrandbits(64):x}"}
        assert (await api.post("/v1/petitions", json=PETITION, headers=own)).status_code == 201
    return time.process_time() - began


if __name__ == "__main__":
    with ExitStack() as until:
        server.start(until)
        asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 60))
