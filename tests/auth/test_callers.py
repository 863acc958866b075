"""What is no key opens nothing, how late a revocation is, and that no key is kept (the matrix is beside this)."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from service.auth import clients, keys
from service.desk.kit import Desk
from tests.architecture.test_contracts_of_the_interface import OPEN, operations
from tests.conftest import calling, key, serving

GUARDED = sorted(set(operations()) - OPEN)


PLACES = {"number": "HB0000000000", "indicator": "registered_items", "delivery": "1"}


def request_of(operation: str) -> tuple[str, str]:
    method, path = operation.split()
    return method, re.sub(r"\{(\w+)\}", lambda found: PLACES.get(found[1], found[0]), path)


@pytest.mark.parametrize("authorization", [None, "Bearer", "Bearer xf_", "Bearer xf_0123456789ab_" + "x" * 43])
async def test_nothing_opens_without_a_key_in_force(api: httpx.AsyncClient, authorization: str | None) -> None:
    headers = {"Authorization": authorization} if authorization else {}

    for operation in GUARDED:
        method, path = request_of(operation)
        answer = await api.request(method, path, headers=headers, json={})
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated"), operation


async def test_a_revoked_key_is_refused(api: httpx.AsyncClient, desk: Desk, consumer: dict[str, str]) -> None:
    assert (await api.get("/v1/statistics", headers=consumer)).status_code == 200

    assert await clients.revoke("statistics", begin=desk.begin)

    assert (await api.get("/v1/statistics", headers=consumer)).status_code == 401
    assert not await clients.revoke("statistics", begin=desk.begin)


async def test_a_revocation_is_as_late_as_the_setting_says_and_no_later(desk: Desk, consumer: dict[str, str]) -> None:
    async with serving(desk, caller_cache_seconds=3600) as app, calling(app) as api:
        assert (await api.get("/v1/statistics", headers=consumer)).status_code == 200
        await clients.revoke("statistics", begin=desk.begin)
        assert (await api.get("/v1/statistics", headers=consumer)).status_code == 200


async def test_the_prefix_alone_is_no_key(api: httpx.AsyncClient, consumer: dict[str, str]) -> None:
    text = consumer["Authorization"]
    forged = text[:-1] + ("A" if text[-1] != "A" else "B")

    assert (await api.get("/v1/statistics", headers={"Authorization": forged})).status_code == 401


def test_a_key_is_kept_as_its_hash_only() -> None:
    made = keys.make()

    assert keys.prefix_of(made.text) == made.prefix
    assert made.sha256 == keys.digest(made.text)
    assert len({keys.make().text for _ in range(100)}) == 100


async def test_no_table_holds_a_key_or_a_name_in_clear(
    api: httpx.AsyncClient, desk: Desk, portal: dict[str, str], petition: Callable[..., dict[str, Any]]
) -> None:
    marked = petition(petitioner={"name": "欧阳标记", "address": "标记巷七号", "phone": "13911112222"})
    told = await api.post("/v1/petitions", json=marked, headers={**portal, **key("marked-key")})
    secrets = [
        "欧阳标记",
        "标记巷",
        "13911112222",
        told.json()["query_code"],
        portal["Authorization"][-43:],
        "marked-key",
    ]

    async with desk.read() as tx:
        tables = [
            row["name"] for row in await tx.rows("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'")
        ]
        rows = [str(row) for table in tables for row in await tx.rows(f"SELECT t::text FROM {table} AS t")]  # noqa: S608

    assert "petitioner" in tables
    dump = "\n".join(rows)
    assert told.json()["number"] in dump
    assert [secret for secret in secrets if secret in dump] == []
