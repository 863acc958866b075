"""A real streaming replica answers for the past, claims no more than it has, and is never needed."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from service.auth.scopes import AUDITOR, CONFIDENTIAL_CLERK, PORTAL
from service.bureau.load import Bureau
from service.classification.jurist import Jurist
from service.desk.files import Files
from service.desk.kit import Desk
from service.rulebook.errors import DatabaseUnavailable
from service.storage import engine, migrations, replica
from service.storage.connections import Connections
from service.storage.keyring import Keyring
from service.storage.replica import Marker, Replica
from service.wiring import desk_of
from tests.clusters import Cluster, room
from tests.conftest import SteppedClock, admit, calling, key, serving
from tests.proofs.waiting import until

Petition = Callable[..., dict[str, Any]]
QUESTION = "/v1/statistics/registered_items"
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Pair:
    """A primary and what follows it."""

    primary: Cluster
    standby: Cluster

    async def caught_up(self) -> None:
        """Wait until the replica has replayed what the primary has written by now."""
        here = await self.primary.say("SELECT pg_current_wal_insert_lsn()::text")

        async def replayed() -> bool:
            return bool(await self.standby.say(f"SELECT pg_last_wal_replay_lsn() >= '{here}'"))

        async with asyncio.timeout(30):
            await until(replayed)


@pytest.fixture(scope="module")
def servers() -> Iterator[Pair]:
    with room() as folder:
        primary, standby = Cluster(folder, "primary"), Cluster(folder, "standby", max_standby_streaming_delay="0")
        try:
            primary.make()
            primary.start()
            migrations.upgrade(primary.dsn)
            standby.copy_of(primary)
            standby.start()
            yield Pair(primary, standby)
        finally:
            standby.stop()
            primary.stop()


@dataclass(frozen=True, slots=True)
class Office:
    """A desk with a replica beside it, and whoever marks."""

    desk: Desk
    replica: Replica
    marker: Marker
    pair: Pair
    api: httpx.AsyncClient
    portal: dict[str, str]
    consumer: dict[str, str]
    clerk: dict[str, str]

    async def register(self, content: dict[str, Any], name: str) -> str:
        told = await self.api.post("/v1/petitions", json=content, headers={**self.portal, **key(name)})
        assert told.status_code == 201
        return str(told.json()["number"])

    async def marked(self) -> None:
        """Mark, and let the mark arrive."""
        await self.marker.turn()
        await self.pair.caught_up()

    async def figure(self, **query: str) -> tuple[int, str]:
        told = await self.api.get(QUESTION, params=query, headers=self.consumer)
        assert told.status_code == 200
        return told.json()["total"]["value"], told.json()["as_of"]

    async def waiting(self) -> set[str]:
        told = await self.api.get("/v1/worklists/unsure", headers=self.clerk)
        return {one["number"] for one in told.json()["entries"]}

    @asynccontextmanager
    async def paused(self) -> AsyncIterator[None]:
        """For the length of the block the replica receives and replays nothing."""
        await self.pair.standby.say("SELECT pg_wal_replay_pause()")

        async def stands() -> bool:
            return await self.pair.standby.say("SELECT pg_get_wal_replay_pause_state()") == "paused"

        async with asyncio.timeout(30):
            await until(stands)
        try:
            yield
        finally:
            await self.pair.standby.say("SELECT pg_wal_replay_resume()")


@pytest.fixture
async def office(
    servers: Pair, bureau: Bureau, jurist: Jurist, keyring: Keyring, clock: SteppedClock, files: Files
) -> AsyncIterator[Office]:
    database = await engine.connect(servers.primary.dsn, size=16, wait=10)
    copy = await Replica.at(servers.standby.dsn, size=8, wait=5, lag=MINUTE)
    desk = desk_of(
        *(database.begin, database.read, database.snapshot),
        keyring=keyring,
        bureau=bureau,
        jurist=jurist,
        files=files,
        replica=copy,
        now=clock,
    )
    async with database.begin() as tx:
        names = [f"{one}-{await tx.value('SELECT clock_timestamp()::text')}" for one in ("p", "s", "c")]
    portal, consumer, clerk = [
        await admit(desk, name, scopes)
        for name, scopes in zip(names, (PORTAL, AUDITOR, CONFIDENTIAL_CLERK), strict=True)
    ]
    async with serving(desk) as app, calling(app) as api:
        office = Office(desk, copy, Marker(database.begin, copy), servers, api, portal, consumer, clerk)
        await office.marked()
        yield office
    await copy.close()
    await database.close()


async def test_a_figure_of_the_replica_claims_no_more_than_has_arrived(office: Office, petition: Petition) -> None:
    await office.register(petition(), f"before-{id(office)}")
    await office.marked()
    before, _ = await office.figure()
    async with office.paused():
        await office.register(petition(), f"meanwhile-{id(office)}")
        await office.marker.turn()
        newest = (await office.desk.past.newest()).isoformat()
        behind, claimed = await office.figure()
        asked, _ = await office.figure(as_of=newest)  # the primary has it, so it is no reason to refuse
        again, _ = await office.figure(as_of=claimed)
    await office.pair.caught_up()
    after, _ = await office.figure()

    assert (behind, asked, again, after) == (before, before + 1, before, before + 1)
    assert datetime.fromisoformat(claimed) < datetime.fromisoformat(newest)


async def test_a_moment_that_lies_ahead_of_the_primary_is_refused_as_ever(office: Office) -> None:
    ahead = (await office.desk.past.newest() + MINUTE).isoformat()

    refused = await office.api.get(QUESTION, params={"as_of": ahead}, headers=office.consumer)

    assert refused.json()["code"] == "as_of_not_settled"


async def test_a_replica_too_far_behind_is_passed_over(office: Office, petition: Petition) -> None:
    await office.register(petition(), f"early-{id(office)}")
    await office.marked()
    before, _ = await office.figure()
    async with office.paused():
        number = await office.register(petition(), f"late-{id(office)}")
        office.replica.heard(await office.desk.past.newest() + MINUTE)  # as if a minute of marks had come since
        figure, _ = await office.figure()
        async with office.desk.past.lately() as tx:
            known = await tx.value("SELECT count(*) FROM petition WHERE number = $1", number)

    assert (figure, known) == (before + 1, 1)


async def test_without_a_replica_that_answers_the_primary_does(
    office: Office, petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replica, "LEFT_ALONE", 0.05)
    before, _ = await office.figure()
    await asyncio.to_thread(office.pair.standby.stop)
    try:
        await office.register(petition(), f"away-{id(office)}")
        away, _ = await office.figure()
        await office.waiting()
    finally:
        await asyncio.to_thread(office.pair.standby.start)
    await office.marked()
    await asyncio.sleep(0.1)
    async with office.desk.past.lately() as tx:
        back = await tx.value("SELECT pg_is_in_recovery()")

    assert away == before + 1
    assert back


async def test_a_question_that_gives_way_to_the_replay_is_a_503_and_the_next_is_the_primarys(office: Office) -> None:
    await office.pair.primary.say("CREATE TABLE IF NOT EXISTS heap AS SELECT generate_series(1, 1000) AS id")
    await office.marked()

    async def give_way() -> None:
        async with office.desk.past.lately() as tx:
            await tx.value("SELECT count(*) FROM heap")
            await office.pair.primary.say("DELETE FROM heap")
            await office.pair.primary.say("VACUUM heap")
            async with asyncio.timeout(20):
                while True:
                    await tx.value("SELECT count(*) FROM heap")
                    await asyncio.sleep(0.02)

    with pytest.raises(DatabaseUnavailable):
        await give_way()
    async with office.desk.past.lately() as tx:
        assert not await tx.value("SELECT pg_is_in_recovery()")


async def test_lists_of_the_bureau_come_from_the_replica_and_code_and_version_from_the_primary(
    office: Office, petition: Petition
) -> None:
    await office.marked()
    async with office.paused():
        content = petition(subject="反映情况", request="请处理。", facts="情况如上，请予处理。")
        told = (
            await office.api.post("/v1/petitions", json=content, headers={**office.portal, **key(f"x{id(office)}")})
        ).json()
        seen = await office.api.get(
            f"/v1/petitions/{told['number']}", headers={**office.portal, "X-Query-Code": told["query_code"]}
        )
        listed_behind = await office.waiting()
    await office.marked()
    listed = await office.waiting()

    assert seen.status_code == 200
    assert told["number"] in listed - listed_behind


async def test_answers_given_under_fire_stay_whoever_gives_them(office: Office, petition: Petition) -> None:
    given: dict[str, bytes] = {}

    async def ask(as_of: str) -> bytes:
        told = await office.api.get(QUESTION, params={"as_of": as_of, "by": "class"}, headers=office.consumer)
        assert told.status_code == 200
        return told.content

    async def write(courier: int) -> None:
        for turn in range(12):
            await office.register(petition(), f"fire-{id(office)}-{courier}-{turn}")

    async def read() -> None:
        for _ in range(12):
            await office.marker.turn()
            _, as_of = await office.figure()
            given[as_of] = await ask(as_of)

    await asyncio.gather(write(1), write(2), read(), read())
    await office.pair.caught_up()

    assert len(given) > 10
    assert {as_of: await ask(as_of) for as_of in given} == given


async def test_of_several_hosts_the_one_that_takes_writes_is_found_for_reading_too(servers: Pair) -> None:
    hosts = f"127.0.0.1:{servers.standby.port},127.0.0.1:{servers.primary.port}"
    dsn = f"postgresql://xinfang@{hosts}/xinfang?target_session_attrs=read-write"
    database = await engine.connect(dsn, size=2, wait=10)
    try:
        async with database.read() as tx:
            reads_from_standby = await tx.value("SELECT pg_is_in_recovery()")
        async with database.begin() as writer:
            writes_to_standby = await writer.value("SELECT pg_is_in_recovery()")
    finally:
        await database.close()

    assert not reads_from_standby
    assert not writes_to_standby


async def test_a_machine_that_vanished_is_given_up_after_ten_seconds(servers: Pair) -> None:
    connections = await Connections.to(servers.primary.dsn, name="vanishing", writing=True, most=1, wait=5)
    async with connections.one() as connection:
        connected = connection._transport.get_extra_info("socket")
        noticed = connected.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
    await connections.close()

    assert noticed == 10_000
