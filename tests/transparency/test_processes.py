"""Several servers on one register, as an operator starts them: one log."""

import asyncio
import hashlib
import os
import sys
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from tests.conftest import PETITION, key
from tests.serving import Running, free_port, running, started

from .conftest import verifier
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


async def test_what_a_killed_server_had_acknowledged_and_not_yet_signed_for_is_signed_by_the_next(
    tmp_path: Path,
) -> None:
    with running(XINFANG_CHECKPOINT_SECONDS="3600") as one:
        answers = await _registered([one], 12)
        one.process.kill()
        one.process.wait()
        assert await _signed_size(one) < 12, "signed before it was killed: nothing is proven"
        beside = {**one.environment, "XINFANG_PORT": str(free_port()), "XINFANG_CHECKPOINT_SECONDS": QUICK}
        with started(beside, tmp_path) as other:
            await _all_placed(other, 12)
            proofs = [await _proof(other, answer["signed_receipt"]) for answer in answers]
            async with httpx.AsyncClient() as client:
                keys = (await client.get(f"{other.url}/v1/keys")).json()
            command = (sys.executable, "-m", "service", "audit")
            run = await asyncio.create_subprocess_exec(*command, env={**os.environ, **beside}, stdout=PIPE)
            said = (await run.communicate())[0].decode()

    for answer, proof in zip(answers, proofs, strict=True):
        assert verifier().receipt(answer["signed_receipt"], keys, inclusion=proof)["number"] == answer["number"]
    assert run.returncode == 0, said


async def _signed_size(server: Running) -> int:
    connection = await asyncpg.connect(server.environment["XINFANG_DATABASE_URL"])
    size: int = await connection.fetchval("SELECT coalesce(max(size), 0) FROM log_checkpoint")
    await connection.close()
    return size


async def _proof(server: Running, jws: str) -> Any:
    digest = hashlib.sha256(verifier().base64url(jws.split(".")[1])).hexdigest()
    async with httpx.AsyncClient(timeout=60) as client:
        for _ in range(300):
            answer = await client.get(f"{server.url}/v1/log/inclusion/{digest}")
            if answer.status_code == 200:
                return answer.json()
            await asyncio.sleep(0.1)
    raise AssertionError(answer.text)


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
