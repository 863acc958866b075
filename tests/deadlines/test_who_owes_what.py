"""Work lists: the nearest legal limit first, page by page, each to whom it concerns, by index."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import asyncpg
import httpx
import pytest

from service.auth.scopes import ORGAN
from service.desk.kit import Desk
from service.register import alerts, duties, omissions, sweeps
from service.rulebook.detecting import Sign
from service.rulebook.duties import BUREAU, PETITIONER, Reckoning
from service.rulebook.terms import Clock
from tests.conftest import admit, key
from tests.deadlines.register import DAY, change, enter, noon
from tests.deadlines.test_sweep import swept

MONDAY = date(2026, 3, 2)


@pytest.fixture
async def owed(desk: Desk) -> Desk:
    """Five petitions: the bureau and HB-RSJ owe one thing each, on a day each; one accuses HB-RSJ; one right."""
    by = Reckoning(desk.bureau.terms, desk.bureau.calendar)
    for number in range(1, 6):
        on = MONDAY + (5 - number) * DAY
        await enter(desk, number, on, ("HB-RSJ",), accused=("HB-RSJ",) if number == 5 else ())
        begun = [by.start(Clock.C1, on, BUREAU), by.start(Clock.C3, on, "HB-RSJ", 1)]
        await change(desk, number, [*begun, by.start(Clock.C7, on, PETITIONER, 1)], noon(on))
    return desk


async def through(api: httpx.AsyncClient, address: str, headers: dict[str, str], name: str) -> list[dict[str, Any]]:
    """All pages of a list, as its links lead."""
    found: list[dict[str, Any]] = []
    following: str | None = address
    while following:
        answer = await api.get(following, headers=headers)
        assert answer.status_code == 200, answer.text
        found += answer.json()[name]
        following = answer.links.get("next", {}).get("url")
    return found


@pytest.mark.usefixtures("owed")
@pytest.mark.parametrize("limit", [1, 3, 200])
async def test_the_due_list_is_whole_and_in_order_page_by_page(
    api: httpx.AsyncClient, clerk: dict[str, str], limit: int
) -> None:
    found = await through(api, f"/v1/worklists/due?limit={limit}", clerk, "duties")

    assert len(found) == 10, "a right is no duty"
    limits = [one["legal_limit_on"] for one in found]
    assert limits == sorted(limits)
    assert len({(one["number"], one["clock"]) for one in found}) == 10


@pytest.mark.usefixtures("owed")
@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("owner=bureau", 5),
        ("owner=HB-RSJ&clock=c3", 5),
        ("owner=HB-RSJ&clock=c1", 0),
        ("clock=c1&clock=c3", 10),
        ("until=2026-03-17", 2),
        ("until=2026-03-16", 0),
    ],
)
async def test_the_due_list_is_filtered(api: httpx.AsyncClient, clerk: dict[str, str], asked: str, count: int) -> None:
    assert len(await through(api, f"/v1/worklists/due?limit=2&{asked}", clerk, "duties")) == count


async def test_an_organ_sees_its_own_duties_and_none_that_accuses_it(api: httpx.AsyncClient, owed: Desk) -> None:
    rsj = await admit(owed, "rsj", ORGAN, "HB-RSJ")
    other = await admit(owed, "zjj", ORGAN, "HB-ZJJ")

    found = await through(api, "/v1/duties?limit=2", rsj, "duties")

    assert [one["number"] for one in found] == ["HB4", "HB3", "HB2", "HB1"]
    assert {one["owner"] for one in found} == {"HB-RSJ"}
    assert await through(api, "/v1/duties", other, "duties") == []


async def test_the_alerts_are_listed_the_newest_first(
    api: httpx.AsyncClient, owed: Desk, clerk: dict[str, str], connection: asyncpg.Connection
) -> None:
    await swept(owed)
    await connection.execute("UPDATE duty SET state = 'met' WHERE petition_id = 1")

    found = await through(api, "/v1/worklists/alerts?limit=3", clerk, "entries")

    assert len(found) == 16
    days = [one["on_day"] for one in found]
    assert days == sorted(days, reverse=True)
    assert {one["kind"] for one in found} == {"near_due", "overdue"}
    everything = await through(api, "/v1/worklists/alerts?limit=7&ended=true", clerk, "entries")
    assert len(everything) == 20
    some = await through(api, "/v1/worklists/alerts?kind=overdue&owner=HB-RSJ&clock=c3&limit=2", clerk, "entries")
    assert len(some) == 4


async def test_a_petition_explains_its_clocks_day_by_day(
    api: httpx.AsyncClient,
    portal: dict[str, str],
    clerk: dict[str, str],
    petition: Callable[..., dict[str, Any]],
) -> None:
    number = (await api.post("/v1/petitions", json=petition(), headers={**portal, **key("one")})).json()["number"]

    short = (await api.get(f"/v1/petitions/{number}/deadlines", headers=clerk)).json()
    told = (await api.get(f"/v1/petitions/{number}/deadlines?explain=true", headers=clerk)).json()

    assert short["deadlines"][0]["days"] is None
    (one,) = told["deadlines"]
    assert (one["duty"]["clock"], one["unit"]) == ("c1", "days")
    assert [change["step"] for change in one["changes"]] == ["set"]
    # 6 March + 15 days is Saturday the 21st; the law's limit is Monday the 23rd.
    assert (one["duty"]["due_on"], one["duty"]["legal_limit_on"]) == ("2026-03-21", "2026-03-23")
    assert [(day["day"], day["does"], day["kind"], day["nth"]) for day in one["days"][-3:]] == [
        ("2026-03-21", "counts", "weekend", 15),
        ("2026-03-22", "rolled", "weekend", None),
        ("2026-03-23", "limit", "working", None),
    ]
    assert (await api.get("/v1/petitions/HB1/deadlines", headers=clerk)).status_code == 404


MANY = """
INSERT INTO petition (id, number, query_code_hash, bureau, client_id, channel, received_at, registered_at,
                      registered_on, subject, request, facts, language, anonymous, joint, people_count,
                      content_sha256, stage, version,
                      classification_version, due_on)
SELECT n, 'M' || n, '', 'HB-XFJ', 1, 'online', now(), now(), '2026-01-01', 's', 'r', 'f', 'zh', false, false, 1, '',
       'registered', 1, 1, '2026-01-16'
FROM generate_series(1, 4000) AS n
"""
DUTIES = """
INSERT INTO duty (petition_id, referral, clock, owner, starts_on, due_on, legal_limit_on, provisional, article,
                  is_window, state, known_at, closed_at, missed_on)
SELECT n, 0, 'c1', 'bureau', '2026-01-01', '2026-01-16'::date + n / 4, '2026-01-16'::date + n / 4, false, 'a', false,
       CASE WHEN n % 3 = 0 THEN 'met' ELSE 'running' END, now(), CASE WHEN n % 3 = 0 THEN '2026-01-10'::timestamptz END,
       CASE WHEN n < 300 AND n % 3 <> 0 THEN '2026-02-01'::date END
FROM generate_series(1, 4000) AS n
"""

ENTRIES = """
INSERT INTO alert (duty_id, petition_id, kind, on_day, owner)
SELECT id, petition_id, 'overdue', legal_limit_on + 1, owner FROM duty
"""


async def plan(connection: asyncpg.Connection, sql: str, *args: object) -> str:
    return json.dumps([dict(row) for row in await connection.fetch(f"EXPLAIN {sql}", *args)])


async def test_what_is_asked_every_day_is_answered_by_index(connection: asyncpg.Connection) -> None:
    await connection.execute(MANY)
    await connection.execute(DUTIES)
    await connection.execute(ENTRIES)
    await connection.execute("ANALYZE petition, duty, alert, referral, supervision")
    late, missed = date(2026, 2, 10), ["c1"]
    plans = {
        "duty_running": await plan(connection, duties.OF_ANYBODY, date(2026, 6, 1), 5, [], date.max, 50, ["*"]),
        "duty_of_owner": await plan(connection, duties.OF_OWNER, "HB-RSJ", date.min, 0, [], date.max, 50, ["HB-RSJ"]),
        "duty_unswept": await plan(connection, sweeps.UNSWEPT, late, late + 3 * DAY, date.min, 0, 300),
        "duty_closed": await plan(connection, sweeps.CLOSED_SINCE, noon(late), 0, 300),
        "duty_missed": await plan(connection, omissions.COUNT[Sign.MISSED], late, late, missed, 0, False, ["*"]),
        "alert_by_day": await plan(
            connection, alerts.LISTED, date.max, 0, date(2026, 3, 1), None, None, [], True, 50, ["*"]
        ),
    }
    for index, found in plans.items():
        assert index in found, found
        assert "Seq Scan on duty" not in found, found
        assert "Seq Scan on classification" not in found, found  # not every accusation there is, for each page
