"""The ledger is what the record says, whoever wrote the record; what is not is found, named and mended."""

from collections.abc import Callable
from typing import Any

import asyncpg
import httpx
import pytest

from service.desk.kit import Desk, local_date
from service.ledger.book import Source
from service.ledger.recounts import last
from service.rulebook.duties import BUREAU
from service.rulebook.terms import Clock
from service.rulebook.vocabulary import JobKind
from service.statistics.rebuild import rebuild
from service.statistics.recount.compare import recount
from service.statistics.recount.nightly import EVER, publish
from tests.acknowledgements.conftest import work
from tests.conftest import SteppedClock, key
from tests.deadlines.test_sweep import LATER, owing, swept
from tests.supervision.test_acts import ACTS, SUGGESTION, once, post
from tests.supervision.test_acts import numbers as numbers  # a fixture

Petition = Callable[..., dict[str, Any]]
SMUGGLED = """
INSERT INTO posting (petition_id, recorded_at, business_on, measure, quantity, bureau, channel, repeat, joint)
SELECT id, clock_timestamp(), '2026-03-06', 'items', 1, 'HB-XFJ', 'visit', false, false FROM petition
"""
COUNTED = "SELECT measure, sum(quantity)::int AS n FROM posting GROUP BY measure HAVING sum(quantity) <> 0"


async def counted(connection: asyncpg.Connection) -> dict[str, int]:
    return {row["measure"]: row["n"] for row in await connection.fetch(COUNTED)}


@pytest.fixture
async def registered(api: httpx.AsyncClient, portal: dict[str, str], petition: Petition) -> str:
    """One petition's number."""
    answer = await api.post("/v1/petitions", json=petition(), headers={**portal, **key("rebuilt")})
    return str(answer.json()["number"])


@pytest.mark.usefixtures("registered")
async def test_what_stands_is_the_record_byte_for_byte(desk: Desk) -> None:
    done = await rebuild(desk, check=True)

    assert (done.sources, done.differing, done.stands) == (1, [], done.should)
    assert done.lines > 5


@pytest.mark.usefixtures("registered")
async def test_a_line_that_was_smuggled_in_is_named_and_then_taken_back(
    desk: Desk, connection: asyncpg.Connection
) -> None:
    before = await counted(connection)
    await connection.execute(SMUGGLED)

    found = await rebuild(desk, check=True)
    assert [source for source, _ in found.differing] == [Source.PETITION]
    assert found.stands != found.should
    assert await counted(connection) != before

    await rebuild(desk, check=False)
    assert await counted(connection) == before
    assert (await rebuild(desk, check=True)).differing == []


async def test_what_a_night_finds_is_counted_with_it(desk: Desk, connection: asyncpg.Connection) -> None:
    await owing(desk, Clock.C1, BUREAU)

    await swept(desk)

    assert (await counted(connection))["overdue"] == 1
    assert (await rebuild(desk, check=True)).differing == []


@pytest.mark.usefixtures("numbers")
async def test_each_act_of_supervision_counts_for_what_it_says(
    api: httpx.AsyncClient, clerk: dict[str, str], desk: Desk, connection: asyncpg.Connection
) -> None:
    before = await counted(connection)
    for what, body in ACTS.items():
        assert (await post(api, clerk, what, body, what)).status_code == 201
    suggestion = (await post(api, clerk, "suggestions", SUGGESTION, "suggestions")).json()
    answered = await api.post(
        f"/v1/supervision/records/{suggestion['id']}/answer",
        json={"adoption": "partly", "reasons": "部分采纳。"},
        headers={**clerk, **once("answer"), "If-Match": '"1"'},
    )
    assert answered.status_code == 200, answered.text

    after = await counted(connection)
    assert {measure: n for measure, n in after.items() if before.get(measure) != n} == {
        **dict.fromkeys(("urges", "cases", "suggestions", "suggestions_answered", "inspections", "bulletins"), 1),
        "inspected_items": 2,
        "receptions": 3,
        "received_people": 11,
        "reception_cases": 1,
        "cares": 1,
    }
    # The petitions were put there past the doors, and count for nothing.
    assert {source for source, _ in (await rebuild(desk, check=True)).differing} == {Source.PETITION}
    assert [one for one in await recount(EVER, LATER, desk=desk) if one.measure in after and one.difference] == []


@pytest.mark.usefixtures("registered")
async def test_a_notice_counts_when_it_is_issued(desk: Desk, connection: asyncpg.Connection) -> None:
    assert "notices" not in await counted(connection)

    await work(desk)

    assert (await counted(connection))["notices"] == 1
    assert (await rebuild(desk, check=True)).differing == []


@pytest.mark.usefixtures("registered")
async def test_the_night_publishes_what_the_recount_finds(
    desk: Desk, connection: asyncpg.Connection, clock: SteppedClock
) -> None:
    on = local_date(clock.at)

    async def publish_again() -> dict[str, int]:
        await publish(on, begin=desk.begin, desk=desk)
        return await counted(connection)

    assert "recount_differences" not in await publish_again()
    await connection.execute(SMUGGLED)
    assert (await publish_again())["recount_differences"] == 1
    assert (await publish_again())["recount_differences"] == 1, "of one day, once"
    async with desk.read() as tx:
        found = await last(tx)
    assert found is not None
    assert (found.on_day, found.difference) == (on, 1)
    await rebuild(desk, check=False)
    assert "recount_differences" not in await publish_again()


async def test_a_swept_day_is_recounted_by_the_worker(desk: Desk, connection: asyncpg.Connection) -> None:
    await swept(desk)
    assert await connection.fetchval("SELECT kind FROM job") == JobKind.RECOUNT

    await work(desk)

    assert await connection.fetchval("SELECT count(*) FROM recount") == 1
    assert await connection.fetchval("SELECT count(*) FROM job WHERE kind = 'recount'") == 0
