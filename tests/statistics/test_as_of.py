"""The same question with the same `as_of` has the same answer for ever, whatever happens later or meanwhile."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import httpx

from service.auth.scopes import AUDITOR, CONFIDENTIAL_CLERK, PORTAL
from service.desk.kit import Desk
from service.ledger.binding import bind, unbind
from service.statistics import catalogue, queries
from service.statistics.answer import Reading, tag
from service.statistics.question import read
from service.storage.settled import settled
from tests.classification.test_clerks_decision import DECISION
from tests.conftest import admit, calling, key, serving

Petition = Callable[..., dict[str, Any]]
QUESTION = "/v1/statistics/registered_items"
CUT = {"by": "class,channel"}


async def ask(api: httpx.AsyncClient, consumer: dict[str, str], **query: str) -> httpx.Response:
    return await api.get(QUESTION, params={**CUT, **query}, headers=consumer)


async def test_later_events_do_not_change_what_was_known_then(own_desk: Desk, petition: Petition) -> None:
    portal, clerk, consumer = [
        await admit(own_desk, name, scopes)
        for name, scopes in (("p", PORTAL), ("c", CONFIDENTIAL_CLERK), ("s", AUDITOR))
    ]
    async with serving(own_desk) as app, calling(app) as api:
        told = (await api.post("/v1/petitions", json=petition(), headers={**portal, **key("then")})).json()
        first = (await ask(api, consumer)).json()
        then = await ask(api, consumer, as_of=first["as_of"])

        await api.put(
            f"/v1/petitions/{told['number']}/classification", json=DECISION, headers={**clerk, "If-Match": '"1"'}
        )
        await api.post("/v1/petitions", json=petition(), headers={**portal, **key("later")})

        assert (await ask(api, consumer, as_of=first["as_of"])).content == then.content
        now = (await ask(api, consumer)).json()
    assert first["total"]["value"] == 1
    assert now["total"]["value"] == 2
    assert now["cells"] != first["cells"]


async def test_answers_given_under_fire_and_while_pages_are_closed_stay_as_they_were_given(
    own_desk: Desk, petition: Petition
) -> None:
    portal, consumer = await admit(own_desk, "p", PORTAL), await admit(own_desk, "s", AUDITOR)
    given: dict[str, bytes] = {}
    closed: list[int] = []
    done = asyncio.Event()
    async with serving(own_desk) as app, calling(app) as api:

        async def write(courier: int) -> None:
            for turn in range(25):
                headers = {**portal, **key(f"fire-{courier}-{turn}")}
                assert (await api.post("/v1/petitions", json=petition(), headers=headers)).status_code == 201

        async def read() -> None:
            for _ in range(60):
                as_of = (await ask(api, consumer)).json()["as_of"]
                given[as_of] = (await ask(api, consumer, as_of=as_of)).content

        async def close_pages() -> None:
            while not done.is_set():
                closed.append(await bind(begin=own_desk.begin, read=own_desk.read, lines=20, fan=2))
                await asyncio.sleep(0)
            await unbind(begin=own_desk.begin, read=own_desk.read)

        async def fire() -> None:
            await asyncio.gather(*(write(courier) for courier in range(6)), read(), read())
            done.set()

        await asyncio.gather(fire(), close_pages(), close_pages())
        again = {as_of: (await ask(api, consumer, as_of=as_of)).content for as_of in given}
        final = (await ask(api, consumer)).json()
    assert len(given) > 60
    assert again == given
    assert sum(closed) > 20
    assert final["total"]["value"] == 150


async def test_an_open_writer_holds_the_settled_moment_back(own_desk: Desk) -> None:
    async with own_desk.begin() as writer:
        began: datetime = await writer.value("SELECT now()")
        async with own_desk.read() as tx:
            while_open = await settled(tx)
    async with own_desk.read() as tx:
        afterwards = await settled(tx)

    assert while_open < began < afterwards


async def test_a_new_day_is_no_304_though_nothing_was_counted(own_desk: Desk) -> None:
    """What was owed by yesterday is due today."""
    versions = catalogue.load()["timely_disposal_rate"]
    question = read(versions, [], today=date(2026, 12, 31), bureau=own_desk.bureau, sees_all=True)
    mark = queries.Watermark(1, None)
    today, tomorrow = (
        tag(question, Reading(datetime(2026, 3, day, 4, tzinfo=UTC), mark), own_desk.bureau, None) for day in (6, 7)
    )

    assert today != tomorrow
