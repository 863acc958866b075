"""The log grows by what was committed: gap-free, in order, whoever is at it and whatever dies."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from service.auth.scopes import PORTAL
from service.desk.kit import Desk
from service.storage.engine import Database
from service.storage.transaction import Tx
from service.transparency import checkpoints, log, merkle
from service.transparency.extend import extend
from tests.conftest import PETITION, admit, calling, serving

from .conftest import signed, submit
from .test_merkle import mth

POSITIONS = "SELECT position FROM log_leaf ORDER BY position"


async def positions(database: Database) -> list[int]:
    async with database.read() as tx:
        return [row["position"] for row in await tx.rows(POSITIONS)]


async def test_sixty_four_at_once_give_sixty_four_leaves(own_desk: Desk, own_database: Database) -> None:
    portal = await admit(own_desk, "portal", PORTAL)
    async with serving(own_desk) as app, calling(app) as api:
        registering = [asyncio.create_task(submit(api, portal, PETITION, f"at-once-{n}")) for n in range(64)]

        async def keep() -> None:  # several keepers meanwhile, as in several processes
            while not all(one.done() for one in registering):
                await extend(at=own_desk.now(), begin=own_desk.begin, seals=own_desk.seals)
                await asyncio.sleep(0.01)

        await asyncio.gather(keep(), keep(), keep())
        answers = await asyncio.gather(*registering)
    await extend(at=own_desk.now(), begin=own_desk.begin, seals=own_desk.seals)

    assert len({one["number"] for one in answers}) == 64
    assert await positions(own_database) == list(range(64))
    async with own_database.read() as tx:
        latest = await checkpoints.latest(tx)
        digests = [row["digest"] for row in await tx.rows("SELECT digest FROM log_leaf ORDER BY position")]
    assert latest is not None
    assert latest.size == 64
    assert latest.root == mth(digests)


async def test_who_was_answered_first_comes_first(own_desk: Desk, own_database: Database) -> None:
    portal = await admit(own_desk, "portal", PORTAL)
    async with serving(own_desk) as app, calling(app) as api:
        numbers = [(await submit(api, portal, PETITION, f"in-order-{n}"))["number"] for n in range(5)]
    await signed(own_desk)

    async with own_database.read() as tx:
        assert [row["name"] for row in await tx.rows("SELECT name FROM log_leaf ORDER BY position")] == numbers


async def test_a_turn_that_dies_leaves_nothing_and_loses_nothing(own_desk: Desk, own_database: Database) -> None:
    portal = await admit(own_desk, "portal", PORTAL)
    async with serving(own_desk) as app, calling(app) as api:
        for n in range(3):
            await submit(api, portal, PETITION, f"dies-{n}")

        @asynccontextmanager
        async def dying() -> AsyncIterator[Tx]:
            async with own_desk.begin() as tx:
                yield tx
                raise RuntimeError("the process dies before the commit")

        await own_desk.seals.checkpoints.ready(own_desk.now())
        with pytest.raises(RuntimeError, match="dies"):
            await extend(at=own_desk.now(), begin=dying, seals=own_desk.seals)
        assert await positions(own_database) == [None, None, None]
        await submit(api, portal, PETITION, "dies-not")
    assert (await signed(own_desk)).size == 4
    assert await positions(own_database) == [0, 1, 2, 3]


async def test_a_registration_that_is_rolled_back_leaves_no_leaf(own_desk: Desk, own_database: Database) -> None:
    portal = await admit(own_desk, "portal", PORTAL)
    async with serving(own_desk) as app, calling(app) as api:
        first = await submit(api, portal, PETITION, "the-same")
        assert await submit(api, portal, PETITION, "the-same") == first, (
            "a retry hears the same bytes, signature included"
        )
    await signed(own_desk)

    assert await positions(own_database) == [0]
    assert await extend(at=own_desk.now(), begin=own_desk.begin, seals=own_desk.seals) is None, (
        "nothing new, no checkpoint"
    )


async def test_intake_waits_for_no_turn(own_desk: Desk, own_database: Database) -> None:
    portal = await admit(own_desk, "portal", PORTAL)
    async with serving(own_desk) as app, calling(app) as api:
        await submit(api, portal, PETITION, "before")
        async with own_database.begin() as tx:
            assert await checkpoints.take_turn(tx)
            await log.place(tx, 0, 10)
            await asyncio.wait_for(submit(api, portal, PETITION, "meanwhile"), 5)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM log_leaf",
        "UPDATE log_leaf SET position = 7",
        "UPDATE log_leaf SET digest = salt",
        "UPDATE log_checkpoint SET size = 9",
        "DELETE FROM log_tile",
        "DELETE FROM signing_key",
    ],
)
async def test_the_database_itself_refuses_to_forget(own_desk: Desk, own_database: Database, statement: str) -> None:
    portal = await admit(own_desk, "portal", PORTAL)
    async with serving(own_desk) as app, calling(app) as api:
        await submit(api, portal, PETITION, "kept")
    await signed(own_desk)

    with pytest.raises(asyncpg.RestrictViolationError):
        async with own_database.begin() as tx:
            await tx.rows(statement)


def test_a_leaf_is_the_hash_of_a_hash() -> None:
    assert merkle.leaf_hash(b"") == bytes.fromhex("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")
