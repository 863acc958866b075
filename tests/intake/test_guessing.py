"""Query codes cannot be found by trying, and the lock tells nothing of what it locks."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from service.auth.scopes import PORTAL
from service.desk.kit import Desk
from tests.conftest import SteppedClock, admit, calling, key, serving

WRONG = "AAAAA-AAAAA"
TRIES = 3


class Portal:
    """A portal through which somebody tries."""

    def __init__(self, api: httpx.AsyncClient, headers: dict[str, str]) -> None:
        self.api = api
        self.headers = headers

    async def registered(self, body: dict[str, Any], name: str = "guessed") -> tuple[str, str]:
        told = (await self.api.post("/v1/petitions", json=body, headers={**self.headers, **key(name)})).json()
        return told["number"], told["query_code"]

    async def tries(self, number: str, code: str = WRONG, **headers: str) -> httpx.Response:
        return await self.api.get(f"/v1/petitions/{number}", headers={**self.headers, "X-Query-Code": code, **headers})


def unused_number(desk: Desk) -> str:
    return desk.numbers.of(987_654_321)


@pytest.fixture
async def strict(desk: Desk, portal: dict[str, str]) -> Any:
    """A service that bears three wrong codes on a number and seven from a caller."""
    async with serving(desk, code_tries=TRIES, caller_code_tries=7) as app, calling(app) as api:
        yield Portal(api, portal)


async def test_after_so_many_wrong_codes_the_right_one_opens_nothing_until_the_time_is_over(
    strict: Portal, petition: Callable[..., dict[str, Any]], clock: SteppedClock
) -> None:
    number, code = await strict.registered(petition())
    tried = [(await strict.tries(number)).status_code for _ in range(TRIES)]
    locked = await strict.tries(number, code)

    assert tried == [404] * TRIES
    assert (locked.status_code, locked.json()["code"]) == (429, "query_code_locked")
    assert locked.headers["retry-after"] == "900"
    clock.move(timedelta(seconds=900))
    assert (await strict.tries(number, code)).status_code == 200


async def test_a_number_that_does_not_exist_is_locked_in_the_same_way(
    strict: Portal, desk: Desk, petition: Callable[..., dict[str, Any]]
) -> None:
    number, _ = await strict.registered(petition())

    def seen(answer: httpx.Response) -> tuple[Any, ...]:
        told = {name: text for name, text in answer.json().items() if name != "request_id"}
        headers = {name: text for name, text in answer.headers.items() if name != "x-request-id"}
        return answer.status_code, told, headers

    there = [seen(await strict.tries(number)) for _ in range(TRIES + 1)]
    # Seven are borne from a caller: the next three come from another one.
    other = Portal(strict.api, await admit(desk, "other", PORTAL))
    not_there = [seen(await other.tries(unused_number(desk))) for _ in range(TRIES + 1)]

    assert there == not_there
    assert there[-1][0] == 429


async def test_one_number_written_in_many_ways_is_one_number(
    strict: Portal, petition: Callable[..., dict[str, Any]]
) -> None:
    number, code = await strict.registered(petition())
    ways = [number.lower(), f"{number[:4]} {number[4:]}", "-".join(number)]

    assert [(await strict.tries(way)).status_code for way in ways] == [404] * TRIES
    assert (await strict.tries(number, code)).status_code == 429


async def test_a_right_code_resets_the_count_of_its_number(
    strict: Portal, petition: Callable[..., dict[str, Any]]
) -> None:
    number, code = await strict.registered(petition())
    for _ in range(2):
        statuses = [(await strict.tries(number)).status_code for _ in range(TRIES - 1)]
        statuses.append((await strict.tries(number, code)).status_code)
        assert statuses == [404] * (TRIES - 1) + [200]


async def test_a_right_code_of_ones_own_does_not_buy_further_tries_on_others(
    strict: Portal, petition: Callable[..., dict[str, Any]]
) -> None:
    number, code = await strict.registered(petition())
    statuses = []
    for _ in range(8):  # wrong and then right, at one's own
        statuses.append((await strict.tries(number)).status_code)
        await strict.tries(number, code)

    assert statuses == [404] * 7 + [429]


async def test_a_caller_is_locked_alone_wherever_he_says_to_be(
    desk: Desk, portal: dict[str, str], petition: Callable[..., dict[str, Any]]
) -> None:
    async with serving(desk, caller_code_tries=2, trusted_proxies=1) as app, calling(app) as api:
        here = Portal(api, portal)
        number, code = await here.registered(petition())
        for n in range(2):
            said = f"198.51.100.{n}, 192.0.2.1"  # the first is what who asks has written
            await here.tries(desk.numbers.of(900_000_000 + n), **{"X-Forwarded-For": said})
        locked = await here.tries(number, code, **{"X-Forwarded-For": "198.51.100.9, 192.0.2.1"})
        elsewhere = await here.tries(number, code, **{"X-Forwarded-For": "192.0.2.2"})
        other = Portal(api, await admit(desk, "other", PORTAL))
        another = await other.tries(number, code, **{"X-Forwarded-For": "192.0.2.1"})

    assert [one.status_code for one in (locked, elsewhere, another)] == [429, 200, 200]


@pytest.mark.parametrize(
    ("method", "door", "body"),
    [
        ("GET", "", None),
        ("GET", "/notices", None),
        ("POST", "/withdrawal", None),
        ("POST", "/supplements", {"text": "补充一点情况。"}),
        ("POST", "/evaluation", {"satisfaction": "satisfied"}),
        ("POST", "/reviews", {"referral": 1, "request": "请求复查。"}),
    ],
)
async def test_every_door_that_takes_a_code_counts_and_minds_the_lock(
    strict: Portal, petition: Callable[..., dict[str, Any]], method: str, door: str, body: Any
) -> None:
    number, code = await strict.registered(petition())
    where = f"/v1/petitions/{number}{door}"
    wrong, right = ({**strict.headers, "X-Query-Code": one} for one in (WRONG, code))
    tried = [(await strict.api.request(method, where, json=body, headers=wrong)).status_code for _ in range(TRIES)]

    assert tried == [404] * TRIES
    assert (await strict.api.request(method, where, json=body, headers=right)).json()["code"] == "query_code_locked"


async def test_a_notice_is_no_way_round(strict: Portal, petition: Callable[..., dict[str, Any]]) -> None:
    await strict.registered(petition())
    wrong = {**strict.headers, "X-Query-Code": WRONG}
    where = "/v1/notices/HB-receipt-2026-000001-AAAAAAAA.pdf"

    statuses = [(await strict.api.get(where, headers=wrong)).status_code for _ in range(TRIES + 1)]
    assert statuses == [404] * TRIES + [429]


async def test_a_clerk_is_not_locked_out_of_a_petition_that_somebody_tries(
    strict: Portal, clerk: dict[str, str], petition: Callable[..., dict[str, Any]]
) -> None:
    number, _ = await strict.registered(petition())
    for _ in range(TRIES):
        await strict.tries(number)

    assert (await strict.api.get(f"/v1/petitions/{number}/record", headers=clerk)).status_code == 200


async def test_few_wrong_codes_are_forgotten_with_their_window(
    strict: Portal, petition: Callable[..., dict[str, Any]], clock: SteppedClock
) -> None:
    number, code = await strict.registered(petition())
    for _ in range(3):
        assert (await strict.tries(number)).status_code == 404
        assert (await strict.tries(number)).status_code == 404
        clock.move(timedelta(seconds=900))
    assert (await strict.tries(number, code)).status_code == 200


async def test_a_lock_out_is_on_record_once_with_what_was_tried_and_from_where(
    strict: Portal, desk: Desk, connection: asyncpg.Connection
) -> None:
    for _ in range(TRIES + 2):
        await strict.tries(unused_number(desk))
    rows = await connection.fetch("SELECT what, written, source, tries, locked_until - locked_at AS took FROM lock_out")

    facts = ("number", unused_number(desk), "127.0.0.1", TRIES, timedelta(seconds=900))
    assert [tuple(row.values()) for row in rows] == [facts]
    with pytest.raises(asyncpg.RestrictViolationError):
        await connection.execute("DELETE FROM lock_out")


async def test_two_processes_count_together_and_none_is_lost(own_desk: Desk) -> None:
    headers = await admit(own_desk, "portal", PORTAL)
    number = unused_number(own_desk)

    async def tries(app: FastAPI) -> list[int]:
        async with calling(app) as api:
            one = Portal(api, headers)
            return [(await one.tries(number)).status_code for _ in range(6)]

    limits = {"code_tries": 12, "caller_code_tries": 1_000}
    async with serving(own_desk, **limits) as first, serving(own_desk, **limits) as second:
        await asyncio.gather(tries(first), tries(second))
        async with calling(first) as api:
            assert (await Portal(api, headers).tries(number)).status_code == 429
    async with own_desk.read() as tx:
        assert await tx.value("SELECT max(tries) FROM wrong_code") == 12
        assert await tx.value("SELECT count(*) FROM lock_out") == 1
