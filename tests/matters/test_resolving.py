"""A confirmed mass issue is resolved by a clerk, once, and counts on that day as long as it stands confirmed."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from service.desk.kit import Desk, local_date
from service.statistics.rebuild import rebuild
from service.statistics.recount.compare import recount
from tests.conftest import SteppedClock
from tests.matters.conftest import HEATING, Headers, Send

Work = Callable[[], Awaitable[None]]
BECAUSE = "换热站管网已更换，住户签字确认。"


@pytest.fixture
async def issue(api: httpx.AsyncClient, clerk: Headers, send: Send, work: Work) -> str:
    """The address of a suspected mass issue."""
    for matter in HEATING[:3]:
        await send(matter)
    await work()
    answer = await api.get("/v1/mass-issues", headers=clerk)
    return f"/v1/mass-issues/{answer.json()['entries'][0]['id']}"


async def say(api: httpx.AsyncClient, clerk: Headers, path: str, version: int, **body: Any) -> httpx.Response:
    method = "POST" if path.endswith("/resolution") else "PUT"
    headers = {**clerk, "If-Match": f'"{version}"'}
    return await api.request(method, path, json={"because": BECAUSE, **body}, headers=headers)


async def counted(connection: asyncpg.Connection) -> list[tuple[Any, ...]]:
    rows = await connection.fetch(
        "SELECT business_on, sum(quantity)::int AS quantity FROM posting WHERE measure = 'mass_issues_resolved' "
        "GROUP BY business_on HAVING sum(quantity) <> 0"
    )
    return [tuple(row) for row in rows]


async def test_a_confirmed_issue_is_resolved_on_record_and_counted_on_the_day(
    api: httpx.AsyncClient, clerk: Headers, issue: str, clock: SteppedClock, connection: asyncpg.Connection, desk: Desk
) -> None:
    await say(api, clerk, issue, 1, decision="confirmed")
    clock.move(timedelta(days=9))

    resolved = await say(api, clerk, f"{issue}/resolution", 2)

    assert (resolved.status_code, resolved.headers["ETag"]) == (200, '"3"')
    assert resolved.json()["resolved_because"] == BECAUSE
    assert resolved.json()["resolved_at"].startswith(local_date(clock.at).isoformat())
    whole = (await api.get(issue, headers=clerk)).json()["issue"]
    assert whole == resolved.json()
    by = await connection.fetchval("SELECT resolved_by FROM mass_issue WHERE resolved_at IS NOT NULL")
    assert by.startswith("client:")
    assert await counted(connection) == [(local_date(clock.at), 1)]
    day = local_date(clock.at)
    assert sum(one.difference for one in await recount(day, day, desk=desk)) == 0, "both ways of counting see it"
    assert (await rebuild(desk, check=True)).differing == []


async def test_what_no_clerk_has_confirmed_is_not_resolved(
    api: httpx.AsyncClient, clerk: Headers, issue: str, connection: asyncpg.Connection
) -> None:
    suspected = await say(api, clerk, f"{issue}/resolution", 1)
    await say(api, clerk, issue, 1, decision="rejected")
    rejected = await say(api, clerk, f"{issue}/resolution", 2)

    assert [one.status_code for one in (suspected, rejected)] == [409, 409]
    assert suspected.json()["code"] == rejected.json()["code"] == "step_refused"
    assert await counted(connection) == []


async def test_it_is_resolved_once_and_by_whom_has_read_it(
    api: httpx.AsyncClient, clerk: Headers, issue: str, connection: asyncpg.Connection
) -> None:
    await say(api, clerk, issue, 1, decision="confirmed")

    stale = await say(api, clerk, f"{issue}/resolution", 1)
    first = await say(api, clerk, f"{issue}/resolution", 2)
    again = await say(api, clerk, f"{issue}/resolution", 3)
    unread = await api.post(f"{issue}/resolution", json={"because": BECAUSE}, headers=clerk)
    unknown = await say(api, clerk, "/v1/mass-issues/404/resolution", 1)

    answers = [(one.status_code, one.json().get("code")) for one in (stale, first, again, unread, unknown)]
    assert answers == [
        (412, "version_stale"),
        (200, None),
        (409, "step_refused"),
        (428, "version_missing"),
        (404, "unknown_mass_issue"),
    ]
    assert [quantity for _, quantity in await counted(connection)] == [1]


async def test_a_dismissed_issue_is_taken_back_from_the_figures_and_counts_again_when_confirmed(
    api: httpx.AsyncClient, clerk: Headers, issue: str, connection: asyncpg.Connection
) -> None:
    await say(api, clerk, issue, 1, decision="confirmed")
    await say(api, clerk, f"{issue}/resolution", 2)

    await say(api, clerk, issue, 3, decision="rejected")
    dismissed = await counted(connection)
    await say(api, clerk, issue, 4, decision="confirmed")

    assert dismissed == []
    assert [quantity for _, quantity in await counted(connection)] == [1]
