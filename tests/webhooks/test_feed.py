"""The feed: to each its own, and whoever keeps the cursor misses nothing, however late a writer commits."""

import asyncio
import random

import httpx
import pytest

from service.delivery import messages
from service.desk.kit import Desk
from service.storage.engine import Database
from service.webhooks import deliveries
from service.webhooks.sign import message_id
from service.webhooks.subscribe import Wish, subscribe
from tests.conftest import calling, serving
from tests.webhooks.conftest import LEASE, LOOPBACK, System, admitted, tell, to_client, to_organ


async def read(api: httpx.AsyncClient, system: System, after: str = "0", limit: int = 50) -> httpx.Response:
    answer = await api.get("/v1/events", params={"after": after, "limit": limit}, headers=system.headers)
    assert answer.status_code == 200, answer.text
    return answer


async def test_each_reads_what_is_for_it_and_nothing_else(office: Desk, organ: System) -> None:
    """条例 30(3): what is told to others about an accused organ never reaches its system."""
    schools, portal, other = [
        await admitted(office, name, code) for name, code in (("schools", "HB-JYJ"), ("portal", None), ("other", None))
    ]
    await tell(office, to_organ("HB-ZJJ", n=1), to_client(portal.id), to_organ("HB-JYJ", n=2), to_organ("HB-ZJJ", n=3))
    async with serving(office) as app, calling(app) as api:
        seen = {one.id: (await read(api, one)).json()["events"] for one in (organ, schools, portal, other)}
    assert [event["data"]["n"] for event in seen[organ.id]] == [1, 3]
    assert [event["data"]["n"] for event in seen[schools.id]] == [2]
    assert [event["type"] for event in seen[portal.id]] == ["petition.disposed"]
    assert seen[other.id] == []


async def test_an_event_is_told_as_the_webhook_tells_it(office: Desk, organ: System) -> None:
    await tell(office, to_organ(report_on="2026-04-01"))
    async with serving(office) as app, calling(app) as api:
        (event,) = (await read(api, organ)).json()["events"]
    async with office.read() as tx:
        uid = await tx.value("SELECT uid FROM message")
    assert event == {
        "id": message_id(uid),
        "type": "referral.sent",
        "timestamp": "2026-03-06T09:30:00+08:00",
        "data": {"number": "HB8706518564", "referral": 7, "report_on": "2026-04-01"},
    }


async def test_page_by_page_it_is_the_whole(office: Desk, organ: System) -> None:
    await tell(office, *(message for n in range(25) for message in (to_organ(n=n), to_organ("HB-JYJ"))))
    seen: list[int] = []
    async with serving(office) as app, calling(app) as api:
        address: str | None = "/v1/events?limit=10"
        while address:
            page = await api.get(address, headers=organ.headers)
            seen += [event["data"]["n"] for event in page.json()["events"]]
            address = page.links.get("next", {}).get("url")
        assert seen == list(range(25))
        cursor = page.json()["cursor"]
        nothing = await read(api, organ, cursor)
        assert nothing.json() == {"events": [], "cursor": cursor}
        await tell(office, to_organ(n=25))
        assert [event["data"]["n"] for event in (await read(api, organ, cursor)).json()["events"]] == [25]


async def test_who_has_it_already_is_told_so(office: Desk, organ: System) -> None:
    await tell(office, to_organ())
    async with serving(office) as app, calling(app) as api:
        tag = (await read(api, organ)).headers["etag"]
        again = await api.get("/v1/events", headers={**organ.headers, "If-None-Match": tag})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        await tell(office, to_organ())
        newer = await api.get("/v1/events", headers={**organ.headers, "If-None-Match": tag})
        assert (newer.status_code, len(newer.json()["events"])) == (200, 2)


@pytest.mark.parametrize("cursor", ["", "-1", "01", "x", "1" * 19, "1_2"])
async def test_what_is_no_cursor_is_refused(office: Desk, organ: System, cursor: str) -> None:
    async with serving(office) as app, calling(app) as api:
        refused = await api.get("/v1/events", params={"after": cursor}, headers=organ.headers)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_content")


async def placed(desk: Desk, after: int = 0) -> list[tuple[int, int]]:
    async with desk.read() as tx:
        found = await messages.feed(tx, organ="HB-ZJJ", client_id=0, after=after, limit=1000)
    return [(one.position, one.data["n"]) for one in found]


async def test_what_commits_late_comes_later(office: Desk) -> None:
    async with office.begin() as late:
        late.write(messages.post(to_organ(n=1)))
        assert await late.value("SELECT count(*) FROM message") == 1
        await tell(office, to_organ(n=2))
        assert await placed(office) == [(1, 2)], "the later one was first to commit"
    assert await deliveries.dispatch(office.begin) == 1
    assert await placed(office, after=1) == [(2, 1)], "and nobody who has read so far has missed the other"


async def test_places_are_given_by_one_hand_at_a_time(office: Desk) -> None:
    async with office.begin() as tx:
        tx.write(messages.post(to_organ(n=1)))
    async with office.begin() as other:
        assert await other.value(deliveries.TURN)
        assert await deliveries.dispatch(office.begin) == 0, "another is at it"
    assert await deliveries.dispatch(office.begin) == 1


class Traffic:
    """Transactions that stay open for a while, several that give places, one that polls all the time."""

    def __init__(self, office: Desk) -> None:
        self._office = office
        self._chance = random.Random(1)
        self._writing = True
        self.seen: list[int] = []
        self.cursor = 0

    async def write(self, writer: int) -> None:
        for n in range(25):
            async with self._office.begin() as tx:
                tx.write(messages.post(to_organ(n=writer * 1000 + n)))
                assert await tx.value("SELECT 1") == 1  # sent, not yet committed
                await asyncio.sleep(self._chance.random() * 0.03)

    async def write_all(self) -> None:
        await asyncio.gather(*(self.write(writer) for writer in range(4)))
        self._writing = False

    async def dispatch(self) -> None:
        while self._writing or await deliveries.dispatch(self._office.begin):
            await deliveries.dispatch(self._office.begin)

    async def poll(self) -> None:
        while self._writing:
            await self.read_on()

    async def read_on(self) -> None:
        for position, n in await placed(self._office, self.cursor):
            self.cursor = position
            self.seen.append(n)


async def test_under_many_writers_who_polls_misses_nothing(office: Desk) -> None:
    traffic = Traffic(office)
    await asyncio.gather(traffic.write_all(), traffic.dispatch(), traffic.dispatch(), traffic.poll())
    while await deliveries.dispatch(office.begin):
        pass
    await traffic.read_on()
    assert traffic.seen == [n for _, n in await placed(office)], "in one order, whenever it is read"
    assert sorted(traffic.seen) == sorted(writer * 1000 + n for writer in range(4) for n in range(25))


async def test_the_feed_steps_into_its_indexes(office: Desk, own_database: Database) -> None:
    await tell(office, *(to_organ(f"HB-{n % 50:03}") for n in range(5_000)))
    async with own_database.begin() as tx:
        await tx.rows("ANALYZE message")
        plan = "\n".join(row[0] for row in await tx.rows(f"EXPLAIN {messages.FEED}", "HB-001", 1, 10, 50, ["HB-001"]))
    assert "message_of_organ" in plan
    assert "Seq Scan" not in plan


async def test_a_claim_steps_into_its_indexes(office: Desk, own_database: Database, organ: System) -> None:
    await subscribe(organ.id, Wish("http://127.0.0.1:9999/", None), desk=office, addresses=LOOPBACK)
    await tell(office, *(to_organ() for _ in range(5_000)))
    async with own_database.begin() as tx:
        await tx.rows("ANALYZE delivery")
        plan = "\n".join(row[0] for row in await tx.rows(f"EXPLAIN {deliveries.CLAIM}", LEASE))
    assert "delivery_due" in plan
    assert "Seq Scan on delivery" not in plan
