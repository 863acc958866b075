"""Several servers on one register, as an operator starts them: one log."""

import asyncio
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from tests.conftest import PETITION, key
from tests.serving import Running, free_port, running, started

from .test_merkle import mth

PLACED = "SELECT count(position) FROM log_leaf WHERE kind = 'registration'"
IN_ORDER = """
SELECT kind, name, digest, position, root FROM log_leaf LEFT JOIN log_checkpoint ON size = position + 1
WHERE position IS NOT NULL ORDER BY position
"""
QUICK = "0.1"  # seconds between checkpoints


async def test_sixty_four_at_once_on_two_servers_give_one_log(tmp_path: Path) -> None:
    with running(XINFANG_CHECKPOINT_SECONDS=QUICK) as one:
        beside = {**one.environment, "XINFANG_PORT": str(free_port())}
        with started(beside, tmp_path) as other:
            answers = await _registered([one, other], 64)
            rows = await _all_placed(one, 64)

    registrations = [row for row in rows if row["kind"] == "registration"]
    assert len({answer["number"] for answer in answers}) == 64
    assert {row["name"] for row in registrations} == {answer["number"] for answer in answers}
    assert [row["position"] for row in rows] == list(range(len(rows)))
    assert [row["root"] for row in rows if row["root"]], "looked at nothing"
    digests = [row["digest"] for row in rows]
    for size, row in enumerate(rows, start=1):
        assert row["root"] in (None, mth(digests[:size])), f"the checkpoint of {size} leaves is not their root"


async def _registered(servers: list[Running], count: int) -> list[Any]:
    async with httpx.AsyncClient(timeout=60) as client:

        async def register(n: int) -> Any:
            server = servers[n % len(servers)]
            headers = {"Authorization": f"Bearer {servers[0].everything_key}", **key(f"two-{n}")}
            answer = await client.post(f"{server.url}/v1/petitions", json=PETITION, headers=headers)
            assert answer.status_code == 201, answer.text
            return answer.json()

        return await asyncio.gather(*(register(n) for n in range(count)))


async def _all_placed(server: Running, count: int) -> list[asyncpg.Record]:
    """The leaves in their order, each with the root of the checkpoint that ends with it."""
    connection = await asyncpg.connect(server.environment["XINFANG_DATABASE_URL"])
    try:
        for _ in range(600):
            if await connection.fetchval(PLACED) == count:
                break
            await asyncio.sleep(0.1)
        rows: list[asyncpg.Record] = await connection.fetch(IN_ORDER)
        return rows
    finally:
        await connection.close()
