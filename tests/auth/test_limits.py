"""How often a caller may call: counted for the whole service, told in headers, and nobody else's business."""

import asyncio
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from service.auth.quota import Quota, Rate
from service.desk.kit import Desk
from service.rulebook.errors import DatabaseUnavailable
from service.storage.engine import Database
from service.storage.transaction import Tx
from tests.conftest import admit, calling, key, serving

SLOW = Rate("slow", 0.01)  # that nothing refills while a test runs


class Unreachable:
    """A transaction that cannot be had."""

    async def __aenter__(self) -> Tx:
        raise DatabaseUnavailable

    async def __aexit__(self, *_: object) -> None:
        return None


async def taken(quota: Quota, name: str, rate: Rate, tries: int) -> int:
    return sum([(await quota.take(name, rate)).admitted for _ in range(tries)])


@pytest.mark.parametrize("processes", [1, 2, 5])
async def test_all_processes_together_let_through_what_one_would(own_database: Database, processes: int) -> None:
    rate = Rate("r", 10.0)
    quotas = [Quota(own_database.begin, clock=lambda: 0.0) for _ in range(processes)]
    began = asyncio.get_running_loop().time()

    passed = sum(await asyncio.gather(*(taken(one, "flood", rate, 500) for one in quotas)))

    took = asyncio.get_running_loop().time() - began
    assert passed <= rate.burst + rate.per_second * took
    assert passed >= rate.burst - 5 * processes  # what others have drawn and nobody asked them for


async def test_a_busy_caller_costs_few_statements(own_database: Database) -> None:
    drawn: Counter[str] = Counter()

    def begin() -> Any:
        drawn["statements"] += 1
        return own_database.begin()

    assert await taken(Quota(begin), "busy", Rate("r", 1_000.0), 2_000) == 2_000
    assert drawn["statements"] < 30


async def test_an_empty_bucket_is_not_looked_into_at_every_refusal(own_database: Database) -> None:
    drawn: Counter[str] = Counter()

    def begin() -> Any:
        drawn["statements"] += 1
        return own_database.begin()

    assert await taken(Quota(begin), "flood", SLOW, 5_000) == 1
    assert drawn["statements"] <= 3


async def test_without_the_database_nobody_is_refused_for_his_rate() -> None:
    quota = Quota(Unreachable)

    assert (await quota.take("any", SLOW)).admitted


async def test_a_client_beyond_its_rate_is_told_when_to_come_again_and_no_other_is(
    desk: Desk, consumer: dict[str, str]
) -> None:
    other = await admit(desk, "other", ("statistics:read",))  # type: ignore[arg-type]  # as it stands in the table
    async with serving(desk, client_rate=0.26) as app, calling(app) as api:
        known = [await api.get("/v1/statistics", headers=one) for one in (consumer, other)]
        answers = [await api.get("/v1/statistics", headers=consumer) for _ in range(4)]
        others = await api.get("/v1/statistics", headers=other)

    assert [one.status_code for one in known] == [200, 200]
    assert [one.status_code for one in answers] == [200, 200, 429, 429]
    assert others.status_code == 200
    refused = answers[-1]
    assert (refused.json()["code"], refused.headers["content-type"]) == ("rate_limited", "application/problem+json")
    assert 1 <= int(refused.headers["retry-after"]) <= 4
    assert refused.headers["ratelimit-policy"] == '"client";q=2;w=8'
    assert re.fullmatch(r'"client";r=0;t=8', refused.headers["ratelimit"])
    assert [one.headers["ratelimit"] for one in answers[:2]] == ['"client";r=1;t=4', '"client";r=0;t=8']


async def test_a_system_that_polls_too_fast_still_registers_and_still_marks_what_is_urgent(
    desk: Desk, portal: dict[str, str], clerk: dict[str, str], petition: Callable[..., dict[str, Any]]
) -> None:
    async with serving(desk, client_rate=0.25) as app, calling(app) as api:
        first = await api.post("/v1/petitions", json=petition(), headers={**portal, **key("first")})
        polled = [(await api.get("/v1/events", headers=portal)).status_code for _ in range(3)]
        second = await api.post("/v1/petitions", json=petition(), headers={**portal, **key("second")})
        looked = [(await api.get("/v1/worklists/unsure", headers=clerk)).status_code for _ in range(3)]
        where = f"/v1/petitions/{first.json()['number']}/urgency"
        urgent = await api.post(where, json={}, headers=clerk)

    assert (polled, second.status_code) == ([200, 429, 429], 201)
    assert looked[-1] == 429
    assert urgent.status_code != 429


@pytest.mark.parametrize("door", ["/v1/keys", "/v1/log/checkpoint", "/v1/notices/x/verification", "/verify/x", "/none"])
async def test_doors_without_a_key_are_limited_by_the_place_one_calls_from(desk: Desk, door: str) -> None:
    async with serving(desk, source_rate=0.05, trusted_proxies=1) as app, calling(app) as api:
        here = [(await api.get(door, headers={"X-Forwarded-For": "192.0.2.1"})).status_code for _ in range(3)]
        there = await api.get(door, headers={"X-Forwarded-For": "192.0.2.2"})

    assert here[1:] == [429, 429]
    assert 429 not in (here[0], there.status_code)


async def test_no_name_that_one_gives_oneself_is_a_bucket_of_its_own(desk: Desk) -> None:
    async with serving(desk, source_rate=0.05) as app, calling(app) as api:
        statuses = [
            (
                await api.get(
                    "/v1/statistics",
                    headers={"Authorization": f"Bearer xf_{n:012x}_{'x' * 43}", "X-Forwarded-For": f"192.0.2.{n}"},
                )
            ).status_code
            for n in range(4)
        ]

    assert statuses == [401, 429, 429, 429]


async def test_who_watches_the_service_is_never_told_that_it_is_busy(desk: Desk) -> None:
    async with serving(desk, source_rate=0.05) as app, calling(app) as api:
        statuses = [(await api.get(door)).status_code for door in ("/livez", "/readyz", "/metrics") for _ in range(3)]

    assert statuses == [200] * 9
